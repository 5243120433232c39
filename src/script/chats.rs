//! Logs of chats: each message with its time and who sends it, in the forms that messengers write
//! their logs in. Who sends a message is whatever stands in the place for that; what the messenger
//! itself says ([`super::notices`]) is no part of the talk.

use super::draft::{Draft, DraftLine, Part};
use super::notices::{self, is_notice, without_remark};
use super::stamp::{dated, is_day, is_stamp, leading_time};

/// The longest name of someone who sends messages, in characters.
const LONGEST_NAME: usize = 60;
/// From how many messages on a text is a chat, and which share of the lines must be that.
const FEWEST: usize = 2;
const SHARE: f64 = 0.1;

/// A line of a log.
#[derive(Debug, PartialEq, Eq)]
struct Message<'a> {
    /// Who sends it; nobody for what the messenger says.
    sender: &'a str,
    /// What it says; nothing if that stands on the next line.
    said: &'a str,
}

/// A form of logs.
struct Log {
    /// What a line of it says.
    message: fn(&str) -> Option<Message<'_>>,
    /// Whether what a message says may stand on the next line.
    is_over: bool,
    /// Whether a message of several lines stands in quotes.
    in_quotes: bool,
}

const LOGS: &[Log] = &[
    Log {
        message: dated_message,
        is_over: false,
        in_quotes: false,
    },
    Log {
        message: tabbed,
        is_over: false,
        in_quotes: true,
    },
    Log {
        message: in_brackets,
        is_over: false,
        in_quotes: false,
    },
    Log {
        message: addressed,
        is_over: true,
        in_quotes: false,
    },
];

/// Marks who sends each message of a chat, and drops what the messenger says.
pub fn mark(draft: &mut Draft) {
    for log in LOGS {
        let lines = draft.lines.iter().filter(|line| line.is_text());
        let texts = lines.clone().count();
        let found = lines.filter_map(|line| (log.message)(&line.text));
        let (mut all, mut sent) = (0_usize, 0_usize);
        for message in found {
            all += 1;
            sent += usize::from(!message.sender.is_empty());
        }
        if sent >= FEWEST && sent * 2 >= all && all as f64 >= SHARE * texts as f64 {
            return read(draft, log);
        }
    }
}

fn read(draft: &mut Draft, log: &Log) {
    let drop = |line: &mut DraftLine| {
        line.part = Part::Dropped {
            reason: notices::REASON,
        };
    };
    let mut is_front = true;
    // Who sends what the next line says.
    let mut waiting: Option<String> = None;
    let mut is_quoted = false;
    for (i, line) in draft.lines.iter_mut().enumerate() {
        if !line.is_text() {
            continue;
        }
        let Some(Message { sender, said }) = (log.message)(&line.text) else {
            let text = line.text.as_str();
            let is_fact = is_front && i > 0 && notices::is_fact(text);
            if is_fact || is_day(text) || notices::is_event(text) {
                drop(line);
            } else if is_quoted {
                is_quoted = !text.ends_with('"');
                line.text = text.trim_end_matches('"').to_string();
            } else if log.is_over && !is_front {
                if is_notice(text) {
                    drop(line);
                } else if let Some(sender) = waiting.take() {
                    line.marked.speaker = Some(sender);
                    line.after_blank = true;
                }
            }
            continue;
        };
        is_front = false;
        is_quoted = false;
        waiting = None;
        let (sender, mut said) = (sender.to_string(), without_remark(said));
        if sender.is_empty() {
            drop(line);
        } else if said.is_empty() && log.is_over {
            waiting = Some(sender);
            drop(line);
        } else if is_notice(said) || notices::is_placeholder(said) {
            drop(line);
        } else {
            // A message of several lines stands in quotes.
            let inside = said.strip_prefix('"').filter(|_| log.in_quotes);
            if let Some(inside) = inside.filter(|inside| !inside.contains('"')) {
                is_quoted = true;
                said = inside;
            }
            line.text = said.to_string();
            line.marked.speaker = Some(sender);
            line.after_blank = true;
        }
    }
}

fn sender(name: &str) -> Option<&str> {
    let name = name.trim();
    let is_name = name.chars().count() <= LONGEST_NAME && !name.contains(['"', '“', '”']);
    is_name.then_some(name)
}

/// `[12/03/24, 18:02] Ann: Yes.`; without a name, the messenger's own.
fn dated_message(text: &str) -> Option<Message<'_>> {
    let (stamp, rest) = leading_time(text)?;
    if !dated(stamp) {
        return None;
    }
    let sent = rest.split_once(": ").or_else(|| rest.split_once('：'));
    let sent = sent.and_then(|(name, said)| Some((sender(name).filter(|s| !s.is_empty())?, said)));
    let (sender, said) = sent.unwrap_or(("", rest));
    Some(Message { sender, said })
}

/// Time, name and text parted by tabs.
fn tabbed(text: &str) -> Option<Message<'_>> {
    let mut cells = text.splitn(3, '\t');
    let (time, name, said) = (cells.next()?, cells.next()?, cells.next().unwrap_or(""));
    let sender = sender(name)?;
    let is_message = is_stamp(time.trim()) && !said.contains('\t');
    // What the messenger says may stand in the place of the name.
    let is_name = !said.is_empty() && sender.contains(char::is_alphanumeric);
    let sender = if is_name { sender } else { "" };
    is_message.then_some(Message { sender, said })
}

/// `[Ann] [10:12 AM] Yes.`
fn in_brackets(text: &str) -> Option<Message<'_>> {
    let (name, rest) = text.strip_prefix('[')?.split_once(']')?;
    let (time, said) = rest.trim_start().strip_prefix('[')?.split_once(']')?;
    let sender = sender(name).filter(|name| !name.is_empty())?;
    let said = said.trim();
    is_stamp(time).then_some(Message { sender, said })
}

/// `10:02:11 From Ann Reed to Everyone: Yes.`
fn addressed(text: &str) -> Option<Message<'_>> {
    const WORDS: &[(&str, &str)] = &[
        ("From ", " to "),
        ("Von ", " an "),
        ("De ", " à "),
        ("De ", " a "),
        ("De ", " para "),
        ("Da ", " a "),
        ("从 ", " 到 "),
        ("從 ", " 到 "),
        ("開始 ", " 宛先 "),
    ];
    let (_, rest) = leading_time(text)?;
    WORDS.iter().find_map(|(from, to)| {
        let rest = rest.strip_prefix(from)?;
        let (head, said) = rest.split_once(':')?;
        let name = head.split_once(to).map_or(head, |(name, _)| name);
        let sender = sender(name).filter(|name| !name.is_empty())?;
        let said = said.trim();
        Some(Message { sender, said })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::spoken;
    use super::*;

    #[test]
    fn forms_of_messages() {
        let message = |sender, said| Some(Message { sender, said });
        for text in [
            "[2026/3/12 上午9:12:03] 安: 好",
            "١٢/٣/٢٠٢٦، ٩:١٢ ص - 安: 好",
            "2026년 3월 12일 오전 9:12, 安 : 好",
            "2026. 3. 12. 오전 9:12 - 安: 好",
            "12/3/26, 9:12 p. m. - 安: 好",
        ] {
            assert_eq!(dated_message(text), message("安", "好"), "{text}");
        }
        assert_eq!(in_brackets("[安] [오전 9:12] 好"), message("安", "好"));
        assert_eq!(tabbed("10:15\t安\t好"), message("安", "好"));
        assert_eq!(tabbed("10:15\t\t安 left"), message("", "安 left"));
        assert_eq!(tabbed("10:15\t-->\t安 left"), message("", "安 left"));
        assert_eq!(tabbed("The lamp\t安\t好"), None);
        for text in [
            "10:02:11 From Ann to Bo(Direct Message): Yes.",
            "10:02:11\t From  Ann : Yes.",
        ] {
            assert_eq!(addressed(text), message("Ann", "Yes."), "{text}");
        }
        assert_eq!(addressed("From Ann to Bo: Yes."), None);
    }

    #[test]
    fn a_log_with_days_and_messages_of_several_lines() {
        assert_eq!(
            spoken(
                "Talk with Ann\nSaved on: 2026/03/14 20:15\n\n2026/03/12(木)\n10:15\tAnn\tAre you there?\n\
                 10:16\tBo\t\"Yes.\nAt the gate.\"\n10:17\tAnn\t[スタンプ]\n10:18\tBo\t☎ Call time 2:10\n\n\
                 2026/03/13(金)\n09:02\tAnn\tThanks!\n09:03\t\tBo left the group"
            ),
            [
                "ann: Are you there?",
                "bo: Yes.",
                "bo: At the gate.",
                "ann: Thanks!"
            ]
        );
    }

    #[test]
    fn messages_under_their_senders() {
        assert_eq!(
            spoken(
                "10:02:11 From Ann Reed to Everyone:\n\tWho has the key?\n10:02:40 From Bo to Everyone:\n\tReplying to \"Who has...\"\n\tI do.\n\
                 10:03:05 From Ann Reed to Bo(Direct Message):\n\tBring it.\n10:04:00 From Bo to Everyone:\n\tReacted to \"Bring it.\" with 👍"
            ),
            [
                "ann-reed: Who has the key?",
                "bo: I do.",
                "ann-reed: Bring it."
            ]
        );
    }

    #[test]
    fn a_table_of_other_things_is_no_log() {
        assert_eq!(
            spoken("Ann\tThe lamp\t灯\nBo\tThe pier\t码头\nAnn\tThe end\t完\nBo\tYes\t是"),
            [
                "ann: The lamp | 灯",
                "bo: The pier | 码头",
                "ann: The end | 完",
                "bo: Yes | 是"
            ]
        );
    }
}
