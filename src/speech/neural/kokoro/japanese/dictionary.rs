//! The words of Japanese and how they are read: IPADIC (Nara Institute of Science and Technology) in the files of
//! kuromoji.js, each compressed by gzip, numbers little-endian:
//!
//! - `base.dat.gz`, `check.dat.gz`: a double array (Aoe 1989) of 32-bit numbers over the bytes of UTF-8. A word ends
//!   with a byte 0; the base of that node is `-number - 1`.
//! - `tid_map.dat.gz`: how many words, and of each its number, how many entries it has and where
//!   they stand.
//! - `tid.dat.gz`: entries of ten bytes: the contexts to the left and to the right, the cost, and where the entry's
//!   text stands. `tid_pos.dat.gz`: these texts, parted by a byte 0: the word, its part of speech in four
//!   steps, two of inflection, its plain form, its reading, and how that is said.
//! - `cc.dat.gz`: 16-bit numbers: how many contexts there are to the left and to the right, and what each of the
//!   first costs before each of the second.

use super::kana::{self, is_katakana};
use crate::speech::SpeechError;
use flate2::read::GzDecoder;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// The files.
const FILES: [&str; 6] = [
    "base.dat.gz",
    "check.dat.gz",
    "tid_map.dat.gz",
    "tid.dat.gz",
    "tid_pos.dat.gz",
    "cc.dat.gz",
];
/// The largest file, unpacked, in bytes; the one that is here has 42 million.
const LARGEST: u64 = 128 << 20;
/// The bytes of an entry.
const ENTRY: usize = 10;
/// The context of a common noun (名詞,一般) in IPADIC's `left-id.def`: that of words that are in no dictionary.
const NOUN: u16 = 1285;
/// What words that are in no dictionary cost, by IPADIC's `unk.def`.
const UNKNOWN_KATAKANA: i32 = 9461;
const UNKNOWN_KANJI: i32 = 11426;
const UNKNOWN_HIRAGANA: i32 = 13069;

/// Words and their readings.
#[derive(Debug)]
pub struct Dictionary {
    base: Vec<i32>,
    check: Vec<i32>,
    /// The entries of each word.
    words: Vec<Range<u32>>,
    entries: Vec<Entry>,
    /// How entries are said, in katakana, one behind the other.
    said: String,
    costs: Vec<i16>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    left: u16,
    right: u16,
    cost: i16,
    kind: Kind,
    length: u8,
    /// Where in `said`.
    at: u32,
}

/// A part of speech, as far as it counts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any noun but the following.
    Noun,
    /// A digit or a power of ten: 三, 百.
    Number,
    /// What is counted, behind a number: 本, 人.
    Counter,
    /// What stands behind a noun: さん, 的.
    Suffix,
    /// What stands before one: お, 第.
    Prefix,
    /// A particle that joins what is inflected to what follows: て, ば.
    Joining,
    /// Another particle: は, を.
    Particle,
    /// What is inflected behind a verb: ます, た.
    Auxiliary,
    /// A verb or an adjective.
    Inflected,
    /// Anything else.
    Other,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub written: String,
    /// As it is said, in katakana; empty if that is not known.
    pub said: String,
    /// What it is.
    pub kind: Kind,
}

/// A node of the lattice: a word at a place.
struct Node {
    start: usize,
    entry: Option<u32>,
    /// The entry's context to the right.
    right: u16,
    /// The least cost of the text up to its end.
    cost: i32,
    /// The node before it on the cheapest way.
    before: Option<usize>,
}

impl Dictionary {
    /// Whether a folder has its files.
    pub fn is_in(folder: &Path) -> bool {
        FILES.iter().all(|name| folder.join(name).is_file())
    }

    /// Reads the files of a folder.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if one is not there or is none of such a dictionary.
    pub fn read(folder: &Path) -> Result<Self, SpeechError> {
        let [base, check, map, entries, texts, costs] = FILES.map(|name| unpacked(folder, name));
        let (base, check) = (numbers(&base?), numbers(&check?));
        let costs = costs?;
        let costs: Vec<i16> = costs
            .as_chunks()
            .0
            .iter()
            .map(|two| i16::from_le_bytes(*two))
            .collect();
        let mut dictionary = Self {
            base,
            check,
            words: Vec::new(),
            entries: Vec::new(),
            said: String::new(),
            costs,
        };
        let read = dictionary.read_entries(&numbers(&map?), &entries?, &texts?);
        read.ok_or_else(|| broken(folder, "this is no dictionary of kuromoji"))?;
        Ok(dictionary)
    }

    /// Reads the entries of all words; nothing if the files do not fit each other.
    fn read_entries(&mut self, map: &[i32], entries: &[u8], texts: &[u8]) -> Option<()> {
        let mut numbers = map.iter().map(|number| *number as usize);
        // Behind the last word the file is filled up.
        for _ in 0..numbers.next()? {
            let word = numbers.next()?;
            let start = self.entries.len() as u32;
            for _ in 0..numbers.next()? {
                let entry = entries.get(numbers.next()?..)?.first_chunk()?;
                self.add(entry, texts)?;
            }
            if word >= map.len() {
                return None;
            }
            if self.words.len() <= word {
                self.words.resize(word + 1, 0..0);
            }
            self.words[word] = start..self.entries.len() as u32;
        }
        let fits = self.base.len() == self.check.len() && self.costs.len() > 2;
        (fits && !self.entries.is_empty()).then_some(())
    }

    fn add(&mut self, entry: &[u8; ENTRY], texts: &[u8]) -> Option<()> {
        let two = |at: usize| [entry[at], entry[at + 1]];
        let at = u32::from_le_bytes(*entry[6..].first_chunk()?) as usize;
        let text = texts.get(at..)?;
        let text = text.split(|byte| *byte == 0).next()?;
        let fields: Vec<&str> = std::str::from_utf8(text).ok()?.split(',').collect();
        let said = fields.get(9).filter(|said| **said != "*").copied();
        let said = said.unwrap_or_default();
        self.entries.push(Entry {
            left: u16::from_le_bytes(two(0)),
            right: u16::from_le_bytes(two(2)),
            cost: i16::from_le_bytes(two(4)),
            kind: kind(&fields),
            length: u8::try_from(said.len()).ok()?,
            at: u32::try_from(self.said.len()).ok()?,
        });
        self.said.push_str(said);
        Some(())
    }

    /// The words of a text, on the cheapest way through all that might stand in it (Viterbi), as MeCab finds it.
    pub fn words(&self, text: &str) -> Vec<Word> {
        let mut nodes = vec![Node {
            start: 0,
            entry: None,
            right: 0,
            cost: 0,
            before: None,
        }];
        let mut ending: Vec<Vec<usize>> = vec![Vec::new(); text.len() + 1];
        ending[0].push(0);
        for (start, first) in text.char_indices() {
            let before = std::mem::take(&mut ending[start]);
            if before.is_empty() {
                continue;
            }
            let mut begin = |end: usize, entry: Option<u32>, left: u16, right: u16, cost: i32| {
                let all = before.iter().map(|node| {
                    (
                        nodes[*node].cost + self.cost(nodes[*node].right, left) + cost,
                        *node,
                    )
                });
                if let Some((cost, before)) = all.min() {
                    ending[end].push(nodes.len());
                    nodes.push(Node {
                        start,
                        entry,
                        right,
                        cost,
                        before: Some(before),
                    });
                }
            };
            let rest = &text[start..];
            let mut is_known = false;
            for (length, entries) in self.prefixes(rest.as_bytes()) {
                is_known = true;
                for number in entries {
                    let entry = self.entries[number as usize];
                    let cost = i32::from(entry.cost);
                    begin(start + length, Some(number), entry.left, entry.right, cost);
                }
            }
            if is_katakana(first) || !is_known {
                let (length, cost) = unknown(rest, first);
                begin(start + length, None, NOUN, NOUN, cost);
            }
        }
        let last = ending[text.len()].iter().copied();
        let mut next = last.min_by_key(|node| nodes[*node].cost + self.cost(nodes[*node].right, 0));
        let mut words = Vec::new();
        let mut end = text.len();
        while let Some(node) = next
            .map(|node| &nodes[node])
            .filter(|node| node.before.is_some())
        {
            words.push(self.word(&text[node.start..end], node.entry));
            (next, end) = (node.before, node.start);
        }
        words.reverse();
        words
    }

    fn word(&self, written: &str, entry: Option<u32>) -> Word {
        let entry = entry.map(|number| self.entries[number as usize]);
        let said = entry.map(|entry| &self.said[entry.at as usize..][..usize::from(entry.length)]);
        Word {
            written: written.into(),
            // What has no reading of its own is read as it is written, if it is in kana.
            said: match said.filter(|said| !said.is_empty()) {
                Some(said) => said.into(),
                None => kana::as_katakana(written).unwrap_or_default(),
            },
            kind: entry.map_or(Kind::Noun, |entry| entry.kind),
        }
    }

    /// Words with which a text begins: how long each is, in bytes, and its entries.
    fn prefixes(&self, text: &[u8]) -> Vec<(usize, Range<u32>)> {
        let step = |node: usize, byte: u8| -> Option<usize> {
            let next = usize::try_from(self.base.get(node)?.checked_add(byte.into())?).ok()?;
            (*self.check.get(next)? == node as i32).then_some(next)
        };
        let mut found = Vec::new();
        let mut node = 0;
        for (at, byte) in text.iter().enumerate() {
            let Some(next) = step(node, *byte) else { break };
            node = next;
            let word = step(node, 0).map(|end| !self.base[end]);
            let entries = word.and_then(|word| self.words.get(usize::try_from(word).ok()?));
            found.extend(entries.map(|entries| (at + 1, entries.clone())));
        }
        found
    }

    /// What it costs that the context `left` stands behind `right`.
    fn cost(&self, right: u16, left: u16) -> i32 {
        let width = self.costs[1] as usize;
        let at = 2 + usize::from(right) * width + usize::from(left);
        self.costs.get(at).copied().map_or(0, i32::from)
    }
}

/// A word that is in no dictionary, at the beginning of a text: how long it is, in bytes, and what it costs.
fn unknown(text: &str, first: char) -> (usize, i32) {
    match first {
        _ if is_katakana(first) => {
            let end = text.find(|c| !is_katakana(c));
            (end.unwrap_or(text.len()), UNKNOWN_KATAKANA)
        }
        'ぁ'..='ゟ' => (first.len_utf8(), UNKNOWN_HIRAGANA),
        _ => (first.len_utf8(), UNKNOWN_KANJI),
    }
}

/// What an entry is, by its fields.
fn kind(fields: &[&str]) -> Kind {
    let of = |at: usize| fields.get(at).copied().unwrap_or_default();
    match (of(1), of(2), of(3)) {
        ("名詞", "数", _) => Kind::Number,
        ("名詞", "接尾", "助数詞") => Kind::Counter,
        ("名詞", "接尾", _) => Kind::Suffix,
        ("名詞", ..) => Kind::Noun,
        ("接頭詞", ..) => Kind::Prefix,
        ("助詞", "接続助詞", _) => Kind::Joining,
        ("助詞", ..) => Kind::Particle,
        ("助動詞", ..) | ("動詞", "接尾", _) => Kind::Auxiliary,
        ("動詞" | "形容詞", ..) => Kind::Inflected,
        _ => Kind::Other,
    }
}

/// A file, unpacked.
fn unpacked(folder: &Path, name: &str) -> Result<Vec<u8>, SpeechError> {
    let path = folder.join(name);
    let bytes = super::super::super::folder::read(&path)?;
    let mut out = Vec::new();
    let read = GzDecoder::new(bytes.as_slice())
        .take(LARGEST)
        .read_to_end(&mut out);
    match read {
        Ok(_) => Ok(out),
        Err(error) => Err(broken(&path, &format!("it cannot be unpacked ({error})"))),
    }
}

/// The error of a file or folder that is not what it should be.
fn broken(path: &Path, what: &str) -> SpeechError {
    SpeechError::Setup(format!(
        "{}: {what}. Fetch it again with `diglot get japanese --force`",
        path.display()
    ))
}

fn numbers(bytes: &[u8]) -> Vec<i32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|four| i32::from_le_bytes(*four))
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::collections::BTreeMap;
    use std::io::Write;

    /// A word, its part of speech, how it is said, and its cost.
    pub type Written = (&'static str, &'static str, &'static str, i16);

    fn put(folder: &Path, name: &str, bytes: &[u8]) {
        let file = std::fs::File::create(folder.join(name)).unwrap();
        let mut packed = GzEncoder::new(file, Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap();
    }

    fn of_numbers(numbers: &[i32]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    }

    /// Writes the words that share a beginning into a double array, below a node.
    fn branch(
        words: &[(Vec<u8>, usize)],
        node: usize,
        depth: usize,
        base: &mut Vec<i32>,
        check: &mut Vec<i32>,
    ) {
        let mut children: BTreeMap<u8, Vec<(Vec<u8>, usize)>> = BTreeMap::new();
        for (bytes, word) in words {
            let next = bytes.get(depth).copied().unwrap_or(0);
            children
                .entry(next)
                .or_default()
                .push((bytes.clone(), *word));
        }
        // Each node has room of its own.
        let start = base.len();
        base.resize(start + 256, 0);
        check.resize(start + 256, -1);
        base[node] = start as i32;
        for (byte, words) in children {
            let child = start + usize::from(byte);
            check[child] = node as i32;
            match byte {
                0 => base[child] = -(words[0].1 as i32) - 1,
                _ => branch(&words, child, depth + 1, base, check),
            }
        }
    }

    /// Writes a dictionary of some words, each in a context of its own that costs nothing.
    fn write(folder: &Path, words: &[Written]) {
        let (mut base, mut check) = (vec![1], vec![-1]);
        let all = words.iter().enumerate();
        let all: Vec<_> = all
            .map(|(i, word)| (word.0.as_bytes().to_vec(), i))
            .collect();
        branch(&all, 0, 0, &mut base, &mut check);
        let (mut entries, mut texts) = (Vec::new(), Vec::new());
        let mut map = vec![words.len() as i32];
        for (i, (written, kind, said, cost)) in words.iter().enumerate() {
            map.extend([i as i32, 1, entries.len() as i32]);
            entries.extend([1u16, 1].iter().flat_map(|context| context.to_le_bytes()));
            entries.extend(cost.to_le_bytes());
            entries.extend((texts.len() as u32).to_le_bytes());
            let steps = kind.split(',').count();
            let filled = "*,".repeat(6 - steps);
            texts.extend(format!("{written},{kind},{filled}{written},{said},{said}\0").bytes());
        }
        // Filled up, as the real ones are.
        map.extend([0; 5]);
        put(folder, "base.dat.gz", &of_numbers(&base));
        put(folder, "check.dat.gz", &of_numbers(&check));
        put(folder, "tid_map.dat.gz", &of_numbers(&map));
        put(folder, "tid.dat.gz", &entries);
        put(folder, "tid_pos.dat.gz", &texts);
        put(folder, "cc.dat.gz", &[1, 0, 1, 0, 0, 0]);
    }

    pub fn dictionary(folder: &Path, words: &[Written]) -> Dictionary {
        write(folder, words);
        assert!(Dictionary::is_in(folder));
        Dictionary::read(folder).unwrap()
    }

    const WORDS: &[Written] = &[
        ("海", "名詞,一般", "ウミ", 3000),
        ("海の音", "名詞,固有名詞", "カイノオト", 9000),
        ("の", "助詞,連体化", "ノ", 500),
        ("音", "名詞,一般", "オト", 3000),
    ];

    #[test]
    fn the_cheapest_way_through_a_text_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let dictionary = dictionary(folder.path(), WORDS);
        let said = |text: &str| -> Vec<String> {
            dictionary
                .words(text)
                .into_iter()
                .map(|word| word.said)
                .collect()
        };
        assert_eq!(said("海の音"), ["ウミ", "ノ", "オト"]);
        assert_eq!(said("カモメの音"), ["カモメ", "ノ", "オト"]);
        assert_eq!(said(""), [""; 0]);
        let written: String = dictionary
            .words("海鳴りと音𠮷😀")
            .into_iter()
            .map(|word| word.written)
            .collect();
        assert_eq!(written, "海鳴りと音𠮷😀");
    }

    #[test]
    fn a_broken_dictionary_is_said_and_never_panics() {
        for (name, broken) in FILES.iter().flat_map(|name| [(name, true), (name, false)]) {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), WORDS);
            if broken {
                std::fs::write(folder.path().join(name), "no gzip").unwrap();
                let error = Dictionary::read(folder.path()).unwrap_err().to_string();
                assert!(error.contains(name), "{error}");
            } else {
                // Whole, but of something else: it is told, or words are not found.
                put(folder.path(), name, &[7; 40]);
                if let Ok(dictionary) = Dictionary::read(folder.path()) {
                    dictionary.words("海の音");
                }
            }
        }
    }
}
