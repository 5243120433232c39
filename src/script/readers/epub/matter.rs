//! Documents of a book that hold no text of it, where its markup does not say so: the page with the
//! rights, a table of contents, an index.

use super::super::html::Block;

/// Why a table of contents is not in the book.
pub(crate) const CONTENTS: &str = "table of contents";
/// The longest page with the rights, in characters.
const LONGEST: usize = 5000;
/// From which share of a document's lines on links make a table of contents of it, or numbers of
/// pages an index.
const MOST: f64 = 0.6;

/// What lines of a page with the rights have in them.
#[rustfmt::skip]
const OF_RIGHTS: &[&str] = &[
    "©", "copyright", "all rights reserved", "isbn", "no part of this", "first published", "first edition", "printed in",
    "library of congress", "cataloging", "cataloguing", "permission of the publisher", "alle rechte", "tous droits réservés",
    "todos los derechos", "tutti i diritti", "все права", "wszelkie prawa", "dépôt légal", "depósito legal", "impressum",
    "版权所有", "版权信息", "版權所有", "版权页", "出版社", "出版发行", "出版發行", "书名：", "書名：", "责任编辑", "字数：", "定价", "开本", "印刷",
    "無断転載", "発行所", "発行者", "저작권", "펴낸곳",
];

/// Why a document of such blocks is not in the book, if so.
pub(crate) fn kind(blocks: &[Block]) -> Option<&'static str> {
    let read = || {
        blocks
            .iter()
            .filter(|block| block.reason.is_none() && !block.is_note)
    };
    let text = || read().filter(|block| block.heading.is_none());
    let count = text().count();
    let share =
        |is: &dyn Fn(&&Block) -> bool| text().filter(is).count() as f64 / count.max(1) as f64;
    if count > 1 && share(&|block| block.link.is_some()) >= MOST {
        return Some(CONTENTS);
    }
    let is_of_rights = |block: &&Block| {
        let lower = block.text.to_lowercase();
        OF_RIGHTS.iter().any(|sign| lower.contains(sign))
    };
    let signs = read().filter(is_of_rights).count();
    let length: usize = read().map(|block| block.text.len()).sum();
    if signs > 1 && signs as f64 * 4.0 >= count as f64 && length <= LONGEST {
        return Some("copyright page");
    }
    let ends_in_page = |block: &&Block| {
        let bare = block
            .text
            .trim_end_matches(|c: char| c.is_ascii_digit() || ", –-f".contains(c));
        !bare.is_empty()
            && block.text.ends_with(|c: char| c.is_ascii_digit())
            && bare.len() < block.text.len()
    };
    let is_index = read().next().is_some_and(|block| {
        let lower = block.text.to_lowercase();
        matches!(
            lower.as_str(),
            "index"
                | "register"
                | "sachregister"
                | "personenregister"
                | "índice analítico"
                | "indice analitico"
                | "索引"
        )
    });
    (is_index && share(&ends_in_page) >= MOST).then_some("index")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::readers::html;

    fn kind_of(body: &str) -> Option<&'static str> {
        let page = format!("<html><body>{body}</body></html>");
        kind(&html::chapter(&page, "a.epub", &mut Default::default()).unwrap())
    }

    #[test]
    fn pages_that_are_no_text() {
        for (body, expected) in [
            (
                "<p>Copyright © 2023 Ann Reed</p><p>All rights reserved.</p><p>ISBN 978-0</p>",
                Some("copyright page"),
            ),
            (
                "<h2>Contents</h2><p><a href='c1.html'>One</a></p><p><a href='c2.html'>Two</a></p>",
                Some(CONTENTS),
            ),
            (
                "<h1>Index</h1><p>bridge, 12, 14</p><p>lamp, 3</p>",
                Some("index"),
            ),
            (
                "<p>He held the copyright.</p><p>Nobody knew.</p><p>She left.</p><p>It rained.</p>",
                None,
            ),
            (
                "<p>See <a href='c1.html'>One</a>.</p><p>And then it rained.</p>",
                None,
            ),
            (
                "<h1>Index</h1><p>It was a finger.</p><p>It pointed.</p>",
                None,
            ),
        ] {
            assert_eq!(kind_of(body), expected, "{body}");
        }
    }
}
