//! Decoding what an engine sends: WAV, MP3, FLAC, Ogg Vorbis, AAC, AIFF by symphonia, Ogg Opus by
//! symphonia and opus-decoder.

use super::{AudioError, Sound, riff};
use opus_decoder::OpusDecoder;
use std::io::Cursor;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

/// The longest sound that is decoded unless another bound is given, in seconds.
const LONGEST: f64 = 3600.0;
/// The most streams that an Ogg file may hold one after the other.
const MOST_STREAMS: usize = 1000;

/// Decodes an audio file, or several WAV files one after the other. Several channels become one, their
/// mean.
///
/// # Errors
/// [`AudioError::Format`] if it cannot be decoded, [`AudioError::Silent`] if it holds no sample,
/// [`AudioError::TooLong`] if it is longer than an hour.
pub fn decode(bytes: &[u8]) -> Result<Sound, AudioError> {
    decode_up_to(LONGEST, bytes)
}

/// As [`decode`], with another bound, in seconds. A file may be small and its sound long, so it is
/// decoded no further.
///
/// # Errors
/// As [`decode`].
pub fn decode_up_to(longest: f64, bytes: &[u8]) -> Result<Sound, AudioError> {
    // A parser that panics over foreign bytes (symphonia 0.6 does over some damaged headers) must
    // not take the run with it.
    let decode = |bytes: Vec<u8>, left: f64| {
        std::panic::catch_unwind(|| decode_with_symphonia(bytes, left))
            .unwrap_or_else(|_| Err(AudioError::Format("its header is damaged".into())))
            .map_err(|error| match error {
                AudioError::TooLong(_) => AudioError::TooLong(longest),
                error => error,
            })
    };
    let Some(files) = riff::files(bytes) else {
        return decode(bytes.to_vec(), longest);
    };
    let mut whole: Option<Sound> = None;
    for file in files {
        let so_far = whole.as_ref().map_or(0.0, Sound::seconds);
        match (decode(file, longest - so_far), &mut whole) {
            (Ok(next), Some(whole)) if next.rate != whole.rate => return Err(changes()),
            (Ok(next), Some(whole)) => whole.samples.extend_from_slice(&next.samples),
            (Ok(first), None) => whole = Some(first),
            // One of several may be empty.
            (Err(AudioError::Silent), _) => {}
            (Err(error), _) => return Err(error),
        }
    }
    whole.ok_or(AudioError::Silent)
}

fn changes() -> AudioError {
    AudioError::Format("its format changes inside".into())
}

fn decode_with_symphonia(bytes: Vec<u8>, longest: f64) -> Result<Sound, AudioError> {
    let format_error = |error: Error| AudioError::Format(error.to_string());
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(
            &Hint::new(),
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(format_error)?;
    let (mut track, mut decoder, mut ahead) = stream_of(format.as_ref())?;
    let mut streams = 1;
    let mut samples: Vec<f32> = Vec::new();
    let mut block = Block::default();
    let mut rate = 0;
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // Another stream follows in the same file, as another answer's sound.
            Err(Error::ResetRequired) if streams < MOST_STREAMS => {
                streams += 1;
                (track, decoder, ahead) = stream_of(format.as_ref())?;
                continue;
            }
            Err(Error::ResetRequired) => break,
            // A file that is cut off gives what is there; whether that is enough is for others.
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                break;
            }
            Err(error) => return Err(format_error(error)),
        };
        if packet.track_id != track {
            continue;
        }
        if !decoder.decode(&packet, &mut block)? {
            continue;
        }
        if rate != 0 && rate != block.rate || block.channels == 0 {
            return Err(changes());
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
        if samples.len() as f64 > longest * f64::from(rate) {
            return Err(AudioError::TooLong(longest));
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

/// The stream of sound that a file has now: its number, what decodes it, and how many samples come before
/// the sound.
fn stream_of(format: &dyn FormatReader) -> Result<(u32, Decoder, usize), AudioError> {
    let nothing = || AudioError::Format("there is no audio track in it".into());
    let track = format.default_track(TrackType::Audio).ok_or_else(nothing)?;
    let codec = track.codec_params.as_ref().and_then(|codec| codec.audio());
    let decoder = Decoder::new(codec.ok_or_else(nothing)?)?;
    // symphonia's reader of Ogg tells of what an Opus encoder puts before the sound, and leaves it.
    let ahead = match decoder {
        Decoder::Opus(..) => track.delay.unwrap_or(0) as usize,
        Decoder::Symphonia(_) => 0,
    };
    Ok((track.id, decoder, ahead))
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
    fn several_files_in_one_answer_are_one_sound() {
        let (one, two) = (wav(8000, 1, &[100; 500]), wav(8000, 2, &[300; 500]));
        let sound = decode(&[&one[..], &two, &one].concat()).unwrap();
        assert_eq!(sound.samples.len(), 1250);
        let other = wav(16000, 1, &[100; 500]);
        assert!(decode(&[one, other].concat()).is_err());
    }

    #[test]
    fn a_sound_is_decoded_as_far_as_it_may_be_long() {
        let second = wav(8000, 1, &[100; 8000]);
        assert!(decode_up_to(1.1, &second).is_ok());
        let five = second.repeat(5);
        let error = decode_up_to(4.5, &five).unwrap_err();
        assert_eq!(error.to_string(), "the sound is longer than 4.5 s");
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
