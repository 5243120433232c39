//! The player: a folder with a page that works from a disk, without a server and a network. Its
//! style and its program stand in the page, because a page from a disk may not load them.

use super::reading::{language_name, read, tag};
use super::{Edition, Format, FormatError, Part, Product};
use crate::book::timeline::{Kind, TimelineChapter};
use crate::language::{Language, Localized};
use quick_xml::escape::escape;
use serde_json::json;
use std::fmt::Write;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const PROGRAM: &str = include_str!("program.js");

/// `player/index.html`, and the chapters as MP3.
pub struct Player;

impl Format for Player {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "a page that plays the book and shows the text, from a disk or a web server"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let mut products = vec![
            Product::text("player/index.html", page(edition)),
            edition.cover_product("player"),
        ];
        for i in 0..edition.timeline.chapters.len() {
            let part = Part::Chapter(i);
            let file = format!("player/{}", sound(edition, i));
            products.push(Product::made(
                file,
                edition.recipe(part, "player mp3 1"),
                move |path| {
                    let sound = edition.mp3(part)?;
                    let copied = std::fs::copy(sound, path).map(|_| ());
                    copied.map_err(|error| FormatError::file(path, &error))
                },
            ));
        }
        Ok(products)
    }
}

fn cover(edition: &Edition) -> String {
    format!("cover.{}", edition.cover_type().0)
}

/// A plain name, so that no system and no server spoils it.
fn sound(edition: &Edition, chapter: usize) -> String {
    format!("sound/{:03}.mp3", edition.timeline.chapters[chapter].number)
}

fn page(edition: &Edition) -> String {
    let mut contents = String::new();
    let mut text = String::new();
    let mut plain = String::new();
    for (i, chapter) in edition.timeline.chapters.iter().enumerate() {
        let number = chapter.number.to_string();
        let title = localized(edition, &chapter.title, &number, |_| None);
        let _ = writeln!(
            contents,
            "<li><button type=\"button\" data-chapter=\"{i}\">{title}</button></li>"
        );
        let _ = writeln!(text, "{}", section(edition, i, chapter));
        let _ = writeln!(
            plain,
            "<p>{title}</p>\n<audio controls preload=\"none\" src=\"{}\"></audio>",
            sound(edition, i)
        );
    }
    let languages = edition.languages();
    let hear: String = if languages.len() > 1 {
        let choice = |i: usize| {
            let name = language_name(&languages[i]);
            format!(
                "<label><input type=\"checkbox\" name=\"hear\" value=\"{i}\" checked> {}</label>",
                escape(name.as_str())
            )
        };
        let choices: Vec<String> = (0..languages.len()).map(choice).collect();
        format!(
            "<fieldset id=\"hear\"><legend>Hear</legend>{}</fieldset>",
            choices.join(" ")
        )
    } else {
        String::new()
    };
    let title = edition.title();
    let title = escape(title.as_str());
    let authors = edition.authors().join(", ");
    let parts = [
        ("{style}", STYLE),
        ("{program}", PROGRAM),
        ("{hear}", &hear),
        ("{contents}", &contents),
        ("{text}", &text),
        ("{plain}", &plain),
        ("{cover}", &cover(edition)),
        (
            "{heading}",
            &localized(
                edition,
                &edition.timeline.title,
                edition.short_title(),
                |_| None,
            ),
        ),
        ("{authors}", &escape(authors.as_str())),
        ("{data}", &data(edition)),
        ("{title}", &title),
    ];
    // In one pass, so that nothing in a text is taken for a place to fill.
    let mut out = String::new();
    let mut rest = PAGE;
    while let Some(at) = rest.find('{') {
        out += &rest[..at];
        rest = &rest[at..];
        match parts.iter().find(|(place, _)| rest.starts_with(place)) {
            Some((place, part)) => {
                out += part;
                rest = &rest[place.len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// A title with a span a language, and the id of each if it has one.
fn localized(
    edition: &Edition,
    title: &Localized,
    otherwise: &str,
    id: impl Fn(&Language) -> Option<String>,
) -> String {
    let known = edition
        .languages()
        .iter()
        .filter_map(|l| title.get_key_value(l));
    let rest = title
        .iter()
        .filter(|(l, _)| !edition.languages().contains(l));
    let spans = known.chain(rest).map(|(language, text)| {
        let id = id(language).map(|id| format!(" id=\"{id}\""));
        format!(
            "<span lang=\"{}\"{}>{}</span>",
            tag(language),
            id.unwrap_or_default(),
            escape(text.as_str())
        )
    });
    let spans: Vec<String> = spans.collect();
    if spans.is_empty() {
        escape(otherwise).into_owned()
    } else {
        spans.join(" ")
    }
}

/// A chapter's text. Each line has a button, so that a keyboard reaches what a click does.
fn section(edition: &Edition, i: usize, chapter: &TimelineChapter) -> String {
    let reading = read(edition, chapter);
    let id = |language: &Language| {
        let number = reading.headings.get(language)?;
        Some(format!("c{i}l{number}"))
    };
    let title = localized(edition, &chapter.title, &chapter.number.to_string(), id);
    let mut out = format!(
        "<section id=\"c{i}\" aria-labelledby=\"c{i}h\"{}>\n<h2 id=\"c{i}h\" tabindex=\"-1\">{}</h2>\n",
        if i == 0 { "" } else { " hidden" },
        title
    );
    for passage in reading.passages {
        if let Some(speaker) = passage.speaker {
            let _ = writeln!(out, "<h3>{}</h3>", escape(speaker.as_str()));
        }
        for paragraph in passage.paragraphs {
            let is_note = paragraph.iter().any(|text| text.line.kind == Kind::Note);
            let _ = writeln!(
                out,
                "<div class=\"pair{}\">",
                if is_note { " note" } else { "" }
            );
            for text in paragraph {
                let number = text.number;
                let _ = writeln!(
                    out,
                    "<div class=\"line\" id=\"c{i}l{number}\" data-line=\"{number}\">\
                     <button type=\"button\" class=\"from\" aria-label=\"Hear line {}\">\
                     <svg aria-hidden=\"true\" viewBox=\"0 0 10 10\"><path d=\"M2 1l7 4-7 4z\"/></svg>\
                     </button><p lang=\"{}\">{}</p></div>",
                    number + 1,
                    tag(&text.line.language),
                    escape(text.line.text.as_str())
                );
            }
            out += "</div>\n";
        }
    }
    out + "</section>"
}

/// What the program needs to know: times in seconds.
fn data(edition: &Edition) -> String {
    let languages = edition.languages();
    let seconds = |samples| edition.milliseconds(samples) as f64 / 1000.0;
    let chapters = edition
        .timeline
        .chapters
        .iter()
        .enumerate()
        .map(|(i, chapter)| {
            let shown = read(edition, chapter).shown;
            let lines = chapter.lines.iter().zip(shown).map(|(line, text)| {
                let language = languages
                    .iter()
                    .position(|l| *l == line.language)
                    .unwrap_or(0);
                json!([seconds(line.start), seconds(line.end), text, language])
            });
            json!({
                "title": edition.chapter_title(chapter),
                "sound": sound(edition, i),
                "seconds": seconds(chapter.samples),
                "lines": lines.collect::<Vec<_>>(),
            })
        });
    let data = json!({
        "id": edition.uuid(),
        "title": edition.title(),
        "authors": edition.authors().join(", "),
        "cover": cover(edition),
        "chapters": chapters.collect::<Vec<_>>(),
    });
    // Inside of a script element, "</" would end it.
    data.to_string().replace("</", "<\\/")
}
