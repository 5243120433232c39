//! Transcripts in the shapes that programs and people write them in, each beside what is read in it:
//! `tests/data/shapes/NAME` and `NAME.script`.
//!
//! `SNAPSHOTS=overwrite cargo test transcripts` writes the latter anew.

use crate::talks::script;
use snapbox::{Data, assert_data_eq};
use std::path::PathBuf;

#[test]
fn in_many_shapes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/shapes");
    for name in [
        "apart.txt",
        "argument.txt",
        "brackets.txt",
        "call.md",
        "call.txt",
        "captions.vtt",
        "channel.txt",
        "chat.txt",
        "columns.csv",
        "contents.txt",
        "copied.txt",
        "court.txt",
        "credits.txt",
        "deposition.txt",
        "described.txt",
        "dialogue.ass",
        "edit.csv",
        "fields.txt",
        "film.txt",
        "footnotes.txt",
        "halves.txt",
        "headings.md",
        "interleaved.txt",
        "irc.txt",
        "japanese.txt",
        "kakao.txt",
        "labels.txt",
        "lesson.txt",
        "linelog.txt",
        "marked.txt",
        "meeting.txt",
        "messenger.txt",
        "minutes.txt",
        "nicks.txt",
        "numbered.txt",
        "pinyin.txt",
        "play.txt",
        "podcast.txt",
        "recognized.json",
        "recognized.txt",
        "recorded.txt",
        "scenes.txt",
        "screenplay.txt",
        "secondtitle.txt",
        "setapart.html",
        "setapart.md",
        "song.lrc",
        "three.txt",
        "titles.md",
        "turnblocks.txt",
        "unstopped.srt",
        "webinar.txt",
        "wrapped.md",
        "wrapped.txt",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let known = Data::read_from(&folder.join(format!("{name}.script")), None);
        assert_data_eq!(script(name, &text, &[]), known);
    }
}
