//! The page's own files, which are part of the program.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The page.
pub const INDEX: &str = include_str!("page/index.html");

macro_rules! files {
    ($($name:literal: $kind:ident),* $(,)?) => {
        [$(($name, $kind, include_str!(concat!("page/", $name)))),*]
    };
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// What the page loads: name, kind, content.
const FILES: &[(&str, &str, &str)] = &files! {
    "style.css": STYLE,
    "mark.svg": PICTURE,
    "studio.js": SCRIPT,
    "dom.js": SCRIPT,
    "server.js": SCRIPT,
    "library.js": SCRIPT,
    "reading.js": SCRIPT,
    "book.js": SCRIPT,
    "script.js": SCRIPT,
    "list.js": SCRIPT,
    "editor.js": SCRIPT,
    "sound.js": SCRIPT,
    "voices.js": SCRIPT,
    "finish.js": SCRIPT,
    "keys.js": SCRIPT,
    "people.js": SCRIPT,
    "anew.js": SCRIPT,
    "changed.js": SCRIPT,
    "chooser.js": SCRIPT,
    "compare.js": SCRIPT,
    "find.js": SCRIPT,
    "money.js": SCRIPT,
    "proof.js": SCRIPT,
    "side.js": SCRIPT,
    "takes.js": SCRIPT,
};

/// A file of the page; `None` if there is none of that name.
pub fn file(name: &str) -> Option<Response> {
    let (_, kind, content) = FILES.iter().find(|(own, ..)| *own == name)?;
    Some(([(header::CONTENT_TYPE, *kind)], *content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small() {
        let all: usize = FILES.iter().map(|(.., content)| content.len()).sum();
        assert!(all + INDEX.len() < 300_000);
    }
}
