//! Decoding what an engine sends: WAV, MP3, FLAC, Ogg Vorbis, AAC, AIFF by symphonia, Ogg Opus by
//! symphonia and opus-decoder.

use super::{AudioError, Sound};
use opus_decoder::OpusDecoder;
use std::io::Cursor;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

/// The most samples that are decoded from one clip: an hour at 48 kHz. An engine that sends more
/// for one line is broken.
const LONGEST: usize = 3600 * 48_000;

/// Decodes an audio file. Several channels become one, their mean.
///
/// # Errors
/// [`AudioError::Format`] if it cannot be decoded, [`AudioError::Silent`] if it holds no sample.
pub fn decode(bytes: &[u8]) -> Result<Sound, AudioError> {
    // A parser that panics over foreign bytes (symphonia 0.6 does over some damaged headers) must
    // not take the run with it.
    std::panic::catch_unwind(|| decode_with_symphonia(bytes))
        .unwrap_or_else(|_| Err(AudioError::Format("its header is damaged".into())))
}

fn decode_with_symphonia(bytes: &[u8]) -> Result<Sound, AudioError> {
    let format_error = |error: Error| AudioError::Format(error.to_string());
    let bytes = with_mended_header(bytes.to_vec());
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(
            &Hint::new(),
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(format_error)?;
    let nothing = || AudioError::Format("there is no audio track in it".into());
    let track = format.default_track(TrackType::Audio).ok_or_else(nothing)?;
    let track_id = track.id;
    let codec = track
        .codec_params
        .as_ref()
        .and_then(|codec| codec.audio())
        .ok_or_else(nothing)?;
    let mut decoder = Decoder::new(codec)?;
    // symphonia's reader of Ogg tells of what an Opus encoder puts before the sound, and leaves it.
    let mut ahead = match decoder {
        Decoder::Opus(..) => track.delay.unwrap_or(0) as usize,
        Decoder::Symphonia(_) => 0,
    };
    let mut samples: Vec<f32> = Vec::new();
    let mut block = Block::default();
    let mut rate = 0;
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) | Err(Error::ResetRequired) => break,
            // A file that is cut off gives what is there; whether that is enough is for others.
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                break;
            }
            Err(error) => return Err(format_error(error)),
        };
        if packet.track_id != track_id {
            continue;
        }
        if !decoder.decode(&packet, &mut block)? {
            continue;
        }
        if rate != 0 && rate != block.rate || block.channels == 0 {
            return Err(AudioError::Format("its format changes inside".into()));
        }
        rate = block.rate;
        let skipped = ahead.min(block.samples.len() / block.channels);
        ahead -= skipped;
        block.samples.drain(..skipped * block.channels);
        if block.channels == 1 {
            samples.extend_from_slice(&block.samples);
        } else {
            let mean = |frame: &[f32]| frame.iter().sum::<f32>() / block.channels as f32;
            samples.extend(block.samples.chunks_exact(block.channels).map(mean));
        }
        if samples.len() > LONGEST {
            return Err(AudioError::Format("it is longer than an hour".into()));
        }
    }
    if rate == 0 || samples.is_empty() {
        return Err(AudioError::Silent);
    }
    if !(4_000..=384_000).contains(&rate) {
        return Err(AudioError::Rate(rate));
    }
    // A float format can hold what is no number.
    for sample in &mut samples {
        *sample = if sample.is_finite() {
            sample.clamp(-8.0, 8.0)
        } else {
            0.0
        };
    }
    Ok(Sound { rate, samples })
}

/// What a packet holds.
#[derive(Default)]
struct Block {
    rate: u32,
    channels: usize,
    /// The channels' samples in turn.
    samples: Vec<f32>,
}

enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(Box<OpusDecoder>, usize),
}

impl Decoder {
    /// The rate of decoded Opus, in Hz, whatever went in (RFC 7845, section 5.1).
    const OPUS_RATE: u32 = 48_000;

    fn new(codec: &AudioCodecParameters) -> Result<Self, AudioError> {
        if codec.codec == CODEC_ID_OPUS {
            let channels = codec
                .channels
                .as_ref()
                .map_or(1, |channels| channels.count());
            let decoder = OpusDecoder::new(Self::OPUS_RATE, channels)
                .map_err(|error| AudioError::Format(error.to_string()))?;
            return Ok(Self::Opus(Box::new(decoder), channels));
        }
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(codec, &AudioDecoderOptions::default())
            .map_err(|error| AudioError::Format(error.to_string()))?;
        Ok(Self::Symphonia(decoder))
    }

    /// Decodes a packet, without what the encoder put before and after the sound. Returns whether
    /// there was anything in it that can be decoded.
    fn decode(&mut self, packet: &Packet, block: &mut Block) -> Result<bool, AudioError> {
        match self {
            Self::Symphonia(decoder) => {
                let decoded = match decoder.decode(packet) {
                    Ok(decoded) => decoded,
                    Err(Error::DecodeError(_)) => return Ok(false),
                    Err(error) => return Err(AudioError::Format(error.to_string())),
                };
                block.rate = decoded.spec().rate();
                block.channels = decoded.spec().channels().count();
                decoded.copy_to_vec_interleaved(&mut block.samples);
            }
            Self::Opus(decoder, channels) => {
                let most = decoder.max_frame_size_per_channel() * *channels;
                block.samples.resize(most, 0.0);
                let Ok(count) = decoder.decode_float(&packet.data, &mut block.samples, false)
                else {
                    return Ok(false);
                };
                let after = (packet.trim_end.get() as usize).min(count);
                let before = (packet.trim_start.get() as usize).min(count - after);
                block.samples.truncate((count - after) * *channels);
                block.samples.drain(..before * *channels);
                block.rate = Self::OPUS_RATE;
                block.channels = *channels;
            }
        }
        Ok(true)
    }
}

/// A WAV with a header that can be read. One that was written before its length was known (to a
/// pipe, or by a server that streams) says a length that is wrong: 0, 0x7FFFF000, 0xFFFFFFFF. The
/// data then goes to the end.
fn with_mended_header(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() < 12 || &bytes[..4] != b"RIFF" || &bytes[8..12] != b"WAVE" {
        return bytes;
    }
    let length_at = |bytes: &[u8], at: usize| {
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
    };
    let mut at = 12;
    while at + 8 <= bytes.len() {
        let said = length_at(&bytes, at + 4);
        let rest = bytes.len() - at - 8;
        if &bytes[at..at + 4] == b"fmt " && said == 40 && rest >= 40 {
            mend_law(&mut bytes[at..at + 48]);
        }
        if &bytes[at..at + 4] == b"data" {
            if said == 0 || said > rest || length_at(&bytes, 4) < said {
                let whole = u32::try_from(bytes.len() - 8).unwrap_or(u32::MAX);
                let data = if said == 0 || said > rest { rest } else { said };
                let data = u32::try_from(data).unwrap_or(u32::MAX);
                bytes[4..8].copy_from_slice(&whole.to_le_bytes());
                bytes[at + 4..at + 8].copy_from_slice(&data.to_le_bytes());
            }
            return bytes;
        }
        at += 8 + said + said % 2;
    }
    bytes
}

/// symphonia 0.6 reads A-law and µ-law under their own numbers and not in the extensible format, so
/// the chunk becomes one of theirs, and one of nothing in what is left of it.
fn mend_law(format: &mut [u8]) {
    const EXTENSIBLE: [u8; 2] = [0xFE, 0xFF];
    const GUID_END: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
    let (number, is_known) = (format[32], format[33] == 0 && format[34..48] == GUID_END);
    if format[8..10] == EXTENSIBLE && is_known && matches!(number, 6 | 7) {
        format[4..8].copy_from_slice(&18u32.to_le_bytes());
        format[8..10].copy_from_slice(&[number, 0]);
        format[24..26].copy_from_slice(&[0, 0]);
        format[26..30].copy_from_slice(b"JUNK");
        format[30..34].copy_from_slice(&14u32.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        for sample in samples {
            writer.write_sample(*sample).unwrap();
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_wav_is_decoded_to_the_sample() {
        let sound = decode(&wav(22050, 1, &[0, 16384, -32768])).unwrap();
        assert_eq!((sound.rate, sound.samples), (22050, vec![0.0, 0.5, -1.0]));
    }

    #[test]
    fn channels_become_their_mean() {
        let sound = decode(&wav(8000, 2, &[16384, 0, 0, -16384])).unwrap();
        assert_eq!(sound.samples, [0.25, -0.25]);
    }

    #[test]
    fn a_wrong_length_is_read_to_the_end() {
        let samples: Vec<i16> = (0..5000).collect();
        for (riff, data) in [
            (0, 0),
            (0x7FFF_F024, 0x7FFF_F000),
            (u32::MAX, u32::MAX),
            (36, 0),
            (0, 10_000),
            (20_036, 20_000),
        ] {
            let mut bytes = wav(22050, 1, &samples);
            bytes[4..8].copy_from_slice(&u32::to_le_bytes(riff));
            bytes[40..44].copy_from_slice(&u32::to_le_bytes(data));
            let sound = decode(&bytes).unwrap();
            assert_eq!(sound.samples.len(), 5000, "{riff:x} {data:x}");
        }
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        for bytes in [
            &b""[..],
            b"<html>no</html>",
            b"{\"error\":1}",
            &wav(22050, 1, &[]),
        ] {
            assert!(decode(bytes).is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(at in 0usize..1044, byte: u8, cut in 0usize..1044) {
            let mut bytes = wav(22050, 1, &[100; 500]);
            bytes[at] = byte;
            bytes.truncate(cut);
            let _ = decode(&bytes);
        }
    }
}
