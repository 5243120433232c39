//! Samples without a header, as some engines send them, made into a WAV file.

use super::super::SpeechError;
use std::io::Cursor;

/// A WAV file of little-endian integer samples: `width` bytes a sample, interleaved.
///
/// # Errors
/// [`SpeechError::Doubtful`] if nobody could play what it says it is.
pub fn wav(rate: u32, channels: u16, width: u16, samples: &[u8]) -> Result<Vec<u8>, SpeechError> {
    let broken = |what: String| SpeechError::Doubtful(what);
    if !matches!(width, 2..=4) || channels == 0 || rate == 0 {
        return Err(broken(format!(
            "the sound is said to have {rate} Hz, {channels} channels and {width} bytes a sample"
        )));
    }
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: width * 8,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::with_capacity(samples.len() + 64));
    let mut write = || -> Result<(), hound::Error> {
        let mut writer = hound::WavWriter::new(&mut file, spec)?;
        // What is left over of a frame is no sound.
        let frame = usize::from(width) * usize::from(channels);
        let whole = samples.len() / frame * frame;
        if let (2, Ok(count)) = (width, u32::try_from(whole / 2)) {
            // By far the most common, and a call for each sample takes its time.
            let mut many = writer.get_i16_writer(count);
            for sample in samples[..whole].as_chunks().0 {
                many.write_sample(i16::from_le_bytes(*sample));
            }
            many.flush()?;
            return writer.finalize();
        }
        for sample in samples[..whole].chunks_exact(usize::from(width)) {
            // Into the upper bytes, so that the sign comes along when they are shifted down.
            let mut wide = [0; 4];
            wide[4 - sample.len()..].copy_from_slice(sample);
            writer.write_sample(i32::from_le_bytes(wide) >> (32 - 8 * u32::from(width)))?;
        }
        writer.finalize()
    };
    write().map_err(|error| broken(format!("the sound cannot be written: {error}")))?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_their_values() {
        let file = wav(24000, 1, 2, &[0, 0, 0xFF, 0xFF, 1, 0x80, 7]).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(file)).unwrap();
        assert_eq!(reader.spec().sample_rate, 24000);
        let samples: Vec<i32> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples, [0, -1, -32767]);
        let file = wav(8000, 1, 3, &[0xFF, 0xFF, 0x7F]).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(file)).unwrap();
        assert_eq!(reader.samples::<i32>().next().unwrap().unwrap(), 8_388_607);
        assert!(wav(0, 1, 2, &[]).is_err());
    }
}
