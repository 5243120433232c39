//! Which layout each text under test is read by, and how surely: `tests/layouts.txt`. Whoever adds a shape sees there what it took
//! from others.

use crate::support::{source, texts};
use diglot::script::{Options, explain};
use std::fmt::Write;
use std::path::Path;

/// By how many nats a margin may differ from the table's.
const NEAR: i64 = 1;

/// A row of the table.
#[derive(Debug, PartialEq)]
struct Row {
    text: String,
    layout: String,
    order: String,
    runner_up: String,
    margin: Option<i64>,
}

impl Row {
    fn of(path: &Path) -> Option<Self> {
        let folder = path.parent()?.file_name()?.to_str()?;
        let text = source(path);
        let name = format!("{folder}/{}", text.file);
        let explained = explain(&[text], &Options::default()).ok()?;
        Some(Self {
            text: name,
            layout: explained.layouts.first()?.name.clone(),
            order: explained.order.to_string(),
            runner_up: explained.runner_up.unwrap_or("-".into()),
            margin: explained.margin.map(|nats| nats.round() as i64),
        })
    }

    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split(" | ").map(|cell| cell.trim().to_string());
        let mut next = || cells.next();
        Some(Self {
            text: next()?,
            layout: next()?,
            order: next()?,
            runner_up: next()?,
            margin: next()?.parse().ok(),
        })
    }

    fn is_near(&self, other: &Self) -> bool {
        let (a, b) = (self.margin.unwrap_or(0), other.margin.unwrap_or(0));
        self.text == other.text
            && self.layout == other.layout
            && self.order == other.order
            && self.runner_up == other.runner_up
            && (a - b).abs() <= NEAR
    }
}

#[test]
fn every_text_has_its_layout() {
    let texts = texts(&["golden", "data/shapes"], &["txt", "md"]);
    let rows: Vec<Row> = texts.iter().filter_map(|path| Row::of(path)).collect();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts.txt");
    if std::env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        let mut out =
            String::from("text | who speaks | languages | runner-up | its distance in nats\n");
        for row in &rows {
            let margin = row.margin.map_or("-".into(), |nats| nats.to_string());
            writeln!(
                out,
                "{} | {} | {} | {} | {margin}",
                row.text, row.layout, row.order, row.runner_up
            )
            .unwrap();
        }
        std::fs::write(&table, out).unwrap();
    }
    let known = std::fs::read_to_string(&table).unwrap();
    let known: Vec<Row> = known.lines().skip(1).filter_map(Row::parse).collect();
    let mut wrong = String::new();
    for row in &rows {
        match known.iter().find(|known| known.text == row.text) {
            Some(known) if known.is_near(row) => {}
            known => writeln!(wrong, "{row:?}\n  but {known:?}").unwrap(),
        }
    }
    assert!(rows.len() > 80, "{} texts", rows.len());
    assert!(
        wrong.is_empty(),
        "look at it, and then SNAPSHOTS=overwrite:\n{wrong}"
    );
}
