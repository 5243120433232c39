//! What stands after a text: the furniture of the page that it was copied from, and who wrote it down.

use super::draft::{Draft, Part};
use super::front::{LONGEST_TITLE, bare, credits};
use std::collections::HashSet;

/// Lines that begin the part of a web page after the text, whatever follows.
const FOOTER: &[&str] = &[
    "article comments update",
    "related articles",
    "related posts",
    "related reading",
    "you may also like",
    "leave a reply",
    "leave a comment",
    "热门标签",
    "相关文章",
    "相关阅读",
    "推荐阅读",
    "延伸阅读",
    "猜你喜欢",
    "发表评论",
    "版权声明",
];

/// Lines that begin it only if one of the others comes later.
const PERHAPS_FOOTER: &[&str] = &[
    "comments",
    "tags",
    "share",
    "share this",
    "share this article",
    "popular tags",
    "previous article",
    "next article",
    "newsletter",
    "read more",
    "评论",
    "标签",
    "分享",
    "上一篇",
    "下一篇",
];

/// The longest line that can begin that part, in bytes.
const LONGEST_MARK: usize = 120;

/// Drops the page's furniture after the text: from the first line that says that the text is over,
/// if nobody of the text speaks after it.
pub fn mark(draft: &mut Draft) {
    mark_transcriber(draft);
    drop_footer(draft);
    mark_transcriber(draft);
}

fn drop_footer(draft: &mut Draft) {
    let is = |i: usize, words: &[&str]| {
        let line = &draft.lines[i];
        let is_short = line.text.len() <= LONGEST_MARK;
        is_short && !line.marked.is_subtitle && words.contains(&bare(&line.text).as_str())
    };
    let count = draft.lines.len();
    let Some(last_sure) = (0..count).rev().find(|&i| is(i, FOOTER)) else {
        return;
    };
    // Only the run of marks after the last heading of someone who was there before counts.
    let mut seen = HashSet::new();
    let mut talk_ends = 0;
    for (i, line) in draft.lines.iter().enumerate() {
        if let Part::Heading { speaker } = &line.part
            && !seen.insert(speaker)
        {
            talk_ends = i + 1;
        }
    }
    let first = (talk_ends..=last_sure)
        .find(|&i| draft.lines[i].after_blank && (is(i, FOOTER) || is(i, PERHAPS_FOOTER)));
    for line in first.into_iter().flat_map(|first| first..count) {
        let part = &mut draft.lines[line].part;
        if !matches!(part, Part::Metadata { .. } | Part::Dropped { .. }) {
            *part = Part::Dropped {
                reason: "page furniture after the text",
            };
        }
    }
}

/// Marks who wrote the talk down, in the last line.
fn mark_transcriber(draft: &mut Draft) {
    let last = draft
        .lines
        .iter_mut()
        .rfind(|line| line.part == Part::Speech);
    if let Some(line) = last.filter(|line| line.after_blank) {
        if is_transcriber(&line.text) {
            line.part = Part::Metadata { key: "transcriber" };
        } else if line.text.ends_with(['）', ')', '】', ']'])
            && let Some(key) = credits(&line.text)
        {
            line.part = Part::Metadata { key };
        }
    }
}

/// Who wrote the talk down, as programs and people say it before or after: `Transcribed by …`.
pub(super) fn is_transcriber(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "transcribed by ",
        "transcript by ",
        "transcription by ",
        "transcript provided by ",
        "subtitles by ",
        "captions by ",
        "captioned by ",
        "subtitled by ",
        "transkribiert von ",
        "untertitel von ",
        "transcrit par ",
        "sous-titres par ",
        "transcrito por ",
    ];
    let lower = text.to_lowercase();
    text.chars().count() <= LONGEST_TITLE && BEGINNINGS.iter().any(|begin| lower.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use crate::script::draft::Part;
    use crate::script::front::tests::parts;

    #[test]
    fn furniture_goes_only_if_nobody_speaks_after_it() {
        let talk = "Ann:\nOne.\n\nBo:\nTwo.\n\nAnn:\nThree.\n\n";
        let with_footer = parts(&format!("{talk}  • Related Articles\n\nFour"));
        assert_eq!(
            with_footer
                .iter()
                .filter(|p| matches!(p, Part::Dropped { .. }))
                .count(),
            2
        );
        let spoken = parts(&format!("{talk}Related articles\n\nAnn:\nFour"));
        let is_dropped = |p: &Part| matches!(p, Part::Dropped { .. });
        assert!(!spoken.iter().any(is_dropped));
        let comments = parts(&format!("{talk}Comments\n\nAre closed."));
        assert!(!comments.iter().any(is_dropped));
    }
}
