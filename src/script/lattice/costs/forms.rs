//! `costs/forms.toml`: how often prose looks like a label of a form by chance.

use crate::script::facts::{Apart, Capitals, Close, Kind, Syntax, TimeAt};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
struct ByCapitals {
    title: f64,
    mixed: f64,
    all: f64,
    letter: f64,
    none: f64,
    lower: f64,
}

#[derive(Debug, Deserialize)]
struct BySign {
    inline: f64,
    alone: f64,
    capitals: ByCapitals,
}

impl BySign {
    fn p(&self, is_alone: bool, capitals: Capitals) -> f64 {
        let ByCapitals {
            title,
            mixed,
            all,
            letter,
            none,
            lower,
        } = &self.capitals;
        let factor = match capitals {
            Capitals::Title => title,
            Capitals::Mixed => mixed,
            Capitals::All => all,
            Capitals::Letter => letter,
            Capitals::None => none,
            Capitals::Lower => lower,
        };
        factor * if is_alone { self.alone } else { self.inline }
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::script::lattice) struct FormPrior {
    own: f64,
    kin: f64,
    others: f64,
    floor: f64,
    pub(in crate::script::lattice) ends: f64,
}

/// How often a sentence is set apart as a whole.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ApartForms {
    bold: f64,
    italic: f64,
    heading: f64,
    dash: f64,
    long_dash: f64,
    sign: f64,
    paragraph: f64,
    between_names: f64,
}

/// p(it asks), where nobody is named.
#[derive(Debug, Deserialize)]
pub(in crate::script::lattice) struct Asks {
    pub(in crate::script::lattice) apart: f64,
    pub(in crate::script::lattice) between: f64,
    pub(in crate::script::lattice) either: f64,
}

/// `costs/forms.toml`.
#[derive(Debug, Deserialize)]
pub(in crate::script::lattice) struct Forms {
    heading: f64,
    column: f64,
    voice: f64,
    bracket: f64,
    bold: f64,
    italic: f64,
    framed: f64,
    apart: ApartForms,
    prefixed: f64,
    colon: BySign,
    stop: BySign,
    nothing: BySign,
    dash: BySign,
    closed: BySign,
    gap: BySign,
    described: BySign,
    quote: BySign,
    sent: BySign,
    pub(in crate::script::lattice) prior: FormPrior,
    pub(in crate::script::lattice) asks: Asks,
}

/// The table of forms.
pub(in crate::script::lattice) fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        toml::from_str(include_str!("../../costs/forms.toml")).expect("costs/forms.toml")
    });
    &FORMS
}

impl Forms {
    /// How often a line of prose looks like this label by chance. `times`: the share of lines with a time.
    pub(in crate::script::lattice) fn usual(
        &self,
        syntax: &Syntax,
        capitals: Capitals,
        times: f64,
    ) -> f64 {
        let p = match syntax.mark.kind {
            Kind::Heading(_) => self.heading,
            Kind::Column(_) => self.column,
            Kind::Voice => self.voice,
            Kind::Square | Kind::Angle => self.bracket,
            Kind::Bold => self.bold,
            Kind::Italic => self.italic,
            Kind::Framed(_) => self.framed,
            Kind::Apart(Apart::Bold) => self.apart.bold,
            Kind::Apart(Apart::Italic) => self.apart.italic,
            Kind::Apart(Apart::Heading(_)) => self.apart.heading,
            Kind::Apart(Apart::Dash) => self.apart.dash,
            Kind::Apart(Apart::LongDash) => self.apart.long_dash,
            Kind::Apart(Apart::Sign(_)) => self.apart.sign,
            Kind::Apart(Apart::Paragraph) => self.apart.paragraph,
            Kind::Apart(Apart::BetweenNames) => self.apart.between_names,
            Kind::Between => 1.0,
            Kind::Plain => {
                let sign = match syntax.close {
                    Close::Colon => &self.colon,
                    Close::Stop => &self.stop,
                    Close::Nothing => &self.nothing,
                    Close::Dash => &self.dash,
                    Close::Bracket => &self.closed,
                    Close::Gap => &self.gap,
                    Close::Described => &self.described,
                    Close::Quote => &self.quote,
                    Close::Sent => &self.sent,
                };
                sign.p(syntax.is_alone, capitals)
                    * if syntax.mark.is_quoted {
                        self.prefixed
                    } else {
                        1.0
                    }
            }
        };
        p * if syntax.time == TimeAt::Nowhere {
            1.0
        } else {
            times
        }
    }

    /// p(form), before anything is counted, in a layout that starts with `start`. `share`: of the labels that come
    /// again in the text.
    pub(in crate::script::lattice) fn prior(
        &self,
        syntax: &Syntax,
        start: &Syntax,
        share: f64,
    ) -> f64 {
        let FormPrior {
            own,
            kin,
            others,
            floor,
            ..
        } = self.prior;
        let own = if syntax == start { own } else { 0.0 };
        let kin = if syntax.is_kin(start) { kin } else { 0.0 };
        own + kin + others * share + floor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_markup_of_speakers_by_chance() {
        assert!(forms().voice < forms().bold);
    }
}
