//! From pieces to turns: who says what, in which language, in the order of the source.

use super::pieces::{Is, Piece, Pieces};
use super::verse::Verse;
use super::wrap::Margins;
use crate::language::{Language, Localized};
use crate::script::broken;
use crate::script::claims::{PAGE_FURNITURE, notes};
use crate::script::copies;
use crate::script::document::{Document, SourceLine};
use crate::script::sentences::is_over;

/// Signs that stand right behind a word.
const CLOSING: &[char] = &[
    '.', ',', ';', ':', '!', '?', '…', '。', '，', '、', '；', '：', '！', '？', ')', '）', '”',
    '»', '\'',
];

/// The number of a person; the narrator has none.
pub(crate) type Person = Option<usize>;

/// What stands under one heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Part {
    /// The heading in each language; empty before the first one.
    pub(crate) title: Localized,
    /// Line numbers of the heading.
    pub(crate) at: Vec<usize>,
    /// Its level, from 1 for the highest.
    pub(crate) level: u8,
    /// The turns.
    pub(crate) turns: Vec<Spoken>,
}

/// What one person says until another begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spoken {
    /// Who.
    pub(crate) person: Person,
    /// Line numbers of the names over or before it.
    pub(crate) at: Vec<usize>,
    /// The languages in which the person was named.
    named_in: Vec<Language>,
    /// What is said, and the notes between, in order.
    pub(crate) units: Vec<Unit>,
}

impl Spoken {
    /// Takes so many of its first units off, as a turn of the same person.
    pub(crate) fn cut(&mut self, count: usize) -> Self {
        let rest = self.units.split_off(count);
        let units = std::mem::replace(&mut self.units, rest);
        Self {
            units,
            ..self.clone()
        }
    }
}

/// One thing said, or a note.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// The text, without white space at its ends.
    pub(crate) text: String,
    /// Its language.
    pub(crate) language: Language,
    /// Line numbers.
    pub(crate) at: Vec<usize>,
    /// A note or a direction: not said.
    pub(crate) is_note: bool,
    /// A blank line, or a name, stands before it.
    pub(crate) begins_block: bool,
    /// The index of its line in the document; of the first, if it stands on several.
    pub(crate) line: usize,
    /// An element of its own or its type sets it off, as `<p class="gray">` or italics.
    pub(crate) is_marked: bool,
    /// The column of a table that it stands in.
    pub(crate) column: Option<usize>,
    /// From when until when a subtitle is shown, in milliseconds.
    pub(crate) shown: Option<(u32, u32)>,
    /// What of one line it is, from 0: a bracket, a part behind a dash.
    pub(crate) part: usize,
    /// The number of the block between blank lines that it stands in.
    pub(crate) block: usize,
    /// The number of the item of a list that it stands in.
    pub(crate) item: usize,
    /// The number of the row of a line of verse, with the line that translates it.
    pub(crate) row: Option<usize>,
}

/// Gathers what is said under who says it, and that under the headings.
///
/// A name begins a turn, unless it is that of who has the word, in a language in which the turn has not named them yet:
/// that is the same turn in another language. `names` tells which person a line names.
pub(crate) fn gather(
    document: &Document,
    pieces: &Pieces,
    names: &[Option<usize>],
    joins_names: bool,
) -> Vec<Part> {
    let mut gathering = Gathering {
        margins: Margins::of(document),
        verse: Verse::of(document, pieces),
        document,
        pieces,
        parts: vec![Part::default()],
        word: None,
        waiting: Vec::new(),
        open: false,
        joins_names,
        heard: Vec::new(),
        blocks: blocks(document),
        items: items(document),
    };
    let copies = copies::of(&document.lines);
    for (i, line) in document.lines.iter().enumerate() {
        if copies.iter().any(|copy| copy.at == i) {
            gathering.close();
            gathering.word = None;
        }
        if let Some(person) = names[i] {
            let name = pieces
                .of(i)
                .iter()
                .find(|piece| matches!(piece.is, Is::Name(_)));
            gathering.name(person, line, name.and_then(|piece| piece.language.clone()));
        }
        for (nth, piece) in pieces.of(i).iter().enumerate() {
            gathering.piece(i, nth, piece, names[i].is_some());
        }
    }
    gathering.finish()
}

struct Gathering<'a> {
    document: &'a Document,
    pieces: &'a Pieces,
    margins: Margins,
    verse: Verse,
    parts: Vec<Part>,
    /// Who has the word.
    word: Person,
    /// The numbers of lines with names under which nothing was said.
    waiting: Vec<usize>,
    /// Whether the last turn of the last part can go on.
    open: bool,
    /// Whether the same name in another language goes on the turn; it does not where each language is a half of the text.
    joins_names: bool,
    /// The languages of what was said so far.
    heard: Vec<Language>,
    /// For each line, the number of its block and that of its item.
    blocks: Vec<usize>,
    items: Vec<usize>,
}

impl Gathering<'_> {
    fn name(&mut self, person: usize, line: &SourceLine, language: Option<Language>) {
        self.word = Some(person);
        let open = self.open;
        let joins = self.joins_names;
        let last = self.parts.last_mut().and_then(|part| part.turns.last_mut());
        let same = last.filter(|turn| {
            open && joins
                && turn.person == Some(person)
                && !turn.at.is_empty()
                && language
                    .as_ref()
                    .is_some_and(|language| !turn.named_in.contains(language))
        });
        if let Some(turn) = same {
            turn.at.extend(line.places());
            turn.named_in.extend(language);
            return;
        }
        self.begin(Some(person));
        if let Some(turn) = self.parts.last_mut().and_then(|part| part.turns.last_mut()) {
            turn.at.extend(line.places());
            turn.named_in.extend(language);
        }
    }

    /// Begins a turn.
    fn begin(&mut self, person: Person) {
        self.close();
        if let Some(part) = self.parts.last_mut() {
            let at = std::mem::take(&mut self.waiting);
            part.turns.push(Spoken {
                person,
                at,
                named_in: Vec::with_capacity(1),
                // Most turns say one thing, and there are many.
                units: Vec::with_capacity(1),
            });
        }
        self.open = true;
    }

    /// Ends a turn; the line of a name with nothing under it is the next turn's.
    fn close(&mut self) {
        self.open = false;
        let Some(part) = self.parts.last_mut() else {
            return;
        };
        if let Some(empty) = part.turns.pop_if(|turn| turn.units.is_empty()) {
            self.waiting.extend(empty.at);
        }
    }

    fn piece(&mut self, i: usize, nth: usize, piece: &Piece, is_named: bool) {
        let line = &self.document.lines[i];
        let text = line.text[piece.bytes.clone()].trim();
        if matches!(piece.is, Is::Said | Is::Told) {
            self.hear(line, piece);
        }
        match piece.is {
            Is::Said => self.unit(i, nth, piece, text, self.word, false, is_named),
            Is::Told => self.unit(i, nth, piece, text, None, false, is_named),
            Is::Note | Is::Direction => {
                let word = self.word;
                let who = self.last().map_or(word, |turn| turn.person);
                self.unit(i, nth, piece, text, who, true, is_named);
            }
            Is::Heading(level) => self.heading(line, piece, text, level),
            Is::Name(_) | Is::Title | Is::Metadata(_) | Is::Dropped(_) | Is::Sign => {}
        }
    }

    /// Where the half in another language begins, nobody has the word, unless a name gives it.
    fn hear(&mut self, line: &SourceLine, piece: &Piece) {
        let language = language_of(piece);
        if self.heard.contains(&language) {
            return;
        }
        let is_named = self.last().is_some_and(|turn| turn.units.is_empty());
        if !self.joins_names && line.blank_before && !is_named && !self.heard.is_empty() {
            self.close();
            self.word = None;
        }
        self.heard.push(language);
    }

    fn last(&mut self) -> Option<&mut Spoken> {
        if !self.open {
            return None;
        }
        self.parts.last_mut().and_then(|part| part.turns.last_mut())
    }

    fn heading(&mut self, line: &SourceLine, piece: &Piece, text: &str, level: u8) {
        self.close();
        // `Chapter 3` right under `Part II` is in it.
        let begun =
            |part: &Part| !part.turns.is_empty() || (!part.title.is_empty() && part.level < level);
        if self.parts.last().is_none_or(begun) {
            self.parts.push(Part::default());
        }
        if let Some(part) = self.parts.last_mut() {
            // A heading of two lines, or in two languages.
            let language = language_of(piece);
            let title = part.title.or_default(&language);
            if title.is_empty() {
                title.push_str(text);
            } else {
                let is_one = !line.blank_before && part.level == level;
                broken::append_title(title, text, language.is_unspaced(), is_one);
            }
            part.level = level;
            for at in line.places() {
                if !part.at.contains(&at) {
                    part.at.push(at);
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn unit(
        &mut self,
        i: usize,
        nth: usize,
        piece: &Piece,
        text: &str,
        who: Person,
        is_note: bool,
        is_named: bool,
    ) {
        if text.is_empty() {
            return;
        }
        let line = &self.document.lines[i];
        // A mark of the language may stand before it.
        let is_mark = |piece: &Piece| matches!(piece.is, Is::Sign | Is::Dropped(_));
        let is_first = self.pieces.of(i)[..nth].iter().all(is_mark);
        let begins_block = is_first && line.blank_before || is_named;
        let language = language_of(piece);
        if !is_note && !is_named && self.goes_on_over_page(i, nth, text, who, &language) {
            return;
        }
        // Without a speaker, every block is a turn of its own.
        let is_new = match self.last() {
            None => true,
            Some(turn) if is_note => turn.person != who,
            Some(turn) => {
                turn.person != who
                    || who.is_none() && turn.at.is_empty() && begins_block && !turn.units.is_empty()
            }
        };
        if is_new {
            self.begin(who);
        }
        let (document, margins, verse) = (self.document, &self.margins, &self.verse);
        let part = self.parts.last_mut();
        let Some(turn) = part.and_then(|part| part.turns.last_mut()) else {
            return;
        };
        // What only says that a note follows is the note's.
        if let Some(before) = turn
            .units
            .last_mut()
            .filter(|_| is_note && !line.blank_before)
            && before.is_note
            && before.line + 1 == i
            && notes::is_mark_alone(&before.text)
        {
            before.text = text.to_string();
            before.language = language;
            before.at.extend(line.places());
            return;
        }
        if let Some(before) = turn.units.last_mut()
            && before.is_note == is_note
            && before.language == language
            && nth == 0
            && !is_named
            && i > 0
            && before.at.last() == document.lines[i - 1].places().last()
            && verse.row(i).is_none()
            && margins.goes_on(&document.lines[i - 1], line)
        {
            broken::append(&mut before.text, text, language.is_unspaced());
            before.at.extend(line.places());
            return;
        }
        // What stands between two parts of one sentence is no end of it.
        if !is_note && nth > 0 {
            let is_beside = turn
                .units
                .last()
                .is_some_and(|unit| !unit.is_note && unit.language == language);
            let own = turn
                .units
                .iter_mut()
                .rev()
                .take_while(|unit| unit.line == i);
            if let Some(before) = { own }.find(|unit| !unit.is_note && unit.language == language)
                && (is_beside && line.markup.column.is_none()
                    || text.starts_with(|c: char| c.is_lowercase() || CLOSING.contains(&c))
                    || !is_over(&before.text))
            {
                let gap = line.text[..piece.bytes.start].ends_with(char::is_whitespace)
                    || line.text[piece.bytes.clone()].starts_with(char::is_whitespace);
                if gap && !text.starts_with(CLOSING) && !language.is_unspaced() {
                    before.text.push(' ');
                }
                before.text.push_str(text);
                return;
            }
        }
        turn.units.push(Unit {
            text: text.to_string(),
            language,
            at: line.places(),
            is_note,
            begins_block,
            line: i,
            is_marked: line.markup.emphasis.is_some()
                || i > 0 && self.document.lines[i - 1].opens_element(),
            column: line.markup.column,
            shown: line.markup.shown,
            part: nth,
            block: self.blocks[i],
            item: self.items[i],
            row: self.verse.row(i),
        });
    }

    /// Takes what goes on in mid-sentence behind the end of a page to what stands before it.
    fn goes_on_over_page(
        &mut self,
        i: usize,
        nth: usize,
        text: &str,
        who: Person,
        language: &Language,
    ) -> bool {
        if !text.starts_with(char::is_lowercase) {
            return false;
        }
        let is_of_page = |piece: &Piece| matches!(piece.is, Is::Dropped(PAGE_FURNITURE));
        let is_passed = |line: &usize| {
            !self.pieces.of(*line).is_empty() && self.pieces.of(*line).iter().all(is_of_page)
        };
        let passed = (0..i).rev().take_while(is_passed).count();
        if passed + nth == 0 || passed == i || !self.pieces.of(i)[..nth].iter().all(is_of_page) {
            return false;
        }
        let document = self.document;
        let turn = self.last().filter(|turn| turn.person == who);
        let Some(before) = turn.and_then(|turn| turn.units.last_mut()) else {
            return false;
        };
        let is_right_before = before.at.last() == document.lines[i - passed - 1].places().last();
        if !is_right_before
            || before.is_note
            || before.language != *language
            || is_over(&before.text)
        {
            return false;
        }
        broken::append(&mut before.text, text, language.is_unspaced());
        for at in document.lines[i].places() {
            if !before.at.contains(&at) {
                before.at.push(at);
            }
        }
        true
    }

    fn finish(mut self) -> Vec<Part> {
        self.close();
        let waiting = std::mem::take(&mut self.waiting);
        if let Some(last) = self
            .parts
            .iter_mut()
            .flat_map(|part| &mut part.turns)
            .next_back()
        {
            last.at.extend(waiting);
        }
        self.parts
            .retain(|part| !part.turns.is_empty() || !part.at.is_empty());
        self.parts
    }
}

/// For each line, how many lines up to it begin something.
fn numbers(document: &Document, mut begins: impl FnMut(&SourceLine) -> bool) -> Vec<usize> {
    let mut number = 0;
    let lines = document.lines.iter();
    lines
        .map(|line| {
            number += usize::from(begins(line));
            number
        })
        .collect()
}

/// For each line, the number of its block. An item right under a line that is none may translate it, and belongs to its block.
fn blocks(document: &Document) -> Vec<usize> {
    let mut last = None;
    numbers(document, |line| {
        let is_item = line.markup.begins_item;
        let is_right_below = last.replace((line.at + 1, is_item)) == Some((line.at, false));
        line.blank_before && !(is_item && is_right_below)
    })
}

/// For each line, the number of the item that it stands in.
fn items(document: &Document) -> Vec<usize> {
    numbers(document, |line| line.markup.begins_item)
}

fn language_of(piece: &Piece) -> Language {
    piece
        .language
        .clone()
        .unwrap_or_else(|| Language::new("und"))
}
