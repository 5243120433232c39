//! What `pdftotext -bbox-layout` says: pages, blocks, lines and words with their places, one a line of XHTML.

use super::super::raised::{Height, at_height};
use quick_xml::escape::unescape;

/// From which share of an em on a gap between two words is a space, where the script has none.
const GAP: f32 = 0.25;
/// Within which share of an em two words touch: letters of two fonts, or a sign behind what is raised.
const TOUCHING: f32 = 0.05;
/// How much higher or lower, to its letters, what is in one row may stand.
const ROW: f32 = 0.3;
/// How small, to the line, is what stands above or below it.
const SMALL: f32 = 0.85;

/// A line of a page; places are in points from its left upper corner.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
    /// The height of its letters.
    pub size: f32,
    pub text: String,
    /// Where its words begin, but the first.
    pub words: Vec<Begin>,
}

/// Where a word of a line begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Begin {
    /// The byte of the line's text.
    pub byte: usize,
    pub left: f32,
    /// Where the word before it ends.
    pub before: f32,
}

/// A page: blocks of lines in the order of reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub height: f32,
    pub blocks: Vec<Vec<Line>>,
}

impl Line {
    /// Whether another line of its block goes on in the same row: of a line that is stretched to the margin, poppler makes
    /// several where the gaps between its words are wide.
    fn is_beside(&self, next: &Line) -> bool {
        let most = ROW * self.size.min(next.size);
        let is_level =
            (self.top - next.top).abs() < most && (self.bottom - next.bottom).abs() < most;
        is_level && next.left >= self.right
    }

    fn extend(&mut self, next: Line) {
        self.text.push(' ');
        let byte = self.text.len();
        self.words.push(Begin {
            byte,
            left: next.left,
            before: self.right,
        });
        self.words.extend(next.words.iter().map(|word| Begin {
            byte: byte + word.byte,
            ..*word
        }));
        self.text.push_str(&next.text);
        self.right = next.right;
        self.top = self.top.min(next.top);
        self.bottom = self.bottom.max(next.bottom);
    }
}

#[derive(Debug, Clone)]
struct Word {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    text: String,
}

/// Reads line by line.
#[derive(Default)]
pub(crate) struct Reader {
    pub pages: Vec<Page>,
    pub facts: Vec<(&'static str, String)>,
    words: Vec<Word>,
}

impl Reader {
    pub(crate) fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("<word ") {
            let (attributes, text) = rest.split_once('>').unwrap_or((rest, ""));
            let text = text.strip_suffix("</word>").unwrap_or(text);
            let of = |name| number(attributes, name);
            self.words.push(Word {
                left: of("xMin"),
                top: of("yMin"),
                right: of("xMax"),
                bottom: of("yMax"),
                text: plain(text),
            });
        } else if line.starts_with("</line>") {
            let words = std::mem::take(&mut self.words);
            let block = self
                .pages
                .last_mut()
                .and_then(|page| page.blocks.last_mut());
            if let (Some(line), Some(block)) = (joined(words), block) {
                match block.last_mut().filter(|last| last.is_beside(&line)) {
                    Some(last) => last.extend(line),
                    None => block.push(line),
                }
            }
        } else if line.starts_with("<block") {
            if let Some(page) = self.pages.last_mut() {
                page.blocks.push(Vec::new());
            }
        } else if let Some(attributes) = line.strip_prefix("<page ") {
            self.pages.push(Page {
                height: number(attributes, "height"),
                blocks: Vec::new(),
            });
        } else if let Some(title) = line.strip_prefix("<title>") {
            self.fact("title", title.strip_suffix("</title>").unwrap_or(title));
        } else if let Some(meta) = line.strip_prefix("<meta name=\"") {
            let key = match meta
                .split('"')
                .next()
                .unwrap_or_default()
                .to_lowercase()
                .as_str()
            {
                "author" => "author",
                "subject" => "description",
                "keywords" => "subject",
                _ => return,
            };
            let content = meta
                .split_once("content=\"")
                .map_or("", |(_, content)| content);
            self.fact(key, content.split('"').next().unwrap_or_default());
        }
    }

    fn fact(&mut self, key: &'static str, text: &str) {
        let text = plain(text);
        if text.contains(char::is_alphanumeric) {
            self.facts.push((key, text.trim().to_string()));
        }
    }
}

fn plain(text: &str) -> String {
    unescape(text).map_or_else(|_| text.to_string(), |text| text.into_owned())
}

/// An attribute's number; 0 if there is none, and never beyond what a page can have.
fn number(attributes: &str, name: &str) -> f32 {
    let value = attributes
        .split_once(name)
        .and_then(|(_, rest)| rest.strip_prefix("=\""));
    let value = value.and_then(|rest| rest.split('"').next()?.parse::<f32>().ok());
    value
        .filter(|value| value.is_finite())
        .unwrap_or(0.0)
        .clamp(-1e5, 1e5)
}

/// The words of a line as its text.
fn joined(words: Vec<Word>) -> Option<Line> {
    let mut heights: Vec<f32> = words.iter().map(|word| word.bottom - word.top).collect();
    heights.sort_by(f32::total_cmp);
    let size = *heights.get(heights.len() / 2)?;
    let mut line = Line {
        size,
        left: f32::MAX,
        top: f32::MAX,
        ..Line::default()
    };
    let middle = |word: &Word| (word.top + word.bottom) / 2.0;
    let usual = words
        .iter()
        .find(|word| word.bottom - word.top >= size)
        .map_or(0.0, middle);
    let mut end: Option<f32> = None;
    for word in words {
        let gap = end.map(|end| word.left - end);
        let last = line.text.chars().next_back();
        let first = word.text.chars().next();
        let is_wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
        let is_small = word.bottom - word.top < SMALL * size;
        let touches = gap.is_some_and(|gap| gap < GAP * size);
        let height = match (is_small && touches, middle(&word) < usual) {
            (false, _) => Height::Line,
            (true, true) => Height::Raised,
            (true, false) => Height::Lowered,
        };
        let set = at_height(height, &line.text, &word.text);
        let is_attached = set.is_some()
            || touches && (is_wide(last) || is_wide(first))
            || gap.is_some_and(|gap| gap.abs() < TOUCHING * size);
        if gap.is_some() && !is_attached {
            line.text.push(' ');
        }
        if let Some(before) = end {
            line.words.push(Begin {
                byte: line.text.len(),
                left: word.left,
                before,
            });
        }
        line.text.push_str(set.as_deref().unwrap_or(&word.text));
        line.left = line.left.min(word.left);
        line.right = line.right.max(word.right);
        line.top = line.top.min(word.top);
        line.bottom = line.bottom.max(word.bottom);
        end = Some(word.right);
    }
    line.text = line.text.trim().to_string();
    (!line.text.is_empty()).then_some(line)
}
