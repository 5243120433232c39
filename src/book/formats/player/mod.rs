//! The player: a folder with a page that works from a disk, without a server and a network. Its
//! style and its program stand in the page, because a page from a disk may not load them.

use super::reading::{Reading, direction, in_order, language_name, read, tag};
use super::{Edition, Format, FormatError, Part, Product};
use crate::book::timeline::{Kind, TimelineChapter};
use crate::language::{Language, Localized};
use indexmap::IndexMap;
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
                edition.recipe(part, &format!("player mp3 1 {}", edition.bit_rate("html"))),
                move |path| {
                    let sound = edition.mp3(part, "html")?;
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
    let chapters = &edition.timeline.chapters;
    let readings: Vec<Reading> = chapters.iter().map(|c| read(edition, c)).collect();
    let silent = IndexMap::new();
    for (i, (chapter, reading)) in chapters.iter().zip(&readings).enumerate() {
        let number = chapter.number.to_string();
        let title = localized(edition, &chapter.title, &number, i, &silent);
        let _ = writeln!(
            contents,
            "<li><button type=\"button\" data-chapter=\"{i}\">{title}</button></li>"
        );
        let _ = writeln!(text, "{}", section(edition, i, chapter, reading));
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
                0,
                readings.first().map_or(&silent, |reading| &reading.book),
            ),
        ),
        ("{authors}", &escape(authors.as_str())),
        ("{data}", &data(edition, &readings)),
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

/// A title with a span a language. What is announced of it has a number.
fn localized(
    edition: &Edition,
    title: &Localized,
    otherwise: &str,
    chapter: usize,
    announced: &IndexMap<Language, usize>,
) -> String {
    let spans = in_order(edition, title).map(|(language, text)| {
        let number = announced.get(language).copied();
        span(edition, chapter, Some(language), number, text)
    });
    let spans: Vec<String> = spans.collect();
    if spans.is_empty() {
        escape(otherwise).into_owned()
    } else {
        spans.join(" ")
    }
}

fn span(
    edition: &Edition,
    chapter: usize,
    language: Option<&Language>,
    number: Option<usize>,
    text: &str,
) -> String {
    let mut marks = language.map_or(String::new(), |language| marks(edition, language));
    if let Some(number) = number {
        let _ = write!(marks, " id=\"c{chapter}l{number}\" data-line=\"{number}\"");
    }
    format!("<span{marks}>{}</span>", escape(text))
}

/// The attributes of a text in a language, with a space before them.
fn marks(edition: &Edition, language: &Language) -> String {
    format!(
        " lang=\"{}\"{}",
        tag(language),
        direction(edition, language)
    )
}

/// A button that plays from a line, so that a keyboard reaches what a click does.
fn from(number: usize) -> String {
    format!(
        "<button type=\"button\" class=\"from\" data-line=\"{number}\" aria-label=\"Hear line {}\">\
         <svg aria-hidden=\"true\" viewBox=\"0 0 10 10\"><path d=\"M2 1l7 4-7 4z\"/></svg></button>",
        number + 1
    )
}

/// A chapter's text.
fn section(edition: &Edition, i: usize, chapter: &TimelineChapter, reading: &Reading) -> String {
    let number = chapter.number.to_string();
    let title = localized(edition, &chapter.title, &number, i, &reading.heading);
    let mut out = format!(
        "<section id=\"c{i}\" aria-labelledby=\"c{i}h\"{}>\n{}",
        if i == 0 { "" } else { " hidden" },
        heading(
            &format!("<h2 id=\"c{i}h\" tabindex=\"-1\">{title}</h2>"),
            reading.heading.values().min()
        )
    );
    for passage in &reading.passages {
        if let Some(name) = &passage.name {
            let text = span(edition, i, name.language.as_ref(), name.number, &name.text);
            out += &heading(&format!("<h3>{text}</h3>"), name.number.as_ref());
        }
        for paragraph in &passage.paragraphs {
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
                    "<div class=\"line\" id=\"c{i}l{number}\" data-line=\"{number}\">{}<p{}>{}</p></div>",
                    from(number),
                    marks(edition, &text.line.language),
                    escape(text.line.text.as_str())
                );
            }
            out += "</div>\n";
        }
    }
    out + "</section>"
}

/// A heading, with a button beside it if it is announced.
fn heading(heading: &str, number: Option<&usize>) -> String {
    match number {
        Some(number) => format!("<div class=\"heading\">{}{heading}</div>\n", from(*number)),
        None => format!("{heading}\n"),
    }
}

/// What the program needs to know: times in seconds.
fn data(edition: &Edition, readings: &[Reading]) -> String {
    let languages = edition.languages();
    let seconds = |samples| edition.milliseconds(samples) as f64 / 1000.0;
    let chapters = edition
        .timeline
        .chapters
        .iter()
        .zip(readings)
        .enumerate()
        .map(|(i, (chapter, reading))| {
            let lines = chapter
                .lines
                .iter()
                .zip(&reading.shown)
                .map(|(line, text)| {
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
