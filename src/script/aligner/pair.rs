//! From what is said in several languages to what says the same.

use super::pieces::{sentences_of, united};
use super::{Bead, Begins, Unit, align};
use crate::encoder::Shelved;
use crate::language::Language;
use crate::script::Pairs;
use std::ops::Range;

/// How certain a pair is that is called sure: of such pairs, 97 of 100 are right.
const SURE: f32 = 0.88;

/// Languages that write no mark where a sentence ends, but a space there and elsewhere: Thai and Lao.
const SENTENCES_END_IN_SPACES: &[&str] = &["th", "lo"];
/// Spaces are looked at if lines of such a language are fewer than this share of the sentences of another.
const FEWER: f32 = 0.8;

/// Something said, in the order of the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'t> {
    /// What is said.
    pub text: &'t str,
    /// The number of its language, among those of the text.
    pub language: usize,
    /// What begins with it.
    pub begins: Begins,
    /// Who says it: a number that all languages share.
    pub speaker: Option<usize>,
    /// The row of a table that it is a cell of, or the line whose translation stands in brackets behind it.
    pub row: Option<usize>,
    /// The number of the block, item or section that it stands in, where each of them holds its own translation.
    pub group: Option<usize>,
    /// When it is said, from and to, in seconds.
    pub time: Option<(f32, f32)>,
}

/// A part of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The number of what is said.
    pub said: usize,
    /// The bytes of its text.
    pub bytes: Range<usize>,
}

/// What says the same in all languages that it is said in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    /// By language: the pieces in order; none where it is not said in that language.
    pub pieces: Vec<Vec<Piece>>,
    /// How certain it is that just these belong together, from 0 to 1.
    pub certainty: f32,
}

impl Pair {
    /// In how many languages it is said.
    pub(crate) fn languages(&self) -> usize {
        self.pieces
            .iter()
            .filter(|pieces| !pieces.is_empty())
            .count()
    }

    /// Whether a person need not look at it.
    pub(crate) fn is_sure(&self) -> bool {
        self.certainty >= SURE
    }
}

/// All that is said, paired: each piece is in exactly one pair.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairing {
    /// In order: that of the first language, and within it that of the others.
    pub pairs: Vec<Pair>,
}

impl Pairing {
    /// The numbers of the pairs that are not sure, the worst first.
    pub(crate) fn worst(&self) -> Vec<usize> {
        let mut unsure: Vec<usize> = (0..self.pairs.len())
            .filter(|at| !self.pairs[*at].is_sure())
            .collect();
        unsure.sort_by(|a, b| {
            self.pairs[*a]
                .certainty
                .total_cmp(&self.pairs[*b].certainty)
        });
        unsure
    }
}

/// Pairs what is said in the languages of a text, each with the first one. `wish` tells whether sentences are paired, or what is said as it stands;
/// the encoder is asked where it knows both languages.
pub(crate) fn pair(
    said: &[Said],
    languages: &[Language],
    wish: Pairs,
    encoder: Option<&Shelved>,
) -> Pairing {
    let mut sides: Vec<Vec<Piece>> = (0..languages.len())
        .map(|language| sentences_of(said, language, false))
        .collect();
    // Where sentences end in spaces alone, lines may hold several of the other language.
    let most = sides.iter().map(Vec::len).max().unwrap_or(0);
    for (number, (side, language)) in sides.iter_mut().zip(languages).enumerate() {
        let end_in_spaces = SENTENCES_END_IN_SPACES.contains(&language.base());
        if end_in_spaces && (side.len() as f32) < FEWER * most as f32 {
            *side = sentences_of(said, number, true);
        }
    }
    let Some((first, others)) = sides.split_first() else {
        return Pairing::default();
    };
    let mut pairs: Vec<Pair> = Vec::new();
    for (number, other) in (1..).zip(others) {
        let runs = runs(said, [0, number]);
        let [ours, theirs] = [first, other].map(|side| units(said, side, &runs));
        let both = [&languages[0], &languages[number]];
        let encoder = encoder.and_then(|encoder| encoder.for_languages(both));
        let beads = align(&ours, &theirs, both, wish != Pairs::Sentence, encoder);
        if number == 1 {
            let taken = |bead: Bead| Pair {
                pieces: sides
                    .iter()
                    .enumerate()
                    .map(|(language, side)| match language {
                        0 => side[bead.first.clone()].to_vec(),
                        1 => side[bead.second.clone()].to_vec(),
                        _ => Vec::new(),
                    })
                    .collect(),
                certainty: bead.certainty,
            };
            pairs = beads.into_iter().map(taken).collect();
        } else {
            pairs = joined(pairs, &beads, other, number);
        }
    }
    if others.is_empty() {
        let lines = first.chunk_by(|a, b| wish != Pairs::Sentence && a.said == b.said);
        pairs = lines
            .map(|pieces| Pair {
                pieces: vec![pieces.to_vec()],
                certainty: 1.0,
            })
            .collect();
    }
    for pieces in pairs.iter_mut().flat_map(|pair| &mut pair.pieces) {
        *pieces = united(std::mem::take(pieces));
    }
    Pairing { pairs }
}

/// The number of the run that each thing said is in, if only these two languages count.
fn runs<'s>(said: &'s [Said<'s>], languages: [usize; 2]) -> Vec<u32> {
    let mut last: Option<&'s Said> = None;
    let mut run = 0;
    let number = |own: &'s Said<'s>| {
        if languages.contains(&own.language) {
            // What stands in two groups does not follow each other.
            run += match last.replace(own) {
                Some(last) if last.group != own.group => 2,
                Some(last) if last.language == own.language => 0,
                _ => 1,
            };
        }
        run
    };
    said.iter().map(number).collect()
}

fn units<'t>(said: &[Said<'t>], pieces: &[Piece], runs: &[u32]) -> Vec<Unit<'t>> {
    let unit = |piece: &Piece| {
        let own = &said[piece.said];
        Unit {
            text: &own.text[piece.bytes.clone()],
            begins: if piece.bytes.start == 0 {
                own.begins
            } else {
                Begins::Nothing
            },
            speaker: own.speaker,
            row: own.row,
            group: own.group,
            run: runs[piece.said],
            time: own
                .time
                .map(|time| spoken(time, &piece.bytes, own.text.len())),
        }
    };
    pieces.iter().map(unit).collect()
}

/// When part of a text is said that is spoken evenly.
fn spoken((from, to): (f32, f32), bytes: &Range<usize>, all: usize) -> (f32, f32) {
    let moment = |byte: usize| from + (to - from) * byte as f32 / all.max(1) as f32;
    (moment(bytes.start), moment(bytes.end))
}

/// Pairs with what a further language says beside them: pairs that one bead of it holds are one.
fn joined(pairs: Vec<Pair>, beads: &[Bead], other: &[Piece], number: usize) -> Vec<Pair> {
    let count = beads.iter().map(|bead| bead.first.len()).sum::<usize>();
    // Between which pieces of the first language nothing is cut, and where the group of each begins.
    let mut is_inside = vec![false; count + 1];
    let mut at = 0;
    for size in pairs.iter().map(|pair| pair.pieces[0].len()) {
        is_inside[(at + 1).min(at + size)..at + size].fill(true);
        at += size;
    }
    for bead in beads {
        let Range { start, end } = bead.first;
        is_inside[(start + 1).min(end)..end].fill(true);
    }
    let mut begins: Vec<usize> = (0..=count).collect();
    for at in 1..=count {
        if is_inside[at] {
            begins[at] = begins[at - 1];
        }
    }
    // What stands alone before a group comes before it; within one, it belongs to it, so that nothing changes places.
    let mut alone: Vec<Vec<Pair>> = vec![Vec::new(); count + 1];
    let mut groups: Vec<Option<Pair>> = vec![None; count + 1];
    let mut put = |at: usize, is_alone: bool, pair: Pair| match &mut groups[begins[at]] {
        _ if is_alone && !is_inside[at] => alone[at].push(pair),
        group @ None => *group = Some(pair),
        Some(group) => {
            for (pieces, more) in group.pieces.iter_mut().zip(pair.pieces) {
                pieces.extend(more);
            }
            group.certainty = group.certainty.min(pair.certainty);
        }
    };
    let languages = pairs.first().map_or(number + 1, |pair| pair.pieces.len());
    let mut at = 0;
    for pair in pairs {
        let size = pair.pieces[0].len();
        put(at, size == 0, pair);
        at += size;
    }
    for bead in beads {
        if bead.second.is_empty() {
            continue;
        }
        let mut pieces = vec![Vec::new(); languages];
        pieces[number] = other[bead.second.clone()].to_vec();
        put(
            bead.first.start,
            bead.first.is_empty(),
            Pair {
                pieces,
                certainty: bead.certainty,
            },
        );
    }
    let all = alone.into_iter().zip(groups);
    all.flat_map(|(alone, group)| alone.into_iter().chain(group))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of lines `language|words`; each is a paragraph.
    fn paired(lines: &[(usize, &str)], languages: &[&str], wish: Pairs) -> Vec<String> {
        let languages: Vec<Language> = languages.iter().map(|tag| Language::new(tag)).collect();
        let said: Vec<Said> = lines
            .iter()
            .map(|(language, text)| Said {
                text,
                language: *language,
                begins: Begins::Paragraph,
                speaker: None,
                row: None,
                group: None,
                time: None,
            })
            .collect();
        let pairing = pair(&said, &languages, wish, None);
        let text = |piece: &Piece| &said[piece.said].text[piece.bytes.clone()];
        let side = |pieces: &Vec<Piece>| pieces.iter().map(text).collect::<Vec<_>>().join(" ");
        let line = |pair: &Pair| pair.pieces.iter().map(side).collect::<Vec<_>>().join(" | ");
        pairing.pairs.iter().map(line).collect()
    }

    #[test]
    fn sentences_that_end_in_a_space_are_paired_with_sentences() {
        let en = "The lamp was lit at 4 in the afternoon. Nobody saw the 3 ships at all. In 1911 the lamp went out.";
        let th = "ตะเกียงถูกจุดตอน 4 โมงเย็นวันนั้น ไม่มีใครเห็นเรือทั้ง 3 ลำนั้นเลย ในปี 1911 ตะเกียงนั้นก็ดับลง";
        assert_eq!(
            paired(&[(0, en), (1, th)], &["en", "th"], Pairs::Sentence),
            [
                "The lamp was lit at 4 in the afternoon. | ตะเกียงถูกจุดตอน 4 โมงเย็นวันนั้น",
                "Nobody saw the 3 ships at all. | ไม่มีใครเห็นเรือทั้ง 3 ลำนั้นเลย",
                "In 1911 the lamp went out. | ในปี 1911 ตะเกียงนั้นก็ดับลง",
            ]
        );
        // Lines stay whole, and so does what is said in one language alone.
        assert_eq!(
            paired(&[(0, en), (1, th)], &["en", "th"], Pairs::Line).len(),
            1
        );
        assert_eq!(paired(&[(0, th)], &["th"], Pairs::Sentence), [th]);
    }

    const EN: [&str; 5] = [
        "The lighthouse keeper climbed the stairs at six.",
        "Did anyone see the ship?",
        "Nobody answered him for a long while, and the wind rose.",
        "In 1911 the old lamp had burned for 40 nights.",
        "“Leave it!” said Marten.",
    ];
    const DE: [&str; 5] = [
        "Der Leuchtturmwärter stieg um sechs die Treppe hinauf.",
        "Hat jemand das Schiff gesehen?",
        "Lange antwortete ihm niemand, und der Wind nahm zu.",
        "Im Jahr 1911 hatte die alte Lampe 40 Nächte lang gebrannt.",
        "„Lass das!“, sagte Marten.",
    ];

    fn two(a: &[&'static str], b: &[&'static str]) -> Vec<(usize, &'static str)> {
        a.iter()
            .map(|text| (0, *text))
            .chain(b.iter().map(|text| (1, *text)))
            .collect()
    }

    #[test]
    fn a_line_that_is_missing_stands_alone() {
        let long = "Nobody answered him for a long while, and the wind rose, and out at sea a light went on and off three times, \
                    as if someone there had been waiting for just this moment of the night.";
        let en = [EN[0], EN[1], long, EN[3], EN[4]];
        let pairs = paired(
            &two(&en, &[DE[0], DE[1], DE[3], DE[4]]),
            &["en", "de"],
            Pairs::Line,
        );
        assert_eq!(pairs.len(), 5, "{pairs:#?}");
        assert!(pairs[2].ends_with("night. | "), "{pairs:#?}");
        assert!(pairs[3].contains("1911 the old") && pairs[3].contains("Jahr 1911"));
    }

    #[test]
    fn lines_in_turn_and_lines_apart_are_paired_alike() {
        let apart = paired(&two(&EN, &DE), &["en", "de"], Pairs::Line);
        let turns: Vec<(usize, &str)> = EN
            .iter()
            .zip(DE)
            .flat_map(|(a, b)| [(0, *a), (1, b)])
            .collect();
        assert_eq!(paired(&turns, &["en", "de"], Pairs::Line), apart);
        assert_eq!(apart.len(), 5);
    }

    #[test]
    fn sentences_of_paragraphs_that_are_divided_differently() {
        let lines = [
            (0, "The lamp was lit at six. Who had lit it? Nobody knew."),
            (0, "The ferry came at seven."),
            (
                1,
                "Die Lampe wurde um sechs angezündet. Wer hatte sie angezündet?",
            ),
            (1, "Niemand wusste es. Die Fähre kam um sieben."),
        ];
        let pairs = paired(&lines, &["en", "de"], Pairs::Sentence);
        assert_eq!(pairs.len(), 4, "{pairs:#?}");
        assert_eq!(pairs[1], "Who had lit it? | Wer hatte sie angezündet?");
        assert_eq!(
            pairs[3],
            "The ferry came at seven. | Die Fähre kam um sieben."
        );
    }

    #[test]
    fn lines_that_are_merged_here_and_there_stay_whole() {
        let merged = |lines: &[&str]| lines.join(" ");
        let en = [merged(&EN[..2]), EN[2].into(), merged(&EN[3..])];
        let de = [DE[0].into(), merged(&DE[1..3]), DE[3].into(), DE[4].into()];
        let lines: Vec<(usize, &str)> = en
            .iter()
            .map(|text| (0, text.as_str()))
            .chain(de.iter().map(|text| (1, text.as_str())))
            .collect();
        let pairs = paired(&lines, &["en", "de"], Pairs::Line);
        assert_eq!(pairs.len(), 2, "{pairs:#?}");
        assert_eq!(
            pairs[0],
            format!("{} | {}", merged(&EN[..3]), merged(&DE[..3]))
        );
    }

    #[test]
    fn a_third_language_stands_beside_the_others() {
        let fr = [
            "Le gardien du phare monta l'escalier à six heures.",
            "Quelqu'un a-t-il vu le navire ?",
            "Longtemps, personne ne lui répondit, et le vent se leva.",
            "En 1911, la vieille lampe avait brûlé pendant 40 nuits.",
            "« Laisse ça ! » dit Marten.",
        ];
        let mut lines = two(&EN, &DE);
        lines.extend(fr.iter().map(|text| (2, *text)));
        let pairs = paired(&lines, &["en", "de", "fr"], Pairs::Line);
        assert_eq!(pairs.len(), 5, "{pairs:#?}");
        assert!(
            pairs
                .iter()
                .all(|pair| pair.split(" | ").filter(|side| !side.is_empty()).count() == 3)
        );
    }

    #[test]
    fn one_language_or_none_has_nothing_to_pair() {
        assert_eq!(
            paired(&[(0, "One."), (0, "Two.")], &["en"], Pairs::Line),
            ["One.", "Two."]
        );
        assert_eq!(
            paired(&[(0, "One.")], &["en", "de"], Pairs::Line),
            ["One. | "]
        );
        assert!(paired(&[], &[], Pairs::Line).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn every_sentence_is_in_one_pair(lines in proptest::collection::vec((0usize..3, "[a-c灯 .?1]{0,12}"), 0..25)) {
            let languages = ["en", "de", "zh"].map(Language::new);
            let said: Vec<Said> = lines
                .iter()
                .map(|(language, text)| Said {
                    text, language: *language, begins: Begins::Line, speaker: None, row: None, group: None, time: None,
                })
                .collect();
            let pairing = pair(&said, &languages, Pairs::Line, None);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let mut seen = vec![String::new(); lines.len()];
            for language in 0..3 {
                let own = || pairing.pairs.iter().flat_map(|pair| &pair.pieces[language]);
                proptest::prop_assert!(own().is_sorted_by_key(|piece| (piece.said, piece.bytes.start)));
                for piece in own() {
                    seen[piece.said] += &letters(&said[piece.said].text[piece.bytes.clone()]);
                }
            }
            // Lines of the first language stay whole.
            let whole: Vec<usize> = pairing.pairs.iter().flat_map(|pair| &pair.pieces[0]).map(|piece| piece.said).collect();

            let first = (0..lines.len()).filter(|at| lines[*at].0 == 0);
            proptest::prop_assert_eq!(whole, first.collect::<Vec<_>>());
            let all: Vec<String> = lines.iter().map(|(_, text)| letters(text)).collect();
            proptest::prop_assert_eq!(seen, all);
        }
    }
}
