//! HTML: the text of the page's main part, with its headings, tables and languages.

mod block;
mod blocks;
mod bounds;
mod doctype;
mod hidden;
mod settle;
pub(super) mod tags;

use super::super::ScriptError;
use super::super::claims::is_way_on;
use super::super::document::{Document, Preset, SourceLine};
use super::super::facts::letters::is_word_by_itself;
use super::table::{self, Cell};
use super::templates::without_tags;
use super::{bounded, xml};
use block::Page;
pub(super) use block::{Block, CellPlace};
use hidden::Hidden;
use std::collections::{HashMap, HashSet};

/// The smallest share of the longest article's text that makes another article part of the text,
/// and not a teaser.
const TEASER: usize = 4;

/// Reads a page. Its encoding is what it says (`<meta charset>`), if that is true.
///
/// # Errors
/// If the bytes are no text, or the page has too many lines.
pub(crate) fn read(bytes: &[u8], file: &str) -> Result<Document, ScriptError> {
    page(&xml::decode(bytes, file)?, file)
}

/// Whether a text begins like a page.
pub(crate) fn is_page(text: &str) -> bool {
    let start: String = text
        .trim_start_matches('\u{FEFF}')
        .trim_start()
        .chars()
        .take(if text.contains("<?xml") { 4000 } else { 200 })
        .collect();
    let start = start.to_ascii_lowercase();
    // A document type may be misspelt.
    start.starts_with("<!doctype html")
        || start.starts_with('<') && (start.contains("<html") || is_part_of_page(text))
        || BEGINS.iter().any(|tag| start.starts_with(tag))
}

/// How a page may begin that lacks its first tags.
const BEGINS: &[&str] = &[
    "<head>", "<meta ", "<title>", "<body>", "<body ", "<style>", "<style ", "<link ",
];

/// Whether a text that begins with a tag is a part of a page: most of its lines hold tags, and blocks end in it.
fn is_part_of_page(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "</p>",
        "</div>",
        "</td>",
        "</li>",
        "</section>",
        "</article>",
    ];
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut all, mut tagged, mut ends) = (0, 0, 0);
    for line in lines.take(FEW_LINES) {
        all += 1;
        tagged += usize::from(line.starts_with('<') && line.contains('>'));
        let line = line.to_ascii_lowercase();
        ends += usize::from(ENDS.iter().any(|end| line.contains(end)));
    }
    tagged * 2 > all && ends >= FEWEST_ENDS
}

/// How many lines show whether a text is a part of a page, and in how many of them blocks end, at least.
const FEW_LINES: usize = 400;
const FEWEST_ENDS: usize = 3;

/// The encoding that a page or an XML file says it is in.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let after = start.split("charset=").nth(1).or_else(|| {
        start
            .starts_with("<?xml")
            .then(|| start.split("encoding=").nth(1))
            .flatten()
    })?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
    Some(label[..end.unwrap_or(label.len())].to_string())
}

fn page(text: &str, file: &str) -> Result<Document, ScriptError> {
    let text = super::super::document::unify_line_ends(text);
    let text = doctype::without_declarations(&text);
    let mut page = blocks::split_hiding(&text, Hidden::of(&text));
    bounded(page.blocks.len() + page.facts.len(), file)?;
    hidden::settle(&mut page.blocks, 0);
    settle::headers(&mut page.blocks);
    keep_main(&mut page.blocks);
    settle_title(&mut page.blocks);
    drop_head(&mut page.blocks);
    settle::names(&mut page.blocks);
    settle::quotes(&mut page.blocks, std::iter::empty());
    settle::columns(&mut page.blocks);
    settle::summaries(&mut page.blocks);
    let mut lines = lines(std::mem::take(&mut page.blocks));
    for (key, text, at) in &page.facts {
        lines.push(SourceLine::preset(
            *at,
            text,
            true,
            Preset::Metadata { key },
        ));
    }
    lines.sort_by_key(|line| line.at);
    Ok(Document { lines })
}

/// The blocks of an XHTML file of a book. `<head>` is left out. `noted` are the `id`s that marks of
/// notes lead to in the files before it.
///
/// # Errors
/// If it has too many lines.
pub(super) fn chapter(
    text: &str,
    file: &str,
    noted: &mut HashSet<String>,
) -> Result<Vec<Block>, ScriptError> {
    let text = super::super::document::unify_line_ends(text);
    let text = doctype::without_declarations(&text);
    let Page { mut blocks, .. } = blocks::split_with(&text, true, noted);
    bounded(blocks.len(), file)?;
    blocks.retain(|block| !block.is_title && !matches!(block.reason, Some("script" | "style")));
    settle::names(&mut blocks);
    Ok(blocks)
}

/// The lines of blocks of HTML within a text in Markdown, each with the line where it begins. What the text sets beside itself is
/// text: whoever writes Markdown has no page around it.
///
/// # Errors
/// If they have too many lines.
pub(super) fn fragments(
    fragments: &[(usize, String)],
    text: &[SourceLine],
    file: &str,
) -> Result<Vec<SourceLine>, ScriptError> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut tables = 0;
    for (first, text) in fragments {
        let page = blocks::split(text, false);
        bounded(blocks.len() + page.blocks.len(), file)?;
        let before = tables;
        for mut block in page.blocks {
            for at in &mut block.at {
                *at += first - 1;
            }
            if let Some(cell) = &mut block.cell {
                cell.table += before;
                tables = tables.max(cell.table);
            }
            if block.reason == Some(tags::BESIDE) {
                block.reason = None;
            }
            let shown = without_links(&without_tags(&block.text));
            if shown.is_empty() != block.text.is_empty() {
                continue;
            }
            block.text = shown;
            blocks.push(block);
        }
    }
    hidden::settle(&mut blocks, text.iter().map(|line| line.text.len()).sum());
    settle::names(&mut blocks);
    settle::quotes(&mut blocks, text.iter().map(|line| line.text.as_str()));
    settle::summaries(&mut blocks);
    Ok(lines(blocks))
}

/// A text without the addresses of Markdown's links, and without its pictures: `[Lamps](https://…)`, `![A lamp](lamp.jpg)`.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let link = before.rfind('[').zip(after.find(')'));
        let Some((open, end)) = link.filter(|(_, end)| !after[..*end].contains([' ', '\n'])) else {
            out.push_str(before);
            out.push_str("](");
            rest = after;
            continue;
        };
        match before[..open].strip_suffix('!') {
            // What a picture shows is not said.
            Some(before) => out.push_str(before),
            None => {
                out.push_str(&before[..open]);
                out.push_str(&before[open + 1..]);
            }
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

/// Drops what is outside the main part: `<main>` if there is one, in it the articles.
fn keep_main(blocks: &mut [Block]) {
    let length = |block: &Block| {
        if block.reason.is_none() {
            block.text.len()
        } else {
            0
        }
    };
    let main = blocks.iter().any(|b| b.main.is_some() && length(b) > 0);
    if main {
        for block in blocks.iter_mut() {
            if block.main.is_none() && block.reason.is_none() && !block.is_title {
                block.reason = Some("outside the page's main text");
            }
        }
    }
    let mut articles: HashMap<usize, usize> = HashMap::new();
    let mut all = 0;
    for block in blocks.iter() {
        if !block.is_title {
            all += length(block);
        }
        if let Some(article) = block.article {
            *articles.entry(article).or_default() += length(block);
        }
    }
    let longest = articles.values().copied().max().unwrap_or(0);
    let inside: usize = articles.values().sum();
    if longest == 0 || (main && inside * 2 < all) {
        return;
    }
    let headed = blocks
        .iter()
        .any(|b| b.article.is_some() && b.heading == Some(1));
    for block in blocks
        .iter_mut()
        .filter(|b| b.reason.is_none() && !b.is_title)
    {
        let kept = match block.article {
            Some(article) => articles[&article] * TEASER >= longest,
            None => !headed && block.heading == Some(1),
        };
        if !kept {
            block.reason = Some("outside the page's main text");
        }
    }
}

/// Drops a link back that is a heading, and the site's own headings over it where the text has one of the highest level below.
fn drop_head(blocks: &mut [Block]) {
    let is_read = |block: &Block| block.reason.is_none() && !block.is_title;
    let is_way = |block: &Block| {
        let is_link = block.heading.is_some() && block.link.is_some() && is_read(block);
        is_link && is_way_on(&block.text.to_lowercase())
    };
    let Some(at) = blocks.iter().position(is_way) else {
        return;
    };
    let (head, text) = blocks.split_at_mut(at);
    text[0].reason = Some("page navigation");
    let is_head = |block: &Block| !is_read(block) || block.heading.is_some();
    if head.iter().all(is_head)
        && text
            .iter()
            .any(|block| is_read(block) && block.heading == Some(1))
    {
        for block in head.iter_mut().filter(|block| is_read(block)) {
            block.reason = Some("page header");
        }
    }
}

/// What titles begin with that programs write into pages whose title they do not know.
#[rustfmt::skip]
const NO_TITLES: &[&str] = &[
    "created by ", "created with ", "converted by ", "converted with ", "generated by ", "microsoft word - ",
    "untitled", "new page", "placeholder",
];
/// How many letters a part of `<title>` has, at least, that the heading repeats.
const SHORTEST_PART: usize = 4;
/// Why such a title is not in the book.
const NO_TITLE: &str = "written by the program that made the page";

/// `<title>` is the title, unless a heading says the same, or the program that made the page wrote it.
fn settle_title(blocks: &mut [Block]) {
    let heading = |b: &&Block| b.heading == Some(1) && b.reason.is_none();
    let heading = blocks.iter().find(heading).map(|b| b.text.to_lowercase());
    // `Two languages: The Last Ferry | The Tern` says the heading with what is around it.
    let is_part = |h: &str, title: &str| {
        let mut parts = title
            .split(['|', ':', '：', '-', '–', '—', '_', '»', '·'])
            .map(str::trim);
        parts.any(|part| {
            part.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_PART && h.contains(part)
        })
    };
    for block in blocks.iter_mut().filter(|b| b.is_title) {
        block.heading = None;
        let text = block.text.to_lowercase();
        let is_written = text.contains(char::is_alphanumeric);
        if !is_written || NO_TITLES.iter().any(|begin| text.starts_with(begin)) {
            block.reason = Some(NO_TITLE);
            block.is_title = false;
        } else if heading
            .as_ref()
            .is_some_and(|h| text.contains(h) || h.contains(&text) || is_part(h, &text))
        {
            block.reason = Some("title repeated");
            block.is_title = false;
        }
    }
}

/// Where the name of the site begins behind the title of a page: `The Last Ferry to the Islands | Estuary`. It is much shorter.
fn site_behind(block: &Block) -> Option<usize> {
    let at = block.text.rfind(" | ").filter(|_| block.is_title)?;
    let (title, site) = block.text.split_at(at);
    // `The Lamp | 灯` is one title in two languages.
    let is_one = title.contains(is_word_by_itself) == site.contains(is_word_by_itself);
    (is_one && title.chars().count() >= 2 * site.chars().count()).then_some(at)
}

/// The lines that blocks are; `at` counts the lines of their file.
pub(super) fn lines(blocks: Vec<Block>) -> Vec<SourceLine> {
    let mut lines = Vec::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut place: Option<(usize, usize)> = None;
    // Whether all cells of the first row head columns.
    let mut is_headed = true;
    let table = |rows: &mut Vec<Vec<Cell>>, is_headed: &mut bool| {
        let rows = std::mem::take(rows);
        match std::mem::replace(is_headed, true) {
            true => table::headed_lines(rows),
            false => table::lines(rows),
        }
    };
    // A script within a cell does not part it.
    let mut aside = Vec::new();
    let mut last: Option<CellPlace> = None;
    let mut blocks = blocks.into_iter().peekable();
    while let Some(mut block) = blocks.next() {
        if let Some(site) = site_behind(&block) {
            let reason = "name of the site";
            let at = block.at.first().copied().unwrap_or(1);
            let own = Preset::Dropped { reason };
            lines.push(SourceLine::preset(
                at,
                &block.text.split_off(site),
                true,
                own,
            ));
        }
        let is_within = block.cell.is_some()
            && block.cell == last
            && blocks
                .peek()
                .is_some_and(|next| next.cell == last && next.reason.is_none());
        if matches!(block.reason, Some("script" | "style")) && is_within {
            aside.push(line(block));
            continue;
        }
        last = block.cell;
        let is_read = block.reason.is_none() && !block.is_note && !block.is_code;
        let cell = block.cell.filter(|_| is_read);
        let line = line(block);
        let Some(cell) = cell else {
            lines.append(&mut table(&mut rows, &mut is_headed));
            lines.append(&mut aside);
            place = None;
            lines.push(line);
            continue;
        };
        if place.is_none_or(|(table, _)| table != cell.table) {
            lines.append(&mut table(&mut rows, &mut is_headed));
            lines.append(&mut aside);
        }
        if place != Some((cell.table, cell.row)) {
            rows.push(Vec::new());
            place = Some((cell.table, cell.row));
        }
        is_headed &= rows.len() > 1 || cell.is_head;
        if let Some(row) = rows.last_mut() {
            match row.last_mut().filter(|last| last.column == cell.column) {
                Some(last) => last.lines.push(line),
                None => row.push(Cell {
                    column: cell.column,
                    lines: vec![line],
                }),
            }
        }
    }
    lines.append(&mut table(&mut rows, &mut is_headed));
    lines.append(&mut aside);
    lines
}

fn line(block: Block) -> SourceLine {
    let mut at = block.at.into_iter();
    let mut line = SourceLine::new(at.next().unwrap_or(1), &block.text, block.begins);
    line.also_at = at.collect();
    line.markup.heading = block.heading;
    block.emphasis.mark(&mut line.markup);
    line.markup.language = block.language;
    line.markup.says_more = block.says_more && block.speaker.is_some();
    line.markup.speaker = block.speaker;
    if let Some(reason) = block.reason {
        line.preset = Some(Preset::Dropped { reason });
    } else if block.is_note {
        line.preset = Some(Preset::Note);
    } else if block.is_unnamed {
        line.preset = Some(Preset::Told);
    } else if block.is_code {
        line.preset = Some(Preset::Code);
    } else if let Some(level) = block.listed {
        line.markup.heading = Some(level);
        line.preset = Some(Preset::Chapter { level });
    } else if block.is_title {
        let text = line.text.clone();
        line.preset = Some(Preset::Title { text });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_behind_the_title_and_its_credits_are_dropped() {
        let page = "<html><head><title>The Last Ferry to the Islands | Estuary</title></head><body>\
                    <p>The ferry left at noon.</p><p class='credits'>Source of the text: the harbour</p></body></html>";
        let lines = read(page.as_bytes(), "t.html").unwrap().lines;
        let dropped = lines
            .iter()
            .filter(|line| matches!(line.preset, Some(Preset::Dropped { .. })));
        let texts: Vec<&str> = dropped.map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["| Estuary", "Source of the text: the harbour"]);
        let two = page.replace("to the Islands | Estuary", "| Die letzte Fähre");
        let lines = read(two.as_bytes(), "t.html").unwrap().lines;
        assert!(
            lines
                .iter()
                .any(|line| line.text == "The Last Ferry | Die letzte Fähre")
        );
    }

    #[test]
    fn a_script_in_a_cell_parts_no_row() {
        let row = |script: &str| {
            format!(
                "<tr><td>灯亮了。<br>谁点的？</td><td>The lamp is on.{script}<br>Who lit it?</td></tr>"
            )
        };
        let page = format!("<table>{}{}</table>", row("<script>f();</script>"), row(""));
        let document = read(page.as_bytes(), "t.html").unwrap();
        let said = document.lines.iter().filter(|line| line.preset.is_none());
        let columns: Vec<_> = said.map(|line| line.markup.column).collect();
        assert_eq!(columns, [0, 0, 1, 1, 0, 0, 1, 1].map(Some));
    }

    #[test]
    fn pages_that_lack_their_first_tags() {
        for text in [
            "<TITLE>Lamps</TITLE>\n<BODY>\nANN: Who lit it?<BR>",
            "<meta charset=\"utf-8\">\nANN: Who lit it?<br>",
        ] {
            assert!(is_page(text), "{text}");
        }
        assert!(!is_page("<ann> Who lit it?") && !is_page("<title of the book>"));
    }
}
