//! What an engine sends: any bytes as sound. However small they are, no more is decoded than may be.
#![no_main]

use diglot::audio::{decode, measure, riff};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = riff::is_cut_off(bytes);
    if let Some(files) = riff::files(bytes) {
        let all: usize = files.iter().map(Vec::len).sum();
        assert!(all <= bytes.len());
    }
    if let Ok(sound) = decode::decode_up_to(60.0, bytes) {
        assert!(sound.seconds() <= 61.0 && sound.samples.iter().all(|x| x.is_finite()));
        let _ = measure(&sound);
    }
});
