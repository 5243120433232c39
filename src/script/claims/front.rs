//! What stands before a text: its title, and right under it the subtitle, the author, the date and the place.

use super::ClaimRole::{Dropped, Metadata, Narration, NoLabel, Title};
use super::dates::{Moment, leading_date, moment};
use super::participants::{is_full_name, is_name};
use super::text::{Line, Text};
use super::words::{Closing, Directions, Front};
use super::{Claim, Claims, addresses, furniture, headings, masthead, wrappers};
use crate::script::document::Emphasis;
use crate::script::document::Preset;
use crate::script::facts::letters::is_upper;
use crate::script::facts::{Candidate, Class, Close};
use crate::script::rules;
use crate::script::tongues::writing::script_of;
use std::collections::HashMap;

/// The longest title, in characters.
const LONGEST: usize = 160;
/// How many lines under a title may tell of the text, and how many repeat it.
const UNDER: usize = 8;
const REPEATED: usize = 40;
/// What a heading that says the title again is more surely than a chapter's, in nats.
const HEADING: f64 = 6.0;
/// From how many questions that stand apart on a text is one of questions.
const QUESTIONS: usize = 3;
/// How surely a byline over the title is one, at least, in nats.
const BYLINE: f64 = 8.5;
/// How surely what stands over the title is none, in nats.
const OVER_TITLE: f64 = 12.0;
/// How many lines further a page that says its title twice says it again.
const NEAR: usize = 4;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("front");
    moments(text, &mut claims);
    kinds(text, &mut claims);
    caption(text, &mut claims);
    let given = text
        .lines
        .iter()
        .position(|line| matches!(line.source.preset, Some(Preset::Title { .. })));
    // What stands around a book is not its front.
    let begin = wrappers::book_begins(text);
    let masthead = masthead::lines(text);
    let menu = furniture::ahead(text);
    let is_head = |i: &usize| is_written(text, *i) && !masthead.contains(i) && !menu.contains(i);
    let head = (begin..text.len().min(begin + 60)).filter(is_head);
    let mut head: Vec<usize> = head.take(UNDER + 1).collect();
    // Some pages have the author over the title.
    if let [over, _, ..] = head[..]
        && given.is_none()
        && text.lines[over].label < 0.3
        && let Some(sure) = byline(text.lines[over].text()).filter(|sure| *sure > BYLINE)
    {
        claims.line(over, Metadata("author"), sure + 4.0);
        claims.line(over, NoLabel, sure);
        head.remove(0);
    }
    if given.is_none() {
        over_title(text, &mut head, &mut claims);
    }
    let Some(&first) = head.first() else {
        return claims.found;
    };
    let nats = title(text, first);
    if let Some(given) = given {
        repeated(text, given, &mut claims);
        under(text, given, &head, 4.0, &mut claims);
        return claims.found;
    }
    if nats > 0.0 {
        let own = text.lines[first].text();
        match leading_date(own).filter(|(_, rest)| *rest < own.len()) {
            Some((date, rest)) => {
                claims.span(first, 0..date.len(), Metadata("date"), nats);
                claims.span(first, rest..own.len(), Title, nats);
                claims.line(first, Title, nats);
            }
            None => by_author(text, first, nats, &mut claims),
        }
        claims.line(first, NoLabel, nats.min(6.0));
        repeated(text, first, &mut claims);
        under(text, first, &head[1..], nats.min(6.0) - 2.0, &mut claims);
    }
    same_author(text, &mut claims);
    claims.found
}

/// Takes what stands over the title off the head: the part of a paper that the text is of (`CULTURE`), or who wrote a play, if a line
/// under the title says what kind of text it is (`ПЁТР ЗАРЕЧНЫЙ`, `ФОНАРЬ`, `Комедия в двух действиях`).
fn over_title(text: &Text, head: &mut Vec<usize>, claims: &mut Claims) {
    let [over, title, under] = head[..head.len().min(3)] else {
        return;
    };
    let line = &text.lines[over];
    let names_kind = |i: usize| Front::get().subtitle.begins.begins(&text.lines[i].bare);
    let is_title = text.lines[title].is_scrap() && !names_kind(title) && title == over + 1;
    let key = match () {
        () if !is_title || line.label > 0.3 => return,
        () if Front::get().kicker.words.is(&line.bare) && line.is_scrap() => "topic",
        () if is_full_name(line.text()) && line.closes && line.words() < 4 && names_kind(under) => {
            "author"
        }
        () => return,
    };
    claims.line(over, Metadata(key), OVER_TITLE);
    claims.line(over, NoLabel, OVER_TITLE);
    head.remove(0);
}

/// Whether a line is written as text is: no fact, no moment, no address, nothing that the source marks as something else.
fn is_written(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    let is_credit = || {
        let closing = Closing::get();
        closing.transcriber.begins.begins(&line.bare) || closing.about.begins.begins(&line.bare)
    };
    line.is_free
        && !matches!(
            text.facts[i].class,
            Class::Time | Class::Rule | Class::Number | Class::Address | Class::Code
        )
        && !Directions::get().cuts.words.is(&line.bare)
        && !rules::is_rule(line.text())
        && line.text().contains(char::is_alphabetic)
        && moment(&line.lower).is_none()
        && !addresses::is_address(line.text())
        && !addresses::is_way(line.text())
        && !is_credit()
        && !super::words::Contents::get()
            .transcript
            .words
            .is(&line.bare)
        && !line.pair.is_some_and(|(key, value)| {
            !value.is_empty() && super::words::facts().meaning(&key.to_lowercase()).is_some()
        })
}

/// How surely the first line that is written is the title.
fn title(text: &Text, i: usize) -> f64 {
    let line = &text.lines[i];
    let own = line.text();
    let chars = line.chars();
    if text.len() < 2 || chars > LONGEST || text.free().take(3).count() < 2 {
        return 0.0;
    }
    let mut nats = 2.0 + if line.closes { 2.0 } else { 0.0 } + if chars <= 80 { 1.0 } else { 0.0 };
    // A title stands apart: in a block of several lines it is one of them.
    let block = text.block(i);
    // Facts under it are no text.
    nats -= match block.filter(|&i| is_written(text, i)).count() {
        0 | 1 => 0.0,
        2 | 3 => 1.0,
        _ => 5.0,
    };
    nats += match own.chars().next_back() {
        Some('?' | '？' | '!' | '！') => {
            if line.closes {
                -1.0
            } else {
                -5.0
            }
        }
        Some('.' | '。' | '…' | '।') => -6.0,
        Some(',' | '，' | ';' | '；' | ':' | '：') => -7.0,
        _ => 2.0,
    };
    // Where questions stand apart, the first is one of them.
    let asks = |line: &Line| line.opens && line.closes && line.text().ends_with(['?', '？']);
    if asks(line) && text.free().filter(|(_, line)| asks(line)).count() >= QUESTIONS {
        nats -= 4.0;
    }
    if own.starts_with(char::is_lowercase) {
        nats -= 4.0;
    }
    // `[Talk] Why We Need Boredom` has what kind of text it is before the title.
    let is_tagged = |open: char, close: char| {
        let end = own.starts_with(open).then(|| own.find(close)).flatten();
        end.is_some_and(|end| own[end..].chars().filter(|c| c.is_alphabetic()).count() > 3)
    };
    if own.starts_with([
        '-', '–', '—', '•', '*', '(', '[', '（', '【', '"', '“', '„', '«', '>', '|',
    ]) && !is_tagged('[', ']')
        && !is_tagged('【', '】')
    {
        nats -= if is_quoted(own) { 1.0 } else { 5.0 };
    }
    nats -= 9.0 * line.label;
    nats += f64::from(u8::from(
        line.markup().emphasis == Some(Emphasis::Strong) || is_upper(own),
    ));
    if let Some(level) = line.heading() {
        let alike = text
            .free()
            .filter(|(_, line)| line.heading().is_some_and(|own| own <= level))
            .count();
        nats += if alike == 1 { 8.0 } else { -5.0 };
    } else if text.free().any(|(_, line)| line.heading() == Some(1)) {
        nats -= 3.0;
    }
    // The one heading of a text names the whole: `Episode 41: The Lamp`.
    if let Some((_, sure)) = headings::level(own) {
        let others = text
            .free()
            .skip(1)
            .filter(|(_, line)| line.opens && headings::level(line.text()).is_some());
        nats -= if sure > 7.5 || others.take(1).count() > 0 {
            9.0
        } else {
            1.0
        };
    }
    if text.facts[i].class == Class::HeadingWord && own.contains(['.', '-']) && is_upper(own) {
        nats -= 6.0; // `INT. MILL - NIGHT`
    }
    // A page says its title twice, one right under the other; what comes again and again names someone, or a place.
    let again = text
        .lines
        .iter()
        .skip(i + 1)
        .filter(|other| other.bare == line.bare)
        .take(2)
        .count();
    let right_under = text
        .lines
        .iter()
        .skip(i + 1)
        .take(NEAR)
        .any(|other| other.bare == line.bare);
    nats += match (again, right_under) {
        (0, _) => 0.0,
        (1, true) => 3.0,
        (1, false) => {
            if line.heading().is_some() {
                0.0
            } else {
                -3.0
            }
        }
        _ => -8.0,
    };
    nats + text.front(i).min(1.0)
}

/// Whether a text is one quotation and no sentence, as titles of interviews are: `«The bell does not lie»`
fn is_quoted(text: &str) -> bool {
    let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」')];
    let mut insides = pairs
        .iter()
        .filter_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    insides.any(|inside| {
        let is_sentence = inside.ends_with(['.', '!', '?', '…', '。', '？', '！', ',']);
        !is_sentence && !inside.contains(['"', '“', '”', '«', '»', '「', '」'])
    })
}

/// Lines that say the title again.
fn repeated(text: &Text, title: usize, claims: &mut Claims) {
    let said = match &text.lines[title].source.preset {
        Some(Preset::Title { text, .. }) => text.to_lowercase(),
        _ => text.lines[title].bare.clone(),
    };
    let said = letters(&said);
    if said.is_empty() {
        return;
    }
    let near = title + 1..text.len().min(title + 1 + REPEATED);
    let again: Vec<usize> = near
        .filter(|&i| text.lines[i].is_free && letters(&text.lines[i].bare) == said)
        .collect();
    if again.len() > 2 {
        return;
    }
    for i in again {
        let line = &text.lines[i];
        let stands = line.opens && line.closes || line.heading().is_some() || i == title + 1;
        let near = line.heading().is_some() || i <= title + NEAR;
        let nats = if stands { 6.0 } else { 2.0 } + if near { 3.0 } else { -2.0 }
            - 3.0 * text.labels_before(i).min(4.0);
        // A heading that says it is the title itself.
        match line.heading() {
            Some(_) if stands => claims.line(i, Title, nats + HEADING),
            _ => claims.line(i, Dropped("title repeated"), nats),
        }
        claims.line(i, NoLabel, nats);
    }
}

/// How many days show that each is of a part of the text.
const MOMENTS: usize = 4;

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Lines that are nothing but a moment: of the text as a whole where they stand at its edge.
fn moments(text: &Text, claims: &mut Claims) {
    // Of messages, where people talk; a diary has them for headings.
    let days = text
        .free()
        .filter(|(_, line)| moment(&line.lower) == Some(Moment::Date));
    let usual = if text.labels() > 2.0 && days.count() >= MOMENTS {
        6.0
    } else {
        0.0
    };
    for (i, line) in text.free().filter(|(_, line)| line.label < 0.3) {
        let what = moment(&line.lower).or_else(|| {
            let date = leading_date(line.text());
            date.is_some_and(|(_, rest)| rest == line.text().len())
                .then_some(Moment::Date)
        });
        let Some(what) = what else { continue };
        let follows = i > 0 && !line.opens && !text.lines[i - 1].is_over;
        let goes_on = !line.closes || line.text().ends_with(['.', ',', ';', '。', '，']);
        if follows && goes_on && text.lines[i - 1].words() > 3 {
            continue; // a sentence ends in it
        }
        let has_words = line.text().contains(char::is_alphabetic);
        let key = if what == Moment::Date {
            "date"
        } else {
            "duration"
        };
        let nats = 4.0
            + usual
            + text.front(i)
            + if line.closes { 1.0 } else { 0.0 }
            + if has_words { 2.0 } else { 0.0 };
        claims.line(i, Metadata(key), nats);
        claims.line(i, NoLabel, nats);
    }
}

/// How many lines of a court's caption show it, and within how many.
const PARTIES: usize = 3;
const CAPTION: usize = 24;

/// The parties of a case, beside a rule of brackets: `MARIN COOPERATIVE,        )`
fn caption(text: &Text, claims: &mut Claims) {
    let is_party = |line: &Line| line.is_free && line.label < 0.4 && line.text().contains("   )");
    let head = text.lines.iter().take(CAPTION).enumerate();
    let parties: Vec<usize> = head
        .filter(|(_, line)| is_party(line))
        .map(|(i, _)| i)
        .collect();
    for &i in parties.iter().filter(|_| parties.len() >= PARTIES) {
        claims.line(i, Metadata("case"), 18.0);
        claims.line(i, NoLabel, 18.0);
    }
}

/// `ANN REED: An Interview Conducted by …`: what a text is, and not what somebody says.
fn kinds(text: &Text, claims: &mut Claims) {
    for (i, line) in text.free() {
        let Some((_, value)) = line
            .pair
            .filter(|_| text.labels_before(i) < 3.0 && line.heading().is_none())
        else {
            continue;
        };
        let lower = value.to_lowercase();
        let capital = value
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_uppercase))
            .count();
        if Front::get().subtitle.begins.begins(&lower)
            && capital > 2
            && !value.ends_with(['?', '!', '？', '！'])
        {
            claims.line(i, NoLabel, 9.0);
            claims.line(i, Narration, 3.0);
        }
    }
}

/// What stands right under the title: never a chapter of its own.
fn under(text: &Text, title: usize, lines: &[usize], nats: f64, claims: &mut Claims) {
    let mut before = title;
    let mut nats = nats;
    for (n, &i) in lines.iter().filter(|&&i| i > title).enumerate() {
        let line = &text.lines[i];
        // Only what follows the title without text between: a long line ends it.
        if i > before + 4 || text.labels_before(i) > 0.8 || n > UNDER || nats <= -4.0 {
            break;
        }
        before = i;
        if letters(&line.bare) == letters(&text.lines[title].bare) {
            continue;
        }
        if text.facts[i].class == Class::HeadingWord && is_upper(line.text()) {
            break; // `INT. MILL - NIGHT`, `ACT I`
        }
        let sends = |one: &Candidate| one.syntax.close == Close::Sent;
        if text.facts[i].candidates.iter().any(sends) {
            continue; // `From: Ann Reed`, over a mail
        }
        if let Some(sure) = byline(line.text()) {
            claims.line(i, Metadata("author"), sure + nats + 2.0);
            claims.line(i, NoLabel, sure);
            continue;
        }
        let names_kind = Front::get().subtitle.begins.begins(&line.bare) && line.words() < 40;
        let goes_on = !line.opens && text.block(title).contains(&i);
        let heads = headings::level(line.text()).is_some();
        let mut own = nats - 1.0;
        own += if names_kind { 6.0 } else { 0.0 } + if goes_on { 3.0 } else { 0.0 };
        own -= if line.is_scrap() { 0.0 } else { 7.0 } + 8.0 * line.label;
        own -= if heads { 8.0 } else { 0.0 } + n as f64;
        // Before a talk stands what it is, in scraps; the first sentence ends that.
        let block = text.block(i);
        let is_short =
            |j: usize| text.lines[j].is_scrap() || moment(&text.lines[j].lower).is_some();
        let scraps = block.len() <= 4 && block.clone().all(is_short);
        own += if scraps && text.labels() > 2.0 {
            3.0
        } else {
            0.0
        };
        own += if block
            .clone()
            .any(|j| moment(&text.lines[j].lower).is_some())
        {
            2.0
        } else {
            0.0
        };
        own -= if line.text().ends_with(['?', '？', '!', '！']) && !names_kind {
            3.0
        } else {
            0.0
        };
        if line.text().starts_with(['(', '（', '[']) && line.text().ends_with([')', '）', ']']) {
            own += 1.0;
        }
        if !line.closes && !goes_on && !scraps {
            own -= 3.0;
        }
        if line.heading().is_some() {
            // A heading with a heading right under it has no text: it belongs to the title.
            let next = text.lines[i + 1..]
                .iter()
                .find(|next| next.source.preset.is_none());
            own += if names_kind || next.is_some_and(|next| next.heading().is_some()) {
                4.0
            } else {
                -9.0
            };
        }
        if is_full_name(line.text())
            && !names_kind
            && line.label < 0.3
            && (goes_on || line.closes)
            && line.words() < 5
        {
            claims.line(i, Metadata("author"), own + 1.0);
        }
        if other_script(&text.lines[title], line) {
            claims.line(i, Title, own + 3.0);
        }
        claims.line(i, Metadata("subtitle"), own);
        claims.line(i, NoLabel, own);
        if own <= 0.0 {
            nats -= 3.0;
        }
    }
}

/// Whether two lines are in different letters.
fn other_script(a: &Line, b: &Line) -> bool {
    let script = |line: &Line| {
        let letters = || line.text().chars().filter(|c| c.is_alphabetic());
        let unspaced = letters().filter(|c| super::words::is_unspaced(*c)).count();
        if unspaced * 2 > letters().count() {
            return None;
        }
        letters().next().map(script_of)
    };
    script(a) != script(b)
}

/// How surely a line says who wrote the text: `By Ann Reed · June 3, 2024`, or a name with an address.
fn byline(text: &str) -> Option<f64> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let mut sure: f64 = 0.0;
    for part in text
        .split(['·', '|', '•', '—'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let dated = part
            .split_once(", ")
            .filter(|(_, date)| moment(&date.to_lowercase()).is_some());
        let part = dated.map_or(part, |(name, _)| name);
        if moment(&part.to_lowercase()).is_some() {
            continue;
        }
        sure = sure.max(author_in(part)?);
    }
    (sure > 0.0).then_some(sure)
}

fn author_in(part: &str) -> Option<f64> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let (first, last) = (words.first()?, words.last()?);
    if words.len() <= 6 && words.len() > 1 && last.contains('@') && addresses::is_address(last) {
        return Some(8.0);
    }
    let lower = part.to_lowercase();
    let end = Front::get()
        .byline
        .words
        .begin(&lower)
        .filter(|end| lower.len() == part.len() && *end < part.len());
    let name = part[end?..].trim_start_matches([':', ' ']);
    let capitals = name
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    let several = name.split(" and ").next().unwrap_or_default();
    let fits = is_name(several)
        && (capitals > 1 || first.len() > 2)
        && name.split_whitespace().count() <= 8;
    fits.then_some(if capitals > 1 { 9.0 } else { 4.0 })
}

/// `The Lamp - Odile Marchand`: a title and its author on one line.
fn by_author(text: &Text, i: usize, nats: f64, claims: &mut Claims) {
    let own = text.lines[i].text();
    if let Some(at) = own.to_lowercase().rfind(" by ").filter(|_| own.is_ascii()) {
        let name = &own[at + 4..];
        if is_full_name(name) && !own[..at].is_empty() && !own.contains(':') {
            claims.span(i, 0..at, Title, nats);
            claims.span(i, at + 4..own.len(), Metadata("author"), nats);
            claims.line(i, Title, nats);
            return;
        }
    }
    claims.line(i, Title, nats);
}

/// Lines that each head a block and end in the same name behind a dash: titles in several languages, and their author.
fn same_author(text: &Text, claims: &mut Claims) {
    let parted = |line: &Line| -> Option<(usize, usize)> {
        let own = line.text();
        let fits =
            line.is_free && line.opens && own.len() <= 160 && line.label < 0.9 && !line.is_over;
        let at = [" - ", " – ", " — "]
            .iter()
            .filter_map(|sign| Some((own.rfind(sign)?, sign.len())))
            .max();
        at.filter(|_| fits).map(|(at, sign)| (at, at + sign))
    };
    let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, line) in text.lines.iter().enumerate() {
        if let Some((_, from)) =
            parted(line).filter(|(_, from)| is_full_name(&line.text()[*from..]))
        {
            names.entry(&line.text()[from..]).or_default().push(i);
        }
    }
    let is_short_list =
        |lines: &&Vec<usize>| (2..=4).contains(&lines.len()) && text.len() > 3 * lines.len();
    let firsts = |lines: &&Vec<usize>| lines[0] < 4;
    for lines in names.values().filter(is_short_list).filter(firsts) {
        for &i in lines {
            let own = text.lines[i].text();
            let Some((end, from)) = parted(&text.lines[i]) else {
                continue;
            };
            claims.line(i, Title, 9.0);
            claims.span(i, 0..end, Title, 9.0);
            claims.span(i, from..own.len(), Metadata("author"), 9.0);
            claims.line(i, NoLabel, 12.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for by in [
            "By Sam Wood, June 3, 2024",
            "By Sam Wood · Published on June 3, 2024 · 8 min read",
            "By Sam Wood",
            "by T. Blake",
            "Sam Wood sam@example.org",
            "Von Anna Roth und Bo Lind",
        ] {
            assert!(byline(by).is_some(), "{by}");
        }
        for text in [
            "By the River",
            "By then it was dark",
            "De la mer",
            "March 3, 2021",
        ] {
            assert!(byline(text).is_none(), "{text}");
        }
    }
}
