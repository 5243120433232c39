//! Changing the speed of speech and keeping its pitch, by Sonic, an algorithm made for speech.

use super::AudioError;
use libsonic::SonicStream;

/// The number of samples that `samples` become: the nearest.
pub fn stretched_len(samples: usize, speed: f64) -> usize {
    if speed == 1.0 {
        samples
    } else {
        (samples as f64 / speed).round() as usize
    }
}

/// Makes a mono sound faster (`speed` over 1) or slower. The result has [`stretched_len`] samples;
/// a place in it is off by a period of the voice at most.
///
/// # Errors
/// If the rate cannot be used.
pub fn stretch(samples: &[f32], rate: u32, speed: f64) -> Result<Vec<f32>, AudioError> {
    let mut stream = SonicStream::new(rate, 1).map_err(|_| AudioError::Rate(rate))?;
    // It works in 16 bits, so the sound is given to it at full level.
    let peak = super::peak(samples).max(f32::MIN_POSITIVE);
    let loud: Vec<f32> = samples.iter().map(|x| x / peak).collect();
    stream.set_speed(speed as f32);
    stream.write_f32(&loud);
    stream.flush();
    let mut stretched = stream.read_f32(usize::MAX);
    for sample in &mut stretched {
        *sample *= peak;
    }
    stretched.resize(stretched_len(samples.len(), speed), 0.0);
    Ok(stretched)
}
