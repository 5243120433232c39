use super::*;
use crate::script::draft::Draft;
use crate::script::facts;

/// What the rules say of a text: each line with the strongest role and its nats.
fn roles(text: &str) -> Vec<(Option<ClaimRole>, f64)> {
    let document = Document::from(Draft::new(text));
    let claims = of(&document, &facts::of(&document));
    let whole = |i: usize| {
        claims
            .iter()
            .filter(move |claim| claim.line == i && claim.span.is_none())
    };
    let all = (0..document.lines.len()).map(|i| strongest(whole(i)));
    all.map(|best| best.map_or((None, 0.0), |(role, nats)| (Some(role), nats)))
        .collect()
}

#[test]
fn show() {
    let Ok(files) = std::env::var("SHOW") else {
        return;
    };
    for file in files.split(':') {
        println!("=== {file}");
        let text = std::fs::read_to_string(&file).unwrap();
        let draft = crate::script::readers::read(text.as_bytes(), &file).unwrap();
        let document = Document::from(draft);
        let claims = of(&document, &facts::of(&document));
        for (i, line) in document.lines.iter().enumerate() {
            println!(
                "{:4} {} {}",
                line.at,
                if line.blank_before { '|' } else { ' ' },
                line.text
            );
            if let Some(part) = &line.preset {
                println!("        preset {part:?}");
            }
            for claim in claims.iter().filter(|claim| claim.line == i) {
                let span = claim
                    .span
                    .clone()
                    .map(|s| line.text[s].to_string())
                    .unwrap_or_default();
                println!(
                    "        {:5.1} {:?} {} {span}",
                    claim.nats, claim.role, claim.rule
                );
            }
        }
    }
}
