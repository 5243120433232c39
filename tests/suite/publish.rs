//! The formats that are made of a finished book, as other programs read them.

use crate::support::{Desk, LAMP, NIGHT_FERRY, says};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The demo's book, with a podcast's address.
fn ferry() -> Desk {
    let desk = Desk::new();
    desk.untitled(NIGHT_FERRY, "book", &["--chapters", "questions:1"]);
    desk.ok(&["build", "book", "-q"]);
    let settings = desk.read("book/book.toml");
    let podcast = "[podcast]\nurl = \"https://example.org/ferry/\"\n";
    desk.write("book/book.toml", settings.replace("[podcast]\n", podcast));
    desk
}

/// A short book of one chapter.
fn lamp() -> Desk {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.untitled("lamp.txt", "book", &[]);
    desk.ok(&["build", "book", "-q"]);
    desk
}

fn probe(path: &Path) -> serde_json::Value {
    let path = path.to_str().unwrap();
    let show = [
        "-show_chapters",
        "-show_format",
        "-show_streams",
        "-of",
        "json",
    ];
    let args = [&["-v", "error"], &show[..], &[path]].concat();
    serde_json::from_str(&says("ffprobe", &args)).unwrap()
}

/// Where each chapter begins and its title, as book.json has it.
fn chapters(desk: &Desk) -> Vec<(f64, String)> {
    let book = desk.json("book/book.json");
    let rate = book["sample_rate"].as_f64().unwrap();
    let mut at = 0.0;
    let chapters = book["chapters"].as_array().unwrap().iter();
    chapters
        .map(|chapter| {
            let begins = at / rate;
            at += chapter["samples"].as_f64().unwrap();
            let title = |l: &str| chapter["title"][l].as_str().unwrap();
            (begins, format!("{} / {}", title("en"), title("zh")))
        })
        .collect()
}

fn files(folder: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, (modified, bytes));
        }
    }
    found
}

#[test]
fn whole_books_have_chapters_names_and_a_cover() {
    let desk = ferry();
    desk.ok(&["publish", "book", "--format", "m4b,mp3,flac,opus", "-q"]);
    let expected = chapters(&desk);
    for ending in ["m4b", "mp3", "flac", "opus"] {
        let found = probe(&desk.path(&format!("book/The-Night-Ferry.{ending}")));
        let own = found["chapters"].as_array().unwrap();
        assert_eq!(own.len(), expected.len(), "{ending}");
        for (own, (start, title)) in own.iter().zip(&expected) {
            let at: f64 = own["start_time"].as_str().unwrap().parse().unwrap();
            assert!((at - start).abs() < 0.001, "{ending}: {at} for {start}");
            assert_eq!(own["tags"]["title"], **title, "{ending}");
        }
        let streams = found["streams"].as_array().unwrap();
        let codecs: Vec<&str> = streams
            .iter()
            .filter_map(|s| s["codec_name"].as_str())
            .collect();
        assert!(codecs.contains(&"png"), "{ending}: {codecs:?}");
        let tags = match ending {
            "opus" => &streams[0]["tags"],
            _ => &found["format"]["tags"],
        };
        let tags: BTreeMap<String, &str> = tags
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.to_lowercase(), value.as_str().unwrap()))
            .collect();
        assert_eq!(tags["title"], "The Night Ferry", "{ending}");
        assert_eq!(tags["artist"], "Mara Ellison, Thomas Hale", "{ending}");
        assert!(tags["date"].starts_with("2021"), "{ending}");
        let seconds: f64 = found["format"]["duration"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let all = desk.json("book/book.json");
        let samples = all["chapters"].as_array().unwrap().iter();
        let samples: f64 = samples.map(|c| c["samples"].as_f64().unwrap()).sum();
        assert!(
            (seconds - samples / 44100.0).abs() < 0.06,
            "{ending}: {seconds}"
        );
    }
    let m4b = probe(&desk.path("book/The-Night-Ferry.m4b"));
    assert_eq!(m4b["streams"][0]["tags"]["language"], "eng");
    let first = desk.chapters("book")[0].0.with_extension("mp3");
    let track = probe(&desk.path("book/mp3").join(first.file_name().unwrap()));
    assert_eq!(track["format"]["tags"]["track"], "1/2");
    assert_eq!(track["format"]["tags"]["album"], "The Night Ferry");
}

#[test]
fn only_what_is_stale_is_written() {
    let desk = ferry();
    let all = [
        "publish",
        "book",
        "--format",
        "m4b,mp3,srt,epub,html,feed,stems",
    ];
    desk.ok(&all);
    let before = files(&desk.path("book"));
    let again = desk.ok(&all);
    assert_eq!(before, files(&desk.path("book")));
    assert!(
        again
            .stdout
            .contains("m4b: book/The-Night-Ferry.m4b (nothing has changed)")
    );

    let script = desk.read("book/script.toml");
    desk.write(
        "book/script.toml",
        script.replace("Not yet. Would", "Nearly. Would"),
    );
    desk.ok(&["build", "book", "--format", "mp3,stems", "-q"]);
    let after = files(&desk.path("book"));
    let changed: Vec<String> = after
        .iter()
        .filter(|(path, (modified, _))| before.get(*path).is_none_or(|(old, _)| old != modified))
        .map(|(path, _)| {
            path.strip_prefix(desk.path("book"))
                .unwrap()
                .display()
                .to_string()
        })
        .filter(|path| path.starts_with("mp3") || path.starts_with("stems"))
        .collect();
    assert!(!changed.is_empty());
    assert!(
        changed.iter().all(|path| path.contains("/02-Which-sound")),
        "{changed:?}"
    );

    // A chapter by another name leaves no file of the old name behind.
    let script = desk.read("book/script.toml");
    desk.write(
        "book/script.toml",
        script.replace(
            "Which sound would you miss most if you went ashore for good?",
            "What would you miss?",
        ),
    );
    desk.ok(&["build", "book", "--format", "mp3", "-q"]);
    let second = std::fs::read_dir(desk.path("book/mp3")).unwrap();
    let second = second.filter_map(|file| file.unwrap().file_name().into_string().ok());
    let second: Vec<String> = second.filter(|name| name.starts_with("02")).collect();
    assert_eq!(second, ["02-What-would-you-miss.mp3"]);
    let hidden: Vec<_> = files(&desk.path("book/.diglot")).into_keys().collect();
    let names: Vec<_> = hidden
        .iter()
        .filter_map(|path| path.file_name()?.to_str())
        .collect();
    let first = "01-What-was-the-crossing-like-on-your-very-first-night.json";
    assert_eq!(
        names,
        [
            first,
            "02-What-would-you-miss.json",
            "clips.jsonl",
            "lock",
            "state.json"
        ]
    );
}

#[test]
fn the_same_bytes_on_any_desk() {
    let (one, four) = (lamp(), lamp());
    let formats = "m4b,mp3,flac,opus,vtt,srt,lrc,epub,html,stems";
    one.ok(&["publish", "book", "--format", formats, "-q", "-j", "1"]);
    four.ok(&["publish", "book", "--format", formats, "-q", "-j", "4"]);
    let bytes = |desk: &Desk| -> BTreeMap<PathBuf, Vec<u8>> {
        let all = files(&desk.path("book")).into_iter();
        all.filter(|(path, _)| !path.ends_with("clips.jsonl"))
            .map(|(path, (_, bytes))| (path.strip_prefix(desk.path("")).unwrap().into(), bytes))
            .collect()
    };
    let (one, four) = (bytes(&one), bytes(&four));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        four.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &one {
        assert!(*bytes == four[path], "{}", path.display());
    }
}

#[test]
fn subtitles_show_speakers_and_languages_and_fit_the_screen() {
    let desk = ferry();
    desk.ok(&["publish", "book", "--format", "vtt,srt,lrc", "-q"]);
    let vtt = desk.read("book/The-Night-Ferry.vtt");
    assert!(vtt.starts_with("WEBVTT\n\n00:00:00.500 --> "), "{vtt}");
    assert!(
        vtt.contains("<v Mara Ellison><lang zh>晚上好,托马斯。</lang></v>"),
        "{vtt}"
    );
    let mut last = 0.0;
    for line in vtt.lines() {
        if let Some((from, to)) = line.split_once(" --> ") {
            let seconds = |time: &str| -> f64 {
                time.split(':')
                    .fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap())
            };
            let (from, to) = (seconds(from), seconds(to));
            assert!(last <= from && from < to, "{line}");
            last = to;
        }
    }
    let srt = desk.read("book/The-Night-Ferry.srt");
    for text in srt.lines() {
        let han = text.chars().filter(|c| *c > '\u{2E80}').count();
        let letters = text.chars().count() - han;
        assert!(han as f64 / 16.0 + letters as f64 / 42.0 < 1.001, "{text}");
    }
    let ffprobe = probe(&desk.path("book/The-Night-Ferry.srt"));
    assert_eq!(ffprobe["streams"][0]["codec_name"], "subrip");
    assert!(
        desk.read("book/The-Night-Ferry.lrc")
            .contains("\n[00:00.50]Mara Ellison: Good evening")
    );

    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        format!("subtitles = \"each\"\n{settings}"),
    );
    desk.ok(&["publish", "book", "--format", "srt", "-q"]);
    assert!(!desk.path("book/The-Night-Ferry.srt").exists());
    let chinese = desk.read("book/The-Night-Ferry.zh.srt");
    // while the English is spoken, too
    assert!(chinese.starts_with("1\n00:00:00,500 --> "), "{chinese}");
    assert!(!chinese.contains("Good evening"));

    desk.write(
        "book/book.toml",
        format!("subtitles = \"both\"\n{settings}"),
    );
    desk.ok(&["publish", "book", "--format", "srt", "-q"]);
    let both = desk.read("book/The-Night-Ferry.srt");
    let first = both.split("\n\n").next().unwrap();
    assert!(
        first.contains("Good evening") && first.contains("晚上好"),
        "{first}"
    );
}

#[test]
fn the_read_along_book_adds_up() {
    let desk = ferry();
    desk.ok(&["publish", "book", "--format", "epub", "-q"]);
    let check = r#"
import sys, zipfile, re
import xml.etree.ElementTree as ET
z = zipfile.ZipFile(sys.argv[1])
assert z.infolist()[0].filename == 'mimetype' and z.infolist()[0].compress_type == 0
assert all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in z.infolist())
def seconds(t): h, m, s = t.split(':'); return int(h) * 3600 + int(m) * 60 + float(s)
total, lines = 0, 0
for name in z.namelist():
    if name.endswith('.smil'):
        page = z.read(name.replace('.smil', '.xhtml')).decode()
        for par in ET.fromstring(z.read(name)).iter('{http://www.w3.org/ns/SMIL}par'):
            text, audio = list(par)
            assert 'id="%s"' % text.get('src').split('#')[1] in page
            total += seconds(audio.get('clipEnd')) - seconds(audio.get('clipBegin'))
            lines += 1
opf = ET.fromstring(z.read('EPUB/package.opf'))
durations = {m.get('refines'): seconds(m.text) for m in opf.iter('{http://www.idpf.org/2007/opf}meta') if m.get('property') == 'media:duration'}
assert abs(durations.pop(None) - total) < 1e-6 and abs(sum(durations.values()) - total) < 1e-6
page = z.read('EPUB/chapter-001.xhtml').decode()
assert re.search(r'<p lang="zh" xml:lang="zh" id="l1">晚上好', page)
print(lines, round(total, 3))"#;
    let epub = desk.path("book/The-Night-Ferry.epub");
    let said = says("python3", &["-c", check, epub.to_str().unwrap()]);
    assert!(said.starts_with("24 "), "{said}");
}

#[test]
fn the_feed_is_read_by_others_and_its_lengths_are_right() {
    let desk = ferry();
    desk.ok(&["publish", "book", "--format", "feed", "-q"]);
    let channel = rss::Channel::read_from(desk.read("book/podcast/feed.xml").as_bytes()).unwrap();
    assert_eq!(channel.title(), "The Night Ferry");
    assert_eq!(
        channel.itunes_ext().unwrap().image(),
        Some("https://example.org/ferry/cover.png")
    );
    assert_eq!(channel.items().len(), 2);
    for item in channel.items() {
        let enclosure = item.enclosure().unwrap();
        let name = enclosure.url().rsplit('/').next().unwrap();
        let length = std::fs::metadata(desk.path("book/podcast").join(name))
            .unwrap()
            .len();
        assert_eq!(enclosure.length(), length.to_string());
        assert!(item.pub_date().unwrap().starts_with("Mon, 01 Nov 2021"));
        let podcast = &item.extensions()["podcast"];
        assert_eq!(podcast["transcript"].len(), 2);
        assert_eq!(podcast["person"][1].value(), Some("Thomas Hale"));
        let chapters = podcast["chapters"][0].attrs()["url"]
            .rsplit('/')
            .next()
            .unwrap();
        let chapters = desk.json(&format!("book/podcast/{chapters}"));
        assert!(chapters["chapters"].as_array().unwrap().len() > 1);
    }
    let guids = |desk: &Desk| -> Vec<String> {
        let feed = desk.read("book/podcast/feed.xml");
        let channel = rss::Channel::read_from(feed.as_bytes()).unwrap();
        channel
            .items()
            .iter()
            .map(|i| i.guid().unwrap().value().to_string())
            .collect()
    };
    let before = guids(&desk);
    let script = desk.read("book/script.toml");
    desk.write(
        "book/script.toml",
        script.replace("Not yet. Would", "Nearly. Would"),
    );
    desk.ok(&["build", "book", "--format", "feed", "-q"]);
    assert_eq!(before, guids(&desk));
}

#[test]
fn stems_add_up_to_the_chapter() {
    let desk = lamp();
    desk.ok(&["publish", "book", "--format", "stems", "-q"]);
    let check = "\
import array, glob, sys, wave
def read(path):
    w = wave.open(path, 'rb'); a = array.array('h'); a.frombytes(w.readframes(w.getnframes())); return a
whole = read(sys.argv[1])
stems = [read(p) for p in sorted(glob.glob(sys.argv[2] + '/*.wav'))]
assert all(len(s) == len(whole) for s in stems)
assert all(any(s) for s in stems)
print(len(stems), max(abs(sum(parts) - w) for w, *parts in zip(whole, *stems)))";
    let (chapter, _) = &desk.chapters("book")[0];
    let folder = desk.path("book/stems").join(chapter.file_stem().unwrap());
    let args = [
        "-c",
        check,
        chapter.to_str().unwrap(),
        folder.to_str().unwrap(),
    ];
    assert_eq!(says("python3", &args), "4 0\n");
    let labels = std::fs::read_to_string(folder.join("labels.txt")).unwrap();
    assert!(labels.starts_with("0.500000\t"), "{labels}");
    assert!(
        labels.contains("\tAnn Reed (en): Good evening."),
        "{labels}"
    );
}

#[test]
fn a_cover_of_ones_own_is_taken_and_a_bad_one_is_named() {
    let desk = lamp();
    let settings = desk.read("book/book.toml");
    let with_cover = settings.replace(
        "description = \"\"",
        "description = \"\"\ncover = \"front.jpg\"",
    );
    desk.write("book/book.toml", with_cover);
    let run = desk.run(&["publish", "book", "--format", "html"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("front.jpg: there is no such file"),
        "{}",
        run.stderr
    );
    desk.write("book/front.jpg", "no picture");
    let run = desk.run(&["publish", "book", "--format", "html"]);
    assert!(
        run.stderr.contains("a cover is a PNG or a JPEG"),
        "{}",
        run.stderr
    );
    let picture = desk.path("book/front.jpg");
    let draw = [
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        "color=red:s=64x64",
        "-frames:v",
        "1",
    ];
    says(
        "ffmpeg",
        &[&draw[..], &[picture.to_str().unwrap()]].concat(),
    );
    desk.ok(&["publish", "book", "--format", "m4b", "-q"]);
    let m4b = probe(&desk.path("book/The-Lamp.m4b"));
    let streams = m4b["streams"].as_array().unwrap();
    assert!(
        streams
            .iter()
            .any(|s| s["codec_name"] == "mjpeg" && s["width"] == 64)
    );
}

#[test]
fn what_is_missing_is_said_with_how_to_get_it() {
    let desk = lamp();
    let output = desk
        .command(&["publish", "book", "--format", "m4b"])
        .env("PATH", desk.path("nowhere"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("m4b: ffmpeg is needed") && said.contains("apt install ffmpeg"));
    assert!(!desk.path("book/The-Lamp.m4b").exists());

    let run = desk.run(&["publish", "book"]);
    assert!(run.stderr.contains("no format is named"), "{}", run.stderr);
    let run = desk.run(&["publish", "book", "--format", "m4a"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("there is no format `m4a`"),
        "{}",
        run.stderr
    );
    let run = desk.run(&["publish", "book", "--format", "feed"]);
    assert!(run.stderr.contains("[podcast], url = "), "{}", run.stderr);
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings.replace("formats = []", "formats = [\"vtt\", \"m4a\"]"),
    );
    let run = desk.run(&["publish", "book"]);
    assert!(
        run.stderr
            .contains("book.toml:12:19: there is no format `m4a`"),
        "{}",
        run.stderr
    );
    desk.write(
        "book/book.toml",
        settings.replace("formats = []", "formats = [\"vtt\"]"),
    );
    desk.ok(&["build", "book"]);
    assert!(desk.path("book/The-Lamp.vtt").exists());

    desk.ok(&["script", "lamp.txt", "-o", "other", "-q"]);
    let run = desk.run(&["publish", "other", "--format", "vtt"]);
    assert!(run.stderr.contains("diglot build other"), "{}", run.stderr);
}

#[test]
fn a_format_that_cannot_be_made_is_said_early_and_keeps_no_other_from_it() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    let run = desk.run(&[
        "build",
        "lamp.txt",
        "-o",
        "book",
        "--format",
        "vtt,feed,lrc",
    ]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    let before = run.stderr.split("speaking:").next().unwrap();
    assert!(
        before.contains("feed cannot be made: a podcast must know"),
        "{}",
        run.stderr
    );
    let after = "1 format could not be made:\n  feed: a podcast must know";
    assert!(run.stderr.contains(after), "{}", run.stderr);
    for made in ["book/The-Lamp.vtt", "book/The-Lamp.lrc", "book/book.cue"] {
        assert!(desk.path(made).exists(), "{made}");
    }
    let run = desk.run(&["publish", "book", "--format", "feed"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    // What goes wrong on the way is that format's own, too.
    std::fs::remove_dir_all(desk.path("book/subtitles")).unwrap();
    desk.write("book/subtitles", "in the way of a folder");
    let run = desk.run(&["publish", "book", "--format", "srt,stems"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stderr.contains("  srt: book/subtitles/"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("stems: book/stems/"), "{}", run.stdout);
}

#[test]
fn titles_that_are_empty_or_long_or_the_names_of_devices_spoil_nothing() {
    let desk = Desk::new();
    let turn = "[[chapter.turn]]\nspeaker = \"con\"\nlines = [{ en = \"Good morning to all.\" }]\n";
    let chapters = [
        "{ en = \"\" }",
        "{}",
        "{ en = \"  \" }",
        "{ en = \"A --> B\\n[00:01.00] C\" }",
    ]
    .map(|title| format!("\n[[chapter]]\ntitle = {title}\n\n{turn}"));
    desk.write(
        "book/script.toml",
        format!(
            "schema = 1\ntitle = {{ en = \"Nul.\" }}\nlanguages = [\"en\"]\n\n[[speaker]]\nid = \"con\"\n\
             names = {{ en = \"Ann\\n00:00:01,000 --> 00:00:02,000\" }}\n{}",
            chapters.concat()
        ),
    );
    let all = "m4b,mp3,vtt,srt,lrc,epub,html,stems";
    desk.ok(&["build", "book", "-q", "--format", all]);
    let names: Vec<String> = files(&desk.path("book"))
        .into_keys()
        .map(|path| path.file_name().unwrap().to_string_lossy().to_lowercase())
        .collect();
    let stems = names.iter().map(|name| name.split('.').next().unwrap());
    assert!(stems.clone().any(|stem| stem == "nul_") && stems.clone().any(|stem| stem == "con_"));
    assert!(stems.clone().all(|stem| !["nul", "con"].contains(&stem)));
    let srt = desk.read("book/Nul_.srt");
    let times = srt.lines().filter(|line| line.contains("-->"));
    assert!(times.clone().count() > 0);
    for line in times {
        assert!(line.starts_with("00:00:") && line.len() == 29, "{line}");
    }
    let folder = desk.path("book/stems");
    for entry in std::fs::read_dir(folder).unwrap() {
        let labels = std::fs::read_to_string(entry.unwrap().path().join("labels.txt")).unwrap();
        assert!(
            labels.lines().all(|line| line.split('\t').count() == 3),
            "{labels}"
        );
    }
    let lrc = desk.read("book/mp3/04-A-B-00-01.00-C.lrc");
    assert!(lrc.starts_with("[ti:A --> B [00:01.00) C]\n"), "{lrc}");
    let check = "\
import glob, re, sys, zipfile
import xml.etree.ElementTree as ET
z = zipfile.ZipFile(sys.argv[1])
for name in z.namelist():
    if name.endswith('.xhtml'):
        for e in ET.fromstring(z.read(name)).iter():
            if re.search('}(a|h1|h2|title|span)$', e.tag): assert ''.join(e.itertext()).strip(), (name, e.tag)
print('well')";
    let epub = desk.path("book/Nul_.epub");
    assert_eq!(
        says("python3", &["-c", check, epub.to_str().unwrap()]),
        "well\n"
    );
}

#[test]
fn more_chapters_than_old_lists_can_count_are_all_there() {
    let desk = Desk::new();
    let sound = desk.write("tone.py", "\
import math, struct, sys, wave
w = wave.open(sys.argv[1], 'wb'); w.setparams((1, 2, 8000, 0, 'NONE', ''))
w.writeframes(b''.join(struct.pack('<h', int(9000 * math.sin(i / 4))) for i in range(1600))); w.close()");
    says(
        "python3",
        &[
            sound.to_str().unwrap(),
            desk.path("tone.wav").to_str().unwrap(),
        ],
    );
    let tone = desk.program("tone", "cat \"$(dirname \"$0\")/tone.wav\"");
    desk.write(
        "diglot.toml",
        format!(
            "[engine.tone]\nkind = \"command\"\nprogram = {tone:?}\nvoices = {{ en = [\"a\", \"b\"] }}\ncheck_length = false\n"
        ),
    );
    let chapters: String = (1..=300)
        .map(|n| format!("\n[[chapter]]\ntitle = {{ en = \"No {n}\" }}\n\n[[chapter.turn]]\nspeaker = \"ann\"\nlines = [{{ en = \"Good.\" }}]\n"))
        .collect();
    let head = "schema = 1\ntitle = { en = \"Many\" }\nlanguages = [\"en\"]\n\n[[speaker]]\nid = \"ann\"\nnames = { en = \"Ann\" }\n";
    desk.write("book/script.toml", format!("{head}{chapters}"));
    let run = desk.ok(&["build", "book", "--engine", "tone", "--format", "m4b,mp3"]);
    assert!(
        run.stderr.contains("Many.m4b has 300 chapters"),
        "{}",
        run.stderr
    );
    assert!(desk.path("book/book-1.cue").exists());
    for ending in ["m4b", "mp3"] {
        let found = probe(&desk.path(&format!("book/Many.{ending}")));
        let chapters = found["chapters"].as_array().unwrap();
        assert_eq!(chapters.len(), 300, "{ending}");
        assert_eq!(chapters[299]["tags"]["title"], "No 300");
    }
    // The old list is not there at all, and the tables of contents hold what they say.
    let check = "\
import sys
m4b = open(sys.argv[1] + '/Many.m4b', 'rb').read()
mp3 = open(sys.argv[1] + '/Many.mp3', 'rb').read()[:200000]
tables, at = [], 0
while (at := mp3.find(b'CTOC', at)) >= 0:
    size = int.from_bytes(mp3[at + 4:at + 8], 'big'); body = mp3[at + 10:at + 10 + size]; at += 10
    name, rest = body.split(b'\\0', 1)
    ids = rest[2:].split(b'\\0')[:rest[1]]
    tables.append((name.decode(), rest[0], rest[1], ids[0].decode(), ids[-1].decode()))
print(b'chpl' in m4b, sorted(tables))";
    assert_eq!(
        says(
            "python3",
            &["-c", check, desk.path("book").to_str().unwrap()]
        ),
        "False [('toc', 3, 2, 'toc1', 'toc2'), ('toc1', 1, 255, 'ch1', 'ch255'), ('toc2', 1, 45, 'ch256', 'ch300')]\n"
    );
}

#[test]
fn addresses_of_a_feed_may_hold_signs_that_mean_something_in_xml() {
    let desk = lamp();
    let settings = desk.read("book/book.toml");
    let url = "[podcast]\nurl = \"https://example.org/a&b/<c>\"\n";
    desk.write("book/book.toml", settings.replace("[podcast]\n", url));
    desk.ok(&["publish", "book", "--format", "feed", "-q"]);
    let channel = rss::Channel::read_from(desk.read("book/podcast/feed.xml").as_bytes()).unwrap();
    let image = channel.image().unwrap();
    assert_eq!(image.url(), "https://example.org/a&b/<c>/cover.png");
    let enclosure = channel.items()[0].enclosure().unwrap();
    assert!(
        enclosure
            .url()
            .starts_with("https://example.org/a&b/<c>/01-"),
        "{}",
        enclosure.url()
    );
}
