//! Runs the real program in temporary folders and checks what it prints and writes, with other
//! tools than its own. Needs espeak-ng, ffprobe (ffmpeg), cueprint (cuetools) and Python 3:
//! `make test` installs what is missing.

mod build;
mod engines;
mod errors;
mod incremental;
mod script;
mod shapes;
mod support;
