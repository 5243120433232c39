//! What the elements of HTML mean for a text that is read aloud.

use super::super::super::document::Emphasis;
use crate::language::Language;
use crate::script::tongues::named::language_named;

/// Elements that begin and end a block of text.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
];

/// Elements without content (HTML, section 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
    "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements within a line (HTML, sections 4.5 and 16.2).
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "math", "meter", "nobr", "output", "picture",
    "progress", "q", "rb", "rtc", "ruby", "s", "samp", "slot", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var",
];

/// Whether an element of HTML is called so, in small letters.
pub(crate) fn is_element(name: &str) -> bool {
    let by_kind = [BLOCKS, VOID, INLINE];
    by_kind.iter().any(|known| known.contains(&name))
        || FURNITURE.iter().any(|(known, _)| *known == name)
}

/// Why what stands beside the text is not in the book.
pub(crate) const BESIDE: &str = "beside the text";

/// Why what an element hides is not in the book.
pub(crate) const HIDDEN: &str = "hidden on the page";
/// What names (`class`, `id`) of hidden elements have in them that a page opens by itself or for a visitor's doings.
const OPENED: &[&str] = &[
    "cookie", "consent", "gdpr", "modal", "popup", "overlay", "menu", "login", "signup",
    "template", "error", "alert", "toast", "banner", "paywall", "subscri",
];

/// Elements that are no text of the page, and what they are instead.
const FURNITURE: &[(&str, &str)] = &[
    ("script", "script"),
    ("style", "style"),
    ("template", "script"),
    ("noscript", "script"),
    ("svg", "drawing"),
    ("object", "embedded object"),
    ("iframe", "embedded object"),
    ("noembed", "embedded object"),
    ("noframes", "embedded object"),
    ("canvas", "embedded object"),
    ("video", "embedded object"),
    ("audio", "embedded object"),
    ("nav", "page navigation"),
    ("menu", "page navigation"),
    ("search", "page furniture"),
    ("footer", "page footer"),
    ("aside", BESIDE),
    ("button", "page furniture"),
    ("select", "page furniture"),
    ("datalist", "page furniture"),
    ("textarea", "page furniture"),
    ("dialog", "page furniture"),
    ("figcaption", "caption of a picture"),
    ("del", "struck out"),
    ("rt", "reading aid over a word"),
    ("rp", "reading aid over a word"),
];

/// Roles (WAI-ARIA, section 5.3.4; DPUB-ARIA) of what is no text of the page.
const ROLES: &[(&str, &str)] = &[
    ("navigation", "page navigation"),
    ("banner", "page header"),
    ("contentinfo", "page footer"),
    ("complementary", BESIDE),
    ("search", "page furniture"),
    ("dialog", "page furniture"),
    ("alert", "page furniture"),
    ("doc-toc", "table of contents"),
    ("doc-pagebreak", "page number"),
    ("doc-noteref", "mark of a note"),
    ("doc-backlink", "link back from a note"),
];

/// Names (`class`, `id`) that pages give to what stands around a text.
const NAMES: &[(&str, &str)] = &[
    ("sidebar", BESIDE),
    ("nav", "page navigation"),
    ("pagination", "page navigation"),
    ("reading-time", "page furniture"),
    ("read-time", "page furniture"),
    ("noteref", "mark of a note"),
    ("footnote-ref", "mark of a note"),
    ("footnote-backref", "link back from a note"),
    ("copyright", "page footer"),
    ("footer", "page footer"),
    ("site-footer", "page footer"),
    ("page-footer", "page footer"),
    ("breadcrumb", "page navigation"),
    ("breadcrumbs", "page navigation"),
    ("navbar", "page navigation"),
    ("comments", "comments"),
    ("comment-list", "comments"),
    ("related", "related articles"),
    ("related-posts", "related articles"),
    ("related-articles", "related articles"),
    ("share", "page furniture"),
    ("share-buttons", "page furniture"),
    ("social-share", "page furniture"),
    ("cookie-banner", "page furniture"),
    ("cookie-notice", "page furniture"),
    ("newsletter", "page furniture"),
    ("newsletter-signup", "page furniture"),
    ("advertisement", "advertisement"),
    ("ad", "advertisement"),
    ("tags", "tags"),
    ("credits", "credits of the page"),
    ("skip-link", "page navigation"),
];

/// What EPUB says that a part of a book is (`epub:type`, EPUB Structural Semantics Vocabulary).
#[rustfmt::skip]
const EPUB_TYPES: &[(&str, &str)] = &[
    ("toc", "table of contents"), ("landmarks", "table of contents"), ("page-list", "page numbers"),
    ("loi", "table of contents"), ("lot", "table of contents"), ("index", "index"), ("pagebreak", "page number"),
    ("noteref", "mark of a note"), ("backlink", "link back from a note"), ("copyright-page", "copyright page"),
    ("colophon", "copyright page"),
];

/// Names of notes in `epub:type` and `role`.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note", "doc-footnote", "doc-endnote",
    "doc-endnotes",
];

pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

pub(crate) fn is_void(name: &str) -> bool {
    VOID.binary_search(&name).is_ok()
}

/// The level of a heading element.
pub(crate) fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// How an element emphasises what is in it.
pub(crate) fn emphasis(name: &str) -> Option<Emphasis> {
    match name {
        "b" | "strong" => Some(Emphasis::Strong),
        "i" | "em" => Some(Emphasis::Light),
        _ => None,
    }
}

/// The open elements that a start tag closes, and the elements beyond which it closes nothing
/// (HTML, section 13.1.2.4, optional tags).
pub(crate) fn closes(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "td" | "th" => (&["td", "th"], &["table", "tr"]),
        "tr" => (&["tr"], &["table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        "option" => (&["option"], &["select"]),
        "rt" | "rp" => (&["rt", "rp"], &["ruby"]),
        "body" => (&["head"], &[]),
        _ if is_block(name) => (&["p"], &["td", "th", "li", "div", "blockquote", "section"]),
        _ => (&[], &[]),
    }
}

fn of<'a>(words: Option<&str>, table: &[(&str, &'a str)]) -> Option<&'a str> {
    words?.split_ascii_whitespace().find_map(|word| {
        let known = table
            .iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name));
        known.map(|(_, reason)| *reason)
    })
}

/// What of an element's attributes decides about its text.
#[derive(Default)]
pub(crate) struct Attributes<'a> {
    pub class: Option<&'a str>,
    pub id: Option<&'a str>,
    pub role: Option<&'a str>,
    pub style: Option<&'a str>,
    pub epub_type: Option<&'a str>,
    pub href: Option<&'a str>,
    pub is_hidden: bool,
    /// What is in it is said in other words.
    pub is_said: bool,
}

/// Why the text of an element is not in the book, if so.
pub(crate) fn reason(name: &str, attributes: &Attributes) -> Option<&'static str> {
    let by_name = FURNITURE.iter().find(|(tag, _)| *tag == name);
    let style = attributes.style.map(|style| {
        let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        bare.to_ascii_lowercase()
    });
    let is_hidden = attributes.is_hidden
        || style.is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"));
    let is_note_mark = name == "a"
        && attributes.href.is_some_and(|href| {
            let target = href.rsplit_once('#').map_or("", |(_, target)| target);
            ["fn", "footnote", "endnote", "cite_note", "note"]
                .iter()
                .any(|prefix| {
                    let number = target
                        .get(..prefix.len())
                        .filter(|p| p.eq_ignore_ascii_case(prefix));
                    number.is_some_and(|_| {
                        target[prefix.len()..]
                            .trim_start_matches([':', '-', '_'])
                            .bytes()
                            .all(|b| b.is_ascii_digit())
                    })
                })
        });
    let is_structure = matches!(name, "html" | "body" | "main" | "article");
    let is_note = is_note(attributes);
    if attributes.is_said || name == "annotation" || name == "annotation-xml" {
        Some("formula")
    } else if is_note_mark {
        Some("mark of a note")
    } else {
        of(attributes.epub_type, EPUB_TYPES)
            .or_else(|| of(attributes.role, ROLES))
            .or_else(|| {
                let is_text = is_note || is_quote(name, attributes);
                by_name.map(|(_, reason)| *reason).filter(|_| !is_text)
            })
            .or_else(|| {
                let named = of(attributes.class, NAMES).or_else(|| of(attributes.id, NAMES));
                named.filter(|_| !is_structure)
            })
            .or_else(|| {
                let names = [attributes.class, attributes.id].into_iter().flatten();
                let is_asked = |names: &str| OPENED.iter().any(|word| names.contains(word));
                let is_box =
                    name == "form" || names.map(str::to_ascii_lowercase).any(|n| is_asked(&n));
                let reason = if is_box { "page furniture" } else { HIDDEN };
                (is_hidden && !is_note).then_some(reason)
            })
    }
}

/// Whether an element holds the name of who speaks, as pages of transcripts say (`class`).
pub(crate) fn is_speaker(attributes: &Attributes) -> bool {
    const SPEAKERS: &[&str] = &[
        "speaker",
        "speaker-name",
        "speaker_name",
        "speakername",
        "transcript-speaker",
        "transcript__speaker",
    ];
    has_class(attributes, SPEAKERS)
}

/// The language that an element's name says it is in (`class="english"`).
pub(crate) fn language(attributes: &Attributes) -> Option<Language> {
    let words = attributes.class?.split_ascii_whitespace();
    // `latin` says in which letters.
    words
        .filter(|word| *word != "latin")
        .find_map(language_named)
}

/// Whether an element in preformatted text is code that says in which language it is written, as programs that make pages
/// of Markdown do.
pub(crate) fn is_code(name: &str, attributes: &Attributes) -> bool {
    let mut words = attributes
        .class
        .unwrap_or_default()
        .split_ascii_whitespace();
    name == "code"
        && words.any(|word| {
            word == "hljs" || word.starts_with("language-") || word.starts_with("lang-")
        })
}

/// Whether an element holds a quotation: if it stands elsewhere in the text, too, it is shown large, and else it is text.
pub(crate) fn is_quote(name: &str, attributes: &Attributes) -> bool {
    const QUOTES: &[&str] = &["pquote", "pullquote", "pull-quote", "quote", "blockquote"];
    name == "blockquote" || has_class(attributes, QUOTES)
}

/// Whether an element says who is quoted, and where.
pub(crate) fn is_credit(attributes: &Attributes) -> bool {
    const CREDITS: &[&str] = &[
        "pquote-credit",
        "pullquote-credit",
        "quote-credit",
        "quote-author",
        "quote-source",
        "quote-attribution",
    ];
    has_class(attributes, CREDITS)
}

/// Whether an element holds the name of someone, who may speak.
pub(crate) fn is_name_of_one(attributes: &Attributes) -> bool {
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "name", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi", "nev", "név", "imie", "imię", "jmeno", "jméno", "ime", "имя",
        "character", "character-name", "char-name", "chara-name", "chat-name", "talk-name", "dialogue-name", "personnage", "personaje",
        "personaggio", "personagem", "rolle", "postac", "locuteur", "sprecher", "hablante",
    ];
    has_class(attributes, NAMES)
}

/// Whether an element holds the time of what is said.
pub(crate) fn is_time(attributes: &Attributes) -> bool {
    const TIMES: &[&str] = &[
        "time",
        "timestamp",
        "time-stamp",
        "timecode",
        "transcript-time",
        "transcript__time",
    ];
    has_class(attributes, TIMES)
}

fn has_class(attributes: &Attributes, known: &[&str]) -> bool {
    let words = attributes
        .class
        .unwrap_or_default()
        .split_ascii_whitespace();
    // `play__speaker`, as pages name the parts of a block.
    let part = |word: &'_ str| {
        word.rsplit_once("__")
            .map_or(word.len(), |(_, part)| part.len())
    };
    words
        .into_iter()
        .flat_map(|word| [word, &word[word.len() - part(word)..]])
        .any(|word| known.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether an element holds notes to the text.
pub(crate) fn is_note(attributes: &Attributes) -> bool {
    [attributes.epub_type, attributes.role]
        .into_iter()
        .flatten()
        .any(|words| {
            words
                .split_ascii_whitespace()
                .any(|word| NOTES.contains(&word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(BLOCKS.is_sorted());
        assert!(VOID.is_sorted());
    }

    #[test]
    fn marks_of_notes_are_told_from_links() {
        let link = |href| Attributes {
            href: Some(href),
            ..Attributes::default()
        };
        for href in ["#fn1", "notes.xhtml#note-12", "#cite_note-3", "#fn:2"] {
            assert_eq!(reason("a", &link(href)), Some("mark of a note"), "{href}");
        }
        for href in ["#notebook", "https://example.org/", "#top"] {
            assert_eq!(reason("a", &link(href)), None, "{href}");
        }
    }
}
