//! Logs of chats: a date and time before each message. Who sends a message is whatever stands
//! between the time and a colon; what the messenger itself says (`Ann added Bo`, `<Media omitted>`) is
//! not part of the talk.

use super::draft::{Draft, DraftLine, Part};
use super::speaker_line::{Form, parse};
use super::stamp::{dated, leading_time};

/// The longest name of someone who sends messages, in characters.
const LONGEST_NAME: usize = 60;
/// From how many messages on a text is a chat.
const FEWEST: usize = 2;

/// Why a notice is not in the book.
const REASON: &str = "notice of the messenger";

/// What stands in place of a message that is no text, or no longer there: what it begins with.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "joined #", "has joined", "joined the ", "left the ", "was added to", "set the channel", "uploaded a file",
    "uploaded an image", "shared a file", "pinned a message", "started a call", "missed voice call",
    "missed video call", "this message was deleted", "you deleted this message",
    "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht", "verpasster sprachanruf",
    "ce message a été supprimé", "vous avez supprimé ce message", "se eliminó este mensaje",
    "eliminaste este mensaje", "questo messaggio è stato eliminato", "hai eliminato questo messaggio",
    "esta mensagem foi apagada", "данное сообщение удалено", "вы удалили это сообщение",
    "此消息已删除", "你撤回了一条消息", "このメッセージは削除されました",
];
/// The same: what it ends with.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "image omitted", "video omitted", "audio omitted", "sticker omitted", "gif omitted",
    "document omitted", "media omitted", "contact card omitted", "bild weggelassen",
    "video weggelassen", "audio weggelassen", "sticker weggelassen", "dokument weggelassen",
    "image absente", "vidéo absente", "audio omis", "imagen omitida", "video omitido",
    "audio omitido", "immagine omessa", "video omesso", "audio omesso", "(file attached)",
    "(datei angehängt)", "(fichier joint)", "(archivo adjunto)", "(file allegato)", "撤回了一条消息",
    "撤回了一則訊息", "图像已省略", "stopped transcription", "started transcription",
];

/// What the messenger writes after a message that was changed.
#[rustfmt::skip]
const REMARKS: &[&str] = &[
    "(edited)", "<This message was edited>", "(bearbeitet)", "(modifié)", "(editado)", "(modificato)",
    "(изменено)", "(已编辑)", "（已编辑）", "(編集済み)",
];

/// Marks who sends each message of a chat, and drops the notices.
pub fn mark(draft: &mut Draft) {
    let stamped = |line: &DraftLine| {
        line.is_text() && leading_time(&line.text).is_some_and(|(stamp, _)| dated(stamp))
    };
    let stamped: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| stamped(&draft.lines[i]))
        .collect();
    let messages = stamped
        .iter()
        .filter(|&&i| message(&draft.lines[i].text).is_some());
    let messages = messages.count();
    if messages >= FEWEST && messages * 2 >= stamped.len() {
        for i in stamped {
            let line = &mut draft.lines[i];
            match message(&line.text) {
                Some((sender, said)) if !is_notice(said) => {
                    let (sender, said) = (sender.to_string(), without_remark(said).to_string());
                    line.marked.speaker = Some(sender);
                    line.text = said;
                    line.after_blank = true;
                }
                _ => line.part = Part::Dropped { reason: REASON },
            }
        }
    }
    mark_under_names(draft);
    mark_beside_nicks(draft);
}

/// Who sends a message, and what it says: `[12/03/24, 18:02] Ann: Yes.`
fn message(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = leading_time(text)?;
    let (sender, said) = rest.split_once(": ").or_else(|| rest.split_once('：'))?;
    let sender = sender.trim();
    let is_name = !sender.is_empty()
        && sender.chars().count() <= LONGEST_NAME
        && !sender.contains(['"', '“', '”']);
    is_name.then_some((sender, said))
}

/// Whether a message is the messenger's. Programs put a mark that shows nothing before their own words.
fn is_notice(said: &str) -> bool {
    let bare = said.trim();
    let lower = bare.to_lowercase();
    let lower = lower.trim_end_matches(['.', '。']);
    bare.starts_with('\u{200E}')
        || bare.is_empty()
        || bare.starts_with('<') && bare.ends_with('>')
        || BEGINNINGS.iter().any(|begin| lower.starts_with(begin))
        || ENDINGS.iter().any(|end| lower.ends_with(end))
        || is_reaction(bare)
}

/// `:+1: 2`: what others thought of a message.
fn is_reaction(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_sign = |word: &str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    text.starts_with(':')
        && words.all(|word| is_sign(word) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// Where names stand over messages with the time, drops what is the messenger's.
fn mark_under_names(draft: &mut Draft) {
    let has_time = |text: &str| {
        let digit = |c: u8| c.is_ascii_digit();
        let mut triples = text.as_bytes().windows(3);
        triples.any(|t| digit(t[0]) && t[1] == b':' && digit(t[2]))
    };
    let is_named = |line: &DraftLine| {
        line.text.len() <= 4 * LONGEST_NAME
            && line.is_text()
            && has_time(&line.text)
            && parse(&line.text).is_some_and(|line| line.form == Form::Timed)
    };
    let named = draft.lines.iter().filter(|line| is_named(line));
    if named.take(FEWEST).count() < FEWEST {
        return;
    }
    for line in &mut draft.lines {
        let is_short = line.text.chars().count() <= 2 * LONGEST_NAME;
        if !line.is_text() || is_named(line) {
            continue;
        }
        if is_short && is_notice(&line.text) {
            line.part = Part::Dropped { reason: REASON };
        } else {
            line.text = without_remark(&line.text).to_string();
        }
    }
}

/// A message without the messenger's remark after it, if it is not all of it.
fn without_remark(said: &str) -> &str {
    let said = said.trim();
    let bare = REMARKS.iter().find_map(|remark| said.strip_suffix(remark));
    bare.map(str::trim_end)
        .filter(|bare| !bare.is_empty())
        .unwrap_or(said)
}

/// Drops what stands without a nick where most messages have one: `* bo nods`, `-!- cleo has joined`.
fn mark_beside_nicks(draft: &mut Draft) {
    fn rest(line: &DraftLine) -> Option<&str> {
        let rest = leading_time(&line.text).map_or(line.text.as_str(), |(_, rest)| rest);
        line.is_text().then_some(rest)
    }
    let has_nick = |line: &&DraftLine| {
        rest(line).is_some_and(|rest| {
            rest.starts_with('<') && parse(rest).is_some_and(|l| l.form == Form::Bracketed)
        })
    };
    if draft.lines.iter().filter(has_nick).take(FEWEST).count() < FEWEST {
        return;
    }
    const MARKS: &[&str] = &["* ", "*** ", "-!- ", "--> ", "<-- ", "== ", "→ ", "← "];
    for line in &mut draft.lines {
        if rest(line).is_some_and(|rest| MARKS.iter().any(|mark| rest.starts_with(mark))) {
            line.part = Part::Dropped { reason: REASON };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn what_the_messenger_says_is_not_spoken() {
        assert_eq!(
            spoken(
                "12/03/2026, 10:15 - Messages are end-to-end encrypted.\n\
                 12/03/2026, 10:15 - Ann added Bo\n\
                 12/03/2026, 10:16 - Ann: Who is coming?\n\
                 12/03/2026, 10:17 - +49 171 234567: I am: at nine.\n\
                 12/03/2026, 10:18 - Ann: <Media omitted>\n\
                 12/03/2026, 10:19 - Ann: Good.\nSee you."
            ),
            [
                "ann: Who is coming?",
                "49-171-234567: I am: at nine.",
                "ann: Good.",
                "ann: See you."
            ]
        );
    }

    #[test]
    fn names_with_times_over_messages() {
        assert_eq!(
            spoken(
                "Ann Reed  10:15 AM\nDid you see it?\n:+1: 2\n\nBo Lind  10:17 AM\njoined #harbour\n\n\
                 Bo Lind  10:18 AM\nI did. (edited)\n\nAnn Reed, [12.03.2026 10:20]\nGood."
            ),
            [
                "ann-reed: Did you see it?",
                "bo-lind: I did.",
                "ann-reed: Good."
            ]
        );
    }

    #[test]
    fn nicks() {
        assert_eq!(
            spoken(
                "[10:15] <ann> did you see it?\n[10:16] * bo nods\n[10:17] <bo> yes\n[10:18] <ann> ok"
            ),
            ["ann: did you see it?", "bo: yes", "ann: ok"]
        );
    }

    #[test]
    fn a_log_of_events_is_no_chat() {
        let text = "12/03/2026, 10:15 The lamp was lit.\n12/03/2026, 10:17 The ferry left.";
        assert_eq!(spoken(text).len(), 2);
    }
}
