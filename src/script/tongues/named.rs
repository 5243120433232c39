//! Names of languages as texts write them: `EN:`, `[中文]`, `(Deutsch)`.

use super::ngrams;
use crate::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names in the language itself and in others; [`named`] tells which codes of two letters are known besides.
#[rustfmt::skip]
const NAMES: &[(&str, &[&str])] = &[
    ("en", &["eng", "english", "英文", "英语", "英語", "englisch", "anglais", "inglés", "ingles", "inglese", "inglês", "английский", "английском", "по-английски", "angol", "engels", "engelska", "engelsk", "영어"]),
    ("zh", &["cn", "chn", "zho", "chi", "cmn", "chinese", "mandarin", "中文", "汉语", "漢語", "中国語", "华语", "國語", "国语", "普通话", "chinesisch", "chinois", "chino", "cinese", "китайский", "китайском", "по-китайски", "중국어"]),
    ("ja", &["jp", "jpn", "japanese", "日本語", "日语", "日語", "日文", "japanisch", "japonais", "japonés", "giapponese", "японский", "японском", "по-японски", "일본어"]),
    ("ko", &["kr", "kor", "korean", "한국어", "韩语", "韓國語", "韓国語", "koreanisch", "coréen", "coreano"]),
    ("de", &["deu", "ger", "german", "deutsch", "德语", "德文", "allemand", "alemán", "tedesco", "alemão", "немецкий", "немецком", "по-немецки", "német", "duits"]),
    ("fr", &["fra", "fre", "french", "français", "francais", "法语", "法文", "französisch", "francés", "francese", "francês", "французский", "французском", "по-французски", "francia", "frans"]),
    ("es", &["spa", "esp", "spanish", "español", "espanol", "castellano", "西班牙语", "spanisch", "espagnol", "spagnolo", "espanhol", "испанский", "испанском", "по-испански"]),
    ("it", &["ita", "italian", "italiano", "意大利语", "italienisch", "italien", "итальянский", "итальянском", "по-итальянски"]),
    ("pt", &["por", "portuguese", "português", "portugues", "葡萄牙语", "portugiesisch", "portugais"]),
    ("nl", &["nld", "dut", "dutch", "nederlands", "niederländisch", "néerlandais"]),
    ("ru", &["rus", "russian", "русский", "俄语", "russisch", "russe", "ruso", "русском", "по-русски"]),
    ("uk", &["ukr", "ukrainian", "українська", "ukrainisch"]),
    ("pl", &["pol", "polish", "polski", "polnisch"]),
    ("cs", &["cz", "ces", "cze", "czech", "čeština", "česky", "tschechisch"]),
    ("hu", &["hun", "hungarian", "magyar", "ungarisch"]),
    ("ro", &["ron", "rum", "romanian", "română", "rumänisch"]),
    ("fi", &["fin", "finnish", "suomi", "finnisch"]),
    ("sv", &["swe", "swedish", "svenska", "schwedisch"]),
    ("da", &["dan", "danish", "dansk", "dänisch"]),
    ("nb", &["nor", "norwegian", "norsk", "norwegisch"]),
    ("tr", &["tur", "turkish", "türkçe", "türkisch"]),
    ("el", &["gr", "ell", "gre", "greek", "ελληνικά", "griechisch"]),
    ("ar", &["ara", "arabic", "العربية", "arabisch"]),
    ("fa", &["fas", "per", "persian", "farsi", "فارسی", "persisch"]),
    ("ur", &["urd", "urdu", "اردو"]),
    ("he", &["heb", "hebrew", "עברית", "hebräisch"]),
    ("hi", &["hin", "hindi", "हिन्दी", "हिंदी"]),
    ("vi", &["vn", "vie", "vietnamese", "tiếng việt"]),
    ("th", &["tha", "thai", "ไทย", "ภาษาไทย"]),
    ("id", &["ind", "indonesian", "bahasa indonesia"]),
    ("te", &["telugu", "తెలుగు"]), ("ta", &["tamil", "தமிழ்"]), ("bn", &["bengali", "bangla", "বাংলা"]), ("mr", &["marathi", "मराठी"]),
    ("pa", &["punjabi", "ਪੰਜਾਬੀ"]), ("gu", &["gujarati", "ગુજરાતી"]), ("ml", &["malayalam", "മലയാളം"]), ("kn", &["kannada", "ಕನ್ನಡ"]),
    ("ne", &["nepali", "नेपाली"]), ("si", &["sinhala", "sinhalese", "සිංහල"]), ("bg", &["bulgarian", "български"]),
    ("sr", &["serbian", "српски", "srpski"]), ("hr", &["croatian", "hrvatski"]), ("sk", &["slovak", "slovenčina"]),
    ("sl", &["slovenian", "slovenščina"]), ("lt", &["lithuanian", "lietuvių"]), ("lv", &["latvian", "latviešu"]),
    ("et", &["estonian", "eesti"]), ("ca", &["catalan", "català"]), ("gl", &["galician", "galego"]), ("eu", &["basque", "euskara"]),
    ("cy", &["welsh", "cymraeg"]), ("ga", &["irish", "gaeilge"]), ("is", &["icelandic", "íslenska"]), ("sw", &["swahili", "kiswahili"]),
    ("tl", &["tagalog", "filipino"]), ("ms", &["malay", "bahasa melayu"]), ("ka", &["georgian", "ქართული"]),
    ("hy", &["armenian", "հայերեն"]), ("sq", &["albanian", "shqip"]), ("mk", &["macedonian", "македонски"]), ("eo", &["esperanto"]),
    ("af", &["afrikaans"]), ("az", &["azerbaijani", "azərbaycanca"]), ("kk", &["kazakh", "қазақша"]), ("uz", &["uzbek", "oʻzbekcha"]),
    ("mn", &["mongolian", "монгол"]), ("my", &["burmese"]), ("km", &["khmer", "ខ្មែរ"]), ("am", &["amharic", "አማርኛ"]),
    ("yi", &["yiddish", "ייִדיש"]), ("mt", &["maltese", "malti"]), ("lb", &["luxembourgish", "lëtzebuergesch"]), ("oc", &["occitan"]),
    ("la", &["lat", "latin", "latein"]),
    ("sa", &["san", "sanskrit", "sanscrit", "sánscrito", "संस्कृत", "संस्कृतम्", "梵文", "梵语"]),
];

/// The longest code of a language in it, in bytes.
const LONGEST_CODE: usize = 3;

/// The language of a name or code in lower case.
fn by_name(lower: &str) -> Option<Language> {
    static BY_NAME: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let names = NAMES.iter().rev();
        names
            .flat_map(|(tag, names)| names.iter().map(|name| (*name, *tag)))
            .collect()
    });
    BY_NAME.get(lower).map(|tag| Language::new(tag))
}

/// Words that say that what stands below is a translation, or in which language it is.
#[rustfmt::skip]
const TRANSLATIONS: &[&str] = &[
    "translation", "version", "text", "original", "transcript", "übersetzung", "fassung", "traduction", "traducción", "traduzione", "tradução", "vertaling", "tłumaczenie", "перевод", "版本", "翻译", "翻譯", "译文", "譯文", "翻訳", "번역",
    "in", "into", "to", "auf", "ins", "en", "al", "in het", "na", "на", "の", "the",
];

/// Words for a translation that stands below them, alone on a line or before a colon: `Translation:`, `译文：`.
#[rustfmt::skip]
const BELOW: &[&str] = &[
    "translation", "übersetzung", "traduction", "traducción", "traduzione", "tradução", "vertaling", "tłumaczenie", "перевод", "переклад", "käännös", "översättning", "oversættelse", "oversettelse", "fordítás", "překlad", "traducere", "çeviri", "μετάφραση", "תרגום", "ترجمة", "ترجمه", "अनुवाद", "bản dịch", "terjemahan", "译文", "譯文", "翻译", "翻譯", "翻訳", "번역",
];

/// Words for how the text above is pronounced, alone on a line over that; and for the text itself.
#[rustfmt::skip]
const SPELLINGS: &[&str] = &[
    "transliteration", "romanization", "romanisation", "romaji", "rōmaji", "pinyin", "iast", "phonetics", "pronunciation", "umschrift", "aussprache",
    "translittération", "prononciation", "transliteración", "pronunciación", "traslitterazione", "transliteração", "транслитерация", "拼音", "ローマ字", "로마자", "발음",
];
#[rustfmt::skip]
const ORIGINALS: &[&str] = &[
    "original", "original text", "the original", "source text", "originaltext", "texte original", "texto original", "testo originale", "оригинал", "原文", "원문", "मूल",
];

/// Whether a line says alone that what stands below spells what stands above in other letters, or that it is what others translate.
pub(crate) fn spells_below(line: &str) -> bool {
    line.len() <= 2 * LONGEST_HEAD && SPELLINGS.contains(&alone(line).as_str())
}

pub(crate) fn is_original(line: &str) -> bool {
    line.len() <= 2 * LONGEST_HEAD && ORIGINALS.contains(&alone(line).as_str())
}

/// The words of a line without the signs around them.
fn alone(line: &str) -> String {
    let is_sign = |c: char| "#*_=-—【】[]():： ".contains(c);
    line.trim_matches(is_sign).to_lowercase()
}

/// Of those for translations, those that words are put together with, and the longest such word, in characters.
const ENDS: &[&str] = &["译文", "譯文", "翻译", "翻譯", "訳文", "和訳"];
const LONGEST: usize = 10;
/// How many words a line has at most that says so in a sentence.
const MOST_WORDS: usize = 6;

/// Whether a line says alone that what stands below translates what stands above.
pub(crate) fn translates_below(line: &str) -> bool {
    let is_sign = |c: char| "#*=-—【】[] ".contains(c);
    let named = line.trim_matches(is_sign);
    let word = named.trim_end_matches([':', '：']).trim().to_lowercase();
    // In Chinese and Japanese, what it translates stands before the word: `演讲译文：`.
    let is_compound = named.ends_with([':', '：'])
        && word.chars().count() <= LONGEST
        && ENDS.iter().any(|end| word.ends_with(end));
    // `And here is the translation:`
    let is_sentence = named.ends_with([':', '：'])
        && word.split_whitespace().count() <= MOST_WORDS
        && word
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|last| BELOW.contains(&last));
    BELOW.contains(&word.as_str()) || is_compound || is_sentence
}

/// The language that a heading names of what stands below it: `English translation`, `Translation into English`.
pub(crate) fn named_over(heading: &str) -> Option<Language> {
    let lower = heading
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (beside, names): (Vec<&str>, Vec<&str>) = words
        .into_iter()
        .partition(|word| TRANSLATIONS.contains(word));
    if let Some(language) = named_in_han(heading) {
        return Some(language);
    }
    let [name] = names[..] else { return None };
    language_named(name).filter(|_| !beside.is_empty())
}

/// The language that a word names, which is no code: `English`, `中文`.
pub(crate) fn language_named(word: &str) -> Option<Language> {
    let lower = word.trim().trim_end_matches([':', '：']).to_lowercase();
    by_name(&lower).filter(|_| lower.len() > LONGEST_CODE)
}

/// The language with whose name a text in lower case begins, if no Latin letters spell it: `英文句子`.
pub(crate) fn begins_with_name(text: &str) -> Option<Language> {
    let begins = |name: &&str| !name.is_ascii() && text.starts_with(name);
    let (tag, _) = NAMES.iter().find(|(_, names)| names.iter().any(begins))?;
    Some(Language::new(tag))
}

/// What stands behind the name of a language in a heading in ideographs.
#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "全文", "原文", "译文", "譯文", "翻译", "翻譯", "逐字稿", "文字稿", "文稿", "稿", "版", "版本", "字幕", "文本", "部分", "訳", "訳文", "原稿", "对白",
    "對白",
];

/// The language that a heading in ideographs names: `中文全文`, `英文逐字稿（含时间）`.
fn named_in_han(heading: &str) -> Option<Language> {
    let bare = heading.trim_matches(|c: char| !c.is_alphanumeric() && !"（(）)".contains(c));
    let bare = bare.split(['（', '(']).next().unwrap_or_default().trim();
    let listed = NAMES.iter().find_map(|(tag, names)| {
        let rests = names.iter().filter_map(|name| bare.strip_prefix(name));
        let is_text = |rest: &str| TEXTS.contains(&rest.trim());
        { rests }.any(is_text).then_some(*tag)
    });
    listed.map(Language::new)
}

/// The language of a tag as markup states it, with its code of two letters where it has one: `en` of `eng-Latn`.
pub(crate) fn tagged(tag: &str) -> Option<Language> {
    let base = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let of_three = |names: &[&str]| base.len() == 3 && names.contains(&base.as_str());
    let listed = NAMES.iter().find(|(_, names)| of_three(names));
    let tag = listed.map_or(base.as_str(), |(tag, _)| tag);
    Language::is_tag(tag).then(|| Language::new(tag))
}

/// The language that a label names: `EN`, `zh-CN`, `[中文]`, `(Deutsch)`.
pub(crate) fn named(label: &str) -> Option<Language> {
    // `Hi.` and `English?` are said.
    if label
        .trim_end()
        .ends_with(['.', '?', '!', '…', '。', '？', '！'])
    {
        return None;
    }
    let bare = label.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    if let Some(language) = by_name(&lower) {
        return Some(language);
    }
    // a code only in capitals or with a region, or in brackets: `no` and `is` are words too
    let (base, region) = lower
        .split_once(['-', '_'])
        .map_or((&lower[..], None), |(b, r)| (b, Some(r)));
    // The codes of others, as `AM` and `PA`, are rather somebody's initials.
    let own_letters = ["zh", "ja", "ko", "el", "th", "he"];
    let is_known =
        base.len() == 2 && (ngrams::tags().contains(&base) || own_letters.contains(&base));
    let is_marked = region.is_some_and(|r| matches!(r.len(), 2 | 4))
        || bare.chars().all(char::is_uppercase)
        || bare.len() < label.trim().trim_end_matches([':', '：']).len();
    (is_known && is_marked).then(|| Language::new(&lower))
}

/// The letters that flags are made of.
const FLAG: std::ops::RangeInclusive<char> = '\u{1F1E6}'..='\u{1F1FF}';
/// The longest name of a language at the head of a line, in characters.
const LONGEST_HEAD: usize = 24;

/// What shows a language at the head of a line.
pub(crate) struct Head {
    /// How long a flag and the space behind it are, in bytes.
    pub(crate) flag: usize,
    /// The language that is named, and where the name ends with its signs, in bytes.
    pub(crate) named: Option<(Language, usize)>,
}

impl Head {
    /// Where what is said begins, in bytes: 0 if nothing shows a language.
    pub(crate) fn end(&self) -> usize {
        self.named.as_ref().map_or(self.flag, |(_, end)| *end)
    }
}

/// What shows a language at the head of a line: `EN: Yes.`, `[中文] 是。`, `🇬🇧 Yes.`
pub(crate) fn head(text: &str) -> Head {
    let bare = text.trim_start_matches(|c: char| FLAG.contains(&c) || c.is_whitespace());
    let flag = match text.starts_with(|c| FLAG.contains(&c)) {
        true => text.len() - bare.len(),
        false => 0,
    };
    // Up to the colon, or to the bracket that closes.
    let ends = bare
        .char_indices()
        .take(LONGEST_HEAD)
        .find(|(_, c)| matches!(c, ':' | '：' | ')' | '）' | ']' | '】'));
    let named = match ends {
        Some((at, c)) => named(&bare[..at + c.len_utf8()]).map(|language| {
            let rest =
                bare[at + c.len_utf8()..].trim_start_matches(['*', '_', ' ', '\t', ':', '：']);
            (language, text.len() - rest.len())
        }),
        None if bare.chars().count() <= LONGEST_HEAD => {
            named(bare).map(|language| (language, text.len()))
        }
        None => None,
    };
    Head { flag, named }
}

/// Where in a bracket begins what is said in the language that it names: `[In French: Bonsoir.]`, `[THAI: …]`
pub(crate) fn in_language(bracket: &str) -> Option<usize> {
    let head = &bracket[..bracket.floor_char_boundary(2 * LONGEST_HEAD)];
    let (key, _) = head.split_once([':', '：'])?;
    let rest = bracket[key.len()..].trim_start_matches([':', '：', ' ']);
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    let last = key.rsplit(' ').next()?;
    let is_said = rest.contains(char::is_alphabetic) && language_named(last).is_some();
    is_said.then(|| bracket.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_name_the_language_below() {
        let of = |heading: &str| {
            named_over(heading)
                .map(|l| l.tag().to_string())
                .unwrap_or_default()
        };
        for (heading, tag) in [
            ("English translation", "en"),
            ("中文全文", "zh"),
            ("英文逐字稿（含時間戳）", "en"),
            ("日語字幕", "ja"),
            ("中文系的学生", ""),
            ("Translation of the Bible", ""),
        ] {
            assert_eq!(of(heading), tag, "{heading}");
        }
        for line in [
            "译文：",
            "演讲译文：",
            "And here is the translation:",
            "Übersetzung",
        ] {
            assert!(translates_below(line), "{line}");
        }
        for line in [
            "She read the translation: it was bad.",
            "The translation",
            "翻译工作已经开始了，大家都很高兴：",
        ] {
            assert!(!translates_below(line), "{line}");
        }
    }

    #[test]
    fn codes_of_three_letters() {
        let of = |tag: &str| tagged(tag).map(|language| language.tag().to_string());
        assert_eq!(of("eng-Latn").as_deref(), Some("en"));
        assert_eq!(of("HEB").as_deref(), Some("he"));
        assert_eq!(of("pt-BR").as_deref(), Some("pt"));
        assert_eq!(of("grc").as_deref(), Some("grc"));
        assert_eq!(of("x"), None);
    }

    #[test]
    fn brackets_that_name_a_language() {
        for (bracket, said) in [
            ("[In French: Bonsoir.]", Some("Bonsoir.]")),
            ("[THAI: ฉัน]", Some("ฉัน]")),
            ("(auf Deutsch: Guten Abend)", Some("Guten Abend)")),
            ("【日本語：はい】", Some("はい】")),
            ("[in French]", None),
            ("[It: she laughs]", None),
            ("[French:]", None),
            ("[Ann: Yes.]", None),
        ] {
            assert_eq!(
                in_language(bracket).map(|at| &bracket[at..]),
                said,
                "{bracket}"
            );
        }
    }

    #[test]
    fn labels_that_name_a_language() {
        let of = |label: &str| {
            named(label)
                .map(|l| l.tag().to_string())
                .unwrap_or_default()
        };
        for (label, tag) in [
            ("EN:", "en"),
            ("[中文]", "zh"),
            ("(Deutsch)", "de"),
            ("zh-CN", "zh-cn"),
            ("[fr]", "fr"),
            ("Magyar", "hu"),
            ("Ann", ""),
            ("no:", ""),
            ("It", ""),
            ("Q:", ""),
            ("Al", ""),
            ("日本語", "ja"),
            ("", ""),
            ("Hi.", ""),
            ("NO!", ""),
            ("English?", ""),
        ] {
            assert_eq!(of(label), tag, "{label}");
        }
    }
}
