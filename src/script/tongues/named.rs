//! Names of languages as texts write them: `EN:`, `[中文]`, `(Deutsch)`.

use super::ngrams;
use crate::language::Language;

/// Names in the language itself and in others; codes of two letters are known anyway.
#[rustfmt::skip]
const NAMES: &[(&str, &[&str])] = &[
    ("en", &["eng", "english", "英文", "英语", "英語", "englisch", "anglais", "inglés", "ingles", "inglese", "inglês", "английский", "angol", "engels", "engelska", "engelsk", "영어"]),
    ("zh", &["cn", "chn", "zho", "chi", "cmn", "chinese", "mandarin", "中文", "汉语", "漢語", "中国語", "华语", "國語", "国语", "普通话", "chinesisch", "chinois", "chino", "cinese", "китайский", "중국어"]),
    ("ja", &["jp", "jpn", "japanese", "日本語", "日语", "日文", "japanisch", "japonais", "japonés", "giapponese", "японский", "일본어"]),
    ("ko", &["kr", "kor", "korean", "한국어", "韩语", "韓國語", "韓国語", "koreanisch", "coréen", "coreano"]),
    ("de", &["deu", "ger", "german", "deutsch", "德语", "德文", "allemand", "alemán", "tedesco", "alemão", "немецкий", "német", "duits"]),
    ("fr", &["fra", "fre", "french", "français", "francais", "法语", "法文", "französisch", "francés", "francese", "francês", "французский", "francia", "frans"]),
    ("es", &["spa", "esp", "spanish", "español", "espanol", "castellano", "西班牙语", "spanisch", "espagnol", "spagnolo", "espanhol", "испанский"]),
    ("it", &["ita", "italian", "italiano", "意大利语", "italienisch", "italien"]),
    ("pt", &["por", "portuguese", "português", "portugues", "葡萄牙语", "portugiesisch", "portugais"]),
    ("nl", &["nld", "dut", "dutch", "nederlands", "niederländisch", "néerlandais"]),
    ("ru", &["rus", "russian", "русский", "俄语", "russisch", "russe", "ruso"]),
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
    ("la", &["lat", "latin", "latein"]),
];

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

/// Of these, those that words are put together with, and the longest such word, in characters.
const ENDS: &[&str] = &["译文", "譯文", "翻译", "翻譯", "訳文", "和訳"];
const LONGEST: usize = 10;

/// Whether a line says alone that what stands below translates what stands above.
pub(crate) fn translates_below(line: &str) -> bool {
    let is_sign = |c: char| "#*=-—【】[] ".contains(c);
    let named = line.trim_matches(is_sign);
    let word = named.trim_end_matches([':', '：']).trim().to_lowercase();
    // In Chinese and Japanese, what it translates stands before the word: `演讲译文：`.
    let is_compound = named.ends_with([':', '：'])
        && word.chars().count() <= LONGEST
        && ENDS.iter().any(|end| word.ends_with(end));
    BELOW.contains(&word.as_str()) || is_compound
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
    let [name] = names[..] else { return None };
    let listed = NAMES.iter().find(|(_, names)| names.contains(&name));
    listed
        .filter(|_| !beside.is_empty() && name.len() > 3)
        .map(|(tag, _)| Language::new(tag))
}

/// The language that a label names: `EN`, `zh-CN`, `[中文]`, `(Deutsch)`.
pub(crate) fn named(label: &str) -> Option<Language> {
    let bare = label.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    let listed = NAMES
        .iter()
        .find(|(_, names)| names.contains(&lower.as_str()));
    if let Some((tag, _)) = listed {
        return Some(Language::new(tag));
    }
    // a code only in capitals or with a region, or in brackets: `no` and `is` are words too
    let (base, region) = lower
        .split_once(['-', '_'])
        .map_or((&lower[..], None), |(b, r)| (b, Some(r)));
    let is_known = base.len() == 2
        && (ngrams::tags().contains(&base) || NAMES.iter().any(|(tag, _)| *tag == base));
    let is_marked = region.is_some_and(|r| matches!(r.len(), 2 | 4))
        || bare.chars().all(char::is_uppercase)
        || bare.len() < label.trim().trim_end_matches([':', '：']).len();
    (is_known && is_marked).then(|| Language::new(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(of(label), tag, "{label}");
        }
    }
}
