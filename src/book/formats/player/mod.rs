//! The player: a folder with a page that works from a disk, without a server and a network. Its
//! style and its program stand in it; the text of each chapter is a page of its own, which can be read
//! alone, and which hands its text to the player that shows it. So a long book opens as fast as a
//! short one.

use super::reading::{Reading, direction, in_order, language_name, read, tag};
use super::{Edition, Format, FormatError, Part, Product, encode};
use crate::book::settings::BookSettings;
use crate::book::timeline::{Kind, TimelineChapter};
use crate::language::{Language, Localized};
use indexmap::IndexMap;
use quick_xml::escape::escape;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

const PAGE: &str = include_str!("page.html");
const CHAPTER: &str = include_str!("chapter.html");
const STYLE: &str = include_str!("style.css");
const PROGRAM: &str = include_str!("program.js");

/// `player/index.html`, and the chapters as text and as MP3.
pub struct Player;

impl Format for Player {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "a page that plays the book and shows the text, from a disk or a web server"
    }

    fn foresee(&self, folder: &Path, settings: &BookSettings) -> Result<(), FormatError> {
        encode::foresee(folder, settings)
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let mut products = vec![
            Product::text("player/index.html", move || page(edition)),
            edition.cover_product("player"),
        ];
        for i in 0..edition.timeline.chapters.len() {
            let part = Part::Chapter(i);
            let file = format!("player/{}", text(edition, i));
            products.push(Product::text(file, move || chapter_page(edition, i)));
            let file = format!("player/{}", sound(edition, i));
            let kbps = edition.bit_rate("html");
            let recipe = edition.recipe(part, &format!("player mp3 1 {kbps}"));
            let copy = move |path: &Path| {
                let sound = edition.mp3(part, "html")?;
                let copied = std::fs::copy(sound, path).map(|_| ());
                copied.map_err(|error| FormatError::file(path, &error))
            };
            products.push(Product::made(file, recipe, copy).of_mp3(edition, part, kbps));
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

/// The page of a chapter's text.
fn text(edition: &Edition, chapter: usize) -> String {
    format!("text/{:03}.html", edition.timeline.chapters[chapter].number)
}

fn page(edition: &Edition) -> String {
    let mut contents = String::new();
    let chapters = &edition.timeline.chapters;
    let silent = IndexMap::new();
    for (i, chapter) in chapters.iter().enumerate() {
        let number = chapter.number.to_string();
        let title = localized(edition, edition.flat_title(chapter), &number, i, &silent);
        let page = text(edition, i);
        let _ = writeln!(
            contents,
            "<li><a href=\"{page}\" data-chapter=\"{i}\">{title}</a></li>"
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
    let first = chapters.first().map(|chapter| read(edition, chapter));
    let announced = first.as_ref().map_or(&silent, |reading| &reading.book);
    let title = &edition.timeline.title;
    let heading = localized(edition, title, edition.short_title(), 0, announced);
    let authors = edition.authors().join(", ");
    fill(
        PAGE,
        &[
            ("{style}", STYLE),
            ("{program}", PROGRAM),
            ("{hear}", &hear),
            ("{contents}", &contents),
            ("{cover}", &cover(edition)),
            ("{heading}", &heading),
            ("{authors}", &escape(authors.as_str())),
            ("{data}", &in_script(&data(edition))),
            ("{title}", &escape(edition.title().as_str())),
        ],
    )
}

/// A chapter's text as a page.
fn chapter_page(edition: &Edition, i: usize) -> String {
    let chapter = &edition.timeline.chapters[i];
    let reading = read(edition, chapter);
    let language = edition.languages().first().map_or("und".into(), tag);
    fill(
        CHAPTER,
        &[
            ("{language}", &language),
            ("{title}", &escape(edition.chapter_title(chapter).as_str())),
            ("{book}", &escape(edition.title().as_str())),
            ("{sound}", &sound(edition, i)),
            ("{text}", &section(edition, i, chapter, &reading)),
            ("{lines}", &in_script(&lines(edition, chapter, &reading))),
        ],
    )
}

/// A page with what stands in its places: in one pass, so that nothing in a text is taken for a place.
fn fill(page: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = page;
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

/// JSON as it may stand in a script element, which "</" and "<!--" would end or change.
fn in_script(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
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
    let mut parts = String::new();
    for (part, numbers) in chapter.parts.iter().zip(&reading.parts) {
        let title = localized(edition, &part.title, "", i, numbers);
        parts += &heading(
            &format!("<p class=\"part\">{title}</p>"),
            numbers.values().min(),
        );
    }
    let mut out = format!(
        "<section id=\"c{i}\" aria-labelledby=\"c{i}h\">\n{parts}{}",
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
                    escape(&*text.line.text)
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

/// What the program needs to know of the book: times in seconds.
fn data(edition: &Edition) -> Value {
    let chapters = edition.timeline.chapters.iter().enumerate();
    let chapters = chapters.map(|(i, chapter)| {
        json!({
            "title": edition.chapter_title(chapter),
            "sound": sound(edition, i),
            "text": text(edition, i),
            "seconds": seconds(edition, chapter.samples),
        })
    });
    json!({
        "id": edition.uuid(),
        "title": edition.title(),
        "authors": edition.authors().join(", "),
        "cover": cover(edition),
        "chapters": chapters.collect::<Vec<_>>(),
    })
}

/// Of each line of a chapter, when it begins and ends, the number of the text that it speaks, and that
/// of its language.
fn lines(edition: &Edition, chapter: &TimelineChapter, reading: &Reading) -> Value {
    let lines = chapter
        .lines
        .iter()
        .zip(&reading.shown)
        .map(|(line, text)| {
            let mut languages = edition.languages().iter();
            let language = languages.position(|l| *l == line.language).unwrap_or(0);
            json!([
                seconds(edition, line.start),
                seconds(edition, line.end),
                text,
                language
            ])
        });
    lines.collect()
}

fn seconds(edition: &Edition, samples: u64) -> f64 {
    edition.milliseconds(samples) as f64 / 1000.0
}
