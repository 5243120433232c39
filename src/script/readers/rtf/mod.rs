//! RTF (Rich Text Format 1.9.1): paragraphs, headings by style, tables, footnotes.

mod words;

use super::super::ScriptError;
use super::super::document::Document;
use super::super::document::Emphasis;
use super::book::Book;
use super::html::CellPlace;
use super::paragraphs::{Frame, Paragraphs, Run};
use super::raised::Height;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;
use words::{Word, Words};

/// How such a document begins.
pub(crate) const MAGIC: &[u8] = b"{\\rtf";
/// How deep groups may stand in each other.
const DEEPEST: usize = 2000;

/// Reads a document.
///
/// # Errors
/// If its groups stand in each other too deep.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    let mut reader = Reader::default();
    for word in Words::new(bytes) {
        if reader.outer.len() > DEEPEST {
            return Err(ScriptError::TooLarge {
                file: file.into(),
                what: format!("its groups stand more than {DEEPEST} deep in each other"),
            });
        }
        reader.word(word);
    }
    reader.settle();
    let mut book = reader.book;
    book.document(reader.paragraphs.finish(), None, false);
    Ok(book.finish())
}

/// What the text of a group is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Place {
    /// Text of the document.
    #[default]
    Text,
    /// Nothing that is read: pictures, lists of colours.
    Nowhere,
    /// The names of styles.
    Styles,
    /// The names of fonts, which have encodings.
    Fonts,
    /// A fact about the document.
    Fact(&'static str),
    /// Something beside the text.
    Aside,
}

/// What holds in a group.
#[derive(Debug, Clone, Default)]
struct Group {
    place: Place,
    run: Run,
    /// The paragraph's own style and level.
    style: Option<i32>,
    outline: Option<u8>,
    is_in_table: bool,
    font: i32,
    /// How many characters stand for one of Unicode that old programs cannot show.
    substitutes: Option<usize>,
    /// Where in what has been gathered its own begins.
    gathered_from: usize,
    /// It begins something that stands beside the text.
    begins_aside: bool,
}

#[derive(Default)]
struct Reader {
    group: Group,
    outer: Vec<Group>,
    /// What has been read of names and facts.
    gathered: String,
    /// The next control word is one that old programs may leave out.
    may_be_unknown: bool,
    encoding: Option<&'static Encoding>,
    fonts: HashMap<i32, &'static Encoding>,
    headings: HashMap<i32, Style>,
    /// Bytes of the document's encoding that have not been decoded.
    bytes: Vec<u8>,
    /// How many characters that stand for one of Unicode are still to come.
    to_skip: usize,
    high_surrogate: Option<u16>,
    paragraphs: Paragraphs,
    /// The paragraph has text.
    begun: bool,
    cell: Option<CellPlace>,
    book: Book,
    titled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Title,
    Heading(u8),
}

impl Reader {
    fn word(&mut self, word: Word) {
        match word {
            Word::Byte(byte) => {
                if self.to_skip > 0 {
                    self.to_skip -= 1;
                } else {
                    self.bytes.push(byte);
                }
                return;
            }
            Word::Unicode(code) => {
                self.settle();
                self.unicode(code as u16);
                self.to_skip = self.group.substitutes.unwrap_or(1);
                return;
            }
            _ => {}
        }
        self.settle();
        self.to_skip = 0;
        match word {
            Word::Begin => self.begin(),
            Word::End => self.end(),
            Word::Optional => self.may_be_unknown = true,
            Word::Control(name, number) => {
                let may_be_unknown = std::mem::take(&mut self.may_be_unknown);
                self.control(name, number, may_be_unknown);
            }
            Word::Byte(_) | Word::Unicode(_) => {}
        }
    }

    /// Decodes what bytes have come.
    fn settle(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.fonts.get(&self.group.font).copied();
        let encoding = font.or(self.encoding).unwrap_or(WINDOWS_1252);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.text(&text);
    }

    fn unicode(&mut self, unit: u16) {
        let units: Vec<u16> = self
            .high_surrogate
            .take()
            .into_iter()
            .chain([unit])
            .collect();
        if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
            self.high_surrogate = Some(unit);
            return;
        }
        let text: String = char::decode_utf16(units).flatten().collect();
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        match self.group.place {
            Place::Nowhere => {}
            Place::Styles | Place::Fonts | Place::Fact(_) => self.gathered.push_str(text),
            Place::Text | Place::Aside => {
                if !std::mem::replace(&mut self.begun, true) {
                    self.begin_paragraph();
                }
                self.paragraphs.text(text, self.group.run);
            }
        }
    }

    fn begin_paragraph(&mut self) {
        if self.group.place == Place::Aside {
            return; // whose frame is known
        }
        let style = self
            .group
            .style
            .and_then(|style| self.headings.get(&style).copied());
        let style = style.or(self.group.outline.map(Style::Heading));
        let mut frame = Frame::default();
        if self.group.is_in_table {
            if self.cell.is_none() {
                let table = self.paragraphs.table();
                self.cell = Some(self.paragraphs.row(table));
            }
            frame.cell = self.cell;
        } else {
            self.cell = None;
            match style {
                Some(Style::Title) if !self.titled => {
                    self.titled = true;
                    frame.is_title = true;
                }
                Some(Style::Title) => frame.heading = Some(1),
                Some(Style::Heading(level)) => frame.heading = Some(level),
                None => {}
            }
        }
        self.paragraphs.begin(frame);
    }

    fn begin(&mut self) {
        let inner = Group {
            gathered_from: self.gathered.len(),
            begins_aside: false,
            ..self.group.clone()
        };
        self.outer.push(std::mem::replace(&mut self.group, inner));
        self.may_be_unknown = false;
    }

    fn end(&mut self) {
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let group = std::mem::replace(&mut self.group, outer);
        // What a group within a name or fact holds is part of it.
        let is_over = !matches!(self.group.place, Place::Fact(_));
        let gathered = if is_over {
            self.gathered.split_off(group.gathered_from)
        } else {
            String::new()
        };
        match group.place {
            Place::Styles => {
                let name = gathered.trim().trim_end_matches(';').to_lowercase();
                let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
                let level = name
                    .strip_prefix("heading")
                    .and_then(|level| level.parse().ok());
                let style = match (name.as_str(), level, group.outline) {
                    ("title", ..) => Some(Style::Title),
                    (_, Some(level), _) | (_, None, Some(level)) if level > 0 => {
                        Some(Style::Heading(level.min(6)))
                    }
                    _ => None,
                };
                if let (Some(style), Some(number)) = (style, group.style) {
                    self.headings.entry(number).or_insert(style);
                }
            }
            Place::Fact(key) if self.group.place != group.place => {
                let text = gathered.trim();
                if !text.is_empty() {
                    self.book.fact(key, text);
                }
            }
            _ => {}
        }
        if group.begins_aside {
            self.paragraphs.end_aside();
            self.begun = true;
        }
    }

    fn aside(&mut self, frame: Frame) {
        // A paragraph may begin with its note.
        if !self.begun && self.group.place == Place::Text {
            self.begun = true;
            self.begin_paragraph();
        }
        self.paragraphs.begin_aside(frame);
        self.group.place = Place::Aside;
        self.group.begins_aside = true;
        self.group.run = Run::default();
    }

    fn control(&mut self, name: &str, number: Option<i32>, may_be_unknown: bool) {
        let is_on = number != Some(0);
        let group = &mut self.group;
        match name {
            // Where the text of a group belongs.
            "fonttbl" => group.place = Place::Fonts,
            "stylesheet" => group.place = Place::Styles,
            "title" => self.group.place = self.fact("title"),
            "author" => self.group.place = self.fact("author"),
            "subject" => self.group.place = self.fact("subject"),
            "colortbl" | "info" | "pict" | "fldinst" | "listtable" | "listoverridetable"
            | "object" | "themedata" | "datastore" | "xmlnstbl" | "revtbl" | "rsidtbl"
            | "generator" | "filetbl" | "listtext" | "pntext" | "bkmkstart" | "bkmkend"
            | "nonshppict" | "atnid" | "atnauthor" | "atrfstart" | "atrfend" | "ftnsep"
            | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "do" | "xe" | "tc" => {
                group.place = Place::Nowhere;
            }
            "footnote" if group.place != Place::Nowhere => {
                let is_note = true;
                self.aside(Frame {
                    is_note,
                    ..Frame::default()
                });
            }
            "annotation" if group.place != Place::Nowhere => self.left_out("comment in the margin"),
            "header" | "headerl" | "headerr" | "headerf" => self.left_out("page header"),
            "footer" | "footerl" | "footerr" | "footerf" => self.left_out("page footer"),
            "shptxt" | "fldrslt" | "shp" | "shpinst" => {}
            _ if may_be_unknown => group.place = Place::Nowhere,

            // The document, its fonts and styles.
            "ansicpg" => self.encoding = number.and_then(code_page),
            "mac" => self.encoding = Encoding::for_label(b"macintosh"),
            "f" => group.font = number.unwrap_or(0),
            "fcharset" => {
                if let Some(encoding) = number.and_then(char_set) {
                    self.fonts.insert(group.font, encoding);
                }
            }
            "uc" => group.substitutes = number.and_then(|n| usize::try_from(n).ok()),
            "s" => group.style = number,
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok());
                group.outline = level
                    .filter(|level| *level < 9)
                    .map(|level| (level + 1).min(6));
            }

            // Runs.
            "b" => group.run.emphasis = emphasis(group.run.emphasis, Emphasis::Strong, is_on),
            "i" => group.run.emphasis = emphasis(group.run.emphasis, Emphasis::Light, is_on),
            "super" | "up" if is_on => group.run.height = Height::Raised,
            "sub" | "dn" if is_on => group.run.height = Height::Lowered,
            "super" | "up" | "sub" | "dn" | "nosupersub" => group.run.height = Height::Line,
            "v" => group.run.reason = is_on.then_some("hidden in the document"),
            "deleted" => group.run.reason = is_on.then_some("deleted, in tracked changes"),
            "plain" => group.run = Run::default(),

            // Paragraphs and tables.
            "pard" => {
                (group.style, group.outline, group.is_in_table) = (None, None, false);
            }
            "intbl" => group.is_in_table = true,
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" if self.is_text() => self.paragraphs.end_line(),
            "cell" | "nestcell" => {
                self.end_paragraph();
                if let Some(cell) = &mut self.cell {
                    cell.column += 1;
                }
            }
            "row" | "nestrow" => {
                self.end_paragraph();
                if let Some(cell) = self.cell {
                    self.cell = Some(self.paragraphs.row(cell.table));
                }
            }

            // Characters.
            "tab" => self.text("\t"),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "~" | "emspace" | "enspace" | "qmspace" => self.text(" "),
            "_" => self.text("\u{2011}"),
            _ => {}
        }
    }

    /// Where a fact's text belongs, if it is one: `\title` has other meanings elsewhere.
    fn fact(&self, key: &'static str) -> Place {
        match self.outer.last() {
            Some(outer) if outer.place == Place::Nowhere && self.outer.len() < 4 => {
                Place::Fact(key)
            }
            _ => self.group.place,
        }
    }

    fn left_out(&mut self, reason: &'static str) {
        let reason = Some(reason);
        self.aside(Frame {
            reason,
            ..Frame::default()
        });
    }

    fn is_text(&self) -> bool {
        matches!(self.group.place, Place::Text | Place::Aside)
    }

    fn end_paragraph(&mut self) {
        if !self.is_text() {
            return;
        }
        self.paragraphs.end_line();
        self.begun = self.group.place == Place::Aside;
    }
}

fn emphasis(own: Option<Emphasis>, kind: Emphasis, is_on: bool) -> Option<Emphasis> {
    match is_on {
        true => own.max(Some(kind)),
        false => own.filter(|own| *own != kind),
    }
}

/// The encoding of a code page of Windows.
fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_string(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        866 => "ibm866".into(),
        874 => "windows-874".into(),
        10000 => "macintosh".into(),
        65001 => "utf-8".into(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's set of characters.
fn char_set(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}
