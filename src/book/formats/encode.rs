//! Encoding by ffmpeg: the chapters' samples go to its standard input, one pass, nothing between.

use super::{Edition, FormatError, Part, cover};
use crate::book::loudness::Loudness;
use crate::book::settings::BookSettings;
use crate::process;
use hound::{SampleFormat, WavReader};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How much of what ffmpeg says is kept, in bytes.
const MOST_WORDS: u64 = 64 << 10;
/// How often it is looked whether a person has stopped the run.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// No name of the encoder's version, no random serial numbers: the same bytes every time.
const REPEATABLE: [&str; 6] = [
    "-fflags",
    "+bitexact",
    "-flags:a",
    "+bitexact",
    "-threads",
    "1",
];

/// What a part becomes: ffmpeg's arguments beside those for input and output.
#[derive(Debug, Default)]
pub(super) struct Recipe {
    /// Files to read beside the samples.
    pub inputs: Vec<PathBuf>,
    /// Arguments for the output.
    pub args: Vec<OsString>,
}

impl Recipe {
    /// Adds arguments, which are parted by spaces.
    pub fn args(mut self, args: &str) -> Self {
        self.args
            .extend(args.split_whitespace().map(OsString::from));
        self
    }

    /// Adds a file to read.
    pub fn input(mut self, path: &Path) -> Self {
        self.inputs.push(path.into());
        self
    }
}

/// A part as MP3 without tags: at a constant rate of so many kbit/s, so that a player finds every place
/// at once.
pub(super) fn mp3(edition: &Edition, part: Part, kbps: u16, out: &Path) -> Result<(), FormatError> {
    run(edition, part, &mp3_recipe(edition, 0, kbps), out)
}

/// MP3 of the input of that number.
pub(super) fn mp3_recipe(edition: &Edition, input: usize, kbps: u16) -> Recipe {
    // MP3 knows no rate above 48 kHz.
    let rate = edition.timeline.sample_rate;
    let rate = if rate > 48_000 { "-ar 48000" } else { "" };
    // ACX takes no joint stereo.
    let acx = edition.timeline.loudness == Loudness::Acx;
    let joint = if acx { "-joint_stereo 0" } else { "" };
    Recipe::default()
        .args(&format!("-map {input}:a -c:a libmp3lame"))
        .args(joint)
        .args(&format!("-b:a {kbps}k"))
        .args(rate)
        .args("-write_id3v2 0 -id3v2_version 0 -f mp3")
}

/// Chapters as [`mp3`] encodes them, each to its file, by one ffmpeg: the same bytes.
///
/// # Errors
/// If one of them cannot be encoded, or a person stops the run.
pub(super) fn mp3s<'a>(
    edition: &Edition,
    chapters: impl Iterator<Item = (usize, &'a Path)> + Clone,
    kbps: u16,
) -> Result<(), FormatError> {
    let mut command = ffmpeg();
    for (chapter, _) in chapters.clone() {
        let path = edition
            .folder
            .join(&edition.timeline.chapters[chapter].file);
        same_form(edition, &path, None)?;
        command.args(["-f", "wav", "-i"]).arg(local(&path));
    }
    for (input, (_, out)) in chapters.enumerate() {
        command.args(mp3_recipe(edition, input, kbps).args);
        command.args(REPEATABLE).arg(local(out));
    }
    finish(edition, command)
}

/// Takes the sound of a file as it is, with all else as the recipe says.
///
/// # Errors
/// If ffmpeg is missing or fails, or a person stops the run.
pub(super) fn copy(
    edition: &Edition,
    sound: &Path,
    recipe: &Recipe,
    out: &Path,
) -> Result<(), FormatError> {
    let mut command = ffmpeg();
    for input in [sound]
        .into_iter()
        .chain(recipe.inputs.iter().map(PathBuf::as_path))
    {
        command.arg("-i").arg(local(input));
    }
    command.args(&recipe.args).args(REPEATABLE).arg(local(out));
    finish(edition, command)
}

/// Runs ffmpeg, which is given files alone, and says no more than whether it succeeded.
fn finish(edition: &Edition, mut command: Command) -> Result<(), FormatError> {
    let null = command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = null
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| not_run(&e))?;
    let failed = |error: io::Error| FormatError::Ffmpeg(error.to_string());
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(FormatError::Ffmpeg(status.to_string())),
            None if edition.is_stopped() => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(FormatError::Interrupted);
            }
            None => std::thread::sleep(LOOK_AGAIN),
        }
    }
}

/// Encodes a part as the recipe says.
///
/// # Errors
/// If ffmpeg is missing or fails, a chapter's file is not as the timeline has it, or a person
/// stops the run.
pub(super) fn run(
    edition: &Edition,
    part: Part,
    recipe: &Recipe,
    out: &Path,
) -> Result<(), FormatError> {
    let chapters: Vec<PathBuf> = edition
        .chapters(part)
        .iter()
        .map(|chapter| edition.folder.join(&chapter.file))
        .collect();
    let bits = match chapters.first() {
        Some(first) => open(first)?.spec().bits_per_sample,
        None => 16,
    };
    let timeline = edition.timeline;
    let mut command = ffmpeg();
    command
        .args(["-f", &format!("s{bits}le")])
        .args(["-ar", &timeline.sample_rate.to_string()])
        .args(["-ac", &timeline.channels.to_string()])
        .args(["-i", "pipe:0"]);
    for input in &recipe.inputs {
        command.arg("-i").arg(local(input));
    }
    command
        .args(&recipe.args)
        .args(REPEATABLE)
        .arg(local(out))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| not_run(&error))?;
    let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
    let (fed, words) = std::thread::scope(|scope| {
        let listener = scope.spawn(move || {
            let mut words = Vec::new();
            if let Some(stderr) = stderr {
                // What cannot be read is not said; what is beyond that says nothing new.
                let mut stderr = stderr.take(MOST_WORDS);
                let _ = stderr.read_to_end(&mut words);
                let _ = io::copy(&mut stderr.into_inner(), &mut io::sink());
            }
            String::from_utf8_lossy(&words).into_owned()
        });
        // The pipe is closed at the end of this, which tells ffmpeg that all is there.
        let fed = stdin.map_or(Ok(()), |mut stdin| {
            feed(edition, &chapters, bits, &mut stdin)
        });
        if fed.is_err() {
            let _ = child.kill();
        }
        (fed, listener.join().unwrap_or_default())
    });
    let status = child
        .wait()
        .map_err(|error| FormatError::Ffmpeg(error.to_string()))?;
    match fed {
        // It went away before it had all: its words say more than the broken pipe.
        Err(Feed::Pipe(error)) if words.trim().is_empty() => {
            Err(FormatError::Ffmpeg(error.to_string()))
        }
        Err(Feed::Format(error)) => Err(error),
        _ if !status.success() || matches!(fed, Err(Feed::Pipe(_))) => {
            Err(FormatError::Ffmpeg(words.trim().replace('\n', "; ")))
        }
        _ => Ok(()),
    }
}

/// Whether ffmpeg is here, and the cover that `book.toml` names: what all formats with sound and a cover
/// need.
///
/// # Errors
/// With what is missing.
pub(super) fn foresee(folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.arg("-version").stdin(Stdio::null());
    let is_here = ffmpeg.stdout(Stdio::null()).stderr(Stdio::null()).status();
    is_here.map_err(|error| not_run(&error))?;
    cover::given(folder, &settings.about).map(|_| ())
}

/// The program, with what is said to it first.
fn ffmpeg() -> Command {
    let mut command = Command::new("ffmpeg");
    process::confine(&mut command, &[]);
    command.args(["-hide_banner", "-nostdin", "-v", "error", "-y"]);
    command
}

/// A file as ffmpeg takes it, which reads what stands before a colon as a protocol.
fn local(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

fn not_run(error: &io::Error) -> FormatError {
    match error.kind() {
        ErrorKind::NotFound => FormatError::NoFfmpeg,
        _ => FormatError::Ffmpeg(error.to_string()),
    }
}

enum Feed {
    Pipe(io::Error),
    Format(FormatError),
}

/// Writes the samples of chapters, as they stand in their files.
fn feed(
    edition: &Edition,
    chapters: &[PathBuf],
    bits: u16,
    pipe: &mut dyn Write,
) -> Result<(), Feed> {
    let mut buffer = vec![0; 1 << 18];
    for path in chapters {
        let reader = same_form(edition, path, Some(bits)).map_err(Feed::Format)?;
        let bytes = u64::from(reader.len()) * u64::from(bits / 8);
        let mut samples = reader.into_inner().take(bytes);
        loop {
            if edition.is_stopped() {
                return Err(Feed::Format(FormatError::Interrupted));
            }
            let read = samples
                .read(&mut buffer)
                .map_err(|error| Feed::Format(FormatError::file(path, &error)))?;
            if read == 0 {
                break;
            }
            pipe.write_all(&buffer[..read]).map_err(Feed::Pipe)?;
        }
    }
    Ok(())
}

/// Opens a chapter's file, which must have the form that all have.
fn same_form(
    edition: &Edition,
    path: &Path,
    bits: Option<u16>,
) -> Result<WavReader<BufReader<File>>, FormatError> {
    let reader = open(path)?;
    let spec = reader.spec();
    if bits.is_some_and(|bits| spec.bits_per_sample != bits)
        || spec.sample_rate != edition.timeline.sample_rate
        || spec.channels != edition.timeline.channels
    {
        return Err(FormatError::Chapter {
            path: path.into(),
            what: "it has another form than the first chapter".into(),
        });
    }
    Ok(reader)
}

/// Opens a chapter's file at its first sample.
pub(super) fn open(path: &Path) -> Result<WavReader<BufReader<File>>, FormatError> {
    let reader = WavReader::open(path).map_err(|error| FormatError::Chapter {
        path: path.into(),
        what: match error {
            hound::Error::IoError(error) if error.kind() == ErrorKind::NotFound => {
                "it is not there".into()
            }
            error => error.to_string(),
        },
    })?;
    if reader.spec().sample_format != SampleFormat::Int {
        return Err(FormatError::Chapter {
            path: path.into(),
            what: "its samples are no whole numbers".into(),
        });
    }
    Ok(reader)
}

/// Titles, names, and chapters in ffmpeg's own form (ffmpeg-formats, "Metadata").
pub(super) fn metadata(edition: &Edition, part: Part, more: &[(String, String)]) -> String {
    let mut out = String::from(";FFMETADATA1\n");
    let authors = edition.authors().join(", ");
    let about = edition.about;
    let facts = [
        ("artist", authors.clone()),
        ("album_artist", authors),
        ("album", edition.title()),
        ("genre", "Audiobook".into()),
        ("date", about.date.clone()),
        ("description", about.description.clone()),
        ("publisher", about.publisher.clone()),
        ("copyright", about.rights.clone()),
    ];
    let facts = facts.map(|(key, value)| (key.to_string(), value));
    for (key, value) in facts.iter().chain(more) {
        if !value.is_empty() {
            let _ = writeln!(out, "{key}={}", escape(value));
        }
    }
    for (start, chapter) in edition.starts(part) {
        let end = start + chapter.samples;
        let title = escape(&edition.chapter_title(chapter));
        let rate = edition.timeline.sample_rate;
        let _ = write!(
            out,
            "[CHAPTER]\nTIMEBASE=1/{rate}\nSTART={start}\nEND={end}\ntitle={title}\n"
        );
    }
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '=' | ';' | '#' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// A language as ISO 639-2 has it, with three letters: `eng`, `zho`; `und` for one that it has not.
pub(super) fn three_letters(language: &crate::language::Language) -> &'static str {
    let primary = language.tag().split('-').next().unwrap_or_default();
    let known = match primary.len() {
        2 => isolang::Language::from_639_1(primary),
        _ => isolang::Language::from_639_3(primary),
    };
    known.map_or("und", |language| match language.to_639_3() {
        "cmn" | "yue" => "zho",
        code => code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn languages_have_three_letters() {
        for (tag, three) in [
            ("en", "eng"),
            ("zh-hant", "zho"),
            ("cmn", "zho"),
            ("pt-br", "por"),
            ("xx", "und"),
        ] {
            assert_eq!(three_letters(&Language::new(tag)), three);
        }
    }

    #[test]
    fn what_means_something_to_ffmpeg_is_escaped() {
        assert_eq!(escape("a=b; #1\\2\nc"), "a\\=b\\; \\#1\\\\2 c");
    }
}
