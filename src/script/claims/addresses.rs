//! Addresses that stand alone on a line, `Agenda: https://…`, and links from a page to others.

use super::ClaimRole::{Dropped, Metadata, NoLabel};
use super::text::{Line, Text, key_value};
use super::words::{self, Closing, Front};
use super::{Claim, Claims};

/// How many words may stand beside an address: with more, it is part of a sentence.
const BESIDE: usize = 3;
/// How many of the last lines may be the foot of a page.
const FOOTER: usize = 4;
/// How many lines from an end of the text links to other pages stand.
const NEAR: usize = 14;

pub(super) fn claims(text: &Text) -> Vec<Claim> {
    let mut claims = Claims::of("addresses");
    let closing = Closing::get();
    let is_link = |i: usize| {
        text.lines.get(i).is_some_and(|line| {
            let is_short = line.is_free && line.text().len() <= 160 && line.label < 0.5;
            // `Compartir`, alone behind the text
            let is_last = || i + FOOTER >= text.len() && line.opens;
            if is_short && is_foot(line) && is_last() {
                return true;
            }
            let goes = closing.navigation.begins.begins(&line.bare)
                || closing.navigation.words.is(&line.bare);
            is_short && goes && !line.is_over
        })
    };
    // Subtitles end with the address of who made them, in nobody's mouth.
    for (i, line) in text.lines.iter().enumerate() {
        if line.markup().speaker.is_some() && is_address(line.text()) {
            claims.line(i, Dropped("address"), 14.0);
        }
    }
    for (i, line) in text.free() {
        if line.label < 0.5 && is_address_alone(line.text()) {
            let stated = key_value(line.text()).filter(|(_, value)| is_address(value));
            let role = match stated {
                Some((key, _)) => {
                    claims.line(i, NoLabel, 12.0);
                    Metadata(
                        words::facts()
                            .meaning(&key.to_lowercase())
                            .unwrap_or("source"),
                    )
                }
                None => Dropped("address"),
            };
            claims.line(i, role, 14.0);
            continue;
        }
        let is_near = i < NEAR / 2 || i + NEAR >= text.len();
        if is_near && is_link(i) {
            let among = usize::from(i > 0 && is_link(i - 1)) + usize::from(is_link(i + 1));
            let begins = closing.navigation.begins.begins(&line.bare);
            let begins = begins || is_foot(line);
            let nats = if begins { 6.0 } else { 2.0 } + 3.0 * among as f64 + text.edge(i);
            claims.instead(i, Dropped("page navigation"), nats);
        }
        let is_way = is_way(line.text()) && !line.is_over && line.label < 0.5;
        if is_way && (i < 5 || Front::get().page.words.begins(&line.bare)) {
            claims.line(i, Dropped("way to the page"), 7.0 + text.front(i));
        }
    }
    claims.found
}

/// Whether a line is what stands alone at the foot of a page: `compartir`, `3 comentarios`, `コメント3件`.
/// `Teilen.` and `– Jaa.` are said.
fn is_foot(line: &Line) -> bool {
    let is_count = |c: char| c.is_numeric() || matches!(c, ' ' | '件' | '개' | '(' | ')');
    let is_said = line.is_over || line.text().starts_with(['-', '–', '—', '―']);
    let words = &Closing::get().footer.perhaps;
    !is_said && words.is(line.bare.trim_matches(is_count))
}

/// Whether a link's text in lower case is one of a page's: `next →`.
pub(in crate::script) fn is_way_on(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let navigation = &Closing::get().navigation;
    navigation.words.is(bare) || navigation.begins.begins(bare)
}

/// Whether a title in lower case stands over links to other sites: `See also:`.
pub(in crate::script) fn names_references(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    Closing::get().navigation.references.is(bare)
}

/// Whether a link's text in lower case names a recording: `audio ▶`.
pub(in crate::script) fn names_recording(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    Closing::get().navigation.recordings.is(bare)
}

/// Whether a link that is all of a line says nothing but where it leads: `[slides](https://…)`.
pub(in crate::script) fn leads_to_page(text: &str) -> bool {
    Closing::get()
        .navigation
        .leads
        .is(&text.trim().to_lowercase())
}

/// Whether a text is an address and nothing else: `https://…`, `www.…`, `ann@example.org`.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_matches(|c: char| "<>()[]（）【】*_ .,;，。".contains(c));
    let is_mail = || {
        let parts = text.split_once('@');
        parts.is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
        })
    };
    !text.contains(char::is_whitespace)
        && (has_scheme(text) || is_mail() || is_host(text))
        && !goes_on_behind(text)
}

/// Whether a sentence goes on behind an address, in a language without spaces: `https://example.org/a）。我读了`, `https://example.org/aにあります`
fn goes_on_behind(text: &str) -> bool {
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{309F}');
    let mut before = ' ';
    text.chars().any(|c| {
        let last = std::mem::replace(&mut before, c);
        "，。；：！？、（）「」『』《》".contains(c) || last.is_ascii_alphanumeric() && is_kana(c)
    })
}

fn has_scheme(text: &str) -> bool {
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    begins("http://")
        || begins("https://")
        || begins("www.")
        || begins("ftp://")
        || begins("mailto:")
}

/// `example.org/path`: a host with a slash behind it.
fn is_host(text: &str) -> bool {
    text.split_once('/').is_some_and(|(host, _)| {
        let mut labels = host.rsplit('.');
        let last = labels.next().unwrap_or_default();
        (2..=6).contains(&last.len())
            && last.bytes().all(|b| b.is_ascii_lowercase())
            && labels.next().is_some_and(|label| !label.is_empty())
            && host.is_ascii()
    })
}

/// Whether a sentence ends within a text: `Yes! See here`, but not `Fig. 3`.
fn has_sentence(text: &str) -> bool {
    let is_end = |(at, sign): (usize, &str)| {
        let letters = text[..at].chars().rev().take_while(|c| c.is_lowercase());
        sign != ". " || letters.count() > 3
    };
    let ends = [". ", "! ", "? ", "。", "！", "？"].iter();
    ends.flat_map(|end| text.match_indices(end)).any(is_end)
}

/// Whether a line is an address with a few words beside it at most.
fn is_address_alone(text: &str) -> bool {
    if text.len() > 2000 || !text.contains(['@', '/', '.']) {
        return false;
    }
    let at_scheme = |text: &str| text.find("http://").or_else(|| text.find("https://"));
    // `演示文档：https://…` has no space before it.
    let (before, rest) = text.split_at(at_scheme(text).unwrap_or(0));
    if before.ends_with('=') {
        return false; // `export proxy=http://…` sets something
    }
    if has_sentence(before) {
        return false; // `Yes! This may answer it: https://…`
    }
    let announced = before.trim_end().ends_with([':', '：']);
    let mut others =
        super::text::words_in(before).saturating_sub(if announced { 2 * BESIDE } else { 0 });
    let mut addresses = 0;
    for word in rest.split_whitespace() {
        if is_address(word) {
            addresses += 1;
        } else {
            others += super::text::words_in(word);
        }
    }
    addresses > 0 && others <= BESIDE
}

/// Whether a line is the way to a page on its site: `Home > News > Harbour`.
pub(super) fn is_way(text: &str) -> bool {
    ['>', '›', '»', '→', '/'].iter().any(|sign| {
        let steps = text.split(*sign).map(str::trim);
        let is_step = |step: &str| {
            (1..=40).contains(&step.chars().count()) && step.split_whitespace().count() <= 5
        };
        let fewest = if *sign == '/' { 3 } else { 2 };
        text.len() <= 200 && steps.clone().count() > fewest && steps.into_iter().all(is_step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_what_is_said_of_them() {
        for text in [
            "https://example.org/a?b=c",
            "<https://example.org>",
            "Agenda: https://example.org/x",
            "ann@example.org",
            "讨论：https://example.org/x",
            "第13号规程草案：https://example.org/x",
            "www.example.org",
            "example.org/mill",
            "https://example.org/wiki/上海",
        ] {
            assert!(is_address_alone(text), "{text}");
        }
        for text in [
            "You can see all of it at https://example.org/x today",
            "He earns and/or spends.",
            "At 3.30 p.m.",
            "Yes @ home",
            "It was late.",
            "Yes! And this answers you, too: https://example.org/x",
            "export proxy=http://proxy.example:3128",
            "我读了一篇文章（这篇https://example.org/x）。我就学着写了一点，后来大家都来问我。",
            "記録はhttps://example.org/xにあります。ぜひ読んでください。",
            "谢谢。https://example.org/x",
        ] {
            assert!(!is_address_alone(text), "{text}");
        }
        assert!(
            is_way("Home > News > Harbour") && !is_way("2 > 1") && !is_way(">> Good >> evening")
        );
    }
}
