//! The content documents: cover, table of contents, chapters, style.

use super::super::Edition;
use super::super::reading::{Reading, direction, in_order, tag};
use super::chapter_name;
use crate::book::timeline::{Kind, TimelineChapter};
use crate::language::{Language, Localized};
use indexmap::IndexMap;
use quick_xml::escape::escape;
use std::fmt::Write;

pub(super) const STYLE: &str = "\
html { font-family: serif; line-height: 1.5; }
body { margin: 1em; }
h1 { font-size: 1.5em; line-height: 1.25; }
h1 span, .title span { display: block; }
p.title { margin: 0 0 1em; }
.speaker { font-weight: bold; margin: 1.2em 0 0.2em; }
.pair { margin: 0 0 0.8em; }
.pair p { margin: 0 0 0.2em; }
.note { font-style: italic; }
.cover { margin: 0; text-align: center; }
.cover img { max-width: 100%; max-height: 95vh; }
.-epub-media-overlay-active { background-color: #ffe08a; color: #000000; }
.-epub-media-overlay-playing .speaker { color: inherit; }
@media (prefers-color-scheme: dark) {
  .-epub-media-overlay-active { background-color: #ffe08a; color: #000000; }
}
";

fn page(edition: &Edition, title: &str, body_type: &str, body: &str) -> String {
    let first = edition.languages().first();
    let direction = first.map_or("", |first| direction(edition, first));
    let language = first.map_or("und".to_string(), tag);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}"{direction}>
<head>
<meta charset="UTF-8"/>
<title>{}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body{body_type}>
{body}</body>
</html>
"#,
        escape(title)
    )
}

/// A title with a span a language, the book's first one first. What is spoken of it has a number.
fn spans(
    edition: &Edition,
    title: &Localized,
    otherwise: &str,
    spoken: &IndexMap<Language, usize>,
) -> String {
    let spans: Vec<String> = in_order(edition, title)
        .map(|(language, text)| {
            let id = spoken
                .get(language)
                .map(|number| format!(" id=\"l{number}\""));
            marked(edition, "span", language, &id.unwrap_or_default(), text)
        })
        .collect();
    if spans.is_empty() {
        escape(otherwise).into_owned()
    } else {
        spans.join(" ")
    }
}

fn marked(edition: &Edition, element: &str, language: &Language, more: &str, text: &str) -> String {
    let direction = direction(edition, language);
    let language = tag(language);
    let text = escape(text);
    format!(
        "<{element} lang=\"{language}\" xml:lang=\"{language}\"{direction}{more}>{text}</{element}>"
    )
}

pub(super) fn cover(edition: &Edition) -> String {
    let title = edition.title();
    let body = format!(
        "<section epub:type=\"cover\" role=\"region\" aria-label=\"Cover\" class=\"cover\">\n\
         <img src=\"cover.{}\" alt=\"Cover of {}\" role=\"doc-cover\"/>\n</section>\n",
        edition.cover_type().0,
        escape(title.as_str())
    );
    page(edition, &title, "", &body)
}

pub(super) fn navigation(edition: &Edition) -> String {
    let mut entries: Vec<(u8, String)> = Vec::new();
    for chapter in &edition.timeline.chapters {
        let number = chapter.number.to_string();
        let parts = chapter.parts.iter().map(|part| (part.level, &part.title));
        for (level, title) in parts.chain([(chapter.level, &chapter.title)]) {
            let title = spans(edition, title, &number, &IndexMap::new());
            let name = chapter_name(chapter.number);
            entries.push((level, format!("<a href=\"{name}.xhtml\">{title}</a>")));
        }
    }
    let items = nested(&entries);
    let title = spans(
        edition,
        &edition.timeline.title,
        edition.short_title(),
        &IndexMap::new(),
    );
    let first = edition
        .timeline
        .chapters
        .first()
        .map_or(1, |chapter| chapter.number);
    let body = format!(
        "<header class=\"title\"><h1>{title}</h1></header>\n\
         <nav epub:type=\"toc\" role=\"doc-toc\" aria-labelledby=\"toc\">\n\
         <h2 id=\"toc\" lang=\"en\" xml:lang=\"en\">Contents</h2>\n<ol>\n{items}</ol>\n</nav>\n\
         <nav epub:type=\"landmarks\" aria-label=\"Landmarks\" hidden=\"hidden\">\n<ol>\n\
         <li><a epub:type=\"toc\" href=\"#toc\">Contents</a></li>\n\
         <li><a epub:type=\"bodymatter\" href=\"{}.xhtml\">Text</a></li>\n</ol>\n</nav>\n",
        chapter_name(first)
    );
    page(edition, &edition.title(), "", &body)
}

/// A list whose entries stand under the last one before them that is higher.
fn nested(entries: &[(u8, String)]) -> String {
    let mut out = String::new();
    let mut open: Vec<u8> = Vec::new();
    for (level, entry) in entries {
        match open.last() {
            Some(last) if last < level => out += "\n<ol>\n",
            _ => {
                while open.pop_if(|last| *last >= *level).is_some() {
                    out += "</li>\n";
                    if open.last().is_some_and(|last| last >= level) {
                        out += "</ol>\n";
                    }
                }
            }
        }
        let _ = write!(out, "<li>{entry}");
        open.push(*level);
    }
    while open.pop().is_some() {
        out += "</li>\n";
        if !open.is_empty() {
            out += "</ol>\n";
        }
    }
    out
}

pub(super) fn chapter(edition: &Edition, chapter: &TimelineChapter, reading: &Reading) -> String {
    let title = edition.chapter_title(chapter);
    let heading = spans(edition, &chapter.title, &title, &reading.heading);
    let mut body = String::from(
        "<section id=\"chapter\" epub:type=\"chapter\" role=\"doc-chapter\" \
         aria-labelledby=\"heading\">\n",
    );
    if !reading.book.is_empty() {
        let title = &edition.timeline.title;
        let title = spans(edition, title, "", &reading.book);
        let _ = writeln!(body, "<p class=\"title\">{title}</p>");
    }
    for (part, numbers) in chapter.parts.iter().zip(&reading.parts) {
        let title = spans(edition, &part.title, "", numbers);
        let _ = writeln!(body, "<p class=\"title\">{title}</p>");
    }
    let _ = writeln!(body, "<h1 id=\"heading\">{heading}</h1>");
    for passage in &reading.passages {
        if let Some(name) = &passage.name {
            let id = name.number.map(|number| format!(" id=\"l{number}\""));
            let id = id.unwrap_or_default();
            let text = match &name.language {
                Some(language) => marked(edition, "span", language, &id, &name.text),
                None => format!("<span{id}>{}</span>", escape(name.text.as_str())),
            };
            let _ = writeln!(body, "<p class=\"speaker\">{text}</p>");
        }
        for paragraph in &passage.paragraphs {
            let is_note = paragraph.iter().any(|text| text.line.kind == Kind::Note);
            let class = if is_note { "pair note" } else { "pair" };
            let _ = writeln!(body, "<div class=\"{class}\">");
            for text in paragraph {
                let id = format!(" id=\"l{}\"", text.number);
                let line = text.line;
                let _ = writeln!(
                    body,
                    "{}",
                    marked(edition, "p", &line.language, &id, &line.text)
                );
            }
            body += "</div>\n";
        }
    }
    body += "</section>\n";
    page(edition, &title, " epub:type=\"bodymatter\"", &body)
}
