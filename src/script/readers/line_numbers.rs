//! Transcripts of courts: each page has its lines numbered, 1 to 25, again and again. The numbers
//! are not spoken. What is said runs on from line to line until a paragraph is set in, or another
//! begins to speak: `CHIEF JUSTICE HALE:`, `Q   Did you see it?`.

mod paragraphs;

use super::super::broken::columns;
use super::super::document::{Document, Preset, SourceLine};
use super::super::facts::label::before_colon;
use super::super::sentences::is_over;
pub(crate) use paragraphs::join;

/// How many lines a page of such a transcript may have.
const ON_A_PAGE: std::ops::RangeInclusive<usize> = 20..=30;
/// How many pages show it.
const FEWEST: usize = 2;
/// How many lines show it in a text of fewer pages, if they are most of it.
const FEWEST_LINES: usize = 10;
/// How many numbers in a row are those of lines.
const SHORTEST: usize = 3;
/// The first of what share of lines goes on in the next in the middle of a sentence, at least: one in so
/// many. Lists and verses do not.
const ONE_BROKEN_IN: usize = 6;
/// The same for a part of a transcript that names who speaks; with a whole page of it, none need to be broken.
const ONE_BROKEN_IN_EXCERPT: usize = 12;

/// How wide a line is, at least, that was broken at the margin, in columns.
const BROKEN: usize = 28;

/// Why the numbers are not in the book.
const REASON: &str = "numbers of lines";

/// Where the lines of a transcript begin.
#[derive(Debug)]
pub(crate) struct Numbered {
    /// The numbers of the lines in the source that begin a page.
    pub pages: Vec<usize>,
    /// For each line of the document, how far from the margin it begins, if it has a number.
    from_margin: Vec<Option<usize>>,
}

/// Drops the numbers of the lines, if the text has them: those of a page are one line of the document.
pub(crate) fn mark(document: &mut Document) -> Option<Numbered> {
    let numbers: Vec<Option<(usize, usize)>> = document
        .lines
        .iter()
        .map(|line| number(&line.text).filter(|_| line.is_text()))
        .collect();
    let excerpt = excerpt(document, &numbers);
    let (last, share) = excerpt
        .filter(|last| ON_A_PAGE.contains(last))
        .map(|last| (last, None))
        .or_else(|| Some((lines_of_a_page(&numbers)?, Some(ONE_BROKEN_IN))))
        .or_else(|| Some((excerpt?, Some(ONE_BROKEN_IN_EXCERPT))))?;
    let runs = runs(&numbers, last);
    let mut run_of: Vec<Option<usize>> = vec![None; numbers.len()];
    for (run, lines) in runs.iter().enumerate() {
        lines.iter().for_each(|&i| run_of[i] = Some(run));
    }
    let (first, end) = (*runs.first()?.first()?, *runs.last()?.last()? + 1);
    let said = (first..end).map(|i| {
        let text = &document.lines[i].text;
        match run_of[i].and(numbers[i]) {
            Some((_, at)) => text[at..].trim_start(),
            None => text,
        }
    });
    let said: Vec<&str> = said.filter(|text| !text.is_empty()).collect();
    let broken = said.windows(2).filter(|pair| {
        columns(pair[0]) >= BROKEN && !is_over(pair[0]) && pair[1].starts_with(char::is_lowercase)
    });
    if share.is_some_and(|share| broken.count() * share < said.len()) {
        return None;
    }
    let mut numbered = Numbered {
        pages: runs.iter().map(|run| document.lines[run[0]].at).collect(),
        from_margin: Vec::with_capacity(numbers.len()),
    };
    let mut lines: Vec<SourceLine> = Vec::with_capacity(numbers.len() + runs.len());
    let mut place_of: Vec<Option<usize>> = vec![None; runs.len()];
    for (i, mut line) in std::mem::take(&mut document.lines).into_iter().enumerate() {
        let (Some(run), Some((_, at))) = (run_of[i], numbers[i]) else {
            lines.push(line);
            numbered.from_margin.push(None);
            continue;
        };
        let digits = line.text[..at].to_string();
        let rest = line.text[at..].to_string();
        match place_of[run] {
            Some(place) => {
                let numbers: &mut SourceLine = &mut lines[place];
                numbers.text.push(' ');
                numbers.text.push_str(&digits);
                numbers.also_at.push(line.at);
            }
            None => {
                place_of[run] = Some(lines.len());
                let part = Preset::Dropped { reason: REASON };
                lines.push(SourceLine::preset(
                    line.at,
                    &digits,
                    line.blank_before,
                    part,
                ));
                numbered.from_margin.push(None);
            }
        }
        let bare = rest.trim_start();
        if !bare.is_empty() {
            let from = digits.len() + columns(&rest) - columns(bare);
            numbered.from_margin.push(Some(from));
            line.text = bare.to_string();
            lines.push(line);
        }
    }
    document.lines = lines;
    Some(numbered)
}

/// The number that a line begins with, alone or with white space behind it, and where it ends.
fn number(text: &str) -> Option<(usize, usize)> {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let number: usize = text[..digits].parse().ok()?;
    let is_apart = text[digits..].is_empty() || text[digits..].starts_with(char::is_whitespace);
    (is_apart && (1..=*ON_A_PAGE.end()).contains(&number)).then_some((number, digits))
}

/// How often each number is the last before they begin anew with 1.
fn ends(numbers: &[Option<(usize, usize)>]) -> [usize; 64] {
    let mut times = [0_usize; 64];
    let mut last = 0;
    for (number, _) in numbers.iter().flatten().chain([&(1, 0)]) {
        if *number == last + 1 {
            last = *number;
        } else if *number == 1 {
            times[last] += 1;
            last = 1;
        }
    }
    times
}

/// How many lines a page has, if several pages have as many.
fn lines_of_a_page(numbers: &[Option<(usize, usize)>]) -> Option<usize> {
    let times = ends(numbers);
    let most = ON_A_PAGE.max_by_key(|n| times[*n])?;
    let long: usize = times[*ON_A_PAGE.start() / 2..].iter().sum();
    (times[most] >= FEWEST && times[most] * 2 >= long).then_some(most)
}

/// How many lines there are on the longest page of a part of a transcript: most of it is numbered,
/// and the lines name who speaks.
fn excerpt(document: &Document, numbers: &[Option<(usize, usize)>]) -> Option<usize> {
    let times = ends(numbers);
    let longest = (FEWEST_LINES..=*ON_A_PAGE.end()).rfind(|n| times[*n] > 0)?;
    if numbers.iter().flatten().count() * 2 < numbers.len() {
        return None;
    }
    let numbered = document.lines.iter().zip(numbers);
    let named = numbered.filter(|(line, number)| {
        let rest = number.map_or("", |(_, at)| line.text[at..].trim_start());
        let is_asked = rest.starts_with(['Q', 'A']) && rest[1..].starts_with([' ', '.', '\t']);
        is_asked || before_colon(rest).is_some()
    });
    (named.count() >= SHORTEST).then_some(longest)
}

/// The lines of each page whose numbers go up to the last.
fn runs(numbers: &[Option<(usize, usize)>], last: usize) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut before = last;
    for (i, found) in numbers.iter().enumerate() {
        let Some((number, _)) = *found else { continue };
        let begins = number == 1 || before == last && number <= SHORTEST;
        // One or two may be lost.
        if number > before && number <= (before + SHORTEST).min(last) {
            run.push(i);
        } else if begins {
            runs.push(std::mem::replace(&mut run, vec![i]));
        } else {
            continue;
        }
        before = number;
    }
    // The last page may be short.
    let rest = (run.len() > 1 && !runs.is_empty()).then(|| run.clone());
    runs.push(run);
    runs.retain(|run| run.len() >= SHORTEST);
    if let Some(rest) = rest.filter(|rest| runs.last() != Some(rest)) {
        runs.push(rest);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::tests::spoken;

    /// What two people say in court, in the lines of a page; paragraphs begin with a bar.
    const SAID: &str = "\
|Q Were you on the pier that night when the lamp
went out, or did you hear of it the next
day?
|A I was there.
|Q And was it dark?
|MR. LIND: Objection. She has said it once and we
need not hear it again.
|THE COURT: You may answer.
|A It was the night of the fifth, and there was so much
rain that the ferry did not leave before
midnight.
|Q Who else was there?
|A A man whom I had not seen before, with the key in
A hand that shook.";

    /// That, so often that it fills pages, each line with its number.
    fn numbered(
        line: impl Fn(usize, &str, bool) -> String,
        page: impl Fn(usize) -> String,
    ) -> String {
        let said = SAID.lines().cycle().take(14 * 6);
        let mut text = String::new();
        for (i, said) in said.enumerate() {
            if i % 25 == 0 {
                text.push_str(&page(i / 25 + 7));
            }
            let (begins, said) = said
                .strip_prefix('|')
                .map_or((false, said), |said| (true, said));
            text.push_str(&line(i % 25 + 1, said, begins));
        }
        text
    }

    fn is_read(text: &str) {
        let lines = spoken(text);
        assert_eq!(
            lines[..8],
            [
                "q: Were you on the pier that night when the lamp went out, or did you hear of it the next day?",
                "a: I was there.",
                "q: And was it dark?",
                "mr-lind: Objection. She has said it once and we need not hear it again.",
                "the-court: You may answer.",
                "a: It was the night of the fifth, and there was so much rain that the ferry did not leave before midnight.",
                "q: Who else was there?",
                "a: A man whom I had not seen before, with the key in A hand that shook.",
            ],
            "{text}"
        );
        assert_eq!(lines.len(), 8 * 6, "{text}");
    }

    #[test]
    fn numbers_before_lines() {
        let set_in = |n: usize, said: &str, begins: bool| {
            format!("{n:>2}   {}{said}\n", if begins { "      " } else { "" })
        };
        is_read(&numbered(set_in, |page| format!("\n{page}\n\n")));
        is_read(&numbered(set_in, |page| {
            format!("\nLind Reporting\n{page}\n\n")
        }));
        // At the left, with a blank line after each.
        let apart = |n: usize, said: &str, begins: bool| {
            format!("{n:<5}{}{said}\n\n", if begins { "    " } else { "" })
        };
        is_read(&numbered(apart, |page| format!("Page {page}\n\n")));
        // As copying leaves them.
        is_read(&numbered(
            |n, said, _| format!("{n} {said}\n"),
            |page| format!("{page}\n"),
        ));
    }

    #[test]
    fn numbers_on_lines_of_their_own() {
        is_read(&numbered(
            |n, said, _| format!("{n}\n\n{said}\n\n"),
            |page| format!("{page}\n\n"),
        ));
    }

    #[test]
    fn lists_and_verses_keep_their_numbers() {
        let many =
            |line: &dyn Fn(usize) -> String| (0..100).map(|i| line(i % 25 + 1)).collect::<String>();
        for text in [
            many(&|n| format!("{n} What did you see in the year before, and who was there?\n")),
            many(&|n| format!("{n}. what he saw in the year before was the sea and the\n")),
            many(&|n| format!("{n} lamp\n")),
            many(&|n| format!("{n} And the waters stood over the land, and it was dark;\n")),
            (1..26)
                .map(|n| format!("{n} and the waters stood over all of the land and\n"))
                .collect(),
            (1..200)
                .map(|n| format!("{n} and the waters stood over all of the land and\n"))
                .collect(),
        ] {
            assert!(
                mark(&mut Document::of_text(&text)).is_none(),
                "{}",
                &text[..60]
            );
        }
    }
}
