//! What a messenger itself says in a chat: `Ann added Bo`, `<Media omitted>`. It is no part of the
//! talk.

use super::draft::{Draft, DraftLine, Part};
use super::speaker_line::{Form, parse};
use super::stamp::{is_day, leading_time};

/// The longest name of someone who sends messages, in characters.
const LONGEST_NAME: usize = 60;
/// From how many messages on a text is a chat.
const FEWEST: usize = 2;
/// The longest word for what is no text, in characters: `[Sticker]`.
const LONGEST_WORD: usize = 12;

/// Why a notice is not in the book.
pub(super) const REASON: &str = "notice of the messenger";

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
    "此消息已删除", "你撤回了一条消息", "このメッセージは削除されました", "reacted to \"",
    "replying to \"", "☎",
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
/// Words for what is no text, in logs that have no brackets around them.
const WORDS: &[&str] = &[
    "null",
    "Photo",
    "Emoticons",
    "이모티콘",
    "사진",
    "동영상",
    "삭제된 메시지입니다.",
];
/// What people do in a chat, on a line without a time: what it ends with.
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "님이 나갔습니다", "님이 들어왔습니다", "님을 초대했습니다", "님을 내보냈습니다",
    "撤回了一条消息", "撤回了一則訊息", "加入了群聊", "退出了群聊",
];

/// What stands before the messages that are not read yet.
const UNREAD: &str = "New";

/// What the messenger writes after a message that was changed.
#[rustfmt::skip]
const REMARKS: &[&str] = &[
    "(edited)", "<This message was edited>", "(bearbeitet)", "(modifié)", "(editado)", "(modificato)",
    "(изменено)", "(已编辑)", "（已编辑）", "(編集済み)",
];

/// Whether a line over the messages says when the log was made, or the like.
pub(super) fn is_fact(text: &str) -> bool {
    text.contains([':', '：']) || is_rule(text)
}

/// Whether a line says what people did in the chat.
pub(super) fn is_event(text: &str) -> bool {
    let text = text.trim_end_matches(['.', '。']);
    EVENTS.iter().any(|event| text.ends_with(event))
}

/// Whether a message is the messenger's. Programs put a mark that shows nothing before their own words.
pub(super) fn is_notice(said: &str) -> bool {
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

/// Whether a message stands for what is no text: `[Sticker]`, and nothing else.
pub(super) fn is_placeholder(said: &str) -> bool {
    let inside = said
        .strip_prefix('[')
        .and_then(|said| said.strip_suffix(']'));
    let is_word = |inside: &str| {
        inside.chars().count() <= LONGEST_WORD && inside.chars().all(char::is_alphanumeric)
    };
    WORDS.contains(&said) || inside.is_some_and(is_word)
}

/// Whether a line is drawn and not written: `==========`.
fn is_rule(text: &str) -> bool {
    text.chars().count() > 3 && text.chars().all(|c| "=-—_─*".contains(c))
}

/// `:+1: 2`: what others thought of a message.
fn is_reaction(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_sign = |word: &str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    text.starts_with(':')
        && words.all(|word| is_sign(word) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// Where names stand over messages with the time, drops what is the messenger's.
pub fn mark_under_names(draft: &mut Draft) {
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
    if named.take(FEWEST).count() >= FEWEST {
        drop_notices(draft, is_named);
    }
}

/// Drops what is the messenger's of the lines that are not `kept`. Who sends it may send more.
pub(super) fn drop_notices(draft: &mut Draft, kept: impl Fn(&DraftLine) -> bool) {
    let mut sender: Option<String> = None;
    let mut after_reaction = false;
    for line in &mut draft.lines {
        let is_short = line.text.chars().count() <= 2 * LONGEST_NAME;
        if !line.is_text() || kept(line) {
            continue;
        }
        let counts = after_reaction && line.text.bytes().all(|b| b.is_ascii_digit());
        after_reaction = is_reaction(&line.text) || counts;
        let is_notice = counts || line.text == UNREAD || is_notice(&line.text);
        if is_rule(&line.text) || is_short && (is_notice || is_day(&line.text)) {
            sender = line.marked.speaker.take().or(sender);
            line.part = Part::Dropped { reason: REASON };
            continue;
        }
        line.text = without_remark(&line.text).to_string();
        match line.marked.speaker {
            Some(_) => sender = None,
            None => line.marked.speaker = sender.take(),
        }
    }
}

/// A message without the messenger's remark after it, if it is not all of it.
pub(super) fn without_remark(said: &str) -> &str {
    let said = said.trim();
    // Programs put a mark that shows nothing before their own words.
    let said = match said.rsplit_once("\u{200E}<") {
        Some((said, _)) if !said.is_empty() => said.trim_end(),
        _ => said,
    };
    let bare = REMARKS.iter().find_map(|remark| said.strip_suffix(remark));
    bare.map(str::trim_end)
        .filter(|bare| !bare.is_empty())
        .unwrap_or(said)
}

/// Drops what stands without a nick where most messages have one: `* bo nods`, `-!- cleo has joined`.
pub fn mark_beside_nicks(draft: &mut Draft) {
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
    #[rustfmt::skip]
    const MARKS: &[&str] = &[
        "* ", "*** ", "-!- ", "!- ", "--- ", "--> ", "> ", "<-- ", "== ", "→ ", "← ",
    ];
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
