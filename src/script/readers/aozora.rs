//! The notation of Aozora Bunko, in which most Japanese books in plain text are written: `灯台守《とうだいもり》` says how a word is
//! read, `［＃「一」は中見出し］` is a note on the printed page, and `底本：` begins what is said of the file. The format:
//! <https://www.aozora.gr.jp/annotation/>. Readings in round brackets, as learners' texts have them, are read here, too.

use super::super::document::{Document, Preset, SourceLine};
use super::super::rules::is_rule;

/// How many readings show that a text has them.
const FEWEST: usize = 2;
/// How many lines what explains the notation has at most, and how far from the end what is said of the file begins.
const HEAD: usize = 40;
const TAIL: usize = 80;
/// How many kana a character is read with at most.
const KANA: usize = 5;
/// The longest reading, in bytes.
const LONGEST: usize = 120;
/// What listeners say between, which is no reading.
const BETWEEN: &[&str] = &["はい", "うん", "ええ", "そう", "へえ", "ふん"];

const EXPLAINED: &str = "explains the notation";
const BOOK: &str = "around the book";
const NOTATION: &str = "note on the printed page";

/// Takes the notation out of a text that has it.
pub(crate) fn read(document: &mut Document) {
    let lines = &mut document.lines;
    let is_annotated = lines.iter().any(|line| line.text.contains("［＃"));
    let has = |line: &SourceLine, open, close| readings(&line.text, open, close).count();
    let ruby: usize = lines.iter().map(|line| has(line, '《', '》')).sum();
    let bracketed: usize = lines.iter().map(|line| has(line, '（', '）')).sum();
    let is_book =
        is_annotated || ruby >= FEWEST || lines.iter().any(|line| line.text.contains("青空文庫"));
    let is_ruby = ruby >= FEWEST || is_book && ruby > 0;
    if is_book {
        head(lines);
        tail(lines);
    }
    if !is_ruby && !is_annotated && bracketed < FEWEST {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.preset.is_none()) {
        if is_annotated && line.text.contains("［＃") {
            annotations(line);
        }
        if is_ruby {
            line.text = without(&line.text, '《', '》').replace('｜', "");
        }
        if bracketed >= FEWEST {
            line.text = without(&line.text, '（', '）');
        }
    }
}

/// Drops what explains the notation, between two rules.
fn head(lines: &mut [SourceLine]) {
    let explains = |i: &usize| lines[*i].text.contains("記号について");
    let found: Vec<usize> = (0..lines.len()).filter(explains).collect();
    for at in found {
        let above = at.saturating_sub(HEAD)..at;
        let begin = above.rev().find(|i| is_rule(&lines[*i].text));
        let below = at..lines.len().min(at + HEAD);
        let end = below.into_iter().find(|i| is_rule(&lines[*i].text));
        drop_all(
            &mut lines[begin.unwrap_or(at)..=end.unwrap_or(at)],
            EXPLAINED,
        );
    }
}

/// Drops what is said of the file behind the book, and behind each copy of it.
fn tail(lines: &mut [SourceLine]) {
    let begins = |i: &usize| lines[*i].text.starts_with("底本");
    let found: Vec<usize> = (0..lines.len()).filter(begins).collect();
    for at in found {
        let reach = lines.len().min(at + TAIL);
        let again = (at..reach).find(|i| lines[*i].text == lines[0].text);
        let end = again.unwrap_or(reach);
        if again.is_some() || end == lines.len() {
            drop_all(&mut lines[at..end], BOOK);
        }
    }
}

fn drop_all(lines: &mut [SourceLine], reason: &'static str) {
    for line in lines.iter_mut().filter(|line| line.preset.is_none()) {
        line.preset = Some(Preset::Dropped { reason });
    }
}

/// Takes the notes on the printed page out of a line; one of them may make it a heading.
fn annotations(line: &mut SourceLine) {
    const LEVELS: [(&str, u8); 3] = [("大見出し", 1), ("中見出し", 2), ("小見出し", 3)];
    let mut text = String::with_capacity(line.text.len());
    let mut rest = line.text.as_str();
    let mut level = None;
    while let Some((before, after)) = rest.split_once("［＃") {
        let Some((inside, behind)) = after.split_once('］') else {
            break;
        };
        text.push_str(before.strip_suffix('※').unwrap_or(before));
        let named = LEVELS.iter().find(|(name, _)| inside.contains(name));
        level = level.or(named.map(|(_, level)| *level));
        rest = behind;
    }
    text.push_str(rest);
    if text.trim().is_empty() {
        line.preset = Some(Preset::Dropped { reason: NOTATION });
    } else {
        line.text = text.trim().to_string();
        line.markup.heading = line.markup.heading.or(level);
    }
}

/// The readings in a text: where the bracket of each begins and ends, in bytes. Before it stand characters, in it as many kana as they
/// may be read with.
fn readings(text: &str, open: char, close: char) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(open).filter_map(move |(at, _)| {
        let inside = &text[at + open.len_utf8()..];
        let inside = &inside[..inside.floor_char_boundary(LONGEST)];
        let inside = &inside[..inside.find(close)?];
        let characters = text[..at]
            .chars()
            .rev()
            .take_while(|c| is_character(*c))
            .count();
        let kana = inside.chars().count();
        let fits = (1..=KANA * characters).contains(&kana) && inside.chars().all(is_kana);
        let end = at + open.len_utf8() + inside.len() + close.len_utf8();
        (fits && !BETWEEN.contains(&inside)).then_some((at, end))
    })
}

fn without(text: &str, open: char, close: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (begin, end) in readings(text, open, close) {
        out.push_str(&text[from..begin]);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// Whether a letter is a character that can have a reading.
fn is_character(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〆' | 'ヶ')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | 'ー' | '・')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_and_notes_on_the_page_are_not_text() {
        let text = "灯台守\n林　海\n\n-------\n【テキスト中に現れる記号について】\n\n《》：ルビ\n（例）灯《ひ》\n-------\n\n\
                    ［＃５字下げ］一［＃「一」は中見出し］\n\n　古い｜灯台守《とうだいもり》は港《みなと》で※［＃「土へん」］眠った。\n\n［＃改ページ］\n\n底本：「灯台」灯台書房\n入力：森　一\n";
        let mut document = Document::of_text(text);
        read(&mut document);
        let told = document.lines.iter().filter(|line| line.preset.is_none());
        let told: Vec<(&str, Option<u8>)> = told
            .map(|line| (line.text.as_str(), line.markup.heading))
            .collect();
        assert_eq!(
            told,
            [
                ("灯台守", None),
                ("林　海", None),
                ("一", Some(2)),
                ("古い灯台守は港で眠った。", None)
            ]
        );
    }

    #[test]
    fn readings_in_round_brackets() {
        let text = "灯台守（とうだいもり）は港（みなと）で眠った（うそだ）。訳（はい）が、灯（光るもの）です。";
        assert_eq!(
            without(text, '（', '）'),
            "灯台守は港で眠った（うそだ）。訳（はい）が、灯（光るもの）です。"
        );
        assert_eq!(
            readings("我读了《红楼梦》和《家》。", '《', '》').count(),
            0
        );
    }
}
