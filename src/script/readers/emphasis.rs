//! How the type of a line that is being read stands out: in bold or italics, as a whole or at its beginning.

use super::super::document::{Emphasis, Markup};

/// How a line that is being read is emphasised so far, from its first word on.
#[derive(Debug, Clone, Default)]
pub(crate) struct EmphasisSoFar {
    whole: Option<Option<Emphasis>>,
    /// What is in bold type at its beginning.
    lead: String,
    lead_is_over: bool,
    /// What is in italics, piece by piece, and whether the last of them goes on.
    light: Vec<String>,
    is_light: bool,
}

impl EmphasisSoFar {
    /// Takes in a piece of the line; one without a word says nothing.
    pub(crate) fn add(&mut self, text: &str, emphasis: Option<Emphasis>) {
        let has_words = text.contains(char::is_alphanumeric);
        match (emphasis == Some(Emphasis::Light), self.light.last_mut()) {
            (true, Some(last)) if self.is_light => last.push_str(text),
            (true, _) => self.light.push(text.to_string()),
            (false, _) => {}
        }
        self.is_light = emphasis == Some(Emphasis::Light);
        if has_words {
            let whole = self.whole.get_or_insert(emphasis);
            *whole = whole.filter(|whole| Some(*whole) == emphasis);
        }
        if emphasis == Some(Emphasis::Strong) && !self.lead_is_over {
            self.lead.push_str(text);
        } else if has_words || !self.lead.is_empty() {
            self.lead_is_over = true;
        }
    }

    /// Takes in what follows on the line.
    pub(crate) fn join(&mut self, next: &Self) {
        self.whole = match (self.whole, next.whole) {
            (Some(own), Some(next)) => Some(own.filter(|own| Some(*own) == next)),
            (own, next) => own.or(next),
        };
        if !self.lead_is_over {
            self.lead.push(' ');
            self.lead.push_str(&next.lead);
            self.lead_is_over = next.lead_is_over;
        }
        self.light.extend_from_slice(&next.light);
    }

    /// What is in italics, in order.
    pub(crate) fn light(&self) -> &[String] {
        &self.light
    }

    /// Says it of the line.
    pub(crate) fn mark(&self, markup: &mut Markup) {
        markup.emphasis = self.whole.flatten();
        if markup.emphasis.is_none() && !self.light.is_empty() {
            markup.italics = self.light.iter().map(|piece| piece.trim().into()).collect();
        }
        let lead = self.lead.trim();
        let is_lead = self.lead_is_over && !lead.is_empty();
        markup.lead = is_lead.then(|| lead.into());
    }
}
