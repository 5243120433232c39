//! Facts about a talk that stand before or after it as `key: value`: `Guest: Tom Blake`,
//! `Duration: 12:31`, `会议时间：…`. They look like someone who speaks, and are none: the key is no name
//! that comes again, and the value is no sentence.

use super::dates::is_moment;
use super::draft::{Draft, DraftLine, Part};
use super::name_shape::can_be_name;
use super::names::key as name_key;
use super::sentences::is_over;
use super::talk::Talk;
use std::collections::HashMap;

/// How far into a text facts go that stand before it, and how far before its end those after it,
/// in lines.
const HEAD: usize = 60;
const TAIL: usize = 16;
/// The longest key, in characters.
const LONGEST_KEY: usize = 32;
/// The longest value of a key that is not known, in characters.
const LONGEST_VALUE: usize = 100;

/// What kind of fact a key states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Who takes part.
    People,
    /// Who made the text.
    Credit(&'static str),
    /// Anything else.
    Fact(&'static str),
}

/// Keys that say who takes part.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "host", "hosts", "co-host", "cohost", "guest", "guests", "moderator", "moderators", "interviewer",
    "interviewee", "interviewees", "participants", "attendees", "speaker", "speakers", "panelists",
    "panellists", "presenter", "presenters", "featuring", "with", "cast", "in attendance",
    "嘉宾", "嘉賓", "主播", "主持", "主持人", "参会人", "参会人员", "與會者", "与会人", "与会人员", "参与人",
    "出席人", "受访者", "受訪者", "受访人", "采访者", "对谈人", "主讲人", "ゲスト", "出演", "出演者", "司会",
    "参加者", "聞き手", "话者", "진행", "출연", "게스트", "참석자", "moderation", "gast", "gäste", "teilnehmer",
    "invité", "invités", "invitée", "animateur", "animatrice", "invitado", "invitados", "invitada",
    "presentador", "presentadora", "ospite", "ospiti", "convidado", "convidados", "gość", "goście",
    "prowadzący", "prowadząca", "ведущий", "ведущая", "гость", "гости", "участники",
];
/// Keys that say who made the text, and what the fact is called.
#[rustfmt::skip]
const CREDITS: &[(&str, &[&str])] = &[
    ("author", &["author", "authors", "by", "written by", "text", "作者", "撰文", "文", "文字", "文/图", "采写",
        "采访", "记者", "取材・文", "글", "autor", "autorin", "auteur", "autora", "autore", "автор", "текст", "tekst"]),
    ("translator", &["translator", "translated by", "译者", "譯者", "翻译", "编译", "übersetzung", "traduction",
        "traducción", "traduzione", "перевод", "번역", "翻訳"]),
    ("editor", &["editor", "edited by", "编辑", "編輯", "责编", "校对", "審校", "审校", "审核", "整理", "主编", "監修",
        "構成", "編集", "redaktion", "편집", "redacción", "редактор"]),
    ("photographer", &["photo", "photos", "photos by", "photography", "摄影", "攝影", "图", "图片", "撮影", "写真",
        "사진", "foto", "fotos", "fotografía", "zdjęcia", "фото"]),
    ("producer", &["producer", "producers", "produced by", "制作", "製作", "监制", "策划", "出品", "后期", "剪辑",
        "production", "produktion"]),
    ("transcriber", &["transcript by", "transcribed by", "transcription", "transcriber", "记录人", "记录", "速记",
        "录音整理"]),
    ("credit", &["credits", "credit", "illustration", "illustrations", "illustrator", "music by", "排版", "设计", "封面", "音乐"]),
];
/// Keys of other facts, and what the fact is called.
#[rustfmt::skip]
const FACTS: &[(&str, &[&str])] = &[
    ("title", &["title", "episode title", "标题", "標題", "书名", "書名", "titel", "titre", "título", "titolo", "tytuł",
        "название", "제목", "タイトル"]),
    ("date", &["date", "published", "publication date", "release date", "released", "updated", "last updated", "recorded",
        "recording date", "air date", "aired", "time", "date and time", "日期", "时间", "時間", "日時", "发布", "首发", "datum",
        "fecha", "data", "дата", "일시", "날짜", "입력"]),
    ("duration", &["duration", "length", "runtime", "running time", "run time", "时长", "時長", "dauer", "durée", "duración",
        "durata", "duração", "длительность", "czas trwania"]),
    ("place", &["location", "place", "venue", "where", "地点", "地點", "場所", "ort", "lieu", "lugar", "luogo", "local",
        "место", "miejsce", "장소"]),
    ("topic", &["topic", "topics", "subject", "theme", "keywords", "tags", "category", "genre", "主题", "主題", "议题", "議題",
        "关键词", "標籤", "标签", "栏目", "テーマ", "thema", "sujet", "thème", "tema", "temat", "тема", "주제"]),
    ("source", &["source", "sources", "url", "link", "website", "publisher", "original", "来源", "來源", "出处", "出處", "出典",
        "原文", "原文链接", "链接", "出版社", "出版", "quelle", "fuente", "fonte", "źródło", "источник", "출처"]),
    ("language", &["language", "languages", "语言", "語言", "言語", "sprache", "langue", "idioma", "lingua", "язык"]),
    ("fact", &["episode", "episode number", "series", "season", "show", "podcast", "program", "programme", "network", "isbn",
        "format", "tone", "style", "target audience", "audience", "word count", "setting", "characters", "version",
        "status", "copyright", "字数", "期数", "节目", "形式", "备注", "folge", "sendung", "émission", "episodio"]),
    ("description", &["description", "summary", "synopsis", "abstract", "简介", "簡介", "摘要", "内容简介"]),
];

/// The words that make keys of the language without spaces end as they do: `本期嘉宾`, `发布时间`.
fn kind(key: &str) -> Option<Kind> {
    let key = key.to_lowercase();
    let is = |known: &&str| {
        key == **known
            || !known.is_ascii()
                && known.chars().count() > 1
                && is_unspaced(known)
                && key.ends_with(*known)
    };
    if PEOPLE.iter().any(&is) {
        return Some(Kind::People);
    }
    let find = |table: &[(&'static str, &[&str])]| {
        let mut rows = table.iter();
        rows.find(|(_, keys)| keys.iter().any(&is))
            .map(|(name, _)| *name)
    };
    find(CREDITS)
        .map(Kind::Credit)
        .or_else(|| find(FACTS).map(Kind::Fact))
}

/// Whether a word is of a script without spaces and capitals.
fn is_unspaced(word: &str) -> bool {
    word.chars()
        .all(|c| !c.is_lowercase() && !c.is_uppercase() && c > '\u{2E80}')
}

/// The key and the value of a line like `Key: value`, without signs of emphasis and bullets.
pub(super) fn key_value(text: &str) -> Option<(&str, &str)> {
    const SIGNS: &[char] = &[
        '*', '_', '-', '•', '·', ' ', '▎', '■', '●', '○', '#', '\u{3000}',
    ];
    let head = &text[..text.floor_char_boundary(6 * LONGEST_KEY)];
    let at = head.find([':', '：'])?;
    let mark = text[at..].chars().next()?.len_utf8();
    let key = text[..at].trim_matches(SIGNS);
    let value = text[at + mark..].trim_matches(['*', '_', ' ', '\t', '\u{3000}']);
    let fits = !value.starts_with("//")
        && key.starts_with(char::is_alphabetic)
        && key.chars().count() <= LONGEST_KEY
        && key.split_whitespace().count() <= 4
        && !key.contains(|c: char| c.is_ascii_digit() || ".,，。?!？！“”\"".contains(c));
    fits.then_some((key, value))
}

/// The same for `编辑｜何舟`, whose key must be known.
fn beside_bar(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(['｜', '丨', '|', '/', '／'])?;
    let (key, value) = (key.trim(), value.trim());
    let fits =
        key.chars().count() <= LONGEST_KEY && !value.is_empty() && value.chars().count() < 24;
    (fits && is_unspaced(key) && kind(key).is_some()).then_some((key, value))
}

/// Whether a line states a fact even if its key comes again as a name: `Host: Ann Reed` over a talk
/// in which `Host:` speaks.
pub(super) fn may_be_fact(text: &str, named: &HashMap<String, usize>) -> bool {
    let Some((key, value)) = key_value(text) else {
        return false;
    };
    match kind(key) {
        Some(Kind::People) => !is_over(value) && names_people(value, named),
        Some(_) => is_moment(value) || is_address(value),
        None => false,
    }
}

/// Whether a value is people: full names, or names of the talk.
fn names_people(value: &str, named: &HashMap<String, usize>) -> bool {
    let is_full = |name: &str| {
        let words = name.split_whitespace().count();
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        (2..=5).contains(&words)
            && can_be_name(name)
            && name.split_whitespace().filter(|word| capital(word)).count() > 1
            && !is_over(name)
    };
    let known = |name: &str| {
        let key = name_key(name);
        named.contains_key(&key)
            || named.keys().any(|known| {
                // `Ann` of `Ann Reed`, `ANN REED` of `Ann`
                let first = |name: &str| name.split(' ').next().map(str::to_string);
                known.chars().count() > 1 && first(known) == first(&key)
            })
    };
    let mut all = people(value).peekable();
    all.peek().is_some() && all.next().is_some_and(|name| is_full(name) || known(name))
}

/// The names in a value: `Ann Reed, Tom Blake and Joe Hill`, `张三、李四`.
fn people(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split(['、', ',', '，', '/', '；', ';', '&', '|']);
    let joined = parts.flat_map(|part| part.split(" and "));
    let joined = joined
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" et "));
    let bare = joined.map(|part| {
        let end = part.find(['(', '（']).unwrap_or(part.len());
        part[..end].trim()
    });
    bare.filter(|name| can_be_name(name))
}

fn is_address(value: &str) -> bool {
    !value.contains(char::is_whitespace)
        && (value.starts_with("http")
            || value.starts_with("www.")
            || value.contains('@') && value.contains('.'))
}

/// Whether a line states several facts beside each other: `2023-05-12 09:00 来源：… 作者：…`.
fn is_info(text: &str) -> bool {
    let mut pieces = text
        .split([' ', '\u{3000}', '|', '·', '\t'])
        .filter(|piece| !piece.is_empty());
    let mut known = 0;
    let all = pieces.all(|piece| {
        let has_key =
            key_value(piece).is_some_and(|(key, value)| kind(key).is_some() && !value.is_empty());
        known += usize::from(has_key);
        has_key || is_moment(piece)
    });
    all && known > 0 && text.contains([' ', '\u{3000}', '|', '·', '\t'])
}

/// How sure it is that a line states a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// By its key and value.
    Is(Kind),
    /// It does if one beside it does.
    MayBe(Kind),
}

fn judge(line: &DraftLine, talk: &Talk) -> Option<Sure> {
    if !line.is_text() || line.marked.speaker.is_some() || line.marked.heading.is_some() {
        return None;
    }
    let stated = key_value(&line.text).or_else(|| beside_bar(&line.text));
    let stated = stated.map(|(key, value)| (key, value, kind(key)));
    if stated.is_none_or(|(.., known)| known.is_none()) && is_info(&line.text) {
        return Some(Sure::Is(Kind::Fact("fact")));
    }
    let (key, value, known) = stated.filter(|(_, value, _)| !value.is_empty())?;
    if talk.names(key) {
        return may_be_fact(&line.text, talk.named()).then_some(Sure::Is(known?));
    }
    let is_speech = is_over(value) && !value.ends_with(['…', '：', ':']);
    let fits = value.chars().count() <= LONGEST_VALUE;
    match known {
        Some(Kind::People) if is_speech || !fits => None,
        Some(Kind::People) if names_people(value, talk.named()) => Some(Sure::Is(Kind::People)),
        Some(Kind::People) => Some(Sure::MayBe(Kind::People)),
        Some(Kind::Credit(_)) if is_speech || !fits => None,
        // In a text in which nobody is named again, a sentence may be what is said.
        Some(Kind::Fact(_)) if is_speech && !talk.is_there() => None,
        Some(known) => Some(Sure::Is(known)),
        None if is_address(value) || is_moment(value) => Some(Sure::MayBe(Kind::Fact("fact"))),
        None => (!is_speech && fits).then_some(Sure::MayBe(Kind::Fact("fact"))),
    }
}

/// Marks the facts before and after the talk, and returns who takes part by them.
pub fn mark(draft: &mut Draft, talk: &Talk) -> Vec<Vec<String>> {
    let mut participants = Vec::new();
    let head = talk.begin.min(HEAD).min(draft.lines.len());
    // The first line with an unknown key is a title: `The Lamp: a talk`.
    let is_title = |line: &DraftLine| {
        line.part == Part::Speech
            && key_value(&line.text).is_some_and(|(key, _)| kind(key).is_none())
    };
    let first = (0..head).find(|&i| draft.lines[i].part == Part::Speech);
    let mut i = first.map_or(0, |i| i + usize::from(is_title(&draft.lines[i])));
    while i < head {
        let run: Vec<(usize, Sure)> = draft.lines[i..head]
            .iter()
            .enumerate()
            .map_while(|(n, line)| Some((i + n, judge(line, talk)?)))
            .collect();
        i += run.len().max(1);
        let sure = run.iter().any(|(_, sure)| matches!(sure, Sure::Is(_)));
        // In a talk that ends its sentences, several lines that end none before anyone speaks
        // are no talk.
        let several = talk.is_there() && talk.is_punctuated && run.len() > 1;
        if sure || several {
            for (line, sure) in run {
                settle(draft, line, sure, &mut participants);
            }
        }
    }
    let after = if talk.is_there() { talk.last + 1 } else { head };
    let tail = draft.lines.len().saturating_sub(TAIL).max(after);
    for line in (tail..draft.lines.len()).rev() {
        match judge(&draft.lines[line], talk) {
            Some(sure @ Sure::Is(Kind::Credit(_) | Kind::Fact(_))) => {
                settle(draft, line, sure, &mut participants);
            }
            _ if talk.is_there() || draft.lines[line].part != Part::Speech => {}
            _ => break,
        }
    }
    participants
}

/// Marks a line as the fact that it states.
fn settle(draft: &mut Draft, line: usize, sure: Sure, participants: &mut Vec<Vec<String>>) {
    let (Sure::Is(kind) | Sure::MayBe(kind)) = sure;
    let has_title = |line: &DraftLine| {
        matches!(line.part, Part::Title { .. }) || line.marked.heading == Some(1)
    };
    let is_titled = draft.lines.iter().take(HEAD).any(has_title);
    let value = key_value(&draft.lines[line].text).map_or("", |(_, value)| value);
    let part = match kind {
        Kind::People => {
            participants.extend(people(value).map(|name| vec![name.to_string()]));
            Part::Metadata { key: "participant" }
        }
        Kind::Fact("title") if !is_titled => Part::Title {
            text: value.to_string(),
            date: None,
        },
        Kind::Credit(key) | Kind::Fact(key) => Part::Metadata { key },
    };
    draft.lines[line].part = part;
    if let Some(next) = draft.lines.get_mut(line + 1) {
        next.after_blank = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{Options, read};

    /// Who speaks, and the facts.
    fn read_as(text: &str) -> (Vec<String>, Vec<String>) {
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        let speakers = script.speakers.into_iter().map(|s| s.id).collect();
        (
            speakers,
            script.metadata.into_iter().map(|m| m.key).collect(),
        )
    }

    const TALK: &str = "Ann: Welcome.\nTom: Hi.\nAnn: How old is it?\nTom: A hundred years.";

    #[test]
    fn fields_over_a_talk_are_facts() {
        let title = "绳桥：造桥人的四十年\n作者：周小舟\n\n问：为什么？\n答：不知道。\n问：是吗？";
        assert_eq!(read_as(title).1, ["author"]);
        let head = "Title: The Lamp\nHost: Ann Reed\nGuest: Tom Blake\nDate: March 4, 2024\nDuration: 12:31\nMood board: grey\n\n";
        let (speakers, facts) = read_as(&format!("{head}{TALK}"));
        assert_eq!(speakers, ["ann", "tom"]);
        assert_eq!(
            facts,
            ["participant", "participant", "date", "duration", "fact"]
        );
        let (speakers, facts) = read_as(
            "周会\n会议时间：2023年5月12日 10:00-10:32\n参会人：张三、李四\n议程：灯塔\n\n张三：开始吧。\n李四：好的。\n张三：散会。\n校对：王五",
        );
        assert_eq!(speakers, ["张三", "李四"]);
        assert_eq!(facts, ["date", "participant", "fact", "editor"]);
    }

    #[test]
    fn several_facts_on_a_line() {
        let text = "灯\n文｜周小舟\n编辑 / 何舟\n\n甲：来。\n乙：好。\n甲：走。";
        assert_eq!(read_as(text).1, ["author", "editor"]);
        let text = "灯\n2023-05-12 09:00 来源：海报 作者：周小舟\n\n天黑了。\n\n她点了灯。";
        assert_eq!(read_as(text).1, ["fact"]);
    }

    #[test]
    fn a_host_who_is_named_may_speak_as_host() {
        let (speakers, facts) = read_as(
            "Host: Ann Reed\nGuest: Tom Blake\n\nHost: Welcome.\nGuest: Thank you.\nHost: When was it?\nGuest: In May.",
        );
        assert_eq!(speakers, ["host", "guest"]);
        assert_eq!(facts, ["participant", "participant"]);
    }

    #[test]
    fn a_talk_that_begins_at_once_has_no_facts() {
        for text in [
            "Host: Herr Guest, when was it?\nGuest: In May.\nHost: And then?\nGuest: Nothing.",
            "Host: Welcome to the show.\nGuest: Thank you.\nHost: When was it?\nGuest: In May.",
            "Host: Welcome\nGuest: Thanks\nHost: When was it\nGuest: In May",
            "主持人：你好\n嘉宾：你好\n主持人：开始吧\n嘉宾：好的",
            "Editor: I cut it.\nProducer: I saw.\nEditor: Why?\nProducer: Too long.",
        ] {
            let (speakers, facts) = read_as(text);
            assert_eq!((speakers.len(), facts.len()), (2, 0), "{text}");
        }
    }
}
