//! What looks like a label and is none by what it says: a word that joins sentences, or a sentence that ends before the
//! colon, or one that tells who speaks: `The keeper said: “Leave it.”`; and what is one by its capitals and a title: `MS. REED: No.`, `THE WITNESS: Yes.`

mod prose;
mod terms;
mod unlike;

use super::ClaimRole::{Label, NoLabel};
use super::text::Text;
use super::words::NoNames;
use super::{Claim, Claims};
use crate::characters::is_han;
use crate::script::facts::letters::name_hash;
use crate::script::facts::{
    Candidate, Capitals, Class, Close, TimeAt, are_initials, define_initials, vocabulary,
};
use crate::script::tongues::writing::script_of_first_letter;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Signs that open a quotation.
const OPENING: &[char] = &['“', '"', '„', '«', '»', '「', '『', '‘', '\''];
/// How surely who is addressed says nothing, in nats: `Dear Ann: …`
const ADDRESSED: f64 = 12.0;
/// How surely a novel tells who speaks, and names no speaker, in nats: `The keeper said: “Leave it.”`
const TELLS: f64 = 30.0;
/// The same where nobody is named: `问：“走吗？”` may be who asks in an interview.
const ASKS: f64 = 14.0;

/// How surely what people say to one another names nobody, in nats: `Good afternoon.`
const GREETS: f64 = 12.0;

/// From how many Chinese characters on a clause that ends in such a verb needs no quotation mark to tell who speaks:
/// `于是她用和解的口气说：走吧。`
const LONG_HAN: usize = 6;

/// Whether a text is nothing but what people say to one another, and no name: `Hello`, `Buenas tardes`.
fn greets(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    NoNames::get().greets.words.is(bare)
}

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("labels");
    let table = NoNames::get();
    let named: HashSet<u64> = text
        .facts
        .iter()
        .flat_map(|facts| &facts.candidates)
        .filter(|candidate| candidate.syntax.close == Close::Colon && candidate.notes.is_empty())
        .map(|candidate| candidate.key)
        .collect();
    let asked = asked(text);
    let by_letters = are_letters(text);
    let initials = initials(text);
    let defined = defined(text);
    let speakers = speakers(text);
    over_all(text, &mut claims);
    prose::claims(text, &mut claims);
    of_office(text, &mut claims);
    unlike::claims(text, &mut claims);
    terms::claims(text, &mut claims);
    for (i, facts) in text.facts.iter().enumerate() {
        let line = &text.lines[i];
        let mut nats: f64 = 0.0;
        for candidate in &facts.candidates {
            if let Some(name) = &candidate.name
                && speak_together(&line.text()[name.clone()], &speakers)
            {
                claims.span(i, name.clone(), Label, TOGETHER);
            }
        }
        let mut names = facts.candidates.iter().filter_map(|one| one.name.clone());
        if names.next().is_some_and(|name| greets(&line.text()[name])) {
            nats = nats.max(GREETS);
        }
        for candidate in facts
            .candidates
            .iter()
            .filter(|candidate| candidate.syntax.close == Close::Colon)
        {
            let Some(name) = &candidate.name else {
                continue;
            };
            if defined.contains(&candidate.key) {
                claims.span(i, name.clone(), Label, DEFINED);
            }
            let lower = line.text()[name.clone()].to_lowercase();
            let is_word = !asked.contains(&candidate.key) && !initials.contains(&candidate.key);
            if table.joins.words.is(lower.trim()) && is_word {
                nats = nats.max(9.0);
            }
            if table.addresses.words.begins(lower.trim()) {
                nats = nats.max(ADDRESSED);
            }
            // `MS. REED: No.`, `Mr. Reed (North) (Ind): No.`
            let is_set_apart = candidate.capitals == Capitals::All || !candidate.notes.is_empty();
            let is_third = by_letters && (2..=3).contains(&candidate.words);
            if is_set_apart && !candidate.said.is_empty() && (is_titled(&lower) || is_third) {
                let nats = if is_third { THIRD } else { SET_APART };
                claims.span(i, name.clone(), Label, nats);
            }
            if candidate
                .notes
                .iter()
                .any(|note| named.contains(&name_hash(inside(line.text(), note))))
            {
                claims.span(i, name.clone(), Label, OFFICE);
            }
            if lists_speakers(&line.text()[candidate.said.clone()], &speakers)
                && !speakers.contains(&candidate.key)
            {
                nats = nats.max(LISTS);
            }
            let quotes = match line.text()[candidate.said.clone()].trim() {
                "" => text.lines.get(i + 1).map_or("", |next| next.text()),
                said => said,
            };
            let is_long = || lower.chars().filter(|c| is_han(*c)).count() >= LONG_HAN;
            if (quotes.starts_with(OPENING) || is_long()) && table.speaks.words.ends(lower.trim()) {
                let is_verb = table.speaks.words.is(lower.trim());
                nats = nats.max(if is_verb { ASKS } else { TELLS });
            }
        }
        claims.line(i, NoLabel, nats);
    }
    in_two_scripts(text, &mut claims);
    in_turn(text, &mut claims);
    timed(text, &mut claims);
    claims.found
}

/// How surely a full name over what is said is one where all have that form, in nats; and how many have it at least.
const OVER: f64 = 4.0;
const FEWEST_OVER: usize = 3;

/// How sure a label is of a name that comes again.
const AGAIN: f64 = 0.3;

/// Names alone before a colon that each stand in a block of their own: one who speaks once is named so, too.
fn over_all(text: &Text, claims: &mut Claims) {
    let name_over = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        let over = candidates.find(|one| one.syntax.is_alone && one.syntax.close == Close::Colon);
        over.filter(|one| {
            let is_big = matches!(one.capitals, Capitals::Title | Capitals::All);
            text.lines[i].opens && is_big && one.words > 1 && one.never == 0.0
        })
    };
    let is_known = |i: &usize| text.lines[*i].label > AGAIN && name_over(*i).is_some();
    if (0..text.len()).filter(is_known).count() < FEWEST_OVER {
        return;
    }
    for i in (0..text.len()).filter(|i| text.lines[*i].label <= AGAIN) {
        if let Some(name) = name_over(i).and_then(|one| one.name.clone()) {
            claims.span(i, name, Label, OVER);
        }
    }
}

/// How surely `Senator Black` is one who speaks where other senators speak again, in nats; and how many others there are at least.
const OF_OFFICE: f64 = 6.0;
const OTHERS: usize = 2;

/// Who has an office before the name, before a colon, as others have who are named again.
fn of_office(text: &Text, claims: &mut Claims) {
    let officer = |i: usize| {
        let one = text.facts[i].before_colon()?;
        let name = one.name_in(text.lines[i].source);
        let office = name
            .split(' ')
            .next()
            .filter(|word| vocabulary().offices.has(word))?;
        Some((one, office))
    };
    let mut named: HashMap<&str, HashSet<u64>> = HashMap::new();
    for i in (0..text.len()).filter(|i| text.lines[*i].label > AGAIN) {
        if let Some((one, office)) = officer(i) {
            named.entry(office).or_default().insert(one.key);
        }
    }
    if named.is_empty() {
        return;
    }
    for i in (0..text.len()).filter(|i| text.lines[*i].label <= AGAIN) {
        let Some((one, office)) = officer(i) else {
            continue;
        };
        let others = named.get(office).map_or(0, HashSet::len);
        if let Some(name) = one
            .name
            .clone()
            .filter(|_| others >= OTHERS && one.words > 1)
        {
            claims.span(i, name, Label, OF_OFFICE);
        }
    }
}

/// The longest list of those who speak, in bytes.
const LONGEST_LIST: usize = 200;
/// How surely several who speak are who says something together, in nats: `ANN AND BO: Never!`
const TOGETHER: f64 = 6.0;
/// How sure the labels of a name are, in all, of one who speaks.
const SPEAKS: f64 = 0.9;

/// The names that stand as labels again and again.
fn speakers(text: &Text) -> HashSet<u64> {
    let mut sure: HashMap<u64, f64> = HashMap::new();
    for (line, facts) in text.lines.iter().zip(text.facts) {
        for candidate in facts.candidates.iter().filter(|_| line.label > 0.2) {
            *sure.entry(candidate.key).or_default() += line.label;
        }
    }
    let sure = sure.into_iter().filter(|(_, sure)| *sure >= SPEAKS);
    sure.map(|(key, _)| key).collect()
}

/// How surely a key names nobody before a list of those who speak, in nats: `Reviewers: AR, BL`
const LISTS: f64 = 9.0;

/// Whether a text is nothing but the names of two or more who speak.
fn lists_speakers(said: &str, speakers: &HashSet<u64>) -> bool {
    let mut names = said.split([',', ';', '、', '，']).map(str::trim);
    names.clone().count() > 1
        && said.len() <= LONGEST_LIST
        && names.all(|name| speakers.contains(&name_hash(name)))
}

/// Whether a name is those of two or more who speak, with a word or sign between them.
fn speak_together(name: &str, speakers: &HashSet<u64>) -> bool {
    let joins = |word: &str| vocabulary().conjunctions.has(word) || matches!(word, "&" | "+" | "/");
    const SIGNS: &[char] = &[',', '、', '和', '与', 'と', '&'];
    let words: Vec<&str> = name.split_whitespace().collect();
    if !name.contains(SIGNS) && !words.iter().any(|word| joins(word)) {
        return false;
    }
    let of_words = words.split(|word| joins(word)).map(|part| part.join(" "));
    let parts: Vec<String> = of_words
        .flat_map(|part| {
            let parts = part.split(SIGNS);
            parts.map(str::to_string).collect::<Vec<_>>()
        })
        .filter(|part| !part.trim().is_empty())
        .collect();
    parts.len() > 1 && parts.iter().all(|part| speakers.contains(&name_hash(part)))
}

/// How surely initials that the text itself defines are who speaks, in nats: `JR: …` below `Jonas Rook (JR): …`
const DEFINED: f64 = 6.0;

/// The initials that names in brackets define.
fn defined(text: &Text) -> HashSet<u64> {
    let mut defined = HashSet::new();
    for (line, facts) in text.lines.iter().zip(text.facts) {
        define_initials(line.source, facts, &mut defined);
    }
    defined
}

/// The initials that stand before colons, where there are several and each comes again.
fn initials(text: &Text) -> HashSet<u64> {
    let mut times: HashMap<u64, usize> = HashMap::new();
    let candidates = text.facts.iter().flat_map(|facts| &facts.candidates);
    for one in candidates.filter(|one| one.never == 0.0 && are_initials(one)) {
        *times.entry(one.key).or_default() += 1;
    }
    times.retain(|_, times| *times > 1);
    if times.len() < 2 {
        times.clear();
    }
    times.into_keys().collect()
}

/// How surely a name in capitals before a colon is one who speaks, in nats, by its title; and once in a record of letters.
const SET_APART: f64 = 4.0;
const THIRD: f64 = 7.0;
/// How many turns of letters show a record, and which share of the labels in it are letters at least.
const LETTERS: usize = 4;
const LETTERED: f64 = 0.6;

/// Whether those who speak are named by letters, as in the records of courts: `Q.` and `A.` There, who speaks once is set in capitals.
fn are_letters(text: &Text) -> bool {
    let named = (0..text.len()).filter(|i| text.lines[*i].label > AGAIN);
    let is_letter = |i: &usize| {
        let mut candidates = text.facts[*i].candidates.iter();
        candidates.any(|one| one.capitals == Capitals::Letter)
    };
    let (all, letters) = (named.clone().count(), named.filter(is_letter).count());
    letters >= LETTERS && letters as f64 >= LETTERED * all as f64
}

/// How many questions and answers in turn show that so those who speak are called.
const IN_TURN: usize = 3;

/// `Question:` and `Answer:`, where they take turns.
fn asked(text: &Text) -> HashSet<u64> {
    let words = &NoNames::get().asks.words;
    let keys = text.facts.iter().enumerate().flat_map(|(i, facts)| {
        let colons = facts.candidates.iter();
        let colons = colons.filter(|one| one.syntax.close == Close::Colon);
        colons.filter_map(move |one| {
            let name = text.lines[i].text()[one.name.clone()?].to_lowercase();
            words.is(name.trim()).then_some(one.key)
        })
    });
    let keys: Vec<u64> = keys.collect();
    let turns = keys.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if turns >= IN_TURN {
        keys.into_iter().collect()
    } else {
        HashSet::new()
    }
}

/// How surely an office is who speaks if the name in brackets behind it speaks, too, in nats: `The Minister (Ann Reed): …`
const OFFICE: f64 = 9.0;

/// What stands in brackets.
fn inside<'a>(text: &'a str, brackets: &Range<usize>) -> &'a str {
    text[brackets.clone()].trim_matches(['(', ')', '[', ']', '（', '）', ' '])
}

/// How surely a name with a time over what is said is one, in nats; and one that a program gave, `Speaker 2`, or with a time that
/// only a recording has, `0:04`.
const TIMED: f64 = 2.0;
const BY_PROGRAM: f64 = 5.0;

/// Names over what is said with the time beside them or on the line above, as programs write them.
fn timed(text: &Text, claims: &mut Claims) {
    for i in 0..text.len().saturating_sub(1) {
        let is_under_time = i > 0
            && text.facts[i - 1].class == Class::Time
            && !text.lines[i].opens
            && text.facts[i].class == Class::Title;
        let over = text.facts[i].candidates.iter().find(|one| {
            let is_timed = one.syntax.time == TimeAt::Behind || is_under_time;
            let is_closed = one.syntax.close == Close::Colon && one.syntax.time == TimeAt::Behind;
            one.syntax.is_alone && is_timed && (one.syntax.close == Close::Nothing || is_closed)
        });
        let has_colon = over.is_some_and(|one| one.syntax.close == Close::Colon);
        let Some(name) = over.and_then(|one| one.name.clone()) else {
            continue;
        };
        let is_near = has_colon || !text.lines[i + 1].opens;
        if is_near && text.facts[i + 1].class == Class::Plain {
            let number = text.lines[i].text()[name.clone()].rsplit(' ').next();
            let is_numbered = number.is_some_and(|number| number.parse::<u32>().is_ok());
            let time = text.lines[i - usize::from(is_under_time)].text();
            let is_recorded =
                is_under_time && time.starts_with('0') || time.matches(':').count() > 1;
            let is_sure = is_numbered || is_recorded;
            claims.span(i, name, Label, if is_sure { BY_PROGRAM } else { TIMED });
        }
    }
}

/// Whether a name begins with a title or is what someone does, in lower case: `ms. reed`, `the witness`.
fn is_titled(name: &str) -> bool {
    let mut words = name.strip_prefix("the ").unwrap_or(name).split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    match second {
        Some(_) => vocabulary().titles.has(first),
        None => vocabulary().roles.has(first),
    }
}

/// How surely a word of facts is who speaks if it takes turns with others, in nats: `Local: Good evening.` beside `Tourist: …`; and how
/// many turns show it.
const TAKES_TURNS: f64 = 10.0;
const TURNS: usize = 3;

/// Words before colons that stand in facts, too, but take turns with someone who speaks.
fn in_turn(text: &Text, claims: &mut Claims) {
    let inline = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.find(|one| one.syntax.close == Close::Colon && !one.syntax.is_alone)
    };
    let mut times: HashMap<u64, usize> = HashMap::new();
    for one in (0..text.len()).filter_map(inline) {
        *times.entry(one.key).or_default() += 1;
    }
    let answers = |i: usize, own: &Candidate| {
        let other = (i < text.len()).then(|| inline(i)).flatten();
        other.is_some_and(|other| {
            let is_known = other.never == 0.0 && times[&other.key] >= TURNS;
            other.key != own.key && is_known && other.syntax == own.syntax
        })
    };
    let mut lines: HashMap<u64, Vec<usize>> = HashMap::new();
    for i in 0..text.len() {
        if let Some(own) = inline(i).filter(|own| own.never > 0.0)
            && (i > 0 && answers(i - 1, own) || answers(i + 1, own))
        {
            lines.entry(own.key).or_default().push(i);
        }
    }
    for (key, lines) in lines {
        if lines.len() < TURNS || lines.len() * 3 < times[&key] * 2 {
            continue;
        }
        for i in lines {
            if let Some(name) = inline(i).and_then(|one| one.name.clone()) {
                claims.span(i, name, Label, TAKES_TURNS);
            }
        }
    }
}

/// How surely two names are labels that stand one under the other in two scripts, in nats each.
const TWO_SCRIPTS: f64 = 2.0;

/// The same name in two scripts, one under the other, begins what is said in two languages: `Ann: Yes.` over `安：对。`
fn in_two_scripts(text: &Text, claims: &mut Claims) {
    let name = |i: usize| {
        let candidates = text.facts[i].candidates.iter();
        let mut names =
            candidates.filter(|one| one.syntax.close == Close::Colon && !one.said.is_empty());
        names.find_map(|one| one.name.clone())
    };
    let script =
        |i: usize, name: &Range<usize>| script_of_first_letter(&text.lines[i].text()[name.clone()]);
    let mut i = 1;
    while i < text.len() {
        if let (Some(first), Some(second)) = (name(i - 1), name(i))
            && !text.lines[i].source.blank_before
            && script(i - 1, &first) != script(i, &second)
        {
            claims.span(i - 1, first, Label, TWO_SCRIPTS);
            claims.span(i, second, Label, TWO_SCRIPTS);
            i += 1;
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::document::Document;
    use crate::script::facts;

    #[test]
    fn who_speaks_in_a_novel_is_told() {
        let text = "他笑道：“走吧。”\n\nThe keeper said: “Leave it.”\n\n海老公说道：\n\n“灯灭了。”\n\nAnn: “Yes.”\n\n说道：走吧。\n\n\
                    于是她用和解的口气说：走吧。";
        let document = Document::of_text(text);
        let facts = facts::of(&document);
        let claims = claims(&Text::of(&document, &facts));
        let is_told = |i: usize| {
            let mut own = claims.iter().filter(|claim| claim.line == i);
            own.any(|claim| claim.role == NoLabel && claim.nats >= TELLS)
        };
        let told: Vec<bool> = (0..document.lines.len()).map(is_told).collect();
        assert_eq!(told, [true, true, true, false, false, false, true]);
        // Who tells it is the narrator, however often they speak.
        let novel = "小玄子笑道：“投不投降？”\n\n韦小宝道：“死也不降。”\n\n他走了。\n\n".repeat(12);
        assert!(
            crate::script::tests::spoken(&novel)
                .iter()
                .all(|line| line.starts_with("narrator: "))
        );
    }

    #[test]
    fn sentences_before_a_colon() {
        let text = "Ann Reed: Das Wort hat der Kollege.\n\nBo Lind: Ich danke Ihnen.\n\n\
                    Vielen Dank, Herr Kollege. – Nächste Rednerin: Cora Moss aus dem Norden.\n\n"
            .repeat(4);
        let said = crate::script::tests::spoken(&text);
        assert!(
            said.iter().all(|line| !line.starts_with("vielen")),
            "{said:?}"
        );
    }
}
