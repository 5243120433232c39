//! What the one is called who answers in an interview without names: where the answers themselves begin with it in brackets, `(Ann) I did.`

use super::Label;
use crate::script::document::Document;
use crate::script::facts::ANSWERING;
use crate::script::name_shape::can_be_name;
use std::collections::HashMap;
use std::ops::Range;

const BRACKETS: &[(char, char)] = &[
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('［', '］'),
    ('【', '】'),
];
/// How many answers begin with the name, and which share of all, at least.
const FEWEST: usize = 2;
const SHARE: f64 = 0.6;

/// Names the guest by it, and takes it from what is said.
pub(super) fn name(
    document: &Document,
    labels: &mut [Option<Box<Label>>],
    names: &mut [(String, usize)],
) {
    let Some(guest) = names.iter().position(|(name, _)| name == ANSWERING) else {
        return;
    };
    let is_answer = |label: &&Label| label.who == guest && label.at.is_none();
    let mut times: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for (label, line) in labels.iter().zip(&document.lines) {
        let Some(label) = label.as_deref().filter(is_answer) else {
            continue;
        };
        all += 1;
        if let Some(name) = head(&line.text, &label.said) {
            *times.entry(&line.text[name]).or_default() += 1;
        }
    }
    let often = times
        .into_iter()
        .max_by_key(|(name, times)| (*times, *name));
    let Some((name, _)) =
        often.filter(|(_, times)| *times >= FEWEST && *times as f64 >= SHARE * f64::from(all))
    else {
        return;
    };
    for (label, line) in labels.iter_mut().zip(&document.lines) {
        let Some(label) = label.as_deref_mut().filter(|label| label.who == guest) else {
            continue;
        };
        label.name = name.into();
        let own = head(&line.text, &label.said)
            .filter(|own| label.at.is_none() && &line.text[own.clone()] == name);
        if let Some(own) = own {
            let behind = &line.text[own.end..label.said.end];
            let rest = behind.trim_start_matches(|c: char| {
                c.is_whitespace() || BRACKETS.iter().any(|(_, close)| *close == c)
            });
            label.said.start = label.said.end - rest.len();
            label.at = Some(own);
        }
    }
    names[guest].0 = name.to_string();
}

/// The name in brackets that a text begins with.
fn head(text: &str, said: &Range<usize>) -> Option<Range<usize>> {
    let own = &text[said.clone()];
    let open = own.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(sign, _)| *sign == open)?;
    let end = own.find(*close)?;
    let name = own[open.len_utf8()..end].trim();
    let begin = said.start + open.len_utf8();
    let is_all = own[end + close.len_utf8()..].trim().is_empty();
    (can_be_name(name) && !is_all).then_some(begin..said.start + end)
}

#[cfg(test)]
mod tests {
    use crate::script::tests::spoken;

    #[test]
    fn who_answers_may_be_named_in_brackets() {
        let text = "—— 灯台の火はだれが付けましたか。\n\n（かもめ）わたしです。毎晩付けました。\n\n—— 冬も登りましたか。\n\n\
                    （かもめ）冬も登りました。二時間かかりました。\n\n—— 今はだれが付けていますか。\n\n（笑）今はひとりで付きます。\n\n\
                    —— さびしくないですか。\n\n（かもめ）さびしいですよ。\n";
        let lines = spoken(text);
        assert_eq!(lines.len(), 8, "{lines:#?}");
        assert_eq!(lines[1], "かもめ: わたしです。毎晩付けました。");
        assert_eq!(lines[7], "かもめ: さびしいですよ。");
    }
}
