//! Short lines that take turns with their translations: a dialogue for learners, where `Hola, ¿qué
//! desea?` has its translation on the next line, or in brackets behind it.
//!
//! A line of two words tells no language from another. That every second line stands like a
//! translation does, and that all first ones together are in one language and all second ones in
//! another, tells both.

use super::draft::{Draft, DraftLine, Emphasis};
use super::languages;
use super::speaker_line::{Form, parse};
use crate::language::Language;

/// From how many pairs on a text is written so.
const FEWEST: usize = 3;
/// The smallest share of the lines that must stand in pairs.
const SHARE: f64 = 0.7;
/// How many times as long as the other the lines of one language may be, in one script.
const LONGER: f64 = 2.0;
/// How many pairs are looked at one by one, and the smallest share of their lines that must be in the
/// language of their side.
const SAMPLE: usize = 50;
const APART: f64 = 0.75;
/// How much of the lines is read, in bytes.
const GLANCE: usize = 2000;

/// How many lines show whether a text is written so.
const SHOWING: usize = 1000;

/// Marks the languages of lines that take turns, and takes the brackets off the translations.
pub fn mark(draft: &mut Draft, given: &[Language]) {
    if given.len() == 1 {
        return;
    }
    if !split_behind(draft, given) {
        mark_below(draft, given);
    }
}

/// A line that may be one of a pair.
fn is_eligible(line: &DraftLine) -> bool {
    line.is_text()
        && line.marked.heading.is_none()
        && line.marked.language.is_none()
        && line.text.contains(char::is_alphabetic)
        && !is_name(line)
}

/// Whether a line is a name alone, with a colon.
fn is_name(line: &DraftLine) -> bool {
    line.text.ends_with([':', '：'])
        && parse(&line.text).is_some_and(|line| line.form == Form::Colon)
}

/// Whether a line begins with who says it.
fn is_named(line: &DraftLine) -> bool {
    line.marked.speaker.is_some() || parse(&line.text).is_some_and(|line| line.form == Form::Inline)
}

/// What is said on a line, without the name before it.
fn said(line: &DraftLine) -> &str {
    match line.text.split_once([':', '：']) {
        Some((_, said)) if is_named(line) && !said.trim().is_empty() => said,
        _ => &line.text,
    }
}

/// Parts the lines whose translations stand behind them, in brackets or after a sign, if most do.
fn split_behind(draft: &mut Draft, given: &[Language]) -> bool {
    split_where(draft, given, brackets_behind)
        || SIGNS
            .iter()
            .any(|sign| split_where(draft, given, |text| sign_in(text, sign)))
}

/// Parts the lines at the place that `behind` finds, if most have one.
fn split_where(
    draft: &mut Draft,
    given: &[Language],
    behind: impl Fn(&str) -> Option<usize>,
) -> bool {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut all = 0;
    for (i, line) in draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_eligible(line))
    {
        if all == SHOWING && (found.len() as f64) < SHARE * all as f64 {
            return false;
        }
        all += 1;
        if let Some(begin) = behind(&line.text)
            && said(line).len() > line.text.len() - begin
        {
            found.push((i, begin));
        }
    }
    if found.len() < FEWEST || (found.len() as f64) < SHARE * all as f64 {
        return false;
    }
    let parts = |&(i, begin): &(usize, usize)| {
        let line = &draft.lines[i];
        let own = said(line);
        let ours = &own[..own.len() - (line.text.len() - begin)];
        (ours, inner(&line.text[begin..]))
    };
    let Some(Found { first, second, .. }) = languages_of(found.iter().map(parts), given) else {
        return false;
    };
    let mut found = found.into_iter().peekable();
    let mut lines = Vec::with_capacity(draft.lines.len() * 2);
    for (i, mut line) in std::mem::take(&mut draft.lines).into_iter().enumerate() {
        let Some((_, begin)) = found.next_if(|(at, _)| *at == i) else {
            lines.push(line);
            continue;
        };
        let mut other = line.clone();
        other.text = inner(&line.text[begin..]).to_string();
        other.after_blank = false;
        other.also_at.clear();
        other.marked.speaker = None;
        other.marked.language = Some(second.clone());
        line.text = line.text[..begin].trim_end().to_string();
        line.marked.language = Some(first.clone());
        lines.extend([line, other]);
    }
    draft.lines = lines;
    true
}

/// In what way the second line of a pair, of which the number is given, stands out.
const MANNERS: [fn(&[DraftLine], usize) -> bool; 5] = [
    |lines, i| unwrapped(&lines[i].text).is_some() && unwrapped(&lines[i - 1].text).is_none(),
    |lines, i| {
        let is_light = |line: &DraftLine| line.marked.emphasis == Some(Emphasis::Light);
        is_light(&lines[i]) && !is_light(&lines[i - 1])
    },
    // The one line under a name and what is said.
    |lines, i| {
        let next = lines.get(i + 1);
        let is_one = next.is_none_or(|next| is_named(next) || is_name(next));
        let is_one = is_one || ends(lines, i) && !lines[i].after_blank;
        is_one && is_named(&lines[i - 1]) && !is_named(&lines[i])
    },
    // The second of two lines of a block, or under a name.
    |lines, i| {
        let over = i.checked_sub(2).map(|over| &lines[over]);
        let begins = lines[i - 1].after_blank || over.is_some_and(is_name);
        begins && !lines[i].after_blank && ends(lines, i)
    },
    // Every second line.
    |lines, i| i % 2 == 1 && !is_named(&lines[i - 1]) && !is_named(&lines[i]),
];

/// Whether a block ends with a line, or another begins to speak after it.
fn ends(lines: &[DraftLine], i: usize) -> bool {
    let begins = |next: &DraftLine| next.after_blank || is_named(next) || is_name(next);
    lines.get(i + 1).is_none_or(begins)
}

/// Marks the lines whose translations stand right under them.
fn mark_below(draft: &mut Draft, given: &[Language]) {
    let lines = &draft.lines;
    let is_pair = |i: usize| is_eligible(&lines[i]) && is_eligible(&lines[i - 1]);
    // The pairs among the first lines that stand so, if most of these do.
    let pairs = |stands: fn(&[DraftLine], usize) -> bool, end: usize| {
        let all = lines[..end].iter().filter(|line| is_eligible(line)).count();
        let own = (1..end).filter(|&i| is_pair(i) && stands(lines, i));
        let own: Vec<usize> = own.collect();
        let are_enough = own.len() >= FEWEST && (2 * own.len()) as f64 >= SHARE * all as f64;
        are_enough.then_some(own)
    };
    let found = MANNERS.iter().find_map(|stands| {
        let first = pairs(*stands, lines.len().min(SHOWING))?;
        let own = match lines.len() > SHOWING {
            true => pairs(*stands, lines.len())?,
            false => first,
        };
        let texts = own.iter().map(|&i| {
            let second = &lines[i].text[..];
            (said(&lines[i - 1]), unwrapped(second).unwrap_or(second))
        });
        let found = languages_of(texts, given)?;
        // Where each has a script of its own, the brackets alone are to be taken off.
        let is_wrapped = |i: &&usize| unwrapped(&lines[**i].text).is_some();
        let are_wrapped = own.iter().filter(is_wrapped).count() * 2 > own.len();
        (found.share_script || are_wrapped).then_some((own, found, are_wrapped))
    });
    let Some((own, found, are_wrapped)) = found else {
        return;
    };
    for i in own {
        draft.lines[i - 1].marked.language = Some(found.first.clone());
        let line = &mut draft.lines[i];
        if let Some(inner) = unwrapped(&line.text).filter(|_| are_wrapped) {
            line.text = inner.to_string();
        }
        line.marked.language = Some(found.second.clone());
    }
}

/// The languages of lines that take turns.
struct Found {
    first: Language,
    second: Language,
    /// Whether they are written in one script.
    share_script: bool,
}

/// The languages of all first and of all second texts, if they are certain and not the same, and the
/// ones are about as long as the others.
fn languages_of<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    given: &[Language],
) -> Option<Found> {
    let (mut ours, mut theirs) = (String::new(), String::new());
    let (mut script, mut others) = (None, None);
    for (first, second) in pairs.clone() {
        for (all, script, text) in [
            (&mut ours, &mut script, first),
            (&mut theirs, &mut others, second),
        ] {
            // All first ones are in one script, and so are all second ones.
            let own = languages::of(text, given);
            if own.is_some() && *script.get_or_insert_with(|| own.clone()) != own {
                return None;
            }
            all.push(' ');
            all.push_str(text.trim());
        }
        if ours.len() > GLANCE {
            break;
        }
    }
    let share_script = script == others;
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    if share_script && (n > LONGER * m || m > LONGER * n) {
        return None;
    }
    let (first, second) = (
        languages::of_all(&ours, given)?,
        languages::of_all(&theirs, given)?,
    );
    if first == second || share_script && !are_apart(pairs, &first, &second) {
        return None;
    }
    Some(Found {
        first,
        second,
        share_script,
    })
}

/// Whether the lines, one by one, are in the language of their side rather than in the other's: those
/// of one language may look like two that are near it.
fn are_apart<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    first: &Language,
    second: &Language,
) -> bool {
    let which = languages::between(first, second);
    let (mut own, mut all) = (0, 0);
    for (ours, theirs) in pairs.take(SAMPLE) {
        let sides = [(ours, first), (theirs, second)];
        own += sides
            .iter()
            .filter(|(text, side)| which(text).as_ref() == Some(*side))
            .count();
        all += 2;
    }
    own as f64 >= APART * all as f64
}

const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

/// What stands in brackets, if they enclose the whole.
fn unwrapped(text: &str) -> Option<&str> {
    BRACKETS.iter().find_map(|(open, close)| {
        let inner = text.trim().strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close]) && inner.contains(char::is_alphabetic))
            .then(|| inner.trim())
    })
}

/// Signs between what is said and its translation.
const SIGNS: [&str; 5] = [" – ", " — ", " / ", " | ", " = "];

/// Where the only sign of its kind stands in a line.
fn sign_in(text: &str, sign: &str) -> Option<usize> {
    let begin = text.find(sign)?;
    let after = &text[begin + sign.len()..];
    (!after.contains(sign) && after.contains(char::is_alphabetic)).then_some(begin)
}

/// What stands behind a line, without the brackets or the sign.
fn inner(behind: &str) -> &str {
    let bare = || behind.trim_start_matches([' ', '–', '—', '/', '|', '=']);
    unwrapped(behind).unwrap_or_else(bare)
}

/// Where the brackets begin that a line ends with.
fn brackets_behind(text: &str) -> Option<usize> {
    BRACKETS.iter().find_map(|(open, close)| {
        let inner = text.strip_suffix(*close)?;
        let begin = inner.rfind(*open).filter(|begin| *begin > 0)?;
        let inner = &inner[begin + open.len_utf8()..];
        (!inner.contains(*close) && inner.contains(char::is_alphabetic)).then_some(begin)
    })
}

#[cfg(test)]
mod tests {
    use crate::script::turns::tests::paired;

    const LESSON: [(&str, &str, &str); 5] = [
        (
            "Ana",
            "Buenas noches, ¿quién es usted?",
            "Good evening, who are you?",
        ),
        (
            "Luis",
            "Soy el hermano de la farera.",
            "I am the brother of the lighthouse keeper.",
        ),
        ("Ana", "¿Está aquí?", "Is she here?"),
        (
            "Luis",
            "No, se fue con el barco.",
            "No, she left with the boat.",
        ),
        ("Ana", "¡Qué lástima!", "What a pity!"),
    ];

    fn lesson(of: impl Fn(&str, &str, &str) -> String) -> Vec<String> {
        let lines: Vec<String> = LESSON.iter().map(|(a, b, c)| of(a, b, c)).collect();
        let said = paired(&lines.join("\n"));
        said.into_iter().filter(|line| line != "--").collect()
    }

    #[test]
    fn every_second_line_translates() {
        let pairs: Vec<String> = LESSON
            .iter()
            .map(|(_, a, b)| format!("{a} | {b}"))
            .collect();
        assert_eq!(lesson(|name, a, b| format!("{name}: {a}\n{b}")), pairs);
        assert_eq!(lesson(|name, a, b| format!("{name}: {a}\n({b})")), pairs);
        assert_eq!(lesson(|name, a, b| format!("{name}: {a}\n[{b}]\n")), pairs);
        assert_eq!(lesson(|name, a, b| format!("{name}: {a} ({b})")), pairs);
        assert_eq!(lesson(|name, a, b| format!("{name}: {a} – {b}")), pairs);
        assert_eq!(lesson(|_, a, b| format!("{a}\n{b}\n")), pairs);
        assert_eq!(lesson(|name, a, b| format!("{name}:\n{a}\n{b}")), pairs);
        assert_eq!(
            lesson(|name, a, b| format!("{name}: {a}\n\n({b})\n")),
            pairs
        );
        assert_eq!(lesson(|_, a, b| format!("{a}\n{b}")), pairs);
    }

    #[test]
    fn what_is_done_is_no_translation() {
        let play = "Ann: Good evening, who are you?\n(She lights the lamp and looks up.)\n\
                    Bo: I am the brother of the keeper.\n(He puts his bag on the floor.)\n\
                    Ann: Is she here?\n(The dog barks outside.)\n\
                    Bo: No, she left with the boat.\n(He sits down at the table.)\n";
        let said = paired(play);
        assert!(said.iter().all(|line| !line.contains('|')), "{said:?}");
        let behind = play.replace("\n(", " (");
        assert!(paired(&behind).iter().all(|line| !line.contains('|')));
    }

    #[test]
    fn a_sound_in_brackets_between_pairs_keeps_them() {
        let talk = "It was dark.\n天黑了。\n（笑声）\n\nShe lit it.\n她点了灯。\n\nNobody came.\n没有人来。\n（掌声）\n\n\
                    I waited.\n我等着。\n";
        assert_eq!(
            paired(talk),
            [
                "It was dark. | 天黑了。",
                "(（笑声）)",
                "--",
                "She lit it. | 她点了灯。",
                "--",
                "Nobody came. | 没有人来。",
                "(（掌声）)",
                "--",
                "I waited. | 我等着。"
            ]
        );
        let log = "話者一 00:05\n始めましょう。\n\n話者二 00:09\nよろしくお願いします。\n\n話者一 00:12\n三つあります。\n";
        assert!(paired(log).iter().all(|line| !line.contains('|')));
    }

    #[test]
    fn lines_of_a_language_near_another_are_one() {
        let talk = "Hvem tente lampen i går?\nDet var min bror.\nVar det mørkt ute?\nJa, og det regnet hele natten.\n\
                    Kom det noen båter?\nIkke før om morgenen.\nSov du da?\nNei, jeg satt og ventet.\n\
                    Hva ventet du på?\nPå at noen skulle komme.\n";
        let said = paired(talk);
        assert!(said.iter().all(|line| !line.contains('|')), "{said:?}");
    }

    #[test]
    fn a_dash_in_a_sentence_parts_nothing() {
        let talk = "The lamp was lit – by whom?\nBy my brother – he never slept.\n\
                    The sea was rough – nobody came.\nIt was dark – and it rained.\n";
        assert!(paired(talk).iter().all(|line| !line.contains('|')));
    }

    #[test]
    fn lines_of_one_language_are_not_parted() {
        let poem = "The lamp is lit,\nthe sea is wide.\n\nThe boat is small,\nand so am I.\n\n\
                    Who keeps the light\nwhen I am gone?\n\nThe one who came\nwill keep it on.\n";
        assert!(paired(poem).iter().all(|line| !line.contains('|')));
    }
}
