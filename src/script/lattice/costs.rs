//! The tables of `costs/`, read once.

mod forms;

use super::Role;
use super::finish::Finish;
use crate::script::facts::Class;
pub(super) use forms::forms;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The number of pairs (blank line before?, in mid sentence?).
pub(super) const CONTEXTS: usize = 5;

/// What is learnt of how roles follow each other: the classes of roles before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    LabelOver,
    LongSpeech,
    Speech,
    Direction,
    Heading,
    Narration,
}

impl Before {
    pub(super) const ALL: [Self; 6] = [
        Self::LabelOver,
        Self::LongSpeech,
        Self::Speech,
        Self::Direction,
        Self::Heading,
        Self::Narration,
    ];

    /// The class of a role; `None` outside the talk.
    pub(super) fn of(role: Role) -> Option<Self> {
        Some(match role {
            Role::LabelAlone | Role::DirectionAfterLabel => Self::LabelOver,
            Role::LabelInline | Role::Speech | Role::Other => Self::Speech,
            Role::LongSpeech => Self::LongSpeech,
            Role::Direction => Self::Direction,
            Role::Heading => Self::Heading,
            Role::Narration => Self::Narration,
            Role::Outside | Role::Behind => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::LabelOver => "label-over",
            Self::LongSpeech => "long-speech",
            Self::Speech => "speech",
            Self::Direction => "direction",
            Self::Heading => "heading",
            Self::Narration => "narration",
        }
    }
}

/// The classes of roles that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Label,
    Speech,
    LongSpeech,
    Direction,
    Heading,
    Narration,
    Other,
}

impl Next {
    pub(super) const COUNT: usize = 7;

    /// The class of a role; `None` outside the talk.
    pub(super) fn of(role: Role) -> Option<Self> {
        Some(match role {
            Role::LabelAlone | Role::LabelInline => Self::Label,
            Role::Speech => Self::Speech,
            Role::LongSpeech => Self::LongSpeech,
            Role::Direction | Role::DirectionAfterLabel => Self::Direction,
            Role::Heading => Self::Heading,
            Role::Narration => Self::Narration,
            Role::Other => Self::Other,
            Role::Outside | Role::Behind => return None,
        })
    }
}

/// One row of `costs/roles.toml`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    label: f64,
    speech: f64,
    long_speech: f64,
    direction: f64,
    heading: f64,
    narration: f64,
    other: f64,
}

impl Row {
    fn array(self) -> [f64; Next::COUNT] {
        [
            self.label,
            self.speech,
            self.long_speech,
            self.direction,
            self.heading,
            self.narration,
            self.other,
        ]
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocks {
    #[serde(rename = "same block")]
    same: Row,
    #[serde(rename = "new block")]
    new: Row,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct MidSentence {
    same_block: f64,
    at_margin: f64,
    new_block: f64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finishes {
    said: [f64; Finish::COUNT],
    others: [f64; Finish::COUNT],
}

/// p(class of a line | role), in the order of [`Class`].
pub(super) type Classes = [f64; Class::COUNT];

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct ClassRow {
    plain: f64,
    title: f64,
    capitals: f64,
    bracket: f64,
    italic: f64,
    heading: f64,
    heading_word: f64,
    address: f64,
    credit: f64,
    number: f64,
    code: f64,
    time: f64,
    rule: f64,
}

impl ClassRow {
    fn array(self) -> Classes {
        let Self {
            plain,
            title,
            capitals,
            bracket,
            italic,
            heading,
            heading_word,
            ..
        } = self;
        let Self {
            address,
            credit,
            number,
            code,
            time,
            rule,
            ..
        } = self;
        [
            plain,
            title,
            capitals,
            bracket,
            italic,
            heading,
            heading_word,
            address,
            credit,
            number,
            code,
            time,
            rule,
        ]
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct RolesTable {
    follows: HashMap<String, Blocks>,
    mid_sentence: MidSentence,
    finishes: Finishes,
    classes: HashMap<String, ClassRow>,
}

/// `costs/roles.toml`.
#[derive(Debug)]
pub(super) struct Roles {
    /// p(next role | class of the role before, context).
    pub(super) follows: [[[f64; Next::COUNT]; CONTEXTS]; Before::ALL.len()],
    /// p(how a block ends | whether it is said).
    pub(super) finishes: [[f64; Finish::COUNT]; 2],
    pub(super) speech: Classes,
    pub(super) narration: Classes,
    pub(super) direction: Classes,
    pub(super) heading: Classes,
    pub(super) other: Classes,
    pub(super) outside: Classes,
}

/// The table of roles.
pub(super) fn roles() -> &'static Roles {
    static ROLES: LazyLock<Roles> = LazyLock::new(|| {
        let table: RolesTable =
            toml::from_str(include_str!("../costs/roles.toml")).expect("costs/roles.toml");
        let mut follows = [[[0.0; Next::COUNT]; CONTEXTS]; Before::ALL.len()];
        for (before, rows) in Before::ALL.into_iter().zip(&mut follows) {
            let blocks = &table.follows[before.name()];
            for (blank, row) in [blocks.same, blocks.new].into_iter().enumerate() {
                rows[blank] = row.array();
                let factor = match before {
                    Before::Speech | Before::LongSpeech if blank == 0 => {
                        table.mid_sentence.same_block
                    }
                    Before::Speech | Before::LongSpeech => table.mid_sentence.new_block,
                    _ => 1.0,
                };
                let mut mid = row.array();
                mid[Next::Label as usize] *= factor;
                let sum: f64 = mid.iter().sum();
                rows[blank + 2] = mid.map(|p| p / sum);
                if blank == 0 {
                    let mut broken = row.array();
                    broken[Next::Label as usize] *= table.mid_sentence.at_margin;
                    let sum: f64 = broken.iter().sum();
                    rows[4] = broken.map(|p| p / sum);
                }
            }
        }
        let classes = |role: &str| table.classes[role].array();
        Roles {
            follows,
            finishes: [table.finishes.said, table.finishes.others],
            speech: classes("speech"),
            narration: classes("narration"),
            direction: classes("direction"),
            heading: classes("heading"),
            other: classes("other"),
            outside: classes("outside"),
        }
    });
    &ROLES
}

/// `costs/layout.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LayoutCosts {
    pub(super) theta: f64,
    pub(super) kappa_form: f64,
    pub(super) kappa_row: f64,
    pub(super) kappa_mid: f64,
    pub(super) kappa_out: f64,
    pub(super) cap_out: f64,
    pub(super) cap_plain: f64,
    pub(super) enter: f64,
    pub(super) enter_heading: f64,
    pub(super) enter_direction: f64,
    pub(super) first_label: f64,
    pub(super) first_heading: f64,
    pub(super) first_direction: f64,
    pub(super) first_other: f64,
    pub(super) again: f64,
    pub(super) leave: f64,
    pub(super) leave_least: f64,
    pub(super) unanswered: f64,
    pub(super) one_name: f64,
    pub(super) layout: f64,
    pub(super) params: f64,
    pub(super) short: f64,
    pub(super) told: f64,
    pub(super) single: f64,
    pub(super) params_unnamed: f64,
    pub(super) between: f64,
    pub(super) in_turn: f64,
    pub(super) same: f64,
    pub(super) time: f64,
    pub(super) claimed: f64,
    pub(super) escape: f64,
    pub(super) warm: f64,
    pub(super) warm_all: f64,
    pub(super) outside: f64,
    pub(super) rounds: usize,
    pub(super) starts: usize,
    pub(super) wide: usize,
}

/// The other costs.
pub(super) fn costs() -> &'static LayoutCosts {
    static COSTS: LazyLock<LayoutCosts> = LazyLock::new(|| {
        toml::from_str(include_str!("../costs/layout.toml")).expect("costs/layout.toml")
    });
    &COSTS
}

#[derive(Debug, Deserialize)]
struct NamesTable {
    sizes: Sizes,
}

#[derive(Debug, Deserialize)]
struct Sizes {
    p: [f64; 5],
}

/// p(number of words of a name), up to 4.
pub(super) fn sizes() -> &'static [f64; 5] {
    static SIZES: LazyLock<NamesTable> = LazyLock::new(|| {
        toml::from_str(include_str!("../costs/names.toml")).expect("costs/names.toml")
    });
    &SIZES.sizes.p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_probabilities() {
        for rows in &roles().follows {
            for row in rows {
                let sum: f64 = row.iter().sum();
                assert!(
                    row.iter().all(|p| (0.0..1.0).contains(p)) && sum > 0.9 && sum < 1.02,
                    "{row:?}"
                );
            }
        }
        let tables = roles();
        for classes in [
            tables.speech,
            tables.narration,
            tables.direction,
            tables.heading,
            tables.other,
            tables.outside,
        ] {
            let sum: f64 = classes.iter().sum();
            assert!(sum > 0.9 && sum < 1.05, "{classes:?}");
        }
        assert!((sizes().iter().sum::<f64>() - 1.0).abs() < 0.01);
        assert!(costs().rounds > 2);
    }
}
