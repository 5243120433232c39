//! Lines that say how others are pronounced, in Latin letters: pinyin (`Nǐ hǎo.`) and romaji (`Konbanwa.`) under a line of Chinese or
//! Japanese, or a stanza of pinyin beside the same one in Chinese. They are not read aloud.

use super::pieces::Said;
use super::writing::script_of;
use std::collections::BTreeSet;
use unicode_normalization::char::is_combining_mark;
use unicode_script::Script as Writing;

/// From how many lines on a text is written so.
const FEWEST: usize = 2;
/// From how many words with a tone that few languages write on a stanza is one of pinyin.
const FEWEST_TONES: usize = 2;
/// How far the numbers of its syllables and of the characters that it spells may be apart, as a share.
const APART: f64 = 0.15;
/// Vowels with the marks of tones.
const TONES: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
/// Those of them that few languages write.
const TELLING: &str = "āǎēěīǐōǒūǔǖǘǚǜ";

/// The smallest share of the Latin lines under kana that must be of Japanese syllables alone.
const ROMAJI: f64 = 0.8;
/// What may stand before a vowel in a Japanese syllable.
#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "ky", "gy", "sh", "ch", "ts", "ny", "hy", "by", "py", "my", "ry", "jy", "dz", "ty", "sy", "zy",
    "k", "g", "s", "z", "j", "t", "d", "n", "h", "f", "b", "p", "m", "y", "r", "w",
];

/// Whether any line has letters that are not Latin.
pub(super) fn has_other_letters(lines: &[Said]) -> bool {
    let is_other = |c: char| {
        !c.is_ascii()
            && c.is_alphabetic()
            && !matches!(script_of(c), Writing::Latin | Writing::Inherited)
    };
    lines
        .iter()
        .any(|line| !line.text.is_ascii() && line.text.contains(is_other))
}

/// The indices of the lines that are the pronunciation of others.
pub(crate) fn pronunciations(lines: &[Said]) -> Vec<usize> {
    if lines.iter().all(|line| !line.said.is_empty()) {
        return of_said(lines);
    }
    // What nobody says stands between no two lines.
    let mut places: Vec<usize> = Vec::new();
    let mut said: Vec<Said> = Vec::new();
    let mut is_blank = false;
    for (i, line) in lines.iter().enumerate() {
        is_blank |= line.blank_before;
        if !line.said.is_empty() {
            places.push(i);
            said.push(Said {
                blank_before: std::mem::take(&mut is_blank),
                ..line.clone()
            });
        }
    }
    let found = of_said(&said).into_iter().map(|i| places[i]);
    let all: BTreeSet<usize> = found
        .chain(super::spelt_below::under_labels(lines))
        .collect();
    all.into_iter().collect()
}

/// The same of lines on all of which something is said.
fn of_said(lines: &[Said]) -> Vec<usize> {
    let mut found = under_lines(lines);
    found.extend(beside_stanzas(lines));
    found.extend(spelt_lines(lines));
    found.sort_unstable();
    found.dedup();
    found
}

/// From how many lines on lines may spell others, and how alike the consonants of both are at least, from 0 to 1.
const FEWEST_SPELT: usize = 3;
const ALIKE: f64 = 0.55;

/// The lines in Latin letters under others that spell them, or over them: `Namaste!` under `नमस्ते!` Their consonants are the same.
fn spelt_lines(lines: &[Said]) -> Vec<usize> {
    let is_pair = |own: usize, other: usize| {
        !lines[own.max(other)].blank_before
            && is_spelt(said(&lines[other]))
            && is_in_latin(said(&lines[own]))
    };
    let below = (1..lines.len()).map(|i| (i, i - 1));
    let above = (1..lines.len()).map(|i| (i - 1, i));
    let below: Vec<_> = below.filter(|&(own, other)| is_pair(own, other)).collect();
    let above: Vec<_> = above.filter(|&(own, other)| is_pair(own, other)).collect();
    let spells = |&(own, other): &(usize, usize)| {
        let [other, own] = [other, own].map(|i| consonants(said(&lines[i])));
        strsim::normalized_levenshtein(&other, &own) >= ALIKE
    };
    let is_so = |pairs: &Vec<(usize, usize)>| {
        let few = pairs.len().min(SAMPLE);
        few >= FEWEST_SPELT
            && pairs[..few].iter().filter(|pair| spells(pair)).count() * 5 >= few * 4
    };
    let pairs = [below, above].into_iter().find(is_so).unwrap_or_default();
    let found = pairs.into_iter().filter(spells);
    found.map(|(own, _)| own).collect()
}

/// What parts a romanization from the translation behind it.
pub(super) const PARTS: [&str; 4] = [" — ", " – ", " - ", ": "];

/// The lines that begin with how the one above them is pronounced, and where what it means begins: `*Eto lampa.* — This is a lamp.`
pub(crate) fn pronounced_heads(lines: &[Said]) -> Vec<(usize, usize)> {
    let spells = |over: &str, head: &str| {
        let is_spelling = |over: &str| {
            strsim::normalized_levenshtein(&consonants(over), &consonants(head)) >= ALIKE
        };
        let has = |writing: fn(Writing) -> bool| over.chars().any(|c| writing(script_of(c)));
        is_in_latin(head)
            && match () {
                () if is_spelt(over) => is_spelling(over),
                () if has(|own| matches!(own, Writing::Hiragana | Writing::Katakana)) => {
                    is_romaji(head)
                }
                () if has(|own| own == Writing::Han) => telling(head) > 0 && is_pinyin(head),
                () => false,
            }
    };
    let mut found = Vec::new();
    let said_lines = || (0..lines.len()).filter(|i| !lines[*i].said.is_empty());
    for (over, own) in said_lines().zip(said_lines().skip(1)) {
        let text = said(&lines[own]);
        let parted = PARTS.iter().find_map(|sign| text.split_once(sign));
        let Some((head, rest)) = parted.filter(|(_, rest)| is_in_latin(rest)) else {
            continue;
        };
        if spells(said(&lines[over]), head) {
            found.push((own, lines[own].said.end - rest.len()));
        }
    }
    if found.len() < FEWEST_SPELT {
        return Vec::new();
    }
    found
}

/// How many lines show whether lines spell others.
const SAMPLE: usize = 40;
/// The longest text whose consonants are compared, in characters.
const LONGEST: usize = 300;

/// The consonants of a text as Latin letters have them, each once in a row.
fn consonants(text: &str) -> String {
    // Hebrew and Arabic have vowels as marks.
    let bare = text.chars().filter(|c| !is_combining_mark(*c));
    let latin = bare.take(LONGEST).collect::<String>();
    let latin = deunicode::deunicode(&latin).to_lowercase();
    let mut out = String::new();
    let letters = latin
        .chars()
        .filter(|c| c.is_ascii_lowercase() && !"aeiouyhw".contains(*c));
    // One letter for those that spellings exchange.
    let alike = letters.map(|c| match c {
        'c' | 'q' => 'k',
        'v' => 'b',
        'f' => 'p',
        'z' | 'x' => 's',
        'l' => 'r',
        c => c,
    });
    for c in alike {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whether a text is in letters that others spell, with spaces between words.
fn is_spelt(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    let is_spaced = |c: char| {
        !matches!(
            script_of(c),
            Writing::Latin | Writing::Han | Writing::Hiragana | Writing::Katakana | Writing::Thai
        )
    };
    letters.peek().is_some() && letters.all(is_spaced)
}

/// Whether all letters of a text are Latin ones, with any marks.
pub(super) fn is_in_latin(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|c| matches!(script_of(c), Writing::Latin | Writing::Inherited))
}

/// Blocks of pinyin next to a block of Chinese with as many characters as they have syllables, and of romaji next to as many lines of
/// Japanese.
fn beside_stanzas(lines: &[Said]) -> Vec<usize> {
    let blocks: Vec<&[Said]> = lines.chunk_by(|_, next| !next.blank_before).collect();
    let count = |block: &[Said], of: fn(&str) -> usize| {
        block.iter().map(|line| of(said(line))).sum::<usize>()
    };
    let spells = |block: &[Said], other: &[Said]| {
        let (syllables, characters) = (
            count(block, syllables) as f64,
            count(other, characters) as f64,
        );
        (syllables - characters).abs() <= APART * characters
    };
    let (mut found, mut from) = (Vec::new(), 0);
    for (i, block) in blocks.iter().enumerate() {
        let beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let mut beside = beside.filter_map(|other| blocks.get(other));
        let is_pinyin = || block.iter().all(|line| is_pinyin(said(line)));
        let is_romaji = || block.iter().all(|line| is_romaji(said(line)));
        let is_beside = match () {
            () if count(block, telling) >= FEWEST_TONES && is_pinyin() => {
                beside.any(|other| spells(block, other))
            }
            () if is_romaji() => beside.any(|other| is_sung_in_kana(block, other)),
            () => false,
        };
        if is_beside {
            found.extend(from..from + block.len());
        }
        from += block.len();
    }
    found
}

/// How many syllables a character of Japanese has, on the whole.
const SYLLABLES: std::ops::RangeInclusive<f64> = 0.6..=2.5;

/// Whether a block is in Japanese, with as many lines as another in romaji has, whose lines may have become one, and with as many characters
/// as have these syllables.
fn is_sung_in_kana(romaji: &[Said], other: &[Said]) -> bool {
    let has_kana = |text: &str| {
        { text.chars() }.any(|c| matches!(script_of(c), Writing::Hiragana | Writing::Katakana))
    };
    let letters = |line: &Said| said(line).chars().filter(|c| c.is_alphabetic()).count();
    let sung: usize = romaji.iter().map(|line| syllables(said(line))).sum();
    let written: usize = other.iter().map(letters).sum();
    (romaji.len() == other.len() || romaji.len() == 1)
        && other.iter().any(|line| has_kana(said(line)))
        && other.iter().all(|line| !is_latin(said(line)))
        && SYLLABLES.contains(&(sung as f64 / written.max(1) as f64))
}

/// How many words have a tone that few languages write.
fn telling(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    let words = text.split_whitespace();
    words
        .filter(|word| word.to_lowercase().contains(is_in(TELLING)))
        .count()
}

/// How many syllables a text in pinyin has: runs of vowels.
fn syllables(text: &str) -> usize {
    let is_vowel = |c: &char| "aeiouü".contains(*c) || TONES.contains(*c);
    let lower: Vec<char> = text.to_lowercase().chars().collect();
    let runs = lower.chunk_by(|a, b| is_vowel(a) == is_vowel(b));
    runs.filter(|run| is_vowel(&run[0])).count()
}

/// How many characters of Chinese a text has, if they are all that it has.
fn characters(text: &str) -> usize {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let is_han = |c: &char| script_of(*c) == Writing::Han;
    if letters().all(|c| is_han(&c)) {
        letters().count()
    } else {
        0
    }
}

/// The lines that are the pronunciation of the line above; none if there are fewer than two.
fn under_lines(lines: &[Said]) -> Vec<usize> {
    let (mut pinyin, mut romaji, mut other) = (Vec::new(), Vec::new(), 0);
    for i in 1..lines.len() {
        let over = said(&lines[i - 1]);
        if lines[i].blank_before || over.is_ascii() || !is_latin(said(&lines[i])) {
            continue;
        }
        if over
            .chars()
            .any(|c| matches!(script_of(c), Writing::Hiragana | Writing::Katakana))
        {
            match is_romaji(said(&lines[i])) {
                true => romaji.push(i),
                false => other += 1,
            }
        } else if over.chars().any(|c| script_of(c) == Writing::Han) && is_pinyin(said(&lines[i])) {
            pinyin.push(i);
        }
    }
    let is_telling = |&&i: &&usize| telling(said(&lines[i])) > 0;
    if pinyin.iter().filter(is_telling).count() < FEWEST {
        pinyin.clear();
    }
    if romaji.len() < FEWEST || (romaji.len() as f64) < ROMAJI * (romaji.len() + other) as f64 {
        romaji.clear();
    }
    pinyin.append(&mut romaji);
    pinyin
}

fn said<'a>(line: &Said<'a>) -> &'a str {
    &line.text[line.said.clone()]
}

fn is_latin(text: &str) -> bool {
    text.contains(char::is_alphabetic) && text.chars().all(|c| !c.is_alphabetic() || c < '\u{250}')
}

/// Whether a line is made of Japanese syllables alone: `Ohayō gozaimasu.`
pub(super) fn is_romaji(text: &str) -> bool {
    let (spelt, all) = romaji_words(text);
    all > 0 && spelt == all
}

/// How many words of a text are made of Japanese syllables, and how many it has.
pub(super) fn romaji_words(text: &str) -> (usize, usize) {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ā' | 'â' => 'a',
            'ī' | 'î' => 'i',
            'ū' | 'û' => 'u',
            'ē' | 'ê' => 'e',
            'ō' | 'ô' => 'o',
            '’' => '\'',
            c => c,
        })
        .collect();
    let words = plain.split(|c: char| !c.is_alphabetic() && c != '\'');
    let words = words.filter(|word| word.contains(char::is_alphabetic));
    words.fold((0, 0), |(spelt, all), word| {
        (spelt + usize::from(is_of_syllables(word)), all + 1)
    })
}

fn is_of_syllables(word: &str) -> bool {
    let is_vowel = |c: char| "aiueo".contains(c);
    let mut rest = word.trim_matches('\'');
    while let Some(first) = rest.chars().next() {
        // `ohayō`, `n` before a consonant or at the end, `kitte`, `matcha`.
        if is_vowel(first) {
            rest = &rest[1..];
            continue;
        }
        if let Some(onset) = ONSETS.iter().find(|onset| {
            let after = rest.strip_prefix(**onset);
            after.is_some_and(|after| after.starts_with(is_vowel))
        }) {
            rest = &rest[onset.len() + 1..];
            continue;
        }
        let mut chars = rest.chars();
        chars.next();
        let (after, next) = (chars.as_str(), chars.clone().next());
        let is_long = next == Some(first) && "kstpgdbzj".contains(first) || rest.starts_with("tch");
        let is_n = first == 'n' || first == 'm' && next.is_some_and(|c| "bpm".contains(c));
        if !is_long && !is_n {
            return false;
        }
        rest = after.trim_start_matches('\'');
    }
    true
}

fn is_in(set: &'static str) -> impl Fn(char) -> bool {
    move |c| set.contains(c)
}

/// Whether a line is in the letters of pinyin, with the tone of at least every third word.
pub(super) fn is_pinyin(text: &str) -> bool {
    let is_latin = |c: char| !c.is_alphabetic() || c < '\u{250}';
    if text.is_ascii() || !text.chars().all(is_latin) {
        return false;
    }
    let lower = text.to_lowercase();
    let letters = |c: char| !c.is_alphabetic() || c.is_ascii_alphabetic() || c == 'ü';
    let words: Vec<&str> = lower.split_whitespace().collect();
    let toned = words.iter().filter(|w| w.contains(is_in(TONES))).count();
    lower.chars().all(|c| letters(c) || TONES.contains(c)) && toned * 3 >= words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let lines = crate::script::tongues::tests::lines(text);
        pronunciations(&lines)
    }

    #[test]
    fn pinyin_and_romaji() {
        assert_eq!(
            found(
                "你好，几点开？\nNǐ hǎo, jǐ diǎn kāi?\nHello, when?\n\n八点半。\nBā diǎn bàn.\nHalf past eight."
            ),
            [1, 4]
        );
        assert_eq!(
            found(
                "こんばんは。\nKonbanwa.\nGood evening.\n\nあそこです。\nAsoko desu.\nOver there."
            ),
            [1, 4]
        );
    }

    #[test]
    fn a_stanza_of_pinyin() {
        let pinyin = "yuè liàng zhào jìng hú\nxiǎo chuán tíng zài àn biān";
        let chinese = "月亮照静湖\n小船停在岸边";
        let english = "The moon lies on the lake\nThe boat rests by the shore";
        assert_eq!(
            found(&format!("{pinyin}\n\n{chinese}\n\n{english}")),
            [0, 1]
        );
        assert_eq!(
            found(&format!("{chinese}\n\n{}", pinyin.replace('\n', " "))),
            [2]
        );
        assert_eq!(found(&format!("{pinyin}\n\n你好\n再见")), [] as [usize; 0]);
    }

    #[test]
    fn a_stanza_of_romaji() {
        let japanese = "海に風が吹く\n舟はまだ来ない";
        let romaji = "umi ni kaze ga fuku\nfune wa mada konai";
        let english = "Wind blows over the sea\nThe boat is not here yet";
        assert_eq!(
            found(&format!("{japanese}\n\n{romaji}\n\n{english}")),
            [2, 3]
        );
        assert_eq!(
            found(&format!("{romaji}\n\n{japanese}\n\n{english}")),
            [0, 1]
        );
        let joined = romaji.replace('\n', " ");
        assert_eq!(found(&format!("{japanese}\n\n{joined}\n\n{english}")), [2]);
        assert_eq!(found(&format!("{japanese}\n\n{english}")), [] as [usize; 0]);
    }

    #[test]
    fn what_spells_the_line_above_before_its_meaning() {
        let text = "밤이 깊다.\nbami gipda. — The night is deep.\n\n배는 멀다.\nbaeneun meolda. — The ship is far.\n\n불이 켜진다.\nburi kyeojinda. — A light goes on.";
        let lines = crate::script::tongues::tests::lines(text);
        let heads = pronounced_heads(&lines);
        let rest: Vec<&str> = heads
            .iter()
            .map(|(i, end)| &lines[*i].text[*end..])
            .collect();
        assert_eq!(
            rest,
            ["The night is deep.", "The ship is far.", "A light goes on."]
        );
        let german = "Он спит.\nEr schläft — wie immer.\n\nОна идёт.\nSie geht — nach Hause.\n\nТихо!\nRuhe — bitte.";
        let lines = crate::script::tongues::tests::lines(german);
        assert!(pronounced_heads(&lines).is_empty());
    }

    #[test]
    fn what_spells_the_line_below() {
        let korean = "bam i gip da\n밤이 깊다\nThe night is deep\n\nbae neun meol da\n배는 멀다\nThe ship is far\n\n\
                      bul i kyeo jin da\n불이 켜진다\nA light goes on\n\na mu do eop da\n아무도 없다\nNobody is here";
        assert_eq!(found(korean), [0, 3, 6, 9]);
    }

    #[test]
    fn what_spells_other_letters() {
        let hindi = "नमस्ते! यह गाड़ी जाती है?\nNamaste! Yah gāṛī jātī hai?\nHello! Does this train go there?\n\nनहीं, कल।\nNahī̃, kal.\nNo, it goes tomorrow.\n\nबहुत धन्यवाद।\nBahut dhanyavād.\nThank you very much.";
        assert_eq!(found(hindi), [1, 4, 7]);
        let russian = "Добрый вечер.\nDobryy vecher.\n\nКто там?\nKto tam?\n\nЭто почтальон.\nEto pochtalyon.";
        assert_eq!(found(russian), [1, 3, 5]);
        let hebrew =
            "הַדֶּרֶךְ אֲרֻכָּה\nHaderech aruka\n\nשׁוּב בְּשָׁלוֹם\nShuv beshalom\n\nהַלַּיְלָה קָצָר\nHalaila katzar";
        assert_eq!(found(hebrew), [1, 3, 5]);
        let german = "Он спит.\nEr schläft.\n\nОна идёт домой.\nSie geht heim.\n\nТихо!\nRuhe!\n\nГде фонарь?\nWo ist die Lampe?";
        assert_eq!(found(german), [] as [usize; 0]);
    }

    #[test]
    fn translations_stay() {
        assert_eq!(
            found("はい。\nYes, I do.\n\nどこですか。\nWhere is it?\n\n海です。\nAt sea."),
            [] as [usize; 0]
        );
        assert_eq!(
            found("晚上好。\nÀ bientôt, mon ami.\n\n谢谢。\nMerci à toi."),
            [] as [usize; 0]
        );
    }
}
