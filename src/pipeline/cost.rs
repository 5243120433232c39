//! What speaking costs, by the prices in voice catalogs or in `diglot.toml`.

use super::plan::PlannedLine;
use super::{PipelineError, Workshop};
use crate::cast::catalog::{Catalog, Price};
use crate::script::chapter::estimate_seconds;
use crate::speech::config::EngineConfig;
use unicode_script::{Script, UnicodeScript};

/// What the lines of an engine amount to.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// How many lines.
    pub lines: usize,
    /// How many characters.
    pub characters: usize,
    /// About how long they take to say, in seconds.
    pub seconds: f64,
    /// What they cost; `None` if the engine costs nothing that is known of.
    pub cost: Option<Cost>,
}

/// A sum of money, and when prices were so.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The sum, in US dollars.
    pub usd: f64,
    /// The day or month of the price, as its catalog says; `None` if a person has set it.
    pub date: Option<String>,
}

/// What an engine takes for lines.
pub struct Tariff {
    own: Option<f64>,
    model: String,
    address: Option<String>,
    catalog: Option<Catalog>,
}

impl Tariff {
    /// The tariff of an engine, at its address.
    ///
    /// # Errors
    /// If its catalog cannot be read.
    pub fn of(
        config: &EngineConfig,
        address: Option<&str>,
        workshop: &Workshop,
    ) -> Result<Self, PipelineError> {
        // Prices belong to the kind: a catalog of other voices does not make a provider cheaper.
        let catalog = match config.kind() {
            kind @ ("openai" | "elevenlabs" | "azure" | "google") => {
                Some(crate::cast::catalog::load(kind, &workshop.catalogs)?)
            }
            _ => None,
        };
        Ok(Self {
            own: config.common.usd_per_million_characters,
            model: config.model().unwrap_or_default().into(),
            address: address.map(String::from),
            catalog,
        })
    }

    /// What a line costs; `None` if it costs nothing that is known of.
    pub fn cost(&self, line: &PlannedLine) -> Option<Cost> {
        let text = &line.said;
        if let Some(price) = self.own {
            let usd = text.chars().count() as f64 * price / 1e6;
            return Some(Cost { usd, date: None });
        }
        let voice = &line.voice.voice.id.name;
        let price = self.price(voice)?;
        let minutes = estimate_seconds(text) / 60.0;
        let usd = price.usd_per_million_characters.unwrap_or(0.0) * counted(text, price) / 1e6
            + price.usd_per_minute.unwrap_or(0.0) * minutes;
        let date = Some(price.date.clone());
        Some(Cost { usd, date })
    }

    fn price(&self, voice: &str) -> Option<&Price> {
        let at = |host: &String| {
            let address = self.address.as_deref().unwrap_or_default();
            let rest = address.split_once("://").map_or("", |(_, rest)| rest);
            rest.split(['/', ':']).next() == Some(host)
        };
        self.catalog.as_ref()?.prices.iter().find(|price| {
            self.model.starts_with(&price.model)
                && voice.contains(&price.voice)
                && price.host.as_ref().is_none_or(at)
        })
    }

    /// What lines amount to.
    pub fn amount<'a>(&self, lines: impl Iterator<Item = &'a PlannedLine>) -> Amount {
        let mut amount = Amount {
            lines: 0,
            characters: 0,
            seconds: 0.0,
            cost: None,
        };
        for line in lines {
            amount.lines += 1;
            amount.characters += line.said.chars().count();
            amount.seconds += estimate_seconds(&line.said);
            if let Some(cost) = self.cost(line) {
                let sum = amount.cost.get_or_insert(Cost {
                    usd: 0.0,
                    date: cost.date,
                });
                sum.usd += cost.usd;
            }
        }
        amount
    }
}

/// For how many characters a text counts.
fn counted(text: &str, price: &Price) -> f64 {
    let each = |c: char| match c.script() {
        Script::Han => price.chinese_counts,
        _ => 1.0,
    };
    text.chars().map(each).sum()
}

impl Cost {
    /// The sum as a person reads it: `about $1.20 (prices of 2025-09)`.
    pub fn describe(&self) -> String {
        let usd = match self.usd {
            usd if usd > 0.0 && usd < 0.01 => "under $0.01".into(),
            usd => format!("about ${usd:.2}"),
        };
        match &self.date {
            Some(date) => format!("{usd} (prices of {date})"),
            None => format!("{usd} (your price)"),
        }
    }
}

impl Amount {
    /// The amount as a person reads it.
    pub fn describe(&self) -> String {
        let of =
            |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let length = crate::pipeline::length(self.seconds);
        let cost = self.cost.as_ref();
        format!(
            "{} to speak, {}, about {length}{}",
            of(self.lines, "line", "lines"),
            of(self.characters, "character", "characters"),
            cost.map_or_else(String::new, |cost| format!(", {}", cost.describe()))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_for_models_voices_and_hosts() {
        let folder = std::path::Path::new("/nonexistent");
        let tariff = |kind: &str, model: &str, address: &str| Tariff {
            own: None,
            model: model.into(),
            address: Some(address.into()),
            catalog: Some(crate::cast::catalog::load(kind, folder).unwrap()),
        };
        let openai = tariff("openai", "tts-1-hd", "https://api.openai.com/v1");
        let price = openai.price("nova").unwrap();
        assert_eq!(price.usd_per_million_characters, Some(30.0));
        let home = tariff("openai", "tts-1", "http://127.0.0.1:8880/v1");
        assert_eq!(home.price("nova"), None);
        let google = tariff("google", "", "https://texttospeech.googleapis.com/v1");
        let of = |voice| google.price(voice).unwrap().usd_per_million_characters;
        assert_eq!(of("en-US-Chirp3-HD-Kore"), Some(30.0));
        assert_eq!(of("en-US-Standard-A"), Some(4.0));
        let azure = tariff("azure", "", "https://x");
        assert_eq!(counted("a灯", azure.price("x").unwrap()), 3.0);
    }
}
