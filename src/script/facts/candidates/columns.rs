//! Labels that stand in a column of their own: before a gap, in a log, in a row of a table.

use super::{CELL, Parser, Shape};
use crate::script::facts::letters::{is_upper, is_word_by_itself};
use crate::script::facts::name::trimmed;
use crate::script::facts::{Close, Kind, TimeAt};
use crate::script::stamp::{is_day, is_stamp};
use std::ops::Range;

/// How many digits the number of a row has at most.
const MOST_DIGITS: usize = 5;
/// The longest name before a wide space, in characters; and behind a circle, as records write it, with an office and a bracket.
const LONGEST_WIDE: usize = 5;
const LONGEST_OFFICE: usize = 30;

/// Where a row goes on behind its number and a gap, in bytes.
pub(super) fn row_number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start_matches('.');
    let is_gap = rest.starts_with("  ") || rest.starts_with('\t');
    ((1..=MOST_DIGITS).contains(&digits) && is_gap).then(|| text.len() - rest.trim_start().len())
}

impl Parser<'_> {
    /// `Q   Who lit it?`: a name before a gap, where no other column follows.
    pub(super) fn gap(&mut self, head: &str, all: &Range<usize>) {
        // `12   C   What was it?`: a row has a number.
        let number = row_number(&self.text[all.clone()]);
        let range = all.start + number.unwrap_or(0)..all.end;
        let head = &head[head.len().min(range.start - all.start)..];
        let part = &self.text[range.clone()];
        // `岡　春です。`: a name of a few characters before a wide space.
        let is_name = |name: &str| {
            // `○政府参考人（原田一郎君）　お答えいたします。`
            let rest = name.trim_start_matches(['○', '〇', '◯', '◎', '●', '◆', '■']);
            let is_part =
                |c: char| is_word_by_itself(c) || "（）()・〇○０１２３４５６７８９".contains(c);
            if rest.len() < name.len() && rest.chars().count() <= LONGEST_OFFICE {
                return rest.chars().all(is_part);
            }
            let is_one = name.chars().all(is_word_by_itself) || name.len() < 3 && is_upper(name);
            name.chars().count() <= LONGEST_WIDE && is_one
        };
        // Press offices set it with spaces that do not break.
        let is_space = |c: char| matches!(c, ' ' | '\u{a0}');
        let is_gap = |text: &str| {
            text.chars().take_while(|c| is_space(*c)).take(2).count() == 2 || text.starts_with('\t')
        };
        // `安　娜　谁？`: two characters set as wide as three.
        let mut wides = head.match_indices('\u{3000}').map(|(at, _)| at);
        let (first, second) = (wides.next(), wides.next());
        let is_one = |text: &str| text.chars().count() == 1 && text.chars().all(is_word_by_itself);
        let is_spread = |first: usize, second: usize| {
            let rest = &head[first..second];
            is_one(&head[..first]) && is_one(rest.trim_start_matches('\u{3000}'))
        };
        let spread = first.zip(second).filter(|(one, two)| is_spread(*one, *two));
        let wide = match spread {
            Some((_, end)) => Some(end),
            None => first.filter(|at| is_name(&head[..*at])),
        };
        let gap = head
            .char_indices()
            .map(|(i, _)| i)
            .find(|i| is_gap(&part[*i..]));
        let Some(end) = gap.or(wide) else {
            return;
        };
        let said = part[end..].trim_start();
        if is_stamp(said) || is_day(said) {
            return;
        }
        let has_columns = said.contains('\t')
            || said
                .match_indices("  ")
                .any(|(i, _)| said[..i].ends_with(char::is_alphanumeric));
        // Things have numbers, too: `2   Wick   Trim it straight.`
        let is_named = number.is_none() || is_upper(&part[..end]);
        if !part[..end].ends_with([':', '：', '.'])
            && (!has_columns || number.is_some())
            && is_named
        {
            let name = range.start..range.start + end;
            self.add(
                Close::Gap,
                name,
                range.end - said.len()..range.end,
                Shape::Capitals,
            );
        }
    }

    /// A message of a log: time, name and text, parted by tabs. Returns whether the line is one.
    pub(super) fn log(&mut self) -> bool {
        let mut cells = self.text.splitn(3, '\t');
        let (Some(time), Some(name), Some(said)) = (cells.next(), cells.next(), cells.next())
        else {
            return false;
        };
        if said.contains('\t') || !is_stamp(time.trim()) {
            return false;
        }
        self.mark.kind = Kind::Column(1);
        self.time = TimeAt::Before;
        let start = time.len() + 1;
        let all = self.text.len();
        // A message of several lines stands in quotes.
        let opens = usize::from(said.starts_with('"') && said.matches('"').count() == 1);
        // A call's program writes `Ann:` between the tabs.
        let name = name.trim_end().trim_end_matches([':', '：']);
        self.add(
            Close::Nothing,
            start..start + name.len(),
            all - said.len() + opens..all,
            Shape::Any,
        );
        true
    }

    /// A row of a table in plain text: a short cell names who says the longest.
    pub(super) fn row(&mut self) {
        let mut cells = Vec::new();
        let inside = self.text.trim_matches('|');
        let mut at = self.text.len() - self.text.trim_start_matches('|').len();
        for cell in inside.split('|') {
            cells.push(trimmed(self.text, at..at + cell.len()));
            at += cell.len() + 1;
        }
        let longest = |(i, cell): &(usize, &Range<usize>)| (cell.len(), usize::MAX - i);
        let Some((longest, said)) = cells.iter().enumerate().max_by_key(longest) else {
            return;
        };
        for (i, cell) in cells
            .iter()
            .enumerate()
            .filter(|(i, cell)| *i != longest && cell.len() < CELL)
        {
            self.mark.kind = Kind::Column(i.min(99) as u8);
            let name = self.text[cell.clone()].trim_end_matches(':').len();
            self.add(
                Close::Nothing,
                cell.start..cell.start + name,
                said.clone(),
                Shape::Any,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken_in;

    #[test]
    fn who_asks_before_a_gap() {
        let text = "MAYOR REED:  Good evening.  We begin with the Harbour Post.\n\nQ    Thank you, Madam Mayor.  And thank you, Mr. Lind.  Madam\n\
                    Mayor, who lit the lamp?\n\nMAYOR REED:  I did.\n\nKEEPER LIND:  We both did.  Next, the Evening News.\n\n\
                    Q    Thank you.  Was it dark?\n\nKEEPER LIND:  Very dark.\n\nMAYOR REED:  Thank you all very much.  And thank you, Mr.\n\
                    Lind.  Good night.\n";
        // Press offices set it with spaces that do not break.
        let unbroken = text.replace("Q    ", "Q\u{a0}\u{a0}\u{a0} ");
        for (text, file) in [
            (text, "talk.md"),
            (text, "talk.txt"),
            (&unbroken, "talk.md"),
            (&unbroken, "talk.txt"),
        ] {
            let lines = spoken_in(text, file);
            let asked = lines.iter().filter(|line| line.starts_with("q: Thank you"));
            assert_eq!(asked.count(), 2, "{lines:#?}");
            assert!(
                lines
                    .iter()
                    .all(|line| !line.contains("Q ") && !line.contains("Q\u{a0}")),
                "{lines:#?}"
            );
        }
    }
}
