//! Labels that markup or brackets show: `**Ann:**`, `## Ann`, `[Ann]`, `<v Ann>`.

use super::{Parser, Shape, note_at_head, reach};
use crate::script::document::{Emphasis, SourceLine};
use crate::script::facts::letters::{
    Capitals, count_words, ends_sentence, is_word_by_itself, name_hash,
};
use crate::script::facts::name::{sayer, trimmed};
use crate::script::facts::surface::ends_with_sign;
use crate::script::facts::{Candidate, Close, Kind, Syntax, TimeAt, times};
use std::ops::Range;

impl Parser<'_> {
    /// The source's markup names who speaks.
    pub(super) fn by_markup(&mut self, speaker: &str, is_cue: bool) {
        let capitals = Capitals::of(speaker);
        let end = self.text.len();
        self.out.push(Candidate {
            syntax: Syntax::voice(is_cue),
            capitals,
            name: is_cue.then(|| 0..speaker.len().min(end)),
            key: name_hash(speaker),
            said: if is_cue { end..end } else { 0..end },
            notes: Vec::new(),
            words: count_words(speaker, 4) as u8,
            odd: 0.0,
            never: 0.0,
            shorter: None,
        });
    }

    pub(super) fn heading(&mut self, level: u8, range: Range<usize>) {
        let part = &self.text[range.clone()];
        let start = part.trim_start_matches(['*', '_', ' ']);
        let body = start.trim_end_matches(['*', '_', ' ']);
        let start = range.start + part.len() - start.len();
        let generation = body.ends_with(" Jr.") || body.ends_with(" Sr.");
        self.mark.kind = Kind::Heading(level);
        // `### Ann (rises): Yes.`
        let whole = start..range.end;
        if let Some((name, said)) = self.text[whole.clone()].split_once([':', '：'])
            && !said.trim().is_empty()
        {
            let name = whole.start..whole.start + name.len();
            self.add(
                Close::Colon,
                name,
                whole.end - said.len()..whole.end,
                Shape::Any,
            );
        }
        if ends_sentence(body) && !generation {
            return;
        }
        let name = body.trim_end_matches(':').len();
        let close = if name < body.len() {
            Close::Colon
        } else {
            Close::Nothing
        };
        self.add(close, start..start + name, range.end..range.end, Shape::Any);
    }

    /// `<v.loud Ann Reed>Yes.`
    pub(super) fn voice(&mut self, range: Range<usize>) -> bool {
        let part = &self.text[range.clone()];
        let Some(close) = part.find('>') else {
            return false;
        };
        let Some(space) = part[..close]
            .find(' ')
            .filter(|i| part[2..*i].is_empty() || part[2..].starts_with('.'))
        else {
            return false;
        };
        self.mark.kind = Kind::Voice;
        let rest = &part[close + 1..];
        let said = rest.strip_suffix("</v>").unwrap_or(rest).len();
        let start = range.start + close + 1;
        self.add(
            Close::Nothing,
            range.start + space..range.start + close,
            start..start + said,
            Shape::Any,
        );
        true
    }

    /// What stands in bold or italic type at the head of a line: whether it is bold, what is in it, what is behind.
    pub(super) fn emphasis(
        &self,
        line: &SourceLine,
        rest: &Range<usize>,
    ) -> Option<(bool, Range<usize>, Range<usize>)> {
        let inside = |start: usize, end: usize| {
            trimmed(self.text, start.max(rest.start)..end.max(rest.start))
        };
        if let Some(emphasis) = line.markup.emphasis {
            return Some((
                emphasis == Emphasis::Strong,
                inside(0, rest.end),
                rest.end..rest.end,
            ));
        }
        if let Some(lead) = line.markup.lead.as_deref() {
            let end = lead.len();
            if end > rest.start && self.text.starts_with(lead) {
                return Some((true, inside(0, end), end..rest.end));
            }
        }
        let part = &self.text[rest.clone()];
        ["***", "**", "__", "*", "_", "'''", "''"]
            .into_iter()
            .find_map(|sign| {
                let after = part
                    .strip_prefix(sign)
                    .filter(|after| !after.starts_with(char::is_whitespace))?;
                let first = after.chars().next()?.len_utf8();
                let mut from = first;
                loop {
                    let end = from + after.get(from..)?.find(sign)?;
                    if !after[..end].ends_with(char::is_whitespace) {
                        let start = rest.start + sign.len();
                        let behind = start + end + sign.len();
                        return Some((
                            sign.len() > 1,
                            trimmed(self.text, start..start + end),
                            behind..rest.end,
                        ));
                    }
                    from = end + sign.len();
                }
            })
    }

    pub(super) fn emphasised(&mut self, is_bold: bool, inside: Range<usize>, after: Range<usize>) {
        self.mark.kind = if is_bold { Kind::Bold } else { Kind::Italic };
        let (name, rest) = (&self.text[inside.clone()], &self.text[after.clone()]);
        let Some(last) = name.chars().next_back() else {
            return;
        };
        // `**Ann: Who lit it?**`: name and question in one type.
        if after.is_empty() && !matches!(last, ':' | '：') {
            let kind = std::mem::take(&mut self.mark.kind);
            self.colon(&name[..reach(name)], &inside);
            self.mark.kind = kind;
        }
        // `**Ann: (0:04)** Yes.`
        if let Some(colon) = name.find([':', '：'])
            && name.ends_with([')', ']'])
            && times::is_alone(name[colon..].trim_start_matches([':', '：', ' ']))
        {
            self.time = TimeAt::Behind;
            let name = inside.start..inside.start + colon;
            self.add(Close::Colon, name, after, Shape::Any);
            return;
        }
        // `**Ann::**` has a colon too many.
        let bare = name.trim_end_matches([':', '：']).len();
        let before_colon = inside.start..inside.start + bare;
        let cut = |by: usize| inside.start..inside.end - by;
        // `**Ann** (aside): Yes.`
        if let Some(note) = note_at_head(rest)
            && let Some(sign) = rest[note.end..].chars().next()
            && matches!(sign, ':' | '：')
        {
            let end = after.start + note.end;
            let said = end + sign.len_utf8()..after.end;
            self.add(Close::Colon, inside.start..end, said, Shape::Any);
        } else if matches!(last, ':' | '：') {
            self.add(Close::Colon, before_colon, after, Shape::Any);
        } else if rest.trim_start().starts_with([':', '：']) {
            // `**Ann** : Oui.`
            let said = rest.trim_start().trim_start_matches([':', '：']).len();
            self.add(
                Close::Colon,
                inside,
                after.end - said..after.end,
                Shape::Any,
            );
        } else if last == '.' {
            self.add(Close::Stop, cut(1), after, Shape::Capitals);
        } else if note_at_head(rest).is_some_and(|note| rest[note.end..].trim().is_empty()) {
            // `**Ann** *(aside)*`
            let all = inside.start..after.start + rest.trim_end_matches(['*', '_', ' ']).len();
            self.add(Close::Nothing, all, after.end..after.end, Shape::Capitals);
        } else if is_description(rest) {
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if let Some(said) = behind_dash(rest) {
            self.add(
                Close::Dash,
                inside,
                after.end - said.len()..after.end,
                Shape::Capitals,
            );
        } else if rest.trim().is_empty() {
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if times::is_alone(rest.trim()) {
            self.time = TimeAt::Behind;
            self.add(
                Close::Nothing,
                inside,
                after.end..after.end,
                Shape::Capitals,
            );
        } else if rest.starts_with('.') {
            self.add(
                Close::Stop,
                inside,
                after.start + 1..after.end,
                Shape::Capitals,
            );
        } else if is_bold && is_mark(name) && begins_sentence(rest) {
            self.add(Close::Nothing, inside, after, Shape::Capitals);
        }
    }

    /// `[Ann] Yes.`, `<Ann> Yes.`, `[Ann]: Yes.` Returns whether the line begins so.
    pub(super) fn bracketed(&mut self, range: Range<usize>) -> bool {
        let part = &self.text[range.clone()];
        let (kind, open, close) = match part.chars().next() {
            Some('[') => (Kind::Square, '[', ']'),
            Some('<') => (Kind::Angle, '<', '>'),
            Some('【') => (Kind::Square, '【', '】'),
            _ => return false,
        };
        let Some(end) = part.find(close) else {
            return false;
        };
        let (opens, closes) = (open.len_utf8(), close.len_utf8());
        let inside = &part[opens..end];
        if inside.is_empty() || inside.contains(open) || times::is_alone(part) {
            return false;
        }
        self.mark.kind = kind;
        let rest = part[end + closes..].trim_start();
        let said = rest.strip_prefix([':', '：']);
        let sign = if said.is_some() {
            Close::Colon
        } else {
            Close::Nothing
        };
        let said = said.unwrap_or(rest).len();
        let mut name = range.start + opens..range.start + end;
        if kind == Kind::Angle {
            // `<@ann>`, `< ann>`: her rank in the channel
            let nick = inside.trim_start_matches(['@', '+', '%', '&', '~', ' ']);
            name.start = name.end - nick.len();
        }
        if let Some(who) = sayer(inside) {
            name.start += who.start;
            name.end = name.start + who.len();
        }
        self.add(sign, name, range.end - said..range.end, Shape::Any);
        true
    }
}

/// How many words a name in bold type has before what is said.
const LONGEST_MARK: usize = 2;
/// The same of a name in ideographs or kana, in characters.
const LONGEST_IDEOGRAPHS: usize = 10;

/// Whether what stands in bold type before what is said can be who says it: `**A** Good evening.`
fn is_mark(name: &str) -> bool {
    let is_cased = matches!(
        Capitals::of(name),
        Capitals::All | Capitals::Title | Capitals::Letter | Capitals::None
    );
    let is_short = match name.contains(is_word_by_itself) {
        true => name.chars().nth(LONGEST_IDEOGRAPHS).is_none(),
        false => count_words(name, LONGEST_MARK + 1) <= LONGEST_MARK,
    };
    is_cased && is_short
}

/// Whether a text begins as a sentence does. No space need stand before it: pages that set names apart by their style alone have none.
fn begins_sentence(text: &str) -> bool {
    // `**Ann** (looks up) Well.`
    let text = note_at_head(text).map_or(text, |note| &text[note.end..]);
    let signs = |c: char| "*_“„\"'«‘¿¡([".contains(c);
    let first = text.trim_start().trim_start_matches(signs).chars().next();
    first.is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase())
}

/// What stands behind ` – ` or ` -- `.
fn behind_dash(text: &str) -> Option<&str> {
    let bare = text.trim_start();
    let rest = bare
        .strip_prefix("--")
        .or_else(|| bare.strip_prefix(['–', '—', '-']))?;
    rest.starts_with(char::is_whitespace)
        .then(|| rest.trim_start())
}

/// What someone is, behind a name in bold type: `-- *Chief Executive*`.
fn is_description(text: &str) -> bool {
    let Some(what) = behind_dash(text).or_else(|| text.trim_start().strip_prefix(',')) else {
        return false;
    };
    let bare = what.trim_matches(['*', '_', ' ']);
    let is_set_off = bare.len() < what.trim().len() || text.trim_start().starts_with("--");
    is_set_off && !ends_with_sign(bare) && Capitals::of(bare) == Capitals::Title
}
