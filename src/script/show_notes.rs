//! What a page of a broadcast puts before the talk under a word of its own: `Show notes`, `Links`,
//! `关键词`, `Transcript`. It is not read aloud; where `Transcript` stands, it ends what stands before.

use super::draft::{Draft, DraftLine, Part};
use super::talk::Talk;

/// How far into a text such words stand, in lines.
const HEAD: usize = 200;
/// The longest line that can be one, in bytes.
const LONGEST: usize = 64;

/// Why what stands under them is not in the book.
const REASON: &str = "notes before the talk";
/// Why the word over the talk is not.
const OVER: &str = "heading of the transcript";

/// What stands over keywords.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &["summary keywords", "keywords", "关键词", "關鍵詞", "关键字", "キーワード", "키워드"];
/// What stands over notes on the talk.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "show notes", "shownotes", "episode notes", "notes", "timestamps", "time stamps", "timecodes", "timeline", "chapters",
    "links", "useful links", "resources", "references", "topics", "topics covered", "topics discussed", "outline",
    "summary", "episode summary", "key moments", "key points", "key takeaways", "takeaways", "highlights",
    "in this episode", "mentioned in this episode", "links mentioned", "sponsors", "our sponsors", "support us",
    "follow us", "subscribe", "action items", "next steps", "about the guest", "about the show",
    "时间轴", "时间线", "时间戳", "時間軸", "章节", "章节速览", "全文概要", "全文摘要", "内容摘要", "内容概要", "会议摘要",
    "智能纪要", "智能总结", "总结", "会议要点", "要点", "要点回顾", "待办", "待办事项", "发言总结", "发言人总结", "问答回顾",
    "节目笔记", "节目介绍", "本期看点", "本期内容", "本期话题", "相关链接", "参考链接", "延伸阅读", "目次", "概要", "要約",
    "타임라인", "요약", "zeitmarken", "kapitel", "zusammenfassung", "chapitrage", "résumé", "liens", "capítulos", "resumen",
    "enlaces", "minutaje", "capitoli", "riassunto", "таймкоды", "содержание выпуска", "ссылки",
];
/// What stands over the talk itself.
#[rustfmt::skip]
const TRANSCRIPT: &[&str] = &[
    "transcript", "full transcript", "episode transcript", "the transcript", "interview transcript", "transcription",
    "video transcript", "audio transcript", "文字稿", "文字记录", "文字紀錄", "逐字稿", "文字实录", "实录", "全文", "转写原文",
    "完整文字稿", "书面稿", "書き起こし", "文字起こし", "全文書き起こし", "녹취록", "전문", "스크립트", "transkript",
    "transkription", "transcripción", "trascrizione", "transcrição", "расшифровка", "стенограмма", "transkrypcja",
];

/// What a line that stands over others says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Keywords,
    Notes,
    Transcript,
}

fn label(line: &DraftLine) -> Option<Label> {
    if !line.is_text() || line.text.len() > LONGEST || line.marked.speaker.is_some() {
        return None;
    }
    let word = line
        .text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if is(KEYWORDS) => Some(Label::Keywords),
        () if is(NOTES) => Some(Label::Notes),
        () if is(TRANSCRIPT) => Some(Label::Transcript),
        () => None,
    }
}

/// Drops the notes before the talk, and the word over it.
pub fn mark(draft: &mut Draft, talk: &Talk) {
    let count = draft.lines.len();
    let head = talk.begin.min(HEAD).min(count);
    if !talk.is_there() {
        // Only the word over a text that nobody is named in.
        let first = (0..count).find(|&i| draft.lines[i].part == Part::Speech);
        let over = first.filter(|&i| {
            let line = &draft.lines[i];
            let next = draft.lines.get(i + 1);
            line.marked.heading.is_none()
                && label(line) == Some(Label::Transcript)
                && next.is_some_and(|next| next.text != line.text)
        });
        if let Some(i) = over {
            drop(draft, i..i + 1, OVER);
        }
        return;
    }
    let labels: Vec<(usize, Label)> = (0..head)
        .filter_map(|i| Some((i, label(&draft.lines[i])?)))
        .collect();
    let transcript = labels
        .iter()
        .rfind(|(_, label)| *label == Label::Transcript)
        .map(|(i, _)| *i);
    for (n, (i, label)) in labels.iter().enumerate() {
        let next = labels.get(n + 1).map_or(head, |(next, _)| *next);
        match label {
            Label::Transcript => drop(draft, *i..i + 1, OVER),
            Label::Keywords => {
                let end = block_end(draft, *i, next);
                for line in &mut draft.lines[*i..end] {
                    if line.part == Part::Speech {
                        line.part = Part::Metadata { key: "keywords" };
                    }
                }
            }
            Label::Notes => {
                let end = match transcript {
                    Some(transcript) if transcript > *i => next,
                    _ => section_end(draft, *i, next),
                };
                mark_title(draft, *i..end);
                drop(draft, *i..end, REASON);
            }
        }
    }
    if let Some(line) = draft.lines.get_mut(head).filter(|_| !labels.is_empty()) {
        line.after_blank = true;
    }
}

/// Where the block ends that a label stands over: its own, or the next if it has none.
fn block_end(draft: &Draft, label: usize, next: usize) -> usize {
    let after = label + 2; // the line right under the label is its own
    let begins = |&i: &usize| draft.lines[i].after_blank;
    (after..next).find(begins).unwrap_or(next)
}

/// Where a section of notes ends: with the next heading as high, if the label is a heading, else
/// with its block.
fn section_end(draft: &Draft, label: usize, next: usize) -> usize {
    match draft.lines[label].marked.heading {
        Some(level) => {
            let ends = |line: &DraftLine| line.marked.heading.is_some_and(|own| own <= level);
            (label + 1..next)
                .find(|&i| ends(&draft.lines[i]))
                .unwrap_or(next)
        }
        None => block_end(draft, label, next),
    }
}

/// Notes at the very beginning may have the title of the whole as a heading.
fn mark_title(draft: &mut Draft, notes: std::ops::Range<usize>) {
    let is_first = draft.lines[..notes.start]
        .iter()
        .all(|line| line.part != Part::Speech);
    let has_title = draft
        .lines
        .iter()
        .any(|line| matches!(line.part, Part::Title { .. }));
    if !is_first || has_title {
        return;
    }
    let is_title = |line: &&mut DraftLine| line.marked.heading.is_some() && label(line).is_none();
    if let Some(line) = draft.lines[notes].iter_mut().find(is_title) {
        let text = line.text.clone();
        line.part = Part::Title { text, date: None };
    }
}

fn drop(draft: &mut Draft, lines: std::ops::Range<usize>, reason: &'static str) {
    let end = lines.end;
    for line in &mut draft.lines[lines] {
        if line.part == Part::Speech {
            line.part = Part::Dropped { reason };
        }
    }
    if let Some(next) = draft.lines.get_mut(end) {
        next.after_blank = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn notes_before_a_talk_are_not_read() {
        let talk = "Ann: Welcome.\n\nTom: Hi.\n\nAnn: How old is it?\n\nTom: A hundred years.";
        let said = spoken(talk);
        for notes in [
            "Show notes:\n[00:00] Welcome\n[01:12] The island\n\nLinks:\nhttps://example.org/lamps\nFollow us: @keepers\n\nTranscript:\n\n",
            "Keywords\nlamp, island\n\nSummary:\nAnn and Tom talk of lamps.\n\nTranscript\n\n",
            "0:00 Intro\n2:10 The island\n14:55 Birds\n\n",
        ] {
            assert_eq!(spoken(&format!("{notes}{talk}")), said, "{notes}");
        }
    }

    #[test]
    fn a_text_about_notes_is_read() {
        let text = "Notes\n\nHe wrote them at night.\n\nLinks\n\nThere were none.";
        assert_eq!(spoken(text).len(), 3);
        let within = "Ann: One.\n\nTom: Two.\n\nLinks\n\nAnn: Three.\n\nTom: Four.";
        assert!(spoken(within).contains(&"tom: Links".to_string()));
    }
}
