//! What the columns of a table hold, by the words over them.

use crate::language::Language;
use crate::script::tongues::named::{begins_with_name, language_named};

/// What a column holds, by its heading.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column {
    Text(Option<Language>),
    Speaker,
    Time,
    Pronunciation,
}

#[rustfmt::skip]
const SPEAKER: &[&str] = &[
    "speaker", "name", "who", "character", "role", "sprecher", "sprecherin", "locuteur", "hablante", "说话人", "发言人",
    "讲者", "人物", "角色", "姓名", "話者", "発言者", "說話人", "發言人", "person", "persona", "personnage", "intervenant", "personaje",
    "personaggio", "interlocuteur", "redner", "rednerin", "figur", "rolle", "rôle", "wer", "qui", "quién", "chi",
    "mówca", "postać", "spreker", "говорящий", "персонаж", "кто", "화자", "이름",
];
#[rustfmt::skip]
const TIME: &[&str] = &[
    "time", "timestamp", "timecode", "start", "end", "in", "out", "no", "no.", "nr", "#", "zeit", "时间", "時間", "序号",
    "时间码", "nr.", "num", "n°", "nº", "id", "index", "row", "line no", "line number", "begin", "beginn", "ende",
    "début", "fin", "inicio", "inizio", "fine", "heure", "hora", "ora", "temps", "tiempo", "tempo", "czas", "время",
    "№",
];
/// What stands beside names in a list of those who take part.
#[rustfmt::skip]
const TAKES_PART: &[&str] = &[
    "abbreviation", "abbr", "abbr.", "initials", "organization", "organisation", "affiliation", "company",
    "institution", "e-mail", "email", "handle", "kürzel", "firma", "abréviation", "organisme", "siglas",
    "organización", "sigla", "organizzazione", "缩写", "縮寫", "单位", "單位", "机构", "機構", "所属", "略称", "소속",
];
#[rustfmt::skip]
const PRONUNCIATION: &[&str] = &[
    "pinyin", "romaji", "rōmaji", "jyutping", "romanization", "romanisation", "transliteration", "pronunciation",
    "aussprache", "umschrift", "ipa", "拼音", "读音", "發音", "ローマ字", "読み", "로마자",
];
#[rustfmt::skip]
const TEXT: &[&str] = &[
    "text", "words", "spoken", "transcript", "line", "speech", "utterance", "translation", "original", "source",
    "target", "content", "dialogue", "原文", "译文", "译", "内容", "台词", "文本", "翻译", "譯文", "本文", "says", "said", "message",
    "quote", "texte", "réplique", "paroles", "texto", "diálogo", "testo", "battuta", "tekst", "kwestia", "текст",
    "реплика", "wortlaut", "äußerung", "replik", "대사", "セリフ", "台詞",
];
/// The codes of languages that name a column in small letters, too; `id`, `no` or `is` are words.
const CODES: &[&str] = &[
    "en", "zh", "fr", "de", "es", "it", "pt", "nl", "ja", "ko", "ru", "ar", "he",
];

/// What the column under a heading holds.
pub(super) fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().to_lowercase();
    // `English (UK)`, `zh-CN`, `start_time`
    let cut = heading
        .split(['(', '（', '/', '-', '_'])
        .next()
        .unwrap_or_default()
        .trim();
    // `Speaker Name`, `Start Time`
    let cut = match cut.split_once(' ') {
        Some((word, "name" | "time" | "timecode" | "id")) => word,
        _ => cut,
    };
    let is = |words: &[&str]| words.contains(&heading.as_str()) || words.contains(&cut);
    let language = begins_with_name(&heading).or_else(|| language_named(cut));
    let code = CODES.iter().find(|code| is(&[code]));
    if let Some(language) = language.or_else(|| Some(Language::new(code?))) {
        return Some(Column::Text(Some(language)));
    }
    match () {
        () if is(SPEAKER) => Some(Column::Speaker),
        () if is(TIME) => Some(Column::Time),
        () if is(PRONUNCIATION) => Some(Column::Pronunciation),
        () if is(TEXT) => Some(Column::Text(None)),
        () => None,
    }
}

/// The first row is a heading if its words name what columns hold: each of them, or who speaks and what he says.
pub(crate) fn is_header(cells: &[String]) -> bool {
    let kinds: Vec<_> = cells.iter().map(|cell| column(cell)).collect();
    let is_talk =
        || kinds.contains(&Some(Column::Speaker)) && kinds.contains(&Some(Column::Text(None)));
    !cells.is_empty() && (kinds.iter().all(Option::is_some) || is_talk())
}

/// Whether a heading is of what stands beside names in a list of those who take part. In lower case.
pub(super) fn takes_part(heading: &str) -> bool {
    TAKES_PART.contains(&heading)
}
