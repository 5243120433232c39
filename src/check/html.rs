//! The report as one page for a browser, with nothing from elsewhere: a picture of each chapter, in
//! which every speaker has a lane of their own, so that nothing hangs on colour alone. All of it
//! can be reached with the keyboard, and stands in tables as well.

use super::listen::COLUMNS;
use super::{ChapterReport, Report};
use crate::book::timeline::{Timeline, TimelineChapter};
use std::fmt::Write;

/// The colours of speakers, told apart by people who see few (Okabe and Ito 2008); the pauses' last.
const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00",
];
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The height of the wave, of a lane, and of the curve of loudness, in units of the picture.
const WAVE: f64 = 120.0;
const LANE: f64 = 22.0;
const CURVE: f64 = 100.0;
/// The loudness at the top and at the bottom of the curve, in LUFS.
const LOUDEST: f64 = -8.0;
const SOFTEST: f64 = -34.0;

/// The page. `heard` is what a recogniser heard, as [`super::heard::section`] makes it.
pub fn page(timeline: &Timeline, report: &Report, heard: &str) -> String {
    let mut page = Page {
        timeline,
        report,
        heard,
        html: String::new(),
    };
    page.all();
    page.html
}

struct Page<'a> {
    timeline: &'a Timeline,
    report: &'a Report,
    heard: &'a str,
    html: String,
}

impl Page<'_> {
    fn put(&mut self, text: &str) {
        self.html.push_str(text);
        self.html.push('\n');
    }

    fn all(&mut self) {
        let title = escape(&self.timeline.full_title(&self.timeline.title));
        let language = self.timeline.languages.first().map_or("en", |l| l.tag());
        self.put(&format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>Report: {title}</title>\n\
             <style>{STYLE}</style>\n<header><h1>Report: <span lang=\"{language}\">{title}</span></h1>"
        ));
        let wrong = self.report.problems.len();
        self.put(&match wrong {
            0 => "<p class=\"good\">Nothing is wrong.</p>".to_string(),
            1 => "<p class=\"bad\">One thing is wrong.</p>".to_string(),
            _ => format!("<p class=\"bad\">{wrong} things are wrong.</p>"),
        });
        self.put("</header>\n<main>");
        self.problems();
        self.put(self.heard);
        self.tables();
        self.put(
            "<h2>Chapters</h2>\n<p>Each picture shows the wave, a lane for each speaker and for the \
             pauses, and the loudness over time. Tab goes from chapter to chapter; the left and right \
             arrow keys go from line to line, Home and End to the first and the last.</p>",
        );
        let (timeline, report) = (self.timeline, self.report);
        for chapter in &timeline.chapters {
            if let Some(found) = report.chapters.iter().find(|c| c.number == chapter.number) {
                self.chapter(chapter, found);
            }
        }
        self.put(&format!("</main>\n<script>{SCRIPT}</script>\n</html>"));
    }

    fn problems(&mut self) {
        if self.report.problems.is_empty() {
            return;
        }
        self.put("<h2>What is wrong</h2>\n<ul>");
        for problem in &self.report.problems {
            let of = self
                .timeline
                .chapters
                .iter()
                .find(|c| c.file == problem.file);
            let file = escape(&problem.file);
            let file = match of {
                Some(chapter) => format!("<a href=\"#chapter-{}\">{file}</a>", chapter.number),
                None => file,
            };
            let at = problem
                .seconds
                .map_or(String::new(), |s| format!(" at {}", clock(s)));
            self.put(&format!("<li>{file}{at}: {}</li>", escape(&problem.what)));
        }
        self.put("</ul>");
    }

    fn tables(&mut self) {
        let target = match self.report.target {
            Some(target) => format!("{target:.1} LUFS"),
            None => self.timeline.loudness.to_string(),
        };
        self.put(&format!(
            "<h2>Measures</h2>\n<p>The loudness should be {target}, and no peak above {:.1} dBTP.</p>",
            self.timeline.loudness.ceiling()
        ));
        if let Some(held) = self.report.held {
            self.put(&format!(
                "<p>Some of it is held at {held:.1} LUFS, as loud as these peaks let it be.</p>"
            ));
        }
        self.begin_table(
            "Chapters",
            &[
                "Chapter",
                "Length",
                "Lines",
                "Loudness, LUFS",
                "Peak, dBTP",
                "Mean level, dB",
                "Pauses, s",
            ],
        );
        let (timeline, report) = (self.timeline, self.report);
        for chapter in &report.chapters {
            let title = timeline
                .chapters
                .iter()
                .find(|c| c.number == chapter.number);
            let title = title.map_or(String::new(), |c| timeline.full_title(&c.title));
            let pauses = chapter
                .pauses
                .map_or("none".into(), |(a, b)| format!("{a:.2} to {b:.2}"));
            self.put(&format!(
                "<tr><th scope=\"row\"><a href=\"#chapter-{0}\">{0}. {1}</a><td>{2}<td>{3}<td>{4}<td>{5:.1}\
                 <td>{6:.1}<td>{pauses}</tr>",
                chapter.number,
                escape(&title),
                clock(chapter.seconds),
                chapter.lines,
                number(chapter.loudness),
                chapter.true_peak,
                chapter.rms,
            ));
        }
        self.end_table();
        self.begin_table(
            "Voices",
            &["Speaker", "Language", "Length", "Loudness, LUFS", "Voice"],
        );
        for voice in &report.voices {
            self.put(&format!(
                "<tr><th scope=\"row\">{}<td>{}<td>{}<td>{}<td>{}</tr>",
                escape(&timeline.name_of(&voice.speaker)),
                voice.language,
                clock(voice.seconds),
                number(voice.loudness),
                escape(&voice.voice),
            ));
        }
        self.end_table();
    }

    /// Begins a table that is moved within itself where it is wider than the screen.
    fn begin_table(&mut self, caption: &str, columns: &[&str]) {
        self.put(&format!(
            "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\
             <table><caption>{caption}</caption><thead><tr>"
        ));
        for column in columns {
            self.put(&format!("<th scope=\"col\">{column}"));
        }
        self.put("</tr></thead><tbody>");
    }

    fn end_table(&mut self) {
        self.put("</tbody></table></div>");
    }

    fn chapter(&mut self, chapter: &TimelineChapter, found: &ChapterReport) {
        let title = escape(&self.timeline.full_title(&chapter.title));
        self.put(&format!(
            "<section id=\"chapter-{0}\" aria-label=\"Chapter {0}\"><h3>{0}. {title}</h3>",
            chapter.number
        ));
        let mut speakers: Vec<&str> = Vec::new();
        for line in &chapter.lines {
            if !speakers.contains(&&*line.speaker) {
                speakers.push(&line.speaker);
            }
        }
        let lanes = speakers.len() as f64 + 1.0;
        let height = WAVE + lanes * LANE + CURVE + 30.0;
        self.put(&format!(
            "<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-roledescription=\"timeline\" \
             aria-label=\"Chapter {}: {} lines, {}\">",
            chapter.number,
            chapter.lines.len(),
            clock(found.seconds)
        ));
        self.put(&format!(
            "<svg viewBox=\"-150 0 {} {height}\" aria-hidden=\"true\">",
            COLUMNS + 160
        ));
        self.wave(chapter, found, &speakers);
        self.lanes(chapter, &speakers);
        self.curve(found, WAVE + lanes * LANE + 10.0);
        self.marks(chapter, found);
        self.put("</svg><p class=\"line\" aria-live=\"polite\"></p></div>");
        self.table_of_lines(chapter);
        self.put("</section>");
    }

    fn colour(&self, speaker: &str) -> &'static str {
        let at = self.timeline.speakers.iter().position(|s| s.id == speaker);
        COLOURS[at.unwrap_or(0) % COLOURS.len()]
    }

    /// Where a sample of a chapter lies, in units of the picture.
    fn x(chapter: &TimelineChapter, at: u64) -> f64 {
        at as f64 * COLUMNS as f64 / chapter.samples.max(1) as f64
    }

    /// One path a speaker and one for what is between lines.
    fn wave(&mut self, chapter: &TimelineChapter, found: &ChapterReport, speakers: &[&str]) {
        let mut paths = vec![String::new(); speakers.len() + 1];
        let mut line = 0;
        for (i, (low, high)) in found.picture.wave.iter().enumerate() {
            let at = (i as u64 * 2 + 1) * chapter.samples / (2 * COLUMNS as u64);
            while line < chapter.lines.len() && chapter.lines[line].end <= at {
                line += 1;
            }
            let speaker = chapter.lines.get(line).filter(|line| line.start <= at);
            let path = speaker.and_then(|l| speakers.iter().position(|s| **s == *l.speaker));
            let y = |value: &f32| WAVE / 2.0 * (1.0 - f64::from(*value));
            let _ = write!(
                paths[path.unwrap_or(speakers.len())],
                "M{i}.5 {:.1}V{:.1}",
                y(high) - 0.3,
                y(low) + 0.3
            );
        }
        self.put(&format!(
            "<text class=\"axis\" x=\"-8\" y=\"{}\">wave</text>",
            WAVE / 2.0 + 4.0
        ));
        for (i, path) in paths.iter().enumerate() {
            let colour = speakers.get(i).map_or("#888", |s| self.colour(s));
            self.put(&format!("<path d=\"{path}\" stroke=\"{colour}\"/>"));
        }
    }

    fn lanes(&mut self, chapter: &TimelineChapter, speakers: &[&str]) {
        for (i, speaker) in speakers.iter().enumerate() {
            let y = WAVE + i as f64 * LANE;
            let name = escape(&self.timeline.name_of(speaker));
            self.put(&format!(
                "<text class=\"axis\" x=\"-8\" y=\"{}\">{name}</text><line class=\"rule\" x1=\"0\" x2=\"{COLUMNS}\" \
                 y1=\"{1}\" y2=\"{1}\"/>",
                y + 15.0,
                y + LANE
            ));
        }
        let pauses = WAVE + speakers.len() as f64 * LANE;
        self.put(&format!(
            "<text class=\"axis\" x=\"-8\" y=\"{}\">pauses</text>",
            pauses + 15.0
        ));
        let rate = f64::from(self.timeline.sample_rate);
        let mut last = 0;
        for line in &chapter.lines {
            let place = speakers
                .iter()
                .position(|s| **s == *line.speaker)
                .unwrap_or(0);
            let (x, end) = (Self::x(chapter, line.start), Self::x(chapter, line.end));
            let from = Self::x(chapter, last);
            let pause = (line.start.saturating_sub(last)) as f64 / rate;
            self.put(&format!(
                "<rect class=\"pause\" x=\"{from:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\"><title>{pause:.2} s at \
                 {}</title></rect>",
                pauses + 4.0,
                (x - from).max(0.3),
                LANE - 8.0,
                clock(last as f64 / rate)
            ));
            self.put(&format!(
                "<rect class=\"said\" x=\"{x:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\" fill=\"{}\" data-say=\"{}\"/>",
                WAVE + place as f64 * LANE + 3.0,
                (end - x).max(0.5),
                LANE - 6.0,
                self.colour(&line.speaker),
                escape(&format!(
                    "{} to {}, {} ({}): {}",
                    clock(line.start as f64 / rate),
                    clock(line.end as f64 / rate),
                    self.timeline.name_of(&line.speaker),
                    line.language,
                    line.text
                ))
            ));
            last = line.end;
        }
    }

    /// The short-term loudness over time, against the target.
    fn curve(&mut self, found: &ChapterReport, top: f64) {
        let y = |lufs: f64| {
            top + CURVE * (LOUDEST - lufs.clamp(SOFTEST, LOUDEST)) / (LOUDEST - SOFTEST)
        };
        for lufs in [-10, -20, -30] {
            let y = y(f64::from(lufs));
            self.put(&format!(
                "<line class=\"rule\" x1=\"0\" x2=\"{COLUMNS}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"axis\" x=\"-8\" \
                 y=\"{:.1}\">{lufs} LUFS</text>",
                y + 4.0
            ));
        }
        if let Some(target) = self.report.target {
            let y = y(target);
            self.put(&format!(
                "<line class=\"target\" x1=\"0\" x2=\"{COLUMNS}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"name\" x=\"4\" \
                 y=\"{:.1}\">target {target:.1}</text>",
                y - 4.0
            ));
        }
        let mut points = String::new();
        for (second, lufs) in found.picture.loudness.iter().enumerate() {
            let x = (second + 1) as f64 / found.seconds.max(1.0) * COLUMNS as f64;
            let _ = write!(points, "{x:.1},{:.1} ", y(*lufs));
        }
        self.put(&format!(
            "<polyline class=\"loudness\" points=\"{points}\"/>"
        ));
    }

    /// Where something is wrong.
    fn marks(&mut self, chapter: &TimelineChapter, found: &ChapterReport) {
        let report = self.report;
        for problem in report.problems.iter().filter(|p| p.file == chapter.file) {
            let Some(seconds) = problem.seconds else {
                continue;
            };
            let x = seconds / found.seconds.max(0.001) * COLUMNS as f64;
            self.put(&format!(
                "<line class=\"wrong\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{WAVE}\"/><text class=\"wrong\" \
                 x=\"{:.1}\" y=\"14\">!</text>",
                x + 3.0
            ));
        }
    }

    fn table_of_lines(&mut self, chapter: &TimelineChapter) {
        let rate = f64::from(self.timeline.sample_rate);
        self.put(&format!(
            "<details><summary>The lines of chapter {}</summary>",
            chapter.number
        ));
        let caption = format!("Lines of chapter {}", chapter.number);
        let columns = ["From", "To", "Pause before, s", "Speaker", "Line"];
        self.begin_table(&caption, &columns);
        let mut last = 0;
        for line in &chapter.lines {
            self.put(&format!(
                "<tr><td>{}<td>{}<td>{:.2}<td>{}<td lang=\"{}\">{}</tr>",
                clock(line.start as f64 / rate),
                clock(line.end as f64 / rate),
                line.start.saturating_sub(last) as f64 / rate,
                escape(&self.timeline.name_of(&line.speaker)),
                line.language,
                escape(&line.text)
            ));
            last = line.end;
        }
        self.end_table();
        self.put("</details>");
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("silent".into(), |value| format!("{value:.1}"))
}

pub(super) fn clock(seconds: f64) -> String {
    let tenths = (seconds * 10.0).round() as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}
