//! Texts in which each line is followed by its translation: what was left alone there, and stands so, too, is a pair.

use crate::script::aligner::{Begins, Pair, Pairing, Said};

/// How many pairs stand so at least, and which share of all pairs.
const FEWEST: usize = 12;
const SHARE: f64 = 0.9;
/// How certain such a pair is: by its place alone.
const CERTAINTY: f32 = 0.5;

/// Joins what stands alone with what stands alone right behind it in the other language, if nearly all pairs stand so. Whether
/// anything was joined.
pub(super) fn join(pairing: &mut Pairing, said: &[Said]) -> bool {
    let wholes = pairing.pairs.iter().filter(|pair| pair.languages() == 2);
    let (mut all, mut first) = (0, [0_usize; 2]);
    for pair in wholes {
        all += 1;
        if let [[a], [b]] = [&pair.pieces[0][..], &pair.pieces[1][..]] {
            first[0] += usize::from(a.said + 1 == b.said);
            first[1] += usize::from(b.said + 1 == a.said);
        }
    }
    let begins = usize::from(first[1] > first[0]);
    if first[begins] < FEWEST || (first[begins] as f64) < SHARE * f64::from(all) {
        return false;
    }
    let alone = |pair: &Pair, language: usize| -> Option<usize> {
        let [piece] = &pair.pieces[language][..] else {
            return None;
        };
        let own = &said[piece.said];
        let is_whole = piece.bytes.len() == own.text.len() && own.begins != Begins::Heading;
        (pair.languages() == 1 && is_whole).then_some(piece.said)
    };
    let row = |nth: Option<usize>| said[nth?].row;
    let count = pairing.pairs.len();
    let mut out: Vec<Pair> = Vec::with_capacity(count);
    for mut pair in std::mem::take(&mut pairing.pairs) {
        let before = out.last().and_then(|last| alone(last, begins));
        let own = alone(&pair, 1 - begins);
        match out.last_mut() {
            Some(last)
                if own.is_some() && before.map(|nth| nth + 1) == own && row(own) == row(before) =>
            {
                last.pieces[1 - begins] = std::mem::take(&mut pair.pieces[1 - begins]);
                last.certainty = CERTAINTY;
            }
            _ => out.push(pair),
        }
    }
    let is_joined = out.len() < count;
    pairing.pairs = out;
    is_joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::aligner::Piece;

    fn said(language: usize) -> Said<'static> {
        Said {
            text: "It burns.",
            language,
            begins: Begins::Line,
            speaker: Some(0),
            row: None,
            group: None,
            time: None,
        }
    }

    fn pair(own: [&[usize]; 2]) -> Pair {
        let piece = |said: &usize| Piece {
            said: *said,
            bytes: 0.."It burns.".len(),
        };
        Pair {
            pieces: own
                .iter()
                .map(|own| own.iter().map(piece).collect())
                .collect(),
            certainty: 0.9,
        }
    }

    #[test]
    fn what_stands_alone_as_pairs_stand_is_a_pair() {
        // 13 pairs; then 26 and 27 alone; 28 alone in the first language, and 29 and 30 a pair.
        let all: Vec<Said> = (0..26)
            .chain([0, 1, 0, 0, 1])
            .map(|nth| said(nth % 2))
            .collect();
        let mut pairs: Vec<Pair> = (0..13)
            .map(|nth| pair([&[2 * nth], &[2 * nth + 1]]))
            .collect();
        pairs.extend([
            pair([&[26], &[]]),
            pair([&[], &[27]]),
            pair([&[28], &[]]),
            pair([&[29], &[30]]),
        ]);
        let mut pairing = Pairing { pairs };
        assert!(join(&mut pairing, &all));
        assert_eq!(pairing.pairs.len(), 16);
        assert_eq!(pairing.pairs[13].pieces, pair([&[26], &[27]]).pieces);
        assert!(!pairing.pairs[13].is_sure());
        // Few pairs show nothing.
        let mut few = Pairing {
            pairs: vec![pair([&[0], &[1]]), pair([&[2], &[]]), pair([&[], &[3]])],
        };
        assert!(!join(&mut few, &all));
        assert_eq!(few.pairs.len(), 3);
    }
}
