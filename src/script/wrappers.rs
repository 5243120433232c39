//! What is put around a whole text by those who hand it on: the header and the licence of a library of
//! free books, and what a language model says before and after a script that it wrote.

use super::draft::{Draft, DraftLine, Part};
use super::fields::key_value;
use super::speaker_line::{Form, parse};

/// How far a book's header and licence may be from the ends of the text, in lines.
const FAR: usize = 600;
/// The longest line of a language model around its script, in characters.
const LONGEST: usize = 400;

/// Why what is around a book is not in it.
const AROUND: &str = "around the book";
/// Why what is around a script is not in it.
const OF_MODEL: &str = "about the script";

/// How what stands before a script begins.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "here's ", "here’s ", "here is ", "here are ", "below is ", "sure", "certainly", "of course", "absolutely", "okay, here",
    "ok, here", "great! ", "i've written", "i’ve written", "i've created", "the following is a script", "hier ist ", "gerne",
    "natürlich", "voici ", "bien sûr", "aquí tienes", "aquí está", "claro", "por supuesto", "ecco ", "certo", "aqui está",
    "вот ", "конечно", "oto ", "oczywiście", "当然", "好的", "以下是", "下面是", "这是", "這是", "以下は", "もちろん", "다음은", "물론",
];
/// How what stands after a script begins.
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "let me know", "would you like", "feel free to", "i hope this", "hope this helps", "do you want me", "if you'd like",
    "if you’d like", "if you want, i", "want me to", "i can also", "this script ", "this dialogue ", "note: this script",
    "lassen sie mich wissen", "sag mir", "möchten sie", "möchtest du", "dites-moi", "souhaitez-vous", "n'hésitez pas",
    "n’hésitez pas", "¿te gustaría", "¿quieres que", "avísame", "fammi sapere", "vuoi che", "gostaria que", "me avise",
    "дайте знать", "хотите,", "daj znać", "需要我", "如果你需要", "如果您需要", "如果需要", "如需", "希望这", "要不要我", "你希望我",
    "您希望我", "ご希望", "必要であれば", "원하시면", "필요하시면",
];
/// What it speaks of there.
#[rustfmt::skip]
const OF_SCRIPT: &[&str] = &[
    "script", "dialog", "conversation", "transcript", "podcast", "episode", "version", "tone", "length", "longer", "shorter",
    "adjust", "change", "tweak", "expand", "translat", "interview", "skript", "gespräch", "länge", "ton ", "scénario",
    "longueur", "diálogo", "guion", "guión", "lunghezza", "copione", "сценари", "диалог", "скрипт", "scenariusz",
    "脚本", "对话", "對話", "版本", "语气", "长度", "调整", "修改", "播客", "稿", "翻译", "会話", "台本", "대본", "대화", "수정",
];

/// Drops what is around the text.
pub fn mark(draft: &mut Draft) {
    mark_book(draft);
    mark_script(draft);
}

/// `*** START OF THE PROJECT … EBOOK THE LAMP ***`: where a book begins, or ends.
fn bound(line: &DraftLine, word: &str) -> bool {
    let text = line.text.as_str();
    let inside = text.trim_start_matches('*');
    text.len() - inside.len() > 2
        && text.len() < LONGEST
        && inside.trim_start().to_ascii_uppercase().starts_with(word)
}

fn mark_book(draft: &mut Draft) {
    let count = draft.lines.len();
    let is_start = |i: &usize| bound(&draft.lines[*i], "START OF ");
    let is_end = |i: &usize| bound(&draft.lines[*i], "END OF ");
    let start = (0..count.min(FAR)).find(is_start);
    let end = (start.map_or(0, |start| start + 1)..count)
        .rev()
        .take(FAR)
        .find(is_end);
    let mut titled = false;
    for line in &mut draft.lines[..start.map_or(0, |start| start + 1)] {
        line.part = match key_value(&line.text) {
            Some((key, value)) if key == "Title" && !titled && !value.is_empty() => {
                titled = true;
                let text = value.to_string();
                Part::Title { text, date: None }
            }
            Some((key, value)) if key == "Author" && !value.is_empty() => {
                Part::Metadata { key: "author" }
            }
            Some((key, value)) if key == "Translator" && !value.is_empty() => {
                Part::Metadata { key: "translator" }
            }
            _ => Part::Dropped { reason: AROUND },
        };
    }
    for line in &mut draft.lines[end.unwrap_or(count)..] {
        line.part = Part::Dropped { reason: AROUND };
    }
}

/// What a language model says around a script in which several speak.
fn mark_script(draft: &mut Draft) {
    let text = |line: &&DraftLine| line.is_text() && line.marked.heading.is_none();
    let says = |line: &DraftLine| {
        let lower = line
            .text
            .trim_start_matches(['*', '_', '>', ' '])
            .to_lowercase();
        let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        let speaks = OF_SCRIPT.iter().any(|word| lower.contains(word));
        let fits = line.after_blank && line.text.chars().count() <= LONGEST && speaks;
        (fits && begins(OPENINGS), fits && begins(CLOSINGS))
    };
    let first = draft
        .lines
        .iter()
        .position(|line| text(&line))
        .filter(|&i| {
            let line = &draft.lines[i];
            let follows = draft.lines.get(i + 1).is_some_and(|next| next.after_blank);
            says(line).0 && follows && line.text.ends_with([':', '：', '.', '!', '。', '！'])
        });
    let last = draft
        .lines
        .iter()
        .rposition(|line| text(&line))
        .filter(|&i| says(&draft.lines[i]).1);
    if first.is_none() && last.is_none() || !is_script(draft) {
        return;
    }
    for i in [first, last].into_iter().flatten() {
        draft.lines[i].part = Part::Dropped { reason: OF_MODEL };
    }
}

/// Whether people are named before what they say.
fn is_script(draft: &Draft) -> bool {
    let named = draft.lines.iter().filter(|line| {
        line.marked.speaker.is_some()
            || parse(&line.text).is_some_and(|line| matches!(line.form, Form::Inline | Form::Colon))
    });
    named.take(3).count() > 2
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;
    use crate::script::{Options, read};

    #[test]
    fn a_books_header_and_licence_are_not_read() {
        let text = "The free eBook of The Lamp\n\nThis eBook is for anyone.\n\nTitle: The Lamp\n\nAuthor: T. Blake\n\n\
                    *** START OF THE FREE EBOOK THE LAMP ***\n\nTHE LAMP\n\nCHAPTER I\n\nIt rained.\n\nCHAPTER II\n\nIt was dry.\n\n\
                    *** END OF THE FREE EBOOK THE LAMP ***\n\nSTART: FULL LICENSE";
        let script = read(text.as_bytes(), "t.txt", &Options::default()).unwrap();
        assert_eq!(script.title.values().next().unwrap(), "The Lamp");
        assert_eq!(script.metadata[0].key, "author");
        assert_eq!(
            spoken(text),
            ["narrator: It rained.", "narrator: It was dry."]
        );
        let other = "It was dark.\n\n*** START ***\n\nShe ran.\n\n*** END ***";
        assert!(spoken(other).len() > 1);
    }

    #[test]
    fn what_a_model_says_around_its_script_is_not_read() {
        let talk = "Ann: Welcome.\n\nTom: Hi.\n\nAnn: How old is it?\n\nTom: A hundred years.";
        for (before, after) in [
            (
                "Here's a podcast script based on your notes:",
                "Let me know if you'd like me to change the tone!",
            ),
            (
                "Sure! Here is the dialogue you asked for.",
                "Would you like a longer version?",
            ),
            (
                "当然，以下是根据文档写的播客脚本：",
                "如果需要，我可以调整对话的长度。",
            ),
        ] {
            assert_eq!(
                spoken(&format!("{before}\n\n{talk}\n\n{after}")).len(),
                4,
                "{before}"
            );
        }
        for (before, after) in [
            (
                "Here's to the lamp, and to all who keep it.",
                "Let me know if the ship is late.",
            ),
            (
                "Sure as night, it was dark.",
                "Tom: Let me know if the script changes.",
            ),
        ] {
            assert_eq!(
                spoken(&format!("The Lamp\n\n{before}\n\n{talk}\n\n{after}")).len(),
                6,
                "{before}"
            );
        }
    }
}
