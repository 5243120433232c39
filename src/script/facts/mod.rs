//! What every line shows by itself, found once: its class, and every label that it could carry.
//!
//! Nothing is decided here. A line such as `London. We left at nine.` has the candidate `London` as `Ann. We left at
//! nine.` has `Ann`; which of them is a name is for the [`lattice`](super::lattice) to weigh over the whole text.

mod apart;
mod at_signs;
mod between_names;
mod brackets;
mod candidates;
mod capitals;
mod framed;
mod ideographs;
mod initials;
pub(crate) mod label;
pub(crate) mod letters;
mod name;
mod one_named;
mod place;
mod sent;
mod surface;
pub(crate) mod times;
mod translations;
mod turn_times;
mod vocabulary;

pub(crate) use framed::Frame;
pub(crate) use initials::{are_initials, define as define_initials, initials_of};
pub(crate) use letters::Capitals;
pub(crate) use name::{can_be_name, is_member, sayer};
pub(crate) use one_named::is_question;
pub(crate) use place::is_place_of_script;
pub(crate) use vocabulary::vocabulary;

use super::document::{Document, SourceLine};
use rayon::prelude::*;
use std::ops::Range;

/// What a line looks like, whatever its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Running text.
    Plain,
    /// A few words in title case.
    Title,
    /// A few words in capitals.
    Capitals,
    /// All of it in brackets.
    Bracket,
    /// All of it in italics.
    Italic,
    /// A heading by the source's markup.
    Heading,
    /// A heading by its words: `Act II`.
    HeadingWord,
    /// An address.
    Address,
    /// `Transcribed by …`
    Credit,
    /// A number.
    Number,
    /// A row of a table, or code.
    Code,
    /// A time.
    Time,
    /// No word.
    Rule,
}

impl Class {
    /// How many there are.
    pub(crate) const COUNT: usize = 13;

    /// Whether someone may say such a line.
    pub(crate) fn may_be_said(self) -> bool {
        !matches!(
            self,
            Self::Rule | Self::Bracket | Self::Heading | Self::Time | Self::Address | Self::Code
        )
    }
}

/// The sign that closes a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Close {
    /// `Ann: Yes.`
    Colon,
    /// `Ann. Yes.`
    Stop,
    /// `Ann – Yes.`
    Dash,
    /// `ANN (aside) Yes.`
    Bracket,
    /// `Q   Who lit it?`: a gap, as of a column.
    Gap,
    /// `Ann Reed, Pilot`, `Ann Reed -- Pilot`: what someone is.
    Described,
    /// `田中「はい」`: what is said stands in corner brackets.
    Quote,
    /// `From: Ann Reed <ann@example.org>`, `On Monday, Ann Reed wrote:`: who sends the mail below.
    Sent,
    /// None: the name stands alone, or what it stands in shows its end.
    Nothing,
}

/// What sets a label apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) enum Kind {
    /// Nothing.
    #[default]
    Plain,
    /// Bold type.
    Bold,
    /// Italics.
    Italic,
    /// A heading of that level.
    Heading(u8),
    /// `[Ann]`
    Square,
    /// `<Ann>`
    Angle,
    /// Signs that no other form has: `◆Ann Yes.`
    Framed(Frame),
    /// A column of a table, from 0.
    Column(u8),
    /// The source's own markup names who speaks.
    Voice,
    /// No name: what is said is set apart as a whole.
    Apart(Apart),
    /// No name, and nothing that sets it apart: what stands between labels.
    Between,
}

/// How something that is said without a name is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Apart {
    /// In bold type.
    Bold,
    /// In italics.
    Italic,
    /// A small heading of that level.
    Heading(u8),
    /// By a dash.
    Dash,
    /// By the long dash of Chinese and Japanese, `――`, which asks between those who are named, too.
    LongDash,
    /// By another sign: `▶`.
    Sign(char),
    /// By nothing but that it is a paragraph of its own.
    Paragraph,
    /// By any sign, or by asking, between the turns of those who are named.
    BetweenNames,
}

/// Who asks, where nobody is named.
pub(crate) const ASKING: &str = "Interviewer";
/// Who answers, where nobody is named.
pub(crate) const ANSWERING: &str = "Guest";

impl Apart {
    fn title(self) -> String {
        match self {
            Self::Bold => "questions in bold".into(),
            Self::Italic => "questions in italics".into(),
            Self::Heading(level) => format!("questions as headings {level}"),
            Self::Dash => "questions behind dashes".into(),
            Self::LongDash => "questions behind long dashes".into(),
            Self::Sign(sign) => format!("questions behind {sign}"),
            Self::Paragraph => "questions in paragraphs".into(),
            Self::BetweenNames => "questions between names".into(),
        }
    }
}

/// What opens a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Mark {
    /// What sets it apart.
    pub(crate) kind: Kind,
    /// Behind `>`.
    pub(crate) is_quoted: bool,
}

/// Where a time stands with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum TimeAt {
    /// None does.
    Nowhere,
    /// `[0:04] Ann: Yes.`
    Before,
    /// `Ann [0:04]: Yes.`
    Behind,
}

/// The form of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Syntax {
    /// What opens it.
    pub(crate) mark: Mark,
    /// Where a time stands.
    pub(crate) time: TimeAt,
    /// What closes it.
    pub(crate) close: Close,
    /// Whether nothing that is said stands on its line.
    pub(crate) is_alone: bool,
}

impl Syntax {
    /// A name that is sure without signs of its own, as one that the source's markup gives.
    pub(crate) fn voice(is_alone: bool) -> Self {
        Self {
            mark: Mark {
                kind: Kind::Voice,
                is_quoted: false,
            },
            time: TimeAt::Nowhere,
            close: Close::Nothing,
            is_alone,
        }
    }

    /// Whether its signs are those of a name before what is said, and of little else.
    pub(crate) fn is_explicit(&self) -> bool {
        match self.mark.kind {
            Kind::Square | Kind::Angle | Kind::Voice | Kind::Framed(_) => true,
            Kind::Heading(_) => false,
            _ => self.close == Close::Colon || self.time != TimeAt::Nowhere,
        }
    }

    /// Whether two forms differ only in the time, in standing alone, or in the sign behind a bracket; before gaps, in
    /// the colon: `Q   Who?` and `MS. REED:  No.` stand in the same records.
    pub(crate) fn is_kin(&self, other: &Self) -> bool {
        let gaps = self.close == Close::Gap || other.close == Close::Gap;
        let close = |close: Close| match close {
            Close::Bracket => Close::Stop,
            Close::Colon if gaps => Close::Gap,
            close => close,
        };
        self.mark == other.mark && close(self.close) == close(other.close)
    }

    /// Whether it asks among those who are named.
    pub(crate) fn is_between_names(&self) -> bool {
        matches!(
            self.mark.kind,
            Kind::Apart(Apart::LongDash | Apart::BetweenNames)
        )
    }

    /// Whether it is a name alone over lines, as headings are.
    pub(crate) fn is_bare_name(&self) -> bool {
        let is_alone =
            self.is_alone && self.close == Close::Nothing && self.time == TimeAt::Nowhere;
        is_alone && matches!(self.mark.kind, Kind::Plain | Kind::Bold)
    }

    /// Whether it has no name.
    pub(crate) fn is_unnamed(&self) -> bool {
        matches!(self.mark.kind, Kind::Apart(_) | Kind::Between)
    }
}

impl std::fmt::Display for Syntax {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (open, close) = match self.mark.kind {
            Kind::Plain => (String::new(), ""),
            Kind::Bold => ("**".into(), "**"),
            Kind::Italic => ("_".into(), "_"),
            Kind::Heading(level) => ("#".repeat(usize::from(level)) + " ", ""),
            Kind::Square => ("[".into(), "]"),
            Kind::Angle => ("<".into(), ">"),
            Kind::Column(n) => (format!("column {}: ", n + 1), ""),
            Kind::Voice => ("<v ".into(), ">"),
            Kind::Framed(frame) => return write!(f, "{frame}"),
            Kind::Apart(apart) => return write!(f, "{}", apart.title()),
            Kind::Between => return write!(f, "without a name"),
        };
        let (before, behind) = match self.time {
            TimeAt::Nowhere => ("", ""),
            TimeAt::Before => ("time ", ""),
            TimeAt::Behind => ("", " time"),
        };
        let sign = match self.close {
            Close::Colon => ":",
            Close::Stop => ".",
            Close::Dash => " –",
            Close::Bracket => " (…)",
            Close::Gap => "  …",
            Close::Described => ", …",
            Close::Quote => "「…」",
            Close::Sent => " wrote:",
            Close::Nothing => "",
        };
        let quote = if self.mark.is_quoted { "> " } else { "" };
        let over = if self.is_alone { " over" } else { "" };
        write!(f, "{quote}{before}{open}Name{close}{behind}{sign}{over}")
    }
}

/// A label that a line could carry.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Its form.
    pub(crate) syntax: Syntax,
    /// Its capitals.
    pub(crate) capitals: Capitals,
    /// Where in the line the name stands, in bytes; `None` where the markup has it.
    pub(crate) name: Option<Range<usize>>,
    /// The name as it is counted ([`letters::name_hash`]).
    pub(crate) key: u64,
    /// Where what is said on the line stands, in bytes; empty if the label stands alone.
    pub(crate) said: Range<usize>,
    /// Directions between the name and what is said.
    pub(crate) notes: Vec<Range<usize>>,
    /// How many words the name has, up to 4.
    pub(crate) words: u8,
    /// By how many nats it is less likely as a name than as words.
    pub(crate) odd: f64,
    /// The same of each mention, however often it comes.
    pub(crate) never: f64,
    /// The candidate of the line whose name is the beginning of this one: `A` of `A. Yes`.
    pub(crate) shorter: Option<u8>,
}

impl Candidate {
    /// The name as it is written.
    pub(crate) fn name_in<'a>(&self, line: &'a SourceLine) -> &'a str {
        match &self.name {
            Some(range) => &line.text[range.clone()],
            None => line.markup.speaker.as_deref().unwrap_or_default(),
        }
    }
}

/// What a line shows by itself, and how it stands to its neighbours.
#[derive(Debug, Clone)]
pub(crate) struct LineFacts {
    /// What it looks like.
    pub(crate) class: Class,
    /// Every label that it could carry.
    pub(crate) candidates: Box<[Candidate]>,
    /// How it is set apart, if it is said by someone whom nothing names, and which bytes of it are said.
    pub(crate) apart: Option<(Apart, Range<usize>)>,
    /// A time stands at its head, as before names that have times.
    pub(crate) is_timed: bool,
    /// It ends a sentence.
    pub(crate) ends_sentence: bool,
    /// It asks.
    pub(crate) asks: bool,
    /// It begins a turn of the one of two who is named ([`one_named`]).
    pub(crate) is_answered: bool,
    /// It is a turn of the other.
    pub(crate) is_between: bool,
    /// A blank line or a block's start comes before it.
    pub(crate) blank_before: bool,
    /// The line before it is over: it stops at the end of a sentence.
    pub(crate) begins_sentence: bool,
}

impl LineFacts {
    /// Adds labels that it could carry.
    fn add(&mut self, labels: Vec<Candidate>) {
        let mut own = std::mem::take(&mut self.candidates).into_vec();
        own.extend(labels);
        self.candidates = own.into_boxed_slice();
    }

    /// The first label that a colon closes.
    pub(crate) fn before_colon(&self) -> Option<&Candidate> {
        let mut candidates = self.candidates.iter();
        candidates.find(|one| one.syntax.close == Close::Colon)
    }

    /// Forgets the labels whose names begin before a place in the line, in bytes. A name and its beginning begin at one place.
    pub(crate) fn keep_behind(&mut self, start: usize) {
        let is_behind = |one: &Candidate| one.name.as_ref().is_some_and(|name| name.start >= start);
        let removed = |nth: u8| {
            let before = self.candidates[..usize::from(nth)].iter();
            before.filter(|one| !is_behind(one)).count() as u8
        };
        let kept = self.candidates.iter().filter(|one| is_behind(one));
        let kept: Vec<Candidate> = kept
            .map(|one| Candidate {
                shorter: one.shorter.map(|nth| nth - removed(nth)),
                ..one.clone()
            })
            .collect();
        self.candidates = kept.into_boxed_slice();
    }
}

/// The facts of all lines.
pub(crate) fn of(document: &Document) -> Vec<LineFacts> {
    let lines = &document.lines;
    let mut facts: Vec<LineFacts> = lines
        .par_iter()
        .enumerate()
        .map(|(i, line)| {
            let class = surface::class(line);
            let column = line.markup.column;
            let next = lines.get(i + 1);
            let goes_on = column.is_some()
                && next.is_some_and(|next| next.at == line.at && next.markup.column > column);
            // `+34 ***1234   0:15` may name who speaks.
            let is_bare = matches!(class, Class::Rule | Class::Time | Class::Number)
                && !line.text.starts_with('+');
            let candidates = if is_bare || line.preset.is_some() {
                Box::default()
            } else {
                candidates::of(line, goes_on).into_boxed_slice()
            };
            LineFacts {
                class,
                candidates,
                apart: apart::of(line),
                is_timed: times::is_timed(&line.text),
                ends_sentence: letters::ends_sentence(&line.text),
                asks: letters::asks(&line.text),
                is_answered: false,
                is_between: false,
                blank_before: line.blank_before,
                begins_sentence: i == 0 || letters::is_over(&lines[i - 1].text),
            }
        })
        .collect();
    brackets::over_lines(lines, &mut facts);
    initials::allow(lines, &mut facts);
    turn_times::find(lines, &mut facts);
    turn_times::go_on(lines, &mut facts);
    ideographs::add(lines, &mut facts);
    at_signs::add(lines, &mut facts);
    capitals::add(lines, &mut facts);
    framed::add(lines, &mut facts);
    apart::paragraphs(lines, &mut facts);
    apart::mails(lines, &mut facts);
    apart::dashed_answers(&mut facts);
    one_named::find(lines, &mut facts);
    between_names::find(lines, &mut facts);
    translations::find(lines, &mut facts);
    facts
}

#[cfg(test)]
mod tests;
