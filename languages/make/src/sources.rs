//! The languages, and where their counts come from.

use crate::counts::{self, Counts};
use fst::{Map, Streamer};
use std::collections::HashMap;
use std::path::Path;

/// Languages that share their script with others: tag, and the crate of Lingua that counts them.
#[rustfmt::skip]
const LINGUA: &[(&str, &str)] = &[
    ("af", "afrikaans"), ("sq", "albanian"), ("ar", "arabic"), ("az", "azerbaijani"), ("eu", "basque"),
    ("be", "belarusian"), ("nb", "bokmal"), ("bs", "bosnian"), ("bg", "bulgarian"), ("ca", "catalan"),
    ("hr", "croatian"), ("cs", "czech"), ("da", "danish"), ("nl", "dutch"), ("en", "english"),
    ("eo", "esperanto"), ("et", "estonian"), ("fi", "finnish"), ("fr", "french"), ("lg", "ganda"),
    ("de", "german"), ("hi", "hindi"), ("hu", "hungarian"), ("is", "icelandic"), ("id", "indonesian"),
    ("ga", "irish"), ("it", "italian"), ("kk", "kazakh"), ("la", "latin"), ("lv", "latvian"),
    ("lt", "lithuanian"), ("mk", "macedonian"), ("ms", "malay"), ("mi", "maori"), ("mr", "marathi"),
    ("mn", "mongolian"), ("nn", "nynorsk"), ("fa", "persian"), ("pl", "polish"), ("pt", "portuguese"),
    ("ro", "romanian"), ("ru", "russian"), ("sr", "serbian"), ("sr-latn", "serbian"), ("sn", "shona"), ("sk", "slovak"),
    ("sl", "slovene"), ("so", "somali"), ("st", "sotho"), ("es", "spanish"), ("sw", "swahili"),
    ("sv", "swedish"), ("tl", "tagalog"), ("ts", "tsonga"), ("tn", "tswana"), ("tr", "turkish"),
    ("uk", "ukrainian"), ("ur", "urdu"), ("vi", "vietnamese"), ("cy", "welsh"), ("xh", "xhosa"),
    ("yo", "yoruba"), ("zu", "zulu"), ("he", "hebrew"), ("bn", "bengali"),
];

/// Further ones, from their translations of the Universal Declaration of Human Rights.
#[rustfmt::skip]
const UDHR: &[(&str, &str)] = &[
    ("gl", "glg"), ("ast", "ast"), ("oc", "oci_1"), ("br", "bre"), ("fy", "fri"), ("lb", "ltz"),
    ("mt", "mlt"), ("gd", "gla"), ("fo", "fao"), ("ht", "hat_kreyol"), ("ku", "kmr"), ("tk", "tuk_latn"),
    ("uz", "uzn_latn"), ("om", "gax"), ("qu", "quz"), ("gn", "gug"), ("haw", "haw"), ("kl", "kal"),
    ("ia", "ina"), ("io", "ido"), ("se", "sme"), ("pap", "pap"), ("quc", "quc"), ("jv", "jav"),
    ("su", "sun"), ("ceb", "ceb"), ("ha", "hau_NG"), ("ig", "ibo"), ("rw", "kin"), ("mg", "plt"),
    ("wo", "wol"), ("rm", "roh_rumgr"), ("sm", "smo"),
    ("cv", "chv"), ("tt", "tat"), ("ky", "kir"), ("tg", "tgk"),
    ("ug", "uig_arab"), ("ps", "pbu"), ("ckb", "ckb"),
    ("ne", "nep"), ("sa", "san"), ("yi", "ydd"),
];

/// All languages with their counts, in the order of the lists.
pub fn all(lingua: &Path, udhr: &Path) -> Vec<(&'static str, Counts)> {
    let stored = LINGUA.iter().map(|(tag, name)| {
        let file = format!("lingua-{name}-language-model-1.3.0/models/ngrams.fst");
        let counts = counts::with_edges(of_lingua(&lingua.join(file)));
        (*tag, if *tag == "sr-latn" { in_latin(&counts) } else { counts })
    });
    let declared = UDHR.iter().map(|(tag, name)| {
        let html = std::fs::read_to_string(udhr.join(format!("declaration/{name}.html")));
        (*tag, counts::of_text(&without_tags(&html.expect("a declaration"))))
    });
    stored.chain(declared).collect()
}

/// The counts behind Lingua's probabilities: ln (n-gram / n-gram without its last letter), and of
/// single letters among all. The rarest letter is there once.
fn of_lingua(file: &Path) -> HashMap<Vec<char>, f64> {
    let map = Map::new(std::fs::read(file).expect("a model")).expect("a model");
    let mut stream = map.stream();
    let mut logs: HashMap<Vec<char>, f64> = HashMap::new();
    let mut rarest = 0.0_f64;
    while let Some((ngram, log)) = stream.next() {
        let ngram: Vec<char> = std::str::from_utf8(ngram).expect("UTF-8").chars().collect();
        let log = f64::from_bits(log);
        // sorted: what an n-gram begins with comes before it
        let before = logs.get(&ngram[..ngram.len() - 1]).copied().unwrap_or_default();
        rarest = rarest.min(before + log);
        logs.insert(ngram, before + log);
    }
    logs.into_iter().map(|(ngram, log)| (ngram, (log - rarest).exp().round())).collect()
}

fn without_tags(html: &str) -> String {
    let pieces = html.split('<').filter_map(|piece| piece.split_once('>'));
    let said = pieces.filter(|(tag, _)| !tag.starts_with("title") && !tag.starts_with("style"));
    said.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

/// Serbian is written in either script.
fn in_latin(cyrillic: &Counts) -> Counts {
    let mut counts = Counts::new();
    for (ngram, n) in cyrillic {
        let letters: Vec<char> = ngram.iter().flat_map(|c| latin(*c).chars()).collect();
        if (ngram.len()..=counts::LONGEST).contains(&letters.len()) {
            *counts.entry(letters).or_default() += n;
        }
    }
    counts
}

fn latin(c: char) -> &'static str {
    const LETTERS: &[(char, &str)] = &[
        ('а', "a"), ('б', "b"), ('в', "v"), ('г', "g"), ('д', "d"), ('ђ', "đ"), ('е', "e"), ('ж', "ž"),
        ('з', "z"), ('и', "i"), ('ј', "j"), ('к', "k"), ('л', "l"), ('љ', "lj"), ('м', "m"), ('н', "n"),
        ('њ', "nj"), ('о', "o"), ('п', "p"), ('р', "r"), ('с', "s"), ('т', "t"), ('ћ', "ć"), ('у', "u"),
        ('ф', "f"), ('х', "h"), ('ц', "c"), ('ч', "č"), ('џ', "dž"), ('ш', "š"), (counts::EDGE, " "),
    ];
    LETTERS.iter().find(|(own, _)| *own == c).map_or("", |(_, latin)| latin)
}
