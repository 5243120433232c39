//! How surely a line is the title, and the lines that say it again.

use super::super::ClaimRole::{Dropped, NoLabel, Title};
use super::super::text::{Line, Text};
use super::super::{Claims, headings};
use super::{LONGEST, is_written};
use crate::script::document::{Emphasis, Preset};
use crate::script::facts::Class;
use crate::script::facts::letters::{asks as asks_at_end, is_upper};
use crate::script::sentences::FULL_STOPS;

const REPEATED: usize = 40;
/// What a heading that says the title again is more surely than a chapter's, in nats.
const HEADING: f64 = 6.0;
/// What it says for a title that a heading says it again, in nats.
const HEADED: f64 = 9.0;
/// From how many questions that stand apart on a text is one of questions.
const QUESTIONS: usize = 3;
/// What speaks against a title that stands over text twice, in nats.
const OVER_TEXT: f64 = -6.0;
/// How many lines further a page that says its title twice says it again.
const NEAR: usize = 4;

/// Whether the heading is one of several at the head of a text whose sections have lesser ones: only below the last of them do lesser
/// headings stand, several of them, or the next stands right under it.
fn is_over_sections(text: &Text, i: usize, level: u8) -> bool {
    let behind = text.lines[i..].iter().filter_map(|line| line.heading());
    let levels: Vec<u8> = behind.collect();
    let next = text.lines.get(i + 1).and_then(|line| line.heading());
    let is_page = next == Some(level);
    let lesser = levels.iter().position(|own| *own > level);
    lesser.is_some_and(|first| {
        let all = is_page || levels[first..].iter().all(|own| *own > level);
        all && levels.len() - first > 1
    })
}

/// How surely the first line that is written is the title.
pub(super) fn title(text: &Text, i: usize) -> f64 {
    let line = &text.lines[i];
    let own = line.text();
    let chars = line.chars();
    if text.len() < 2 || chars > LONGEST || text.free().take(3).count() < 2 {
        return 0.0;
    }
    let mut nats = 2.0 + if line.closes { 2.0 } else { 0.0 } + if chars <= 80 { 1.0 } else { 0.0 };
    // A title stands apart: in a block of several lines it is one of them.
    let block = text.block(i);
    // Facts under it are no text.
    nats -= match block.filter(|&i| is_written(text, i)).count() {
        0 | 1 => 0.0,
        2 | 3 => 1.0,
        _ => 5.0,
    };
    // What a translation in brackets ends with, the line does.
    let closing: &[char] = &[')', '）', ']', '】', '*', '_', ' '];
    nats += match own.trim_end_matches(closing).chars().next_back() {
        Some('?' | '？' | '؟' | '!' | '！') => {
            if line.closes {
                -1.0
            } else {
                -5.0
            }
        }
        Some(c) if c == '…' || FULL_STOPS.contains(&c) => -6.0,
        Some(',' | '，' | ';' | '；' | ':' | '：') => -7.0,
        _ => 2.0,
    };
    // Where questions stand apart, the first is one of them.
    let asks = |line: &Line| line.opens && line.closes && asks_at_end(line.text());
    if asks(line) && text.free().filter(|(_, line)| asks(line)).count() >= QUESTIONS {
        nats -= 4.0;
    }
    if own.starts_with(char::is_lowercase) {
        nats -= 4.0;
    }
    // `[Talk] Why We Need Boredom` has what kind of text it is before the title.
    let is_tagged = |open: char, close: char| {
        let end = own.starts_with(open).then(|| own.find(close)).flatten();
        end.is_some_and(|end| own[end..].chars().filter(|c| c.is_alphabetic()).count() > 3)
    };
    if own.starts_with([
        '-', '–', '—', '•', '*', '(', '[', '（', '【', '"', '“', '„', '«', '>', '|',
    ]) && !is_tagged('[', ']')
        && !is_tagged('【', '】')
    {
        nats -= if is_quoted(own) { 1.0 } else { 5.0 };
    }
    // A heading that says the same, as in the file of another language, shows that nobody is named.
    let is_heading = |other: &Line| other.heading().is_some() && other.bare == line.bare;
    let is_headed = line.opens && line.closes && text.lines[i + 1..].iter().any(is_heading);
    nats += if is_headed { HEADED } else { -9.0 * line.label };
    nats += f64::from(u8::from(
        line.markup().emphasis == Some(Emphasis::Strong) || is_upper(own),
    ));
    if let Some(level) = line.heading() {
        let alike = text
            .free()
            .filter(|(_, line)| line.heading().is_some_and(|own| own <= level))
            .count();
        // `name: The Lamp` in the head of a file says it, too.
        let is_stated = text.lines[..i].iter().any(|line| {
            let is_fact = matches!(line.source.preset, Some(Preset::Metadata { .. }));
            is_fact
                && line
                    .text()
                    .split_once(": ")
                    .is_some_and(|(_, value)| value == own)
        });
        nats += if alike == 1 || is_stated || is_over_sections(text, i, level) {
            8.0
        } else {
            -5.0
        };
    } else if text
        .free()
        .any(|(_, line)| line.heading() == Some(1) && headings::level(line.text()).is_none())
    {
        nats -= 3.0;
    }
    // The one heading of a text names the whole: `Episode 41: The Lamp`.
    if let Some((_, sure)) = headings::level(own) {
        let others = text
            .free()
            .skip(1)
            .filter(|(_, line)| line.opens && headings::level(line.text()).is_some());
        nats -= if sure > 7.5 || others.take(1).count() > 0 {
            9.0
        } else {
            1.0
        };
    }
    if text.facts[i].class == Class::HeadingWord && own.contains(['.', '-']) && is_upper(own) {
        nats -= 6.0; // `INT. MILL - NIGHT`
    }
    // A page says its title twice, one right under the other; what comes again and again names someone, or a place.
    let again = text
        .lines
        .iter()
        .skip(i + 1)
        .filter(|other| other.bare == line.bare)
        .take(2)
        .count();
    let right_under = text
        .lines
        .iter()
        .skip(i + 1)
        .take(NEAR)
        .any(|other| other.bare == line.bare);
    // A text that stands there twice has two titles.
    let next = |i: usize| text.lines.get(i + 1).map(|line| line.bare.as_str());
    let mut others = (i + 1..text.len()).filter(|&j| text.lines[j].bare == line.bare);
    let is_twice = again == 1 && others.any(|j| next(i).is_some() && next(i) == next(j));
    let is_over = |line: &Line| line.opens && !line.closes;
    let over_again =
        (i + 1..text.len()).any(|j| text.lines[j].bare == line.bare && is_over(&text.lines[j]));
    nats += match (again, right_under) {
        (0, _) => 0.0,
        (1, false) if is_twice => 0.0,
        // A name over what is said, or a heading, stands over text both times.
        (1, false) if is_over(line) && over_again => OVER_TEXT,
        (1, true) => 3.0,
        (1, false) => {
            if line.heading().is_some() {
                0.0
            } else {
                -3.0
            }
        }
        _ => -8.0,
    };
    nats + text.front(i).min(1.0)
}

/// Whether a text is one quotation and no sentence, as titles of interviews are: `«The bell does not lie»`
fn is_quoted(text: &str) -> bool {
    let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」')];
    let mut insides = pairs
        .iter()
        .filter_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    insides.any(|inside| {
        let is_sentence = inside.ends_with(['.', '!', '?', '…', '。', '？', '！', ',']);
        !is_sentence && !inside.contains(['"', '“', '”', '«', '»', '「', '」'])
    })
}

/// Lines that say the title again.
pub(super) fn repeated(text: &Text, title: usize, claims: &mut Claims) {
    let said = match &text.lines[title].source.preset {
        Some(Preset::Title { text, .. }) => text.to_lowercase(),
        _ => text.lines[title].bare.clone(),
    };
    let said = letters(&said);
    if said.is_empty() {
        return;
    }
    let is_again = |line: &Line| line.is_free && letters(&line.bare) == said;
    // Where the whole text stands again, its title heads it.
    let end = text.first_copy();
    let near = title + 1..end.min(title + 1 + REPEATED);
    let again: Vec<usize> = near.filter(|&i| is_again(&text.lines[i])).collect();
    if again.len() > 2 {
        return;
    }
    for i in again {
        let line = &text.lines[i];
        let stands = line.opens && line.closes || line.heading().is_some() || i == title + 1;
        let near = line.heading().is_some() || between(text, title, i) <= NEAR;
        let nats = if stands { 6.0 } else { 2.0 } + if near { 3.0 } else { -2.0 }
            - 3.0 * text.labels_before(i).min(4.0);
        // A heading that says it is the title itself.
        match line.heading() {
            Some(_) if stands => claims.line(i, Title, nats + HEADING),
            _ => claims.line(i, Dropped("title repeated"), nats),
        }
        claims.line(i, NoLabel, nats);
    }
}

/// How many lines from one to another are not known by their source to be something else than text.
pub(super) fn between(text: &Text, from: usize, to: usize) -> usize {
    let lines = &text.lines[from + 1..=to];
    let is_text = |line: &&Line| line.source.preset.is_none();
    lines.iter().filter(is_text).count()
}

/// The letters and digits of a text.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use crate::script::tests::sources;
    use crate::script::{Options, read, read_all};

    #[test]
    fn what_a_heading_says_again_names_nobody() {
        let title = "狼が川で歌った歌「ホロホロ」";
        let ja = "ある朝わたしは川へ下りて\n行きました．\n「ああ早く川へ着いて\n魚を見たいものだ」と\n思って「ホーイ！　ホーイ」と\n叫びながら\n\
                  行って見ましたら\n魚は一匹も見えません．\n「魚よ，なんの悪い事が\nあったのだろう．」\nと思って\nわたしは川に向かって歌いました．\n";
        let zh = "某天早晨，我往河邊走去。  \n「真想快點到河邊，  \n看看魚啊！」我心想。  \n於是高呼：「嘿！嘿！」  \n走近一看，  \n\
                  一條魚也看不見。  \n「魚啊，究竟發生了什麼不幸？」  \n我如此想著，  \n我向著河唱起歌來。  \n";
        let heads = format!("# The wolf, “Horo horo”\n# {title}\n# 狼自謠「霍囉霍囉」");
        let script = read_all(
            &sources(&[
                ("a.txt", &format!("{title}\n\n{}", ja.repeat(4))),
                ("b.md", &format!("{heads}\n\n{}", zh.repeat(4))),
            ]),
            &Options::default(),
        )
        .unwrap();
        assert!(script.title.values().any(|own| own == title), "{script:?}");
        assert_eq!(script.speakers.len(), 1);
    }

    #[test]
    fn a_title_is_said_once() {
        let title = |text: &str| {
            let script = read(text.as_bytes(), "lamp.md", &Options::default()).unwrap();
            assert!(
                script
                    .chapters
                    .iter()
                    .all(|chapter| !chapter.turns.is_empty())
            );
            let mut lines = script.turns().flat_map(|turn| &turn.lines);
            assert!(lines.all(|line| !format!("{line:?}").contains("The Lamp of Lund")));
            script.title.values().next().cloned().unwrap_or_default()
        };
        let facts = "transcript_by: Ann Reed\ntags:\n  - lamps\n  - oil\n  - boats\n  - clocks\ndate: 2021-03-04\n";
        let body = "A lighthouse needs oil for the lamp, and someone who is awake.\n\nThe oil came by boat in summer.\n";
        for head in [
            "The Lamp of Lund",
            "# The Lamp of Lund",
            "# The Lamp of Lund | Bo Lind (“The Keeper”)",
        ] {
            let text = format!(
                "---\ntitle: The Lamp of Lund\n{facts}---\n\n{head}\n\n## Transcript\n\n{body}"
            );
            assert_eq!(title(&text), "The Lamp of Lund", "{head}");
        }
    }
}
