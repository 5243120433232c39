//! Terms before colons, and what they mean: in a list in which each comes once, `- Anchor: holds the boat`, or the same under every
//! heading, `Effect: …`, `Remedy: …`. People who talk say `I` and `you` and ask; terms do not.

use super::super::ClaimRole::{Dropped, Label, NoLabel};
use super::super::Claims;
use super::super::text::Text;
use crate::script::facts::letters::{has_question, words};
use crate::script::facts::{Candidate, Capitals, Close, Kind, vocabulary};
use crate::script::tongues::spelt_behind::spells;
use crate::script::tongues::writing::script_of;
use aho_corasick::AhoCorasick;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use unicode_script::Script;

/// How surely a term is no speaker, in nats.
const TERM: f64 = 14.0;
/// How many terms a list has at least, and how many headings have the same terms under them.
const FEWEST: usize = 3;
/// Signs before the items of a list.
const BULLETS: [&str; 4] = ["- ", "* ", "• ", "– "];
/// Which share of what stands behind terms may speak to someone: one in so many.
const SPEAKING: usize = 3;
/// How surely a label comes again that is no term.
const KNOWN: f64 = 0.3;

pub(super) fn claims(text: &Text, claims: &mut Claims) {
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut first = 0;
    while first < text.len() {
        let list = list(text, first);
        first = list.end.max(first + 1);
        lists.extend(once_each(text, list));
    }
    let listed: HashSet<usize> = lists.iter().flatten().copied().collect();
    lists.extend(under_headings(text, &listed));
    let talks = |lines: &[usize]| {
        let speaking = lines.iter().filter(|&&i| speaks(text, i)).count();
        speaking * SPEAKING > lines.len()
    };
    // People answer what a heading asks.
    let is_asked = |list: &[usize]| {
        let above = list.first().and_then(|first| first.checked_sub(1));
        above.is_some_and(|above| text.lines[above].heading().is_some() && text.facts[above].asks)
    };
    let is_told = |list: &Vec<usize>| !talks(list) && !is_asked(list) || is_answer(text, list);
    for i in lists.into_iter().filter(is_told).flatten() {
        claims.line(i, NoLabel, TERM);
    }
    in_bold(text, claims);
    headed_items(text, claims);
    before_stops(text, claims);
    spelt(text, claims);
}

/// Whether a list stands within what one person says: behind a line of theirs that ends in a colon, and few of
/// its terms are labels elsewhere: `Bo: We are three:`, `- Ann Reed: plays the flute.`
fn is_answer(text: &Text, list: &[usize]) -> bool {
    let Some(above) = list.first().and_then(|first| first.checked_sub(1)) else {
        return false;
    };
    let colons = |i: usize| {
        let candidates = text.facts[i].candidates.iter();
        candidates.filter(|one| one.syntax.close == Close::Colon)
    };
    let line = &text.lines[above];
    let is_turn = line.label > KNOWN && colons(above).any(|one| !one.said.is_empty());
    let are_items = || list.iter().all(|&i| text.lines[i].markup().begins_item);
    if !is_turn || line.markup().begins_item || !line.text().ends_with([':', '：']) || !are_items()
    {
        return false;
    }
    let terms = list.iter().filter_map(|&i| term(text, i));
    let terms: HashSet<u64> = terms.map(|term| term.key).collect();
    let inside: HashSet<usize> = list.iter().copied().collect();
    let others = (0..text.len()).filter(|i| !inside.contains(i));
    let elsewhere: HashSet<u64> = others.flat_map(colons).map(|one| one.key).collect();
    let known = terms.intersection(&elsewhere).count();
    terms.len() - known >= FEWEST && known * SPEAKING <= terms.len()
}

/// Why such a note is not in the book.
const PRONUNCIATION: &str = "pronunciation of the word before it";
/// The share of the notes behind words that spell them, at least.
const SPELT: f64 = 0.75;

/// Words of a list with how they are spelt in Latin letters, each once: `家族 (kazoku) - family`.
fn spelt(text: &Text, claims: &mut Claims) {
    let is_latin = |c: char| matches!(script_of(c), Script::Latin | Script::Inherited);
    let note = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.find_map(|one| {
            let mut name = one.name_in(text.lines[i].source).chars();
            let is_other = !name.any(|c| c.is_alphabetic() && is_latin(c));
            let note = one.notes.first()?;
            let note = note.start..one.said.start.max(note.end);
            let own = text.lines[i].text()[note.clone()].chars();
            let mut letters = own.filter(|c| c.is_alphabetic()).peekable();
            let is_in_latin = letters.peek().is_some() && letters.all(is_latin);
            (is_other && is_in_latin && !one.said.is_empty()).then_some((i, one.key, note))
        })
    };
    let notes: Vec<(usize, u64, Range<usize>)> = (0..text.len()).filter_map(note).collect();
    let keys: HashSet<u64> = notes.iter().map(|(_, key, _)| *key).collect();
    if keys.len() < FEWEST || 3 * keys.len() < 2 * notes.len() {
        return;
    }
    let spelt = notes.iter().filter(|(i, _, note)| {
        let note = &text.lines[*i].text()[note.clone()];
        spells(note.trim_matches(|c: char| !c.is_alphabetic()))
    });
    let are_spelt = spelt.count() as f64 >= SPELT * notes.len() as f64;
    for (i, _, note) in notes {
        if are_spelt || text.lines[i].markup().begins_item {
            claims.line(i, NoLabel, TERM);
        }
        if are_spelt {
            claims.span(i, note, Dropped(PRONUNCIATION), TERM);
        }
    }
}

/// How surely words before a full stop name nobody, if none of them comes twice, in nats.
const ONCE: f64 = 4.0;
/// Of how many lines that begin so at most.
const MOST: usize = 64;

/// `Silence. A bell rang.`: words before a full stop are no names where none of them comes twice, and the text has them in small letters,
/// too.
fn before_stops(text: &Text, claims: &mut Claims) {
    let word = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.find(|one| {
            let is_stop = matches!(one.syntax.close, Close::Stop | Close::Described);
            is_stop && !one.syntax.is_alone && one.syntax.mark.kind == Kind::Plain
        })
    };
    let words: Vec<(usize, &Candidate)> = (0..text.len())
        .filter_map(|i| Some((i, word(i)?)))
        .collect();
    let keys: HashSet<u64> = words.iter().map(|(_, one)| one.key).collect();
    if keys.len() < words.len() || words.len() > MOST {
        return;
    }
    let small = |(i, one): (usize, &Candidate)| {
        let is_free = text.facts[i].apart.is_none() && one.capitals != Capitals::All;
        let name = one.name_in(text.lines[i].source);
        let small = name.to_lowercase();
        (is_free && small != name).then_some((i, small))
    };
    let (places, small): (Vec<usize>, Vec<String>) = words.into_iter().filter_map(small).unzip();
    let Ok(finder) = AhoCorasick::new(&small) else {
        return;
    };
    if small.is_empty() {
        return;
    }
    let lines = text.lines.iter();
    let found = lines.flat_map(|line| finder.find_overlapping_iter(line.text()));
    let found: HashSet<usize> = found.map(|found| found.pattern().as_usize()).collect();
    for (nth, i) in places.into_iter().enumerate() {
        if found.contains(&nth) {
            claims.line(i, NoLabel, ONCE);
        }
    }
}

/// Items of a list whose heads stand alone in bold type, each once in each language, with what they are below: `* **Anchor**`, and the next
/// line `It holds the boat.` Nobody there says I, speaks to someone or asks.
fn headed_items(text: &Text, claims: &mut Claims) {
    let key = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        let head = candidates.find(|one| one.syntax.mark.kind == Kind::Bold && one.syntax.is_alone);
        head.filter(|_| text.lines[i].markup().begins_item)
            .map(|one| one.key)
    };
    let heads: Vec<(usize, u64)> = (0..text.len()).filter_map(|i| Some((i, key(i)?))).collect();
    let mut times: HashMap<u64, usize> = HashMap::new();
    for (_, key) in &heads {
        *times.entry(*key).or_default() += 1;
    }
    let parts = text.parts().count();
    let is_of_person = |word| vocabulary().persons.has(word);
    let speaks = |i: &usize| {
        let said = text.lines[*i].text();
        has_question(said) || said.contains(['!', '！']) || words(said).any(is_of_person)
    };
    let below = heads.iter().map(|(i, _)| i + 1);
    let speaking = below.filter(|i| *i < text.len() && speaks(i)).count();
    if heads.len() < FEWEST * parts
        || times.values().any(|times| *times > parts)
        || speaking * SPEAKING > heads.len()
    {
        return;
    }
    for (i, _) in heads {
        claims.line(i, NoLabel, TERM);
    }
}

/// How surely a letter in bold type is who speaks, if others are, too, and each comes again, in nats.
const LETTER: f64 = 5.0;

/// A word in bold type with which a sentence begins, without any sign behind it, is nobody's name if it comes once; letters that come
/// again are: `**A** Good evening.`, `**B** Good evening.`
fn in_bold(text: &Text, claims: &mut Claims) {
    let unsigned = |i: usize| {
        let mut candidates = text.facts[i].candidates.iter();
        candidates.find(|one| {
            let is_bold = one.syntax.mark.kind == Kind::Bold && !one.syntax.is_alone;
            is_bold && one.syntax.close == Close::Nothing
        })
    };
    let mut times: HashMap<u64, usize> = HashMap::new();
    for one in (0..text.len()).filter_map(unsigned) {
        *times.entry(one.key).or_default() += 1;
    }
    let is_letter = |one: &Candidate| one.capitals == Capitals::Letter && times[&one.key] > 1;
    let letters = (0..text.len())
        .filter_map(unsigned)
        .filter(|one| is_letter(one));
    let letters: HashSet<u64> = letters.map(|one| one.key).collect();
    for i in 0..text.len() {
        let Some(one) = unsigned(i) else { continue };
        if times[&one.key] == 1 {
            claims.line(i, NoLabel, TERM);
        } else if let Some(name) = one
            .name
            .clone()
            .filter(|_| letters.len() > 1 && is_letter(one))
        {
            claims.span(i, name, Label, LETTER);
        }
    }
}

/// The term that a line begins with.
fn term<'a>(text: &'a Text, i: usize) -> Option<&'a Candidate> {
    let line = &text.lines[i];
    let mut candidates = text.facts[i].candidates.iter();
    let term = candidates.find(|one| {
        let is_kind = matches!(
            one.syntax.mark.kind,
            Kind::Plain | Kind::Bold | Kind::Italic
        );
        one.syntax.close == Close::Colon && is_kind && !one.syntax.is_alone
    });
    term.filter(|_| line.is_free && line.heading().is_none())
}

/// Whether what stands behind a term speaks to someone, asks, or calls.
fn speaks(text: &Text, i: usize) -> bool {
    let Some(term) = term(text, i) else {
        return false;
    };
    let said = &text.lines[i].text()[term.said.clone()];
    let is_of_person = |word| vocabulary().persons.has(word);
    has_question(said) || said.contains(['!', '！']) || words(said).any(is_of_person)
}

/// Whether a line begins an item of a list.
fn is_item(text: &Text, i: usize) -> bool {
    let line = &text.lines[i];
    line.markup().begins_item || BULLETS.iter().any(|sign| line.text().starts_with(sign))
}

/// The items of a list from a line on, with what goes on below each.
fn list(text: &Text, first: usize) -> Range<usize> {
    if !is_item(text, first) {
        return first..first;
    }
    let goes_on = |i: &usize| is_item(text, *i) || !text.lines[*i].opens;
    let end = (first + 1..text.len()).find(|i| !goes_on(i));
    first..end.unwrap_or(text.len())
}

/// The terms of a list, if nearly all of its items begin with one and none comes twice. A list in two languages stands there twice.
fn once_each(text: &Text, list: Range<usize>) -> Option<Vec<usize>> {
    let count = list.clone().filter(|&i| is_item(text, i)).count();
    let terms: Vec<(usize, u64)> = list.filter_map(|i| Some((i, term(text, i)?.key))).collect();
    let first = terms.first()?.1;
    let mut lists = terms.chunk_by(|_, (_, next)| *next != first);
    let is_list = |list: &[(usize, u64)]| {
        let keys: HashSet<u64> = list.iter().map(|(_, key)| *key).collect();
        keys.len() >= FEWEST && keys.len() == list.len()
    };
    let fits = lists.all(is_list) && terms.len() * 4 >= count * 3;
    fits.then(|| terms.into_iter().map(|(line, _)| line).collect())
}

/// The terms that stand under several headings in one order, each once, besides those that are `listed`.
fn under_headings(text: &Text, listed: &HashSet<usize>) -> Vec<Vec<usize>> {
    let mut sections: Vec<Vec<(usize, u64)>> = vec![Vec::new()];
    for i in 0..text.len() {
        if text.lines[i].heading().is_some() {
            sections.push(Vec::new());
        } else if !listed.contains(&i)
            && let Some(term) = term(text, i)
            && let Some(section) = sections.last_mut()
        {
            section.push((i, term.key));
        }
    }
    let mut alike: HashMap<Vec<u64>, Vec<usize>> = HashMap::new();
    let mut times: HashMap<Vec<u64>, usize> = HashMap::new();
    let mut all: HashMap<u64, usize> = HashMap::new();
    for section in sections.iter().filter(|section| !section.is_empty()) {
        let keys: Vec<u64> = section.iter().map(|(_, key)| *key).collect();
        for key in &keys {
            *all.entry(*key).or_default() += 1;
        }
        *times.entry(keys.clone()).or_default() += 1;
        alike
            .entry(keys)
            .or_default()
            .extend(section.iter().map(|(line, _)| *line));
    }
    let is_list = |keys: &[u64]| {
        let different: HashSet<&u64> = keys.iter().collect();
        let own = times[keys];
        // They stand nowhere else.
        own >= FEWEST && different.len() == keys.len() && keys.iter().all(|key| all[key] == own)
    };
    let mut lists: Vec<Vec<usize>> = alike
        .into_iter()
        .filter(|(keys, _)| is_list(keys))
        .map(|(_, lines)| lines)
        .collect();
    lists.sort();
    lists
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    fn told(text: &str) {
        let lines = spoken(text);
        assert!(
            lines.iter().all(|line| line.starts_with("narrator: ")),
            "{lines:#?}"
        );
    }

    #[test]
    fn a_list_of_terms_is_told() {
        told(
            "# The boat\n\nIt has these parts:\n\n* **Anchor**: holds the boat where the water is not deep\n* **Rudder**: turns it\n\
             * **Mast**: carries the sail\n* **Keel**: keeps it upright\n\nMore is not needed.\n",
        );
        told(
            "# Das Boot\n\nEs besteht aus drei Teilen:\n\n- Anker: hält das Boot im flachen Wasser\n- Ruder: lenkt es\n\
             - Mast: trägt das Segel\n\nMehr braucht es nicht.\n",
        );
        told(
            "# 船\n\n它由这些部分组成：\n\n* **锚**：使船停住\n* **舵**：使船转向\n* **桅杆**：挂帆\n\n没有别的了。\n",
        );
    }

    #[test]
    fn the_same_terms_under_each_heading_are_told() {
        told(
            "# Storms\n\n## 1. Squall\n\n**Signs**: A dark line over the water.\n\n**Remedy**: The sails are taken in.\n\n\
             ## 2. Gale\n\n**Signs**: Long clouds and a swell from the west.\n\n**Remedy**: The harbour is not left.\n\n\
             ## 3. Hurricane\n\n**Signs**: The glass falls for two days.\n\n**Remedy**: Boats are hauled out.\n",
        );
    }

    #[test]
    fn who_talks_under_headings_speaks() {
        let text = "# Phrases\n\n## At the harbour\n\n**Ann**: Where is your boat?\n\n**Bo**: I sold it.\n\n\
                    ## At the inn\n\n**Ann**: Do you have a room?\n\n**Bo**: We have two.\n\n\
                    ## At night\n\n**Ann**: Did you hear that?\n\n**Bo**: It was the wind.\n";
        let lines = spoken(text);
        assert_eq!(
            lines.iter().filter(|line| line.starts_with("bo: ")).count(),
            3,
            "{lines:#?}"
        );
    }

    #[test]
    fn words_with_how_they_sound_name_nobody() {
        use crate::script::tests::spoken_in;
        for list in [
            "- 学校 (gakkō) - school\n- 灯り (akari) - lamp\n- 先生 (sensei) - teacher\n- 魚 (sakana) - fish\n",
            "- 学校 (xuéxiào) - school\n- 灯 (dēng) - lamp\n- 老师 (lǎoshī) - teacher\n- 鱼 (yú) - fish\n",
        ] {
            let said = spoken_in(&format!("# Words\n\n{list}"), "words.md");
            assert_eq!(said[0], "narrator: 学校 | school", "{said:?}");
            assert_eq!(said.len(), 4);
        }
        // Who is named in two scripts comes again.
        let talk = "安 (Ann): 灯亮了。\n\n波 (Bo): 谁点的？\n\n安 (Ann): 我。\n\n波 (Bo): 好。\n\n安 (Ann): 走吧。\n\n";
        assert!(spoken_in(talk, "talk.txt")[0].ends_with("灯亮了。"));
        assert!(!spoken_in(talk, "talk.txt")[0].starts_with("narrator"));
    }

    #[test]
    fn a_list_within_an_answer_names_nobody_who_speaks() {
        let text = "**Mara**: Who plays with you?\n\n**Bo**: Gladly. We are four now:\n\n\
                    - Ann Reed: She is our oldest, and I learnt all of it from her.\n\n\
                    - Tom Blake: On the drum. You hear him before you see him!\n\n\
                    - Nils Ode: Our flute, and my brother.\n\n**Mara**: And who writes the songs?\n\n\
                    **Bo**: We all do.\n\n**Mara**: Thank you.\n\n**Bo**: Thank you.\n";
        let lines = crate::script::tests::spoken_in(text, "band.md");
        let of_bo = lines.iter().filter(|line| line.starts_with("bo: "));
        let of_mara = lines.iter().filter(|line| line.starts_with("mara: "));
        assert_eq!(
            (of_mara.count(), lines.len()),
            (3, 3 + of_bo.count()),
            "{lines:#?}"
        );
        assert!(
            lines
                .iter()
                .any(|line| line.contains("Tom Blake: On the drum."))
        );
        // A talk in a list, of which somebody says what it is.
        let talk = "**Mara**: Hear how they talk:\n\n- Ann: Who lit it?\n\n- Bo: I did.\n\n- Ann: And you, Tom?\n\n- Tom: Me too.\n";
        let lines = crate::script::tests::spoken_in(talk, "band.md");
        assert!(
            lines.contains(&"ann: Who lit it?".to_string()),
            "{lines:#?}"
        );
    }
}
