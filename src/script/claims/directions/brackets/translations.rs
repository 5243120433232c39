//! Brackets that translate: `Wer ist da? (Who is there?)`, `[Who is there?]` under the line. One alone may be anything; where
//! most lines have one, and all that stands in them is in another language than the rest, they are no directions.

use super::super::{KNOWN, known};
use super::{bracketed, inner, is_bracketed_whole, is_square};
use crate::script::claims::text::Text;
use crate::script::facts::times::behind_head;
use crate::script::languages;
use crate::script::tongues::which::Sample;

/// How many brackets translate at least, and to how many other lines, as a share.
const FEWEST: usize = 4;
const SHARE: f64 = 0.5;
/// How many of the lines in brackets stand under one line that is about as long, as a share, if the other lines stand without a
/// translation; and how many times as long is about as long.
const UNDER: f64 = 0.75;
const ALIKE: usize = 3;
/// How many brackets translate at least where only a part of a text is so, as a list of phrases in an article is; and the share of all
/// brackets that are about as long as what stands before them on their lines.
const IN_PART: usize = 8;
const BEHIND: f64 = 0.75;

/// Whether square brackets translate, and round ones.
pub(super) fn translate(text: &Text) -> [bool; 2] {
    let mut counts = [0_usize; 2];
    let mut under = [0_usize; 2];
    let mut inside = [Sample::default(), Sample::default()];
    let mut outside = Sample::default();
    let mut before = [Sample::default(), Sample::default()];
    let mut behind = [0_usize; 2];
    let mut others = 0_usize;
    for (i, line) in text.lines.iter().enumerate() {
        if line.source.preset.is_some() || line.lower.is_empty() {
            continue;
        }
        let own = line.text();
        let is_whole = is_bracketed_whole(text, i);
        let last = match is_whole {
            true => Some(own.len() - behind_head(own).len()..own.len()),
            false => bracketed(own).last().filter(|span| {
                let is_first = !own[..span.start].contains(char::is_alphanumeric);
                !is_first && !own[span.end..].contains(char::is_alphanumeric)
            }),
        };
        let start = last.as_ref().map_or(own.len(), |span| span.start);
        others += usize::from(!is_whole);
        outside.add(&own[..start]);
        if let Some(span) = last
            && known(inner(&own[span.clone()])) <= KNOWN
        {
            let kind = usize::from(!is_square(&own[span.clone()]));
            counts[kind] += 1;
            under[kind] += usize::from(is_whole && is_under_one(text, i));
            before[kind].add(&own[..start]);
            let said = behind_head(&own[..start]).trim();
            behind[kind] += usize::from(!is_whole && are_alike(said, inner(&own[span.clone()])));
            inside[kind].add(inner(&own[span]));
        }
    }
    [0, 1].map(|kind| {
        let is_in_part = behind[kind] >= IN_PART
            && behind[kind] as f64 >= BEHIND * counts[kind] as f64
            && inside[kind].is_translated_by(&before[kind]);
        is_in_part
            || counts[kind] >= FEWEST
                && (counts[kind] as f64 >= SHARE * others as f64
                    || under[kind] as f64 >= UNDER * counts[kind] as f64)
                && inside[kind].is_translated_by(&outside)
    })
}

/// Whether a line in brackets stands under a single line of about its length: above that is a blank line, or the next such pair.
fn is_under_one(text: &Text, i: usize) -> bool {
    i > 0
        && !text.lines[i].opens
        && !is_bracketed_whole(text, i - 1)
        && (text.lines[i - 1].opens || i > 1 && is_bracketed_whole(text, i - 2))
        && are_alike(text.lines[i - 1].text(), text.lines[i].text())
}

/// Whether two texts are about as long.
fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.chars().count(), other.chars().count());
    one <= ALIKE * other && other <= ALIKE * one
}

/// Whether a line in round brackets is in other letters than the line above, as a translation of it is.
pub(super) fn translates(text: &Text, i: usize) -> bool {
    let written_in = |text: &str| languages::of(text, &[]);
    let own = text.lines[i].text();
    let above = text.lines[..i].last().map(|line| line.text());
    !is_square(behind_head(own))
        && above.is_some_and(|above| match (written_in(inner(own)), written_in(above)) {
            (Some(own), Some(above)) => own != above,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    const TALK: [(&str, &str); 5] = [
        (
            "Ann: Guten Abend. Wann ist das Licht ausgegangen?",
            "Good evening. When did the light go out?",
        ),
        (
            "Bo: Im Winter, in einer Nacht ohne Mond.",
            "In winter, on a night without a moon.",
        ),
        ("Ann: Hat es denn niemand gesehen?", "Did nobody see it?"),
        (
            "Bo: Doch, eine alte Frau, die Fisch verkaufte.",
            "Yes, an old woman who sold fish.",
        ),
        ("Ann: Und was hat sie getan?", "And what did she do?"),
    ];

    /// Phrases with what they mean, in an article in the language of the brackets.
    #[test]
    fn a_part_of_a_text_has_translations_in_brackets() {
        let said = |line: &str| line.split_once(": ").unwrap().1.to_string();
        let phrases = TALK.map(|(german, english)| format!("{english} ({})\n\n", said(german)));
        let again =
            TALK.map(|(german, english)| format!("Listen. {english} (Hört. {})\n\n", said(german)));
        let told = |nth: usize| {
            format!("Absatz {nth} erzählt vom Licht im Turm und von der See davor.\n\n")
        };
        let article = |numbers: std::ops::Range<usize>| numbers.map(told).collect::<String>();
        let lines = spoken(
            &[
                article(1..8),
                phrases.concat(),
                again.concat(),
                article(8..15),
            ]
            .concat(),
        );
        let pairs = lines.iter().filter(|line| line.contains(" | "));
        assert_eq!(pairs.count(), 2 * TALK.len(), "{lines:#?}");
    }

    #[test]
    fn most_lines_have_a_translation_in_brackets() {
        for form in ["D (E)", "D\n(E)", "D [E]", "D\n[E]", "D *(E)*"] {
            let turn = |(german, english): &(&str, &str)| {
                form.replace('D', german).replace('E', english) + "\n\n"
            };
            let lines = spoken(&TALK.iter().map(turn).collect::<String>());
            assert_eq!(lines.len(), TALK.len(), "{form}: {lines:#?}");
            for (line, (german, english)) in lines.iter().zip(TALK) {
                let said = german.split_once(": ").unwrap().1;
                assert!(
                    line.ends_with(&format!(": {said} | {english}")),
                    "{form}: {line}"
                );
            }
        }
    }

    #[test]
    fn few_lines_of_a_book_of_songs_have_a_translation_under_them() {
        let pairs = "o vento chegou\n[the wind came]\n\no barco partiu\n[the boat left]\n\n\
                     a noite caiu\n[night fell]\n\nninguém voltou\n[nobody came back]\n\n\
                     e o mar cantou\n[and the sea sang]\n\na lua fugiu\n[the moon fled]\n\no sino tocou\n[the bell rang]\n\n";
        let alone = "A casa da praia tem uma porta azul\nA porta da casa não quer mais fechar\n\
                     A moça da casa já não usa véu\nE o velho do barco não quer navegar\n\n";
        let lines = spoken(&format!(
            "# Vento\n\n{pairs}# Casa\n\n{alone}{}",
            alone.replace("casa", "torre")
        ));
        for both in [
            "o barco partiu | the boat left",
            "a noite caiu | night fell",
        ] {
            assert!(lines.iter().any(|line| line.ends_with(both)), "{lines:#?}");
        }
        assert!(
            lines
                .iter()
                .any(|line| line.ends_with(": A casa da praia tem uma porta azul")),
            "{lines:#?}"
        );
    }

    #[test]
    fn directions_in_the_language_of_the_talk_stay_directions() {
        let talk = "Ann: Guten Abend. (Sie setzt sich an den Tisch.)\n\nBo: Guten Abend. (Er nimmt den Hut ab.)\n\n\
                    Ann: War das Licht an? (Sie sieht aus dem Fenster.)\n\nBo: Nein. (Er geht langsam zur Treppe.)\n\n\
                    Ann: Dann warten wir. (Der Wind schlägt die Tür zu.)\n";
        assert_eq!(spoken(talk)[1], "bo: Guten Abend.");
    }
}
