//! Runs the real program in temporary folders and checks what it prints and writes, with other
//! tools than its own. Needs espeak-ng, ffprobe (ffmpeg), pdftotext (poppler), cueprint (cuetools), sox and Python 3:
//! `make test` installs what is missing.

mod build;
mod canary;
mod check;
mod decode;
mod documents;
mod editing;
mod encoder;
mod encoding;
mod engines;
mod errors;
mod fault_server;
mod faults;
mod fleet;
mod get;
mod golden;
mod incremental;
mod layouts;
mod listening;
mod mutations;
mod neural;
mod newcomer;
mod pattern;
mod pdf;
mod providers;
mod publish;
mod reading;
mod resample;
mod rooms;
mod safety;
mod script;
mod shapes;
mod shelf_server;
mod sound;
mod sources;
mod spoken;
mod studio;
mod support;
mod talks;
mod transcripts;
