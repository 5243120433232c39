//! What beginnings and ends of elements do: what holds for everything inside them.

use super::super::super::raised::Height;
use super::super::block::CellPlace;
use super::super::hidden;
use super::super::tags;
use super::super::tags::Attributes;
use super::{Open, State};
use crate::script::name_shape::names_in;
use crate::script::tongues::named::tagged;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TokenSinkResult};

impl State {
    pub(super) fn start(&mut self, tag: &Tag, line: usize, is_xml: bool) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let (closed, bounds) = tags::closes(name);
        self.close_implied(closed, bounds);
        let mut attributes = Attributes::default();
        let (mut lang, mut alt, mut src, mut alttext, mut meta, mut content) =
            (None, None, None, None, None, None);
        for attribute in &tag.attrs {
            let value: &str = &attribute.value;
            match &*attribute.name.local {
                "class" => attributes.class = Some(value),
                "id" => attributes.id = Some(value),
                "role" => attributes.role = Some(value),
                "style" => attributes.style = Some(value),
                "epub:type" => attributes.epub_type = Some(value),
                "href" => attributes.href = Some(value),
                "hidden" => attributes.is_hidden = true,
                "aria-hidden" if value == "true" => attributes.is_hidden = true,
                "lang" | "xml:lang" => lang = Some(value),
                "alt" => alt = Some(value),
                "src" => src = Some(value),
                "alttext" => alttext = Some(value),
                "name" | "property" => meta = Some(value),
                "content" => content = Some(value),
                _ => {}
            }
        }
        if tags::is_block(name) {
            self.end_block();
        }
        match name {
            "br" => self.end_line(),
            "meta" => {
                let key = match meta.unwrap_or_default().to_ascii_lowercase().as_str() {
                    "author" | "article:author" => Some("author"),
                    "date" | "article:published_time" | "dcterms.date" => Some("date"),
                    "description" | "og:description" | "dcterms.description" => Some("description"),
                    "dcterms.publisher" => Some("publisher"),
                    "dcterms.rights" | "copyright" => Some("rights"),
                    _ => None,
                };
                if let (Some(key), Some(content)) = (key, content) {
                    self.page
                        .facts
                        .push((key, content.trim().to_string(), line));
                }
            }
            "img" | "image" | "area" => {
                let alt_or_src = alt.filter(|alt| names_in(alt).is_some()).or(src);
                if self.current.text.is_empty() && self.face.is_none() {
                    self.face = alt_or_src.map(str::to_string);
                }
                if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
                    self.picture(alt, line);
                }
            }
            "math" => {
                if let Some(said) = alttext.filter(|said| !said.trim().is_empty()) {
                    self.text(said, line);
                    attributes.is_said = true;
                }
            }
            _ => {}
        }
        if tags::is_void(name) || (is_xml && tag.self_closing) {
            return TokenSinkResult::Continue;
        }
        self.push(name, &attributes, lang);
        if is_xml {
            return match name {
                "script" | "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                _ => TokenSinkResult::Continue,
            };
        }
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn push(&mut self, name: &str, attributes: &Attributes, lang: Option<&str>) {
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        if let Some(outer) = self.open.last_mut() {
            outer.children += 1;
        }
        let outer = self.open.last().cloned().unwrap_or_default();
        let own = lang.and_then(tagged).or_else(|| tags::language(attributes));
        // The root's language often is the template's, not the text's.
        let is_root = matches!(name, "html" | "body");
        if is_root && self.page.language.is_none() {
            self.page.language = own.as_ref().map(ToString::to_string);
        }
        let language = own.filter(|_| !is_root).or(outer.language.clone());
        let inside_text = outer.main.is_some() || outer.article.is_some();
        let mut open = Open {
            name: name.to_string(),
            heading: tags::heading(name).or(outer.heading),
            emphasis: tags::emphasis(name).max(outer.emphasis),
            language,
            reason: self.reason(name, attributes, outer.reason),
            is_note: outer.is_note || tags::is_note(attributes) || tags::is_credit(attributes),
            is_code: outer.is_code || outer.is_preformatted && tags::is_code(name, attributes),
            is_summary: outer.is_summary || name == "summary",
            is_title: outer.is_title || name == "title" && outer.reason.is_none(),
            is_preformatted: outer.is_preformatted || name == "pre",
            is_superior: outer.is_superior || name == "sup",
            height: height(name, attributes, &outer),
            children: 0,
            is_speaker: outer.is_speaker || tags::is_speaker(attributes),
            is_name: outer.is_name
                || tags::is_speaker(attributes)
                || tags::is_name_of_one(attributes),
            is_time: outer.is_time || name == "time" || tags::is_time(attributes),
            is_quote: outer.is_quote || tags::is_quote(name, attributes),
            ..outer.clone()
        };
        self.is_unnamed |= open.is_name && !outer.is_name;
        self.place(&mut open, attributes.class, &outer);
        if name == "a" {
            open.link = attributes.href.map(str::to_string);
        }
        self.note(&mut open, attributes.id);
        match name {
            "main" if !inside_text => {
                self.mains += 1;
                open.main = Some(self.mains);
            }
            "article" => {
                self.articles += 1;
                open.article = Some(self.articles);
            }
            "header" if !inside_text && open.reason.is_none() => open.reason = Some("page header"),
            "table" => {
                self.tables += 1;
                self.columns.push((self.tables, 0, 0));
                open.cell = None;
            }
            "tr" => {
                self.rows += 1;
                if let Some((_, row, column)) = self.columns.last_mut() {
                    (*row, *column) = (self.rows, 0);
                }
            }
            "td" | "th" => {
                if let Some((table, row, column)) = self.columns.last_mut() {
                    open.cell = Some(CellPlace {
                        table: *table,
                        row: *row,
                        column: *column,
                        is_head: name == "th",
                    });
                    *column += 1;
                }
            }
            _ => {}
        }
        if attributes.role == Some("main") && !inside_text && open.main.is_none() {
            self.mains += 1;
            open.main = Some(self.mains);
        }
        self.open.push(open);
    }

    /// Why an element is not read: what is hidden may be furniture besides.
    fn reason(
        &self,
        name: &str,
        own: &Attributes,
        outer: Option<&'static str>,
    ) -> Option<&'static str> {
        if outer.is_some() && !hidden::is_hidden(outer) {
            return outer;
        }
        let own = tags::reason(name, own).or_else(|| self.hidden.reason(own));
        own.filter(|_| outer.is_none() || !hidden::is_hidden(own))
            .or(outer)
    }

    /// Where a block with a class stands in the block that holds it.
    fn place(&mut self, open: &mut Open, class: Option<&str>, outer: &Open) {
        self.elements += 1;
        open.number = self.elements;
        open.kind = 0;
        let Some(class) = class.filter(|class| class.len() <= LONGEST_CLASS) else {
            return;
        };
        if !tags::is_block(&open.name) || self.kinds.len() >= MOST_KINDS {
            return;
        }
        let next = self.kinds.len() + 1;
        let kind = format!("{} {class}", open.name);
        open.kind = *self.kinds.entry(kind).or_insert(next);
        if outer.kind > 0 {
            open.beside = Some(CellPlace {
                table: outer.kind,
                row: outer.number,
                column: outer.children.saturating_sub(1),
                is_head: false,
            });
        }
    }

    /// What marks a note: a superior link to a place. And what is one: the element that such a mark
    /// before it leads to.
    fn note(&mut self, open: &mut Open, id: Option<&str>) {
        let place = open.link.as_deref().and_then(|link| link.split_once('#'));
        if let Some((_, place)) = place.filter(|(_, place)| !place.is_empty()) {
            if open.is_superior && open.reason.is_none() {
                open.reason = Some("mark of a note");
            }
            if open.reason == Some("mark of a note") {
                self.noted.insert(place.to_string());
            }
        }
        let Some(id) = id else { return };
        let begins = self.current.text.is_empty();
        if begins && self.noted.contains(id) {
            if NOTED.contains(&open.name.as_str()) {
                open.is_note = true;
            } else if !tags::is_block(&open.name) {
                let holder = self
                    .open
                    .iter_mut()
                    .rfind(|outer| tags::is_block(&outer.name));
                if let Some(holder) = holder.filter(|holder| NOTED.contains(&holder.name.as_str()))
                {
                    holder.is_note = true;
                    open.is_note = true;
                }
            }
        }
        if begins && self.ids.len() < MOST_IDS {
            self.ids.push(id.to_string());
        }
    }

    fn close_implied(&mut self, closed: &[&str], bounds: &[&str]) {
        if closed.is_empty() || self.beyond > 0 {
            return;
        }
        let found = self
            .open
            .iter()
            .rposition(|o| closed.contains(&o.name.as_str()) || bounds.contains(&o.name.as_str()));
        if let Some(found) = found.filter(|f| closed.contains(&self.open[*f].name.as_str())) {
            self.end_block();
            self.truncate(found);
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            if tags::is_block(name) {
                self.end_block();
            }
            return;
        }
        if name == "br" {
            return self.end_line();
        }
        let is_block = tags::is_block(name);
        // An inline end tag closes nothing beyond its block.
        let found = self
            .open
            .iter()
            .rposition(|open| open.name == name || (!is_block && tags::is_block(&open.name)));
        if is_block {
            self.end_block();
        }
        if let Some(found) = found.filter(|found| self.open[*found].name == name) {
            self.truncate(found);
        } else if tags::emphasis(name).is_some() {
            self.end_beyond(name);
        }
    }

    /// Ends an emphasis that began before the block that it ends in, as browsers do: `<b><p>Ann</b>: Yes.</p>`
    fn end_beyond(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        self.open.remove(at);
        let mut outer = at
            .checked_sub(1)
            .and_then(|outer| self.open[outer].emphasis);
        for open in &mut self.open[at..] {
            open.emphasis = tags::emphasis(&open.name).max(outer);
            outer = open.emphasis;
        }
    }

    fn truncate(&mut self, length: usize) {
        for closed in self.open.drain(length..) {
            if closed.name == "table" {
                self.columns.pop();
            }
        }
    }
}

/// How deep elements are followed, as in browsers.
const DEEPEST: usize = 512;
/// The longest class of an element that is compared with others, in bytes, and how many are.
const LONGEST_CLASS: usize = 200;
const MOST_KINDS: usize = 10_000;
/// The most `id`s that are kept for a line.
const MOST_IDS: usize = 16;
/// The elements that can be a note.
const NOTED: &[&str] = &["p", "li", "dd", "dt", "td", "aside", "div"];

/// At which height an element sets its text.
fn height(name: &str, attributes: &Attributes, outer: &Open) -> Height {
    let style = attributes.style.unwrap_or_default();
    let is_set = |at: &str| style.contains("vertical-align") && style.contains(at);
    match (outer.name.as_str(), outer.children) {
        _ if name == "sup" || is_set("super") => Height::Raised,
        _ if name == "sub" || is_set("sub") => Height::Lowered,
        ("msup", 2) => Height::Raised,
        ("msub", 2) => Height::Lowered,
        _ => outer.height,
    }
}
