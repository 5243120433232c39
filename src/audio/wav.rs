//! Writing WAV files (RIFF, Multimedia Programming Interface and Data Specifications 1.0): dithered
//! samples as they come, and several finished files as one with cue points.
//!
//! It is written here because no kept crate writes cue points, and because dither and rounding are
//! most of the work: eight samples at once.

use super::from_db;
use serde::Serialize;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The most bytes that a WAV file can have: its length is a 32-bit number.
pub const LONGEST: u64 = u32::MAX as u64;
/// The length of a header with one `fmt ` and one `data` chunk.
pub const HEADER: u64 = 44;

/// What the samples of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Format {
    /// Samples a second, in Hz.
    pub rate: u32,
    /// Channels: 1, or 2 that are the same.
    pub channels: u16,
    /// Bits of a sample: 16 or 24.
    pub bits: u16,
}

impl Format {
    /// The bytes of a moment: a sample of each channel.
    pub fn frame(&self) -> u64 {
        u64::from(self.channels) * u64::from(self.bits / 8)
    }

    /// The length of a file of so many samples (of one channel), in bytes.
    pub fn file_length(&self, samples: u64) -> u64 {
        let data = samples * self.frame();
        HEADER + data + data % 2
    }

    /// Samples as they stand in a file, dithered: the same samples give the same bytes.
    pub fn bytes(&self, samples: &[f32]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(samples.len() * self.frame() as usize);
        Dither::new().round(*self, samples, &mut bytes);
        bytes
    }

    /// The header of a file; `more` bytes follow the data.
    fn header(&self, samples: u64, more: u64) -> io::Result<[u8; HEADER as usize]> {
        let data = samples * self.frame();
        let whole = self.file_length(samples) + more - 8;
        let (Ok(data), Ok(whole)) = (u32::try_from(data), u32::try_from(whole)) else {
            return Err(io::Error::other("a WAV file cannot be longer than 4 GiB"));
        };
        let frame = self.frame() as u16;
        let mut header = [0; HEADER as usize];
        let parts: [&[u8]; 12] = [
            b"RIFF",
            &whole.to_le_bytes(),
            b"WAVEfmt ",
            &16u32.to_le_bytes(),
            &1u16.to_le_bytes(),
            &self.channels.to_le_bytes(),
            &self.rate.to_le_bytes(),
            &(self.rate * u32::from(frame)).to_le_bytes(),
            &frame.to_le_bytes(),
            &self.bits.to_le_bytes(),
            b"data",
            &data.to_le_bytes(),
        ];
        let mut at = 0;
        for part in parts {
            header[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        Ok(header)
    }
}

/// How many samples are rounded before they are written.
const BUFFER: usize = 1 << 14;

/// A file in the making, of a length that is known.
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    samples: u64,
    written: u64,
    dither: Dither,
    tone: Option<RoomTone>,
    bytes: Vec<u8>,
    noisy: Vec<f32>,
}

impl<W: Write> Writer<W> {
    /// Begins a file of `samples` samples. With `room_tone`, a level in dBFS, a faint noise of that
    /// level lies under everything.
    ///
    /// # Errors
    /// If it would be too long, or cannot be written.
    pub fn new(
        mut out: W,
        format: Format,
        samples: u64,
        room_tone: Option<f64>,
    ) -> io::Result<Self> {
        out.write_all(&format.header(samples, 0)?)?;
        Ok(Self {
            out,
            format,
            samples,
            written: 0,
            dither: Dither::new(),
            tone: room_tone.map(RoomTone::new),
            bytes: Vec::with_capacity(BUFFER * format.frame() as usize),
            noisy: Vec::new(),
        })
    }

    /// Writes silence up to a place, in samples from the beginning; nothing if that is reached.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn silence_to(&mut self, to: u64) -> io::Result<()> {
        while self.written < to.min(self.samples) {
            let count = (to.min(self.samples) - self.written).min(BUFFER as u64) as usize;
            if self.tone.is_some() {
                self.sound(&[0.0; BUFFER][..count])?;
            } else {
                self.bytes.clear();
                self.bytes.resize(count * self.format.frame() as usize, 0);
                self.out.write_all(&self.bytes)?;
                self.written += count as u64;
            }
        }
        Ok(())
    }

    /// Writes samples.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn sound(&mut self, samples: &[f32]) -> io::Result<()> {
        for chunk in samples.chunks(BUFFER) {
            let chunk = match &mut self.tone {
                Some(tone) => {
                    self.noisy.clear();
                    self.noisy.extend(chunk.iter().map(|x| x + tone.next()));
                    &self.noisy
                }
                None => chunk,
            };
            self.bytes.clear();
            self.dither.round(self.format, chunk, &mut self.bytes);
            self.out.write_all(&self.bytes)?;
            self.written += chunk.len() as u64;
        }
        Ok(())
    }

    /// Writes samples as [`Format::bytes`] gives them.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.written += bytes.len() as u64 / self.format.frame();
        Ok(())
    }

    /// Fills up with silence and ends the file.
    ///
    /// # Errors
    /// If it cannot be written, or more was written than was said.
    pub fn finish(mut self) -> io::Result<()> {
        self.silence_to(self.samples)?;
        if self.written != self.samples {
            return Err(io::Error::other(
                "a clip goes beyond the end of its chapter",
            ));
        }
        if self.samples * self.format.frame() % 2 == 1 {
            self.out.write_all(&[0])?;
        }
        self.out.flush()
    }
}

/// How many samples are dithered at once.
const LANES: usize = 8;

/// Triangular dither of two least significant bits, peak to peak: noise instead of distortion, and
/// the same every time. From xorshift generators side by side (Marsaglia 2003, "Xorshift RNGs",
/// section 3), whose shifts every processor does on several numbers at once.
struct Dither([u32; LANES]);

impl Dither {
    fn new() -> Self {
        Self(std::array::from_fn(|lane| {
            (lane as u32 + 1).wrapping_mul(0x9E37_79B9)
        }))
    }

    fn next(&mut self) -> [f32; LANES] {
        for state in &mut self.0 {
            *state ^= *state << 13;
            *state ^= *state >> 17;
            *state ^= *state << 5;
        }
        self.0
            .map(|state| ((state >> 20) as i32 - (state >> 8 & 0xFFF) as i32) as f32 / 4096.0)
    }

    fn round(&mut self, format: Format, samples: &[f32], out: &mut Vec<u8>) {
        match (format.bits, format.channels) {
            (16, 1) => self.round_16::<1>(samples, out),
            (16, _) => self.round_16::<2>(samples, out),
            (_, 1) => self.round_24::<1>(samples, out),
            (_, _) => self.round_24::<2>(samples, out),
        }
    }

    /// Samples to 16 bits, each into `CHANNELS` channels.
    fn round_16<const CHANNELS: usize>(&mut self, samples: &[f32], out: &mut Vec<u8>) {
        // Added to a number of 16 bits, it leaves that number in the lowest bits of the mantissa,
        // rounded: what a cast does in more steps.
        const ROUND: f32 = 12_582_912.0;
        for lanes in samples.chunks(LANES) {
            let noise = self.next();
            let mut whole = [0f32; LANES];
            whole[..lanes.len()].copy_from_slice(lanes);
            let values: [[[u8; 2]; CHANNELS]; LANES] = std::array::from_fn(|i| {
                let value = (whole[i] * 32_767.0 + noise[i]).clamp(-32_768.0, 32_767.0);
                [((value + ROUND).to_bits() as u16).to_le_bytes(); CHANNELS]
            });
            out.extend_from_slice(values[..lanes.len()].as_flattened().as_flattened());
        }
    }

    /// Samples to 24 bits, each into `CHANNELS` channels.
    fn round_24<const CHANNELS: usize>(&mut self, samples: &[f32], out: &mut Vec<u8>) {
        const MOST: f64 = 8_388_607.0;
        for lanes in samples.chunks(LANES) {
            let noise = self.next();
            for (sample, noise) in lanes.iter().zip(noise) {
                let value = (f64::from(*sample) * MOST + f64::from(noise)).clamp(-MOST - 1.0, MOST);
                let bytes = (value.round() as i32).to_le_bytes();
                for _ in 0..CHANNELS {
                    out.extend_from_slice(&bytes[..3]);
                }
            }
        }
    }
}

/// The faint noise of a quiet room: white noise through a low pass of one pole.
struct RoomTone {
    state: u32,
    low: f32,
    gain: f32,
}

impl RoomTone {
    /// The share of the new in each step of the low pass: 0.1 is 700 Hz at 44.1 kHz.
    const SHARE: f32 = 0.1;
    /// Uniform noise between -1 and 1 has a power of 1/3, of which the low pass lets through
    /// share / (2 - share).
    const LEVEL: f32 = 0.132_453;

    fn new(level: f64) -> Self {
        Self {
            state: 0x9E37_79B9,
            low: 0.0,
            gain: from_db(level) / Self::LEVEL,
        }
    }

    fn next(&mut self) -> f32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        let white = (self.state >> 8) as f32 / (1 << 23) as f32 - 1.0;
        self.low += (white - self.low) * Self::SHARE;
        self.low * self.gain
    }
}

/// A place in a file that has a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CuePoint {
    /// The place, in samples from the beginning.
    pub at: u64,
    /// The name.
    pub label: String,
}

/// The chunks `cue ` and `LIST adtl` with a `labl` for each point (Multimedia Programming Interface
/// and Data Specifications 1.0, section "Wave Files"). Labels are UTF-8.
fn cue_chunks(points: &[CuePoint]) -> Vec<u8> {
    let mut cue = Vec::new();
    let mut labels = b"adtl".to_vec();
    cue.extend_from_slice(&(points.len() as u32).to_le_bytes());
    for (i, point) in points.iter().enumerate() {
        let id = (i as u32 + 1).to_le_bytes();
        let at = (point.at as u32).to_le_bytes();
        for field in [&id, &at, b"data", &[0; 4], &[0; 4], &at] {
            cue.extend_from_slice(field);
        }
        let mut label = id.to_vec();
        label.extend_from_slice(point.label.replace('\0', " ").as_bytes());
        label.push(0);
        chunk(b"labl", &label, &mut labels);
    }
    let mut chunks = Vec::new();
    chunk(b"cue ", &cue, &mut chunks);
    chunk(b"LIST", &labels, &mut chunks);
    chunks
}

fn chunk(name: &[u8; 4], content: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(content.len() as u32).to_le_bytes());
    out.extend_from_slice(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

/// The length of a file with cue points, in bytes.
pub fn length_with_cues(format: &Format, samples: u64, points: &[CuePoint]) -> u64 {
    format.file_length(samples) + cue_chunks(points).len() as u64
}

/// Writes the samples of several files of one format, that this module wrote, one after the other,
/// with cue points. `samples` is the length of all.
///
/// # Errors
/// If a file cannot be read or is too short, or the whole cannot be written.
pub fn join<R: Read + Seek>(
    mut out: impl Write,
    format: Format,
    samples: u64,
    files: impl Iterator<Item = io::Result<(R, u64)>>,
    points: &[CuePoint],
) -> io::Result<()> {
    let chunks = cue_chunks(points);
    out.write_all(&format.header(samples, chunks.len() as u64)?)?;
    for file in files {
        let (mut file, samples) = file?;
        file.seek(SeekFrom::Start(HEADER))?;
        let bytes = samples * format.frame();
        if io::copy(&mut file.take(bytes), &mut out)? != bytes {
            return Err(io::Error::other(
                "a chapter's file is shorter than it should be",
            ));
        }
    }
    if samples * format.frame() % 2 == 1 {
        out.write_all(&[0])?;
    }
    out.write_all(&chunks)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format, samples: &[f32], room_tone: Option<f64>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes, format, samples.len() as u64, room_tone).unwrap();
        writer.sound(samples).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn read(bytes: &[u8]) -> (hound::WavSpec, Vec<i32>) {
        let mut reader = hound::WavReader::new(bytes).unwrap();
        let samples = reader.samples().map(Result::unwrap).collect();
        (reader.spec(), samples)
    }

    #[test]
    fn samples_are_those_that_were_given_to_a_bit_or_so() {
        let sound: Vec<f32> = (0..1003).map(|i| (i as f32 * 0.01).sin()).collect();
        for (channels, bits) in [(1, 16), (2, 16), (1, 24), (2, 24)] {
            let format = Format {
                rate: 44100,
                channels,
                bits,
            };
            let bytes = written(format, &sound, None);
            assert_eq!(bytes.len() as u64, format.file_length(1003));
            let (spec, samples) = read(&bytes);
            assert_eq!((spec.channels, spec.bits_per_sample), (channels, bits));
            let full = f64::from((1i32 << (bits - 1)) - 1);
            for (frame, want) in samples.chunks(channels.into()).zip(&sound) {
                assert!(frame.iter().all(|value| value == &frame[0]));
                let error = f64::from(frame[0]) - f64::from(*want) * full;
                assert!(error.abs() <= 2.0, "{error}");
            }
        }
    }

    /// The error of dithered samples is noise of the same power whatever the sound: 1/4 of a step
    /// squared (Lipshitz, Wannamaker and Vanderkooy 1992), and does not go with the sound.
    #[test]
    fn dither_makes_the_error_independent_of_the_sound() {
        for level in [0.3 / 32767.0, 0.5 / 32767.0, 0.9 / 32767.0, 0.25] {
            let mut dither = Dither::new();
            let mut bytes = Vec::new();
            dither.round_16::<1>(&vec![level; 80_000], &mut bytes);
            let errors: Vec<f64> = bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|b| f64::from(i16::from_le_bytes(*b)) - f64::from(level) * 32767.0)
                .collect();
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            let power = errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64;
            assert!(mean.abs() < 0.01, "{level}: {mean}");
            assert!((power - 0.25).abs() < 0.01, "{level}: {power}");
        }
    }

    #[test]
    fn what_is_too_loud_is_held_at_full_scale() {
        let format = Format {
            rate: 44100,
            channels: 1,
            bits: 16,
        };
        let (_, samples) = read(&written(format, &[3.0, -3.0, f32::NAN], None));
        assert_eq!(samples[..2], [32767, -32768]);
    }

    #[test]
    fn room_tone_has_its_level() {
        let format = Format {
            rate: 44100,
            channels: 1,
            bits: 24,
        };
        let (_, samples) = read(&written(format, &[0.0; 44100], Some(-70.0)));
        let power = samples
            .iter()
            .map(|s| (f64::from(*s) / 8_388_608.0).powi(2))
            .sum::<f64>();
        let level = 10.0 * (power / 44100.0).log10();
        assert!((level + 70.0).abs() < 0.5, "{level}");
    }

    #[test]
    fn files_are_joined_with_cue_points() {
        let format = Format {
            rate: 8000,
            channels: 1,
            bits: 24,
        };
        let one = written(format, &[0.1; 101], None);
        let two = written(format, &[-0.1; 50], None);
        let points = [
            CuePoint {
                at: 0,
                label: "one".into(),
            },
            CuePoint {
                at: 101,
                label: "two".into(),
            },
        ];
        let mut bytes = Vec::new();
        let files = [(io::Cursor::new(&one), 101), (io::Cursor::new(&two), 50)];
        join(&mut bytes, format, 151, files.into_iter().map(Ok), &points).unwrap();
        assert_eq!(bytes.len() as u64, length_with_cues(&format, 151, &points));
        let (_, samples) = read(&bytes);
        assert_eq!(samples.len(), 151);
        assert!(samples[100] > 800_000 && samples[101] < -800_000);
        let files = [(io::Cursor::new(&one[..60]), 101)];
        assert!(join(&mut Vec::new(), format, 101, files.into_iter().map(Ok), &[]).is_err());
    }

    #[test]
    fn more_than_4_gib_is_refused_before_anything_is_written() {
        let format = Format {
            rate: 44100,
            channels: 2,
            bits: 24,
        };
        let mut out = Vec::new();
        assert!(Writer::new(&mut out, format, LONGEST / 6 + 1, None).is_err());
        assert!(out.is_empty());
    }
}
