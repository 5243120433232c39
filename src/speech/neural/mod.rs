//! Neural voices in this process: VITS voices of Piper and Kokoro-82M, run by `rten` on the processor.
//!
//! A [`model::Model`] is a file in ONNX's format, which [`onnx`] edits before it is loaded where an export
//! asks for what `rten` does otherwise. [`phonemes`] asks espeak-ng, in a process of its own, how words
//! are said. [`piper`] and [`kokoro`] are the engines.

pub mod folder;
pub mod kokoro;
mod model;
mod onnx;
mod phonemes;
pub mod piper;
mod sound;
