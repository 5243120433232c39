//! SRT and WebVTT, into lines.
#![no_main]

use diglot::script::readers::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let is_vtt = bytes.starts_with(b"WEBVTT");
    let _ = read(bytes, if is_vtt { "a.vtt" } else { "a.srt" });
});
