//! A folder to run diglot in, and what other tools say of its files.

use diglot::script::SourceText;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;
use tempfile::TempDir;

/// The demo's text.
pub const NIGHT_FERRY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/night-ferry.txt");

/// A short text in the interview's layout, of one chapter.
pub const LAMP: &str = "The Lamp\n灯\n\nAnn Reed:\nGood evening. Who lit the lamp?\n安·里德:\n晚上好。谁点的灯?\n\n\
    Bo Lind:\nI did. It was dark.\n博·林德:\n是我。天黑了。\n\nAnn Reed:\nThank you.\n安·里德:\n谢谢你。\n\n\
    Bo Lind:\nYou are welcome.\n博·林德:\n不客气。\n";

/// The texts in folders of `tests/` whose names have one of these endings, by their paths.
pub fn texts(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let is_text = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending))
    };
    let paths = files.map(|entry| entry.unwrap().path());
    let mut texts: Vec<PathBuf> = paths.filter(is_text).collect();
    texts.sort();
    texts
}

/// A text as the program is given it.
pub fn source(path: &Path) -> SourceText {
    let name = path.file_name().unwrap().to_str().unwrap().to_string();
    SourceText {
        bytes: std::fs::read(path).unwrap(),
        file: name.clone(),
        path: name,
    }
}

/// A folder with a clip store of its own.
pub struct Desk {
    folder: TempDir,
}

/// What a run printed, and its exit code.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A program in the folder, as a shell script.
    pub fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.write(name, format!("#!/bin/sh\n{script}\n"));
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// diglot, to be run in the folder, with nothing of this machine's settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diglot"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("HOME", self.folder.path())
            .env_remove("OPENAI_API_KEY")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        finish(self.command(args).output().unwrap())
    }

    /// Runs and expects success.
    pub fn ok(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}\n{}\n{}", run.stdout, run.stderr);
        run
    }

    /// Makes a book's folder of a text without announcements: what is said is the text alone.
    pub fn untitled(&self, text: &str, book: &str, more: &[&str]) {
        self.ok(&[&["script", text, "-o", book, "-q"], more].concat());
        let settings = self.read(&format!("{book}/book.toml"));
        let silent = settings.replace("titles = \"headings\"", "titles = \"none\"");
        assert_ne!(settings, silent);
        self.write(&format!("{book}/book.toml"), silent);
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// The files of a book and what is in them, but what is remembered of it.
    pub fn files(&self, book: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(book);
        let root = root.to_str().unwrap();
        let list = says(
            "find",
            &[root, "-type", "f", "-not", "-path", "*/.diglot/*"],
        );
        let file = |path: &str| (path[root.len()..].into(), std::fs::read(path).unwrap());
        let mut files: Vec<(String, Vec<u8>)> = list.lines().map(file).collect();
        files.sort();
        files
    }

    /// The chapters' files of a book, with when they were last written.
    pub fn chapters(&self, book: &str) -> Vec<(PathBuf, SystemTime)> {
        let json = self.json(&format!("{book}/book.json"));
        let files = json["chapters"].as_array().unwrap().iter();
        files
            .map(|chapter| self.path(book).join(chapter["file"].as_str().unwrap()))
            .map(|path| {
                let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
                (path, modified)
            })
            .collect()
    }
}

pub fn finish(output: Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Says that a test is skipped, and what it lacks: past the test harness, which keeps to itself what is printed.
pub fn skipped(why: &str) {
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("skipped: {why}\n").as_bytes(),
    );
}

/// The next number between 0 and 1 that a seed draws: xorshift64.
pub fn random(seed: &mut u64) -> f64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed as f64 / u64::MAX as f64
}

/// What another program prints.
pub fn says(program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; `make test` installs it"));
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Channels, bytes a sample, rate and frames of a WAV file, as Python's `wave` reads it.
pub fn wave(path: &Path) -> (u32, u32, u32, u64) {
    let script = "import sys, wave\nw = wave.open(sys.argv[1], 'rb')\n\
                  print(w.getnchannels(), w.getsampwidth(), w.getframerate(), w.getnframes())";
    let text = says("python3", &["-c", script, path.to_str().unwrap()]);
    let numbers: Vec<u64> = text
        .split_whitespace()
        .map(|n| n.parse().unwrap())
        .collect();
    (
        numbers[0] as u32,
        numbers[1] as u32,
        numbers[2] as u32,
        numbers[3],
    )
}

/// The level of stretches of a WAV file in dBFS, as Python computes it.
pub fn levels(path: &Path, stretches: &[(u64, u64)]) -> Vec<f64> {
    let script = "\
import array, math, sys, wave
w = wave.open(sys.argv[1], 'rb')
a = array.array('h')
a.frombytes(w.readframes(w.getnframes()))
for pair in sys.argv[2:]:
    lo, hi = map(int, pair.split('-'))
    seg = a[lo:hi]
    mean = sum(x * x for x in seg) / max(len(seg), 1)
    print(10 * math.log10(mean / 32768 ** 2) if mean else -120.0)";
    let stretches: Vec<String> = stretches
        .iter()
        .map(|(lo, hi)| format!("{lo}-{hi}"))
        .collect();
    let mut args = vec!["-c", script, path.to_str().unwrap()];
    args.extend(stretches.iter().map(String::as_str));
    says("python3", &args)
        .lines()
        .map(|line| line.parse().unwrap())
        .collect()
}

/// The integrated loudness and the true peak, as ffmpeg's meter has them.
pub fn loudness(path: &Path) -> (f64, f64) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i", path.to_str().unwrap()])
        .args(["-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = |label: &str| -> f64 {
        let line = text
            .lines()
            .rev()
            .find(|l| l.trim_start().starts_with(label))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    (last("I:"), last("Peak:"))
}
