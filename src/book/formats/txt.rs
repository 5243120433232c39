//! A transcript as plain text: chapters, who speaks, and each line once in each language that it is
//! spoken in.

use super::reading::{in_order, read};
use super::{Edition, Format, FormatError, Product};
use crate::book::timeline::Kind;
use crate::language::Localized;

/// `<Title>.txt`.
pub struct Txt;

impl Format for Txt {
    fn name(&self) -> &'static str {
        "txt"
    }

    fn about(&self) -> &'static str {
        "a transcript as plain text"
    }

    fn products<'a>(&self, edition: &'a Edition) -> Result<Vec<Product<'a>>, FormatError> {
        let file = format!("{}.txt", edition.file_name());
        Ok(vec![Product::text(file, move || text(edition))])
    }
}

fn text(edition: &Edition) -> String {
    let timeline = edition.timeline;
    let title = |title: &Localized| {
        let titles = in_order(edition, title).map(|(_, text)| text.clone());
        titles.collect::<Vec<_>>().join("\n")
    };
    // What stands together, with an empty line after it.
    let mut blocks = vec![title(&timeline.title), edition.authors().join(", ")];
    for chapter in &timeline.chapters {
        if timeline.chapters.len() > 1 || chapter.title != timeline.title {
            let of = match timeline.chapters.len() {
                1 => String::new(),
                _ => format!("{}. ", chapter.number),
            };
            blocks.push(of + &title(&chapter.title));
        }
        for passage in read(edition, chapter).passages {
            let mut name = passage.name.map(|name| format!("{}:\n", name.text));
            for paragraph in &passage.paragraphs {
                let lines = paragraph.iter().map(|text| match text.line.kind {
                    Kind::Note => format!("[{}]", text.line.text),
                    _ => text.line.text.to_string(),
                });
                let lines = lines.collect::<Vec<_>>().join("\n");
                blocks.push(name.take().unwrap_or_default() + &lines);
            }
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}
