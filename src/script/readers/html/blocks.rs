//! From HTML to blocks of text, token by token: no tree is built, so that time and memory are
//! linear in the source whatever it holds.

mod elements;

use super::super::super::document::Emphasis;
use super::super::super::stamp::is_stamp;
use super::super::actions;
use super::super::is_beyond;
use super::super::raised::{Height, at_height};
use super::block::{Block, CellPlace, Page};
use super::bounds;
use super::hidden::Hidden;
use super::tags;
use crate::language::Language;
use crate::script::stamp::TIME;
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

/// Why what a picture shows is not read.
const PICTURE: &str = "description of a picture";
/// How much is kept of a script or style, in characters.
const GLANCE: usize = 80;

/// Splits a page into blocks. `is_xml`: any element may close itself, as `<title/>` in an EPUB.
pub(crate) fn split(text: &str, is_xml: bool) -> Page {
    split_with(text, is_xml, &mut HashSet::new())
}

/// The same for a page whose style hides something.
pub(super) fn split_hiding(text: &str, hidden: Hidden) -> Page {
    let state = State {
        hidden,
        ..State::default()
    };
    read(text, false, state).page
}

/// The same for one of several documents: `noted` are the `id`s that marks of notes lead to, so far.
pub(crate) fn split_with(text: &str, is_xml: bool, noted: &mut HashSet<String>) -> Page {
    let state = State {
        noted: std::mem::take(noted),
        ..State::default()
    };
    let state = read(text, is_xml, state);
    *noted = state.noted;
    state.page
}

fn read(text: &str, is_xml: bool, state: State) -> State {
    let tokenizer = Tokenizer::new(
        Sink {
            line: Cell::new(1),
            state: RefCell::new(state),
            is_xml,
        },
        TokenizerOpts::default(),
    );
    let queue = BufferQueue::default();
    let text = bounds::bounded(text);
    // Line by line, so that every token's place is known.
    for (i, line) in text.split_inclusive('\n').enumerate() {
        tokenizer.sink.line.set(i + 1);
        queue.push_back(StrTendril::from_slice(line));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    }
    tokenizer.end();
    let mut state = tokenizer.sink.state.into_inner();
    state.end_block();
    state
}

struct Sink {
    line: Cell<usize>,
    state: RefCell<State>,
    is_xml: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        if state.is_full() {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                return state.start(&tag, self.line.get(), self.is_xml);
            }
            Token::TagToken(tag) => state.end(&tag.name),
            Token::CharacterTokens(text) => state.text(&text, self.line.get()),
            Token::CommentToken(_)
            | Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.is_xml // CDATA sections are text
    }
}

/// An open element, with what holds for everything in it.
#[derive(Debug, Clone, Default)]
struct Open {
    name: String,
    heading: Option<u8>,
    emphasis: Option<Emphasis>,
    language: Option<Language>,
    cell: Option<CellPlace>,
    beside: Option<CellPlace>,
    /// Its number among all elements, and one for its name and class.
    number: usize,
    kind: usize,
    reason: Option<&'static str>,
    is_note: bool,
    is_code: bool,
    is_summary: bool,
    is_title: bool,
    is_preformatted: bool,
    is_superior: bool,
    height: Height,
    /// How many elements have begun in it: the second of a power is the exponent.
    children: usize,
    is_speaker: bool,
    is_name: bool,
    is_time: bool,
    is_quote: bool,
    /// The link that it is in.
    link: Option<String>,
    main: Option<usize>,
    article: Option<usize>,
}

#[derive(Default)]
struct State {
    page: Page,
    open: Vec<Open>,
    /// Open elements beyond the deepest.
    beyond: usize,
    /// The line that is being read.
    current: Block,
    /// Text inside the line that is not part of it.
    apart: Vec<Block>,
    space: bool,
    /// The next line begins a block.
    begins: bool,
    breaks: usize,
    tables: usize,
    rows: usize,
    elements: usize,
    /// The names and classes of elements, each with its number.
    kinds: HashMap<String, usize>,
    /// The rows' columns so far, for nested tables.
    columns: Vec<(usize, usize, usize)>,
    mains: usize,
    articles: usize,
    /// What the page's style hides.
    hidden: Hidden,
    /// The `id`s that marks of notes lead to.
    noted: HashSet<String>,
    /// The `id`s of elements that nothing has been read of yet.
    ids: Vec<String>,
    /// A letter that a picture shows at the beginning of a line, and where it stands.
    initial: Option<(String, usize)>,
    /// The first picture since the last text: its name, or its address.
    face: Option<String>,
    /// The element of a name that nothing stands in, since the last text.
    is_unnamed: bool,
}

impl State {
    fn text(&mut self, text: &str, line: usize) {
        let context = self.open.last();
        let reason = context.and_then(|o| o.reason);
        if context.is_some_and(|o| o.is_time) && reason.is_none() && is_stamp(text.trim()) {
            self.put_apart(text, line, Some(TIME));
            self.space = true;
            return;
        }
        if context.is_some_and(|o| o.is_preformatted) && reason.is_none() {
            for (i, part) in text.split('\n').enumerate() {
                if i > 0 {
                    self.end_line();
                }
                self.words(part, line);
            }
        } else if reason.is_some() && !self.current.text.is_empty() && self.current.reason != reason
        {
            if !text.trim().is_empty() {
                self.put_apart(text, line, reason);
            }
        } else {
            self.words(text, line);
        }
    }

    /// Takes in what a picture shows: the first letter of a text, the words of a heading, or something that
    /// is not read.
    fn picture(&mut self, alt: &str, line: usize) {
        let outer = self.open.last().cloned().unwrap_or_default();
        let letters = alt.trim().chars().filter(|c| c.is_alphabetic()).count();
        let is_first = self.current.text.is_empty() && outer.reason.is_none();
        if is_first && letters == 1 && alt.trim().chars().count() <= 2 {
            self.initial = Some((alt.trim().to_string(), line));
            return;
        }
        let reason = outer.reason.filter(|reason| *reason != tags::BESIDE);
        self.put_apart(alt, line, Some(reason.unwrap_or(PICTURE)));
        let Some(last) = self.apart.last_mut() else {
            return;
        };
        if is_first && outer.heading.is_some() {
            last.heading = outer.heading;
            last.ids = std::mem::take(&mut self.ids);
        }
    }

    /// Adds words to the current line; white space between them is one space.
    fn words(&mut self, text: &str, line: usize) {
        self.space |= text.starts_with(char::is_whitespace);
        let mut words = text.split_whitespace().peekable();
        if words.peek().is_none() {
            return;
        }
        let context = self.open.last().cloned().unwrap_or_default();
        self.is_unnamed &= !context.is_name;
        let mut initial = String::new();
        if let Some((letter, at)) = self.initial.take() {
            if text.starts_with(char::is_lowercase) {
                initial = letter;
            } else {
                self.put_apart(&letter, at, Some(PICTURE));
            }
        }
        // A name and what is said after it, in a block, are two lines.
        if !self.current.text.is_empty() && self.current.is_name && !context.is_name {
            self.end_line();
            self.breaks = 0;
        }
        // A text and its translation, each in an element of its own, are two lines.
        let of_block = self.block_language();
        let is_own = |language: &Option<Language>| language.is_some() && *language != of_block;
        if self.current.language != context.language
            && is_own(&self.current.language)
            && is_own(&context.language)
        {
            self.end_line();
            self.breaks = 0;
        }
        // What came before was in an element that is not read, and this is: it was apart.
        if !self.current.text.is_empty() && self.current.reason != context.reason {
            let before = std::mem::take(&mut self.current);
            self.begins |= before.begins;
            self.apart.push(before);
        }
        if self.current.text.is_empty() {
            self.current = Block {
                at: Vec::new(),
                text: String::new(),
                begins: self.begins || self.page.blocks.is_empty() || self.breaks > 1,
                heading: context.heading,
                language: context.language,
                cell: context.cell,
                beside: context.beside,
                reason: context.reason,
                is_note: context.is_note,
                is_code: context.is_code,
                is_summary: context.is_summary,
                is_title: context.is_title,
                link: context.link,
                is_name: context.is_name,
                is_speaker: context.is_speaker,
                is_quote: context.is_quote,
                face: self.face.take(),
                is_unnamed: std::mem::take(&mut self.is_unnamed),
                ids: std::mem::take(&mut self.ids),
                main: context.main,
                article: context.article,
                ..Block::default()
            };
            self.begins = false;
            self.space = false;
        } else {
            if text.contains(char::is_alphanumeric) && self.current.link != context.link {
                self.current.link = None;
            }
            let has_words = text.contains(char::is_alphanumeric);
            if has_words && self.current.language != context.language {
                self.current.language = of_block;
            }
        }
        self.breaks = 0;
        if self.current.at.last() != Some(&line) {
            self.current.at.push(line);
        }
        self.current.text.push_str(&initial);
        self.current.emphasis.add(&initial, context.emphasis);
        for word in words {
            let before = if self.space { "" } else { &self.current.text };
            let set = at_height(context.height, before, word);
            let word = set.as_deref().unwrap_or(word);
            for piece in [if self.space { " " } else { "" }, word] {
                self.current.text.push_str(piece);
                self.current.emphasis.add(piece, context.emphasis);
            }
            self.space = true;
        }
        self.space = text.ends_with(char::is_whitespace);
    }

    /// The language of the block that is being read, whatever the elements within it are in.
    fn block_language(&self) -> Option<Language> {
        let block = self.open.iter().rfind(|open| tags::is_block(&open.name));
        block.and_then(|open| open.language.clone())
    }

    fn put_apart(&mut self, text: &str, line: usize, reason: Option<&'static str>) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let last = self
            .apart
            .last_mut()
            .filter(|last| last.reason == reason && reason != Some("mark of a note"));
        if let Some(last) = last {
            last.text.push(' ');
            last.text.push_str(&words.join(" "));
            if last.at.last() != Some(&line) {
                last.at.push(line);
            }
            return;
        }
        let context = self.open.last();
        self.apart.push(Block {
            at: vec![line],
            text: words.join(" "),
            begins: true,
            reason,
            cell: context.and_then(|o| o.cell),
            main: context.and_then(|o| o.main),
            article: context.and_then(|o| o.article),
            ..Block::default()
        });
    }

    /// Ends the current line, at a `<br>`.
    fn end_line(&mut self) {
        self.breaks += 1;
        self.space = false;
        let mut line = std::mem::take(&mut self.current);
        if let Some((letter, at)) = self.initial.take() {
            self.put_apart(&letter, at, Some(PICTURE));
        }
        // A heading that is all picture says what the picture shows.
        for picture in self
            .apart
            .iter_mut()
            .filter(|apart| apart.heading.is_some())
        {
            match line.text.is_empty() && picture.reason == Some(PICTURE) {
                true => picture.reason = None,
                false => picture.heading = None,
            }
        }
        if !line.text.is_empty() {
            if line.heading.is_none() && line.reason.is_none() {
                actions::bracket(&mut line.text, line.emphasis.light());
            }
            if matches!(line.reason, Some("script" | "style")) {
                shorten(&mut line.text);
            }
            self.page.blocks.push(line);
        }
        self.page.blocks.append(&mut self.apart);
    }

    /// Whether nothing more is kept, as the page is refused.
    fn is_full(&self) -> bool {
        is_beyond(self.page.blocks.len() + self.apart.len() + self.page.facts.len())
    }

    fn end_block(&mut self) {
        self.end_line();
        self.breaks = 0;
        self.begins = true;
    }
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(GLANCE) {
        text.truncate(end);
        text.push('…');
    }
}
