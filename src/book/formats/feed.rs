//! A podcast: RSS 2.0 with the tags of Apple Podcasts and Podcasting 2.0, in a folder that can be
//! laid on any web server as it is.

use super::cues::{Names, spoken};
use super::reading::tag;
use super::{Edition, Format, FormatError, Part, Product, encode, mp3, srt, vtt};
use crate::book::podcast::{self, Episodes};
use crate::book::settings::BookSettings;
use crate::book::timeline::{Kind, TimelineChapter, TimelineLine};
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::escape;
use serde_json::json;
use std::fmt::Write;
use std::path::Path;
use uuid::Uuid;

/// What stands unescaped in the path of an address (RFC 3986, section 2.3).
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The namespace of feeds' ids (Podcasting 2.0, `guid`).
const FEEDS: Uuid = Uuid::from_u128(0xead4c236_bf58_58c6_a2c6_a6b28d128cb6);
/// How much of a text tells what it is about, in characters.
const BEGINNING: usize = 60;
const SUMMARY: usize = 300;
/// The seconds of a day.
const DAY: u32 = 24 * 3600;

/// `podcast/feed.xml` and what it points to.
pub struct Feed;

impl Format for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn about(&self) -> &'static str {
        "a podcast: a feed, its episodes and their transcripts in podcast/"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        if settings.podcast.url.is_empty() {
            let what = "a podcast must know where it will lie: write into book.toml, under \
                        [podcast], url = \"https://example.org/show/\" (with your own address)";
            return Err(FormatError::Setting(what.into()));
        }
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        edition.warn_of_cover();
        let mut products = vec![edition.cover_product("podcast")];
        let kbps = edition.bit_rate("feed");
        for part in episodes(edition) {
            let name = format!("podcast/{}", edition.part_name(part));
            let recipe = edition.recipe(part, &format!("feed mp3 1 {kbps}"));
            let write = move |path: &Path| mp3::write(edition, part, "feed", path);
            let sound = Product::made(format!("{name}.mp3"), recipe, write);
            products.push(sound.of_mp3(edition, part, kbps));
            products.push(Product::text(format!("{name}.vtt"), move || {
                vtt::text(edition, part, &spoken(edition, part, Names::Apart))
            }));
            products.push(Product::text(format!("{name}.srt"), move || {
                srt::text(edition, part, &spoken(edition, part, Names::Within))
            }));
            products.push(Product::text(format!("{name}.chapters.json"), move || {
                chapters(edition, part)
            }));
        }
        let recipe = edition.recipe(Part::Whole, &format!("feed 3 {kbps}"));
        let write = |path: &Path| {
            let text = feed(edition)?;
            std::fs::write(path, text).map_err(|error| FormatError::file(path, &error))
        };
        // It says how long the episodes' files are.
        products.push(Product::made("podcast/feed.xml", recipe, write).last());
        Ok(products)
    }
}

fn cover(edition: &Edition) -> String {
    format!("podcast/cover.{}", edition.cover_type().0)
}

fn episodes(edition: &Edition) -> Vec<Part> {
    match edition.podcast.episodes {
        Episodes::Book => vec![Part::Whole],
        Episodes::Chapter => (0..edition.timeline.chapters.len())
            .map(Part::Chapter)
            .collect(),
    }
}

/// Chapters as Podcasting 2.0 has them (JSON Chapters 1.2): those of the book, or a chapter's turns.
fn chapters(edition: &Edition, part: Part) -> String {
    let entry = |samples: u64, title: String| {
        let start = edition.milliseconds(samples) as f64 / 1000.0;
        json!({ "startTime": start, "title": title })
    };
    let mut entries = Vec::new();
    for (start, chapter) in edition.starts(part) {
        if part == Part::Whole {
            entries.push(entry(start, edition.chapter_title(chapter)));
            continue;
        }
        let mut turn = None;
        for line in &chapter.lines {
            if turn != Some(line.turn) {
                turn = Some(line.turn);
                let text = beginning(&line.text, BEGINNING);
                let title = match edition.name(&line.speaker) {
                    Some(name) => format!("{name}: {text}"),
                    None => text,
                };
                entries.push(entry(line.start, title));
            }
        }
    }
    let json = json!({ "version": "1.2.0", "chapters": entries });
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}

fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}

fn feed(edition: &Edition) -> Result<String, FormatError> {
    let podcast = edition.podcast;
    let base = podcast.url.trim_end_matches('/');
    // As they stand in XML.
    let url = |file: &str| {
        let file = file.strip_prefix("podcast/").unwrap_or(file);
        let url = format!("{base}/{}", utf8_percent_encode(file, PATH));
        escape(url.as_str()).into_owned()
    };
    let text = |text: &str| escape(text).into_owned();
    let title = text(&edition.title());
    let author = text(&edition.authors().join(", "));
    let description = match edition.about.description.as_str() {
        "" => edition.title(),
        description => description.to_string(),
    };
    let description = text(&description);
    let language = edition.languages().first().map_or("und".to_string(), tag);
    let link = if podcast.link.is_empty() {
        format!("{base}/")
    } else {
        podcast.link.clone()
    };
    let image = url(&cover(edition));
    // The id goes by the address without its scheme and last slash, as the specification says.
    let bare = format!("{base}/feed.xml");
    let bare = bare
        .split_once("://")
        .map_or(bare.as_str(), |(_, rest)| rest);
    let guid = Uuid::new_v5(&FEEDS, bare.as_bytes());
    let mut out = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>{title}</title>
  <link>{}</link>
  <atom:link href="{}" rel="self" type="application/rss+xml"/>
  <language>{language}</language>
  <description>{description}</description>
"#,
        text(&link),
        url("feed.xml"),
    );
    if !edition.about.rights.is_empty() {
        let _ = writeln!(
            out,
            "  <copyright>{}</copyright>",
            text(&edition.about.rights)
        );
    }
    let _ = write!(
        out,
        r#"  <image>
    <url>{image}</url>
    <title>{title}</title>
    <link>{}</link>
  </image>
  <itunes:author>{author}</itunes:author>
  <itunes:image href="{image}"/>
{}  <itunes:explicit>{}</itunes:explicit>
  <itunes:type>serial</itunes:type>
  <podcast:guid>{guid}</podcast:guid>
  <podcast:medium>audiobook</podcast:medium>
"#,
        text(&link),
        category(&podcast.category),
        podcast.explicit,
    );
    if !podcast.email.is_empty() {
        let email = text(&podcast.email);
        let _ = write!(
            out,
            "  <itunes:owner>\n    <itunes:name>{author}</itunes:name>\n    \
             <itunes:email>{email}</itunes:email>\n  </itunes:owner>\n  \
             <podcast:locked owner=\"{email}\">no</podcast:locked>\n"
        );
    }
    let hosts = hosts(edition);
    for part in episodes(edition) {
        episode(&mut out, edition, part, &hosts, &url)?;
    }
    Ok(out + "</channel>\n</rss>\n")
}

fn episode(
    out: &mut String,
    edition: &Edition,
    part: Part,
    hosts: &[&str],
    url: &dyn Fn(&str) -> String,
) -> Result<(), FormatError> {
    let name = edition.part_name(part);
    let sound = edition.folder.join(format!("podcast/{name}.mp3"));
    let sound = std::fs::metadata(&sound).map_err(|error| FormatError::file(&sound, &error))?;
    let length = sound.len();
    let (number, title) = match part {
        Part::Chapter(i) => (i + 1, edition.chapter_title(&edition.timeline.chapters[i])),
        Part::Run(..) | Part::Whole => (1, edition.title()),
    };
    let title = escape(title.as_str()).into_owned();
    let summary = summary(edition, edition.chapters(part));
    let seconds = edition.milliseconds(edition.samples(part)).div_ceil(1000);
    let language = edition.languages().first().map_or("und".to_string(), tag);
    let _ = write!(
        out,
        r#"  <item>
    <title>{title}</title>
    <itunes:title>{title}</itunes:title>
    <description>{}</description>
    <enclosure url="{}" length="{length}" type="audio/mpeg"/>
    <guid isPermaLink="false">{}-{number}</guid>
"#,
        escape(summary.as_str()),
        url(&format!("{name}.mp3")),
        edition.uuid(),
    );
    if let Some(date) = edition.about.date() {
        let apart = (DAY - 1) / (episodes(edition).len() as u32).max(1);
        let at = number as u32 * apart.clamp(1, 60);
        let _ = writeln!(out, "    <pubDate>{}</pubDate>", rfc_2822(date, at));
    }
    let _ = write!(
        out,
        r#"    <itunes:duration>{seconds}</itunes:duration>
    <itunes:episode>{number}</itunes:episode>
    <itunes:episodeType>full</itunes:episodeType>
    <itunes:explicit>{}</itunes:explicit>
    <podcast:episode>{number}</podcast:episode>
    <podcast:chapters url="{}" type="application/json+chapters"/>
    <podcast:transcript url="{}" type="text/vtt" language="{language}" rel="captions"/>
    <podcast:transcript url="{}" type="application/x-subrip" language="{language}" rel="captions"/>
"#,
        edition.podcast.explicit,
        url(&format!("{name}.chapters.json")),
        url(&format!("{name}.vtt")),
        url(&format!("{name}.srt")),
    );
    for speaker in &edition.timeline.speakers {
        let Some((_, person)) = edition.timeline.shown_name(&speaker.id) else {
            continue;
        };
        let role = match hosts.contains(&speaker.id.as_str()) {
            true => "host",
            false => "guest",
        };
        let person = escape(person.as_str()).into_owned();
        let _ = writeln!(
            out,
            "    <podcast:person group=\"cast\" role=\"{role}\">{person}</podcast:person>"
        );
    }
    *out += "  </item>\n";
    Ok(())
}

/// A category of Apple's, with the one that it is within.
fn category(name: &str) -> String {
    let (main, within) = podcast::category(name).unwrap_or((name, None));
    let main = escape(main);
    match within.map(escape) {
        None => format!("  <itunes:category text=\"{main}\"/>\n"),
        Some(within) => format!(
            "  <itunes:category text=\"{main}\">\n    <itunes:category text=\"{within}\"/>\n  \
             </itunes:category>\n"
        ),
    }
}

/// The ids of those who lead through the talk: whom `book.toml` names, else who asks more often than
/// anybody else, and mostly asks. In a talk in which everybody tells there is none.
fn hosts<'a>(edition: &Edition<'a>) -> Vec<&'a str> {
    if !edition.podcast.hosts.is_empty() {
        return edition.podcast.hosts.iter().map(String::as_str).collect();
    }
    // Turns of each speaker, and those that end in a question, in the first language.
    let mut turns: IndexMap<&str, (usize, usize)> = IndexMap::new();
    let timeline = edition.timeline;
    let lines = timeline.chapters.iter().flat_map(|chapter| &chapter.lines);
    let first = timeline.languages.first();
    let speech = lines.filter(|line| line.kind == Kind::Speech && Some(&line.language) == first);
    let speech: Vec<&TimelineLine> = speech.collect();
    for turn in speech.chunk_by(|a, b| a.turn == b.turn) {
        let (all, asked) = turns.entry(&turn[0].speaker).or_default();
        *all += 1;
        *asked += usize::from(
            turn.iter()
                .any(|line| line.text.ends_with(['?', '？', '؟'])),
        );
    }
    let most = turns.values().map(|(_, asked)| *asked).max().unwrap_or(0);
    let asks = |(all, asked): (usize, usize)| asked > 0 && asked == most && 2 * asked >= all;
    let hosts: Vec<&str> = turns
        .iter()
        .filter(|(_, turns)| asks(**turns))
        .map(|(id, _)| *id)
        .collect();
    match (hosts.len(), turns.len()) {
        (1, 2..) => hosts,
        _ => Vec::new(),
    }
}

/// What is said first, in the first language that something is said in.
fn summary(edition: &Edition, chapters: &[TimelineChapter]) -> String {
    let lines = chapters.iter().flat_map(|chapter| &chapter.lines);
    // What is announced stands in the episode's title.
    let lines = lines.filter(|line| line.kind != Kind::Title);
    let Some(first) = lines.clone().next() else {
        return edition.title();
    };
    let texts = lines.filter(|line| line.language == first.language).take(8);
    let texts: Vec<&str> = texts.map(|line| &*line.text).collect();
    beginning(&texts.join(" "), SUMMARY)
}

/// A date as RFC 2822 has it, so many seconds after midnight that episodes keep their order.
fn rfc_2822((year, month, day): (u32, u32, u32), seconds: u32) -> String {
    const DAYS: [&str; 7] = ["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    // Zeller's congruence: January and February count to the year before.
    let (y, m) = if month < 3 {
        (year - 1, month + 12)
    } else {
        (year, month)
    };
    let weekday = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7;
    let seconds = seconds.min(DAY - 1);
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} +0000",
        DAYS[weekday as usize],
        MONTHS[month as usize - 1],
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_weekday() {
        assert_eq!(
            rfc_2822((2021, 11, 1), 60),
            "Mon, 01 Nov 2021 00:01:00 +0000"
        );
        assert_eq!(
            rfc_2822((2024, 2, 29), 4500),
            "Thu, 29 Feb 2024 01:15:00 +0000"
        );
        assert_eq!(rfc_2822((2000, 1, 1), 0), "Sat, 01 Jan 2000 00:00:00 +0000");
    }

    #[test]
    fn addresses_hold_letters_of_all_scripts() {
        assert_eq!(
            utf8_percent_encode("01-灯 a.mp3", PATH).to_string(),
            "01-%E7%81%AF%20a.mp3"
        );
    }
}
