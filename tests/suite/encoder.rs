//! The sentence encoder. It runs where `DIGLOT_MODELS` names the folder of its files, and says so where it does not.

use crate::support::{Desk, skipped};
use diglot::encoder::{Encoder, FOLDER, SIZE, dot};
use std::path::PathBuf;

/// Sentences of six languages, forty each; in every language the same ones in the same order.
const SENTENCES: &str = include_str!("../data/sentences.txt");
/// Their vectors as the NumPy reference of the package has them, times 400 as whole numbers of 8 bits.
const VECTORS: &[u8] = include_bytes!("../data/sentences.vectors");
const LANGUAGES: usize = 6;

fn models() -> Option<PathBuf> {
    let models = std::env::var_os("DIGLOT_MODELS").map(PathBuf::from);
    let models = models.filter(|models| Encoder::is_in(&models.join(FOLDER)));
    if models.is_none() {
        skipped("no sentence encoder; DIGLOT_MODELS names the folder of models");
    }
    models
}

#[test]
fn vectors_are_those_of_the_reference() {
    let Some(models) = models() else { return };
    let encoder = Encoder::load(&models.join(FOLDER)).unwrap();
    let sentences: Vec<&str> = SENTENCES.lines().collect();
    let lines = encoder.lines(&sentences);
    let each: Vec<_> = (0..sentences.len()).map(|line| line..line + 1).collect();
    let vectors = encoder.vectors(&lines, &each);
    let references = VECTORS.chunks_exact(SIZE);
    assert_eq!(references.len(), sentences.len());
    for ((vector, reference), sentence) in vectors.iter().zip(references).zip(&sentences) {
        let mut wanted = [0.0; SIZE];
        for (wanted, byte) in wanted.iter_mut().zip(reference) {
            *wanted = f32::from(byte.cast_signed());
        }
        let cosine = dot(vector, &wanted) / dot(&wanted, &wanted).sqrt();
        assert!(cosine > 0.999, "{cosine}: {sentence}");
    }
    // What says the same is nearest, in nearly all cases.
    let count = sentences.len() / LANGUAGES;
    let mut nearest = 0;
    for (at, vector) in vectors[..count].iter().enumerate() {
        for language in vectors[count..].chunks_exact(count) {
            let by_cosine = |a: &usize, b: &usize| {
                dot(vector, &language[*a]).total_cmp(&dot(vector, &language[*b]))
            };
            nearest += usize::from((0..count).max_by(by_cosine) == Some(at));
        }
    }
    let all = count * (LANGUAGES - 1);
    assert!(nearest * 10 > all * 9, "{nearest} of {all}");
}

#[test]
fn lines_that_are_encoded_once_make_blocks() {
    let Some(models) = models() else { return };
    let encoder = Encoder::load(&models.join(FOLDER)).unwrap();
    let lines = [
        "The ferry came at six.",
        "Nobody got off.",
        "Who had sent it?",
    ];
    let joined = lines.join(" ");
    let parts = encoder.vectors(&encoder.lines(&lines), std::slice::from_ref(&(0..3)));
    let whole = encoder.vectors(&encoder.lines(&[&joined]), std::slice::from_ref(&(0..1)));
    assert!(dot(&parts[0], &whole[0]) > 0.9);
    let odd = ["", " ", "\t", "\u{0}", "😀", &"灯".repeat(5000)];
    let each: Vec<_> = (0..odd.len()).map(|line| line..line + 1).collect();
    for vector in encoder.vectors(&encoder.lines(&odd), &each) {
        assert!((dot(&vector, &vector) - 1.0).abs() < 1e-3);
    }
    assert!(encoder.vectors(&encoder.lines(&[]), &[]).is_empty());
}

/// Two texts that share no word, no number and no length, which only their meaning pairs.
const EN: &str = "Dogs bark.\n\nNobody in the whole long valley had ever seen snow before that winter.\n\nWhat a lovely tune!\n\n\
                  She is a surgeon at the hospital.\n";
const DE: &str = "Es gab in jenem Tal bis dahin keinen Schnee.\n\nWie schön diese Melodie doch klingt, wirklich ganz wunderbar!\n\n\
                  Sie operiert.\n";

#[test]
fn files_that_are_no_encoder_are_said_and_the_text_is_read_without() {
    let desk = Desk::new();
    desk.write("data/diglot/models/aligner/sp.model", "no model");
    desk.write("data/diglot/models/aligner/weights.npz", "no weights");
    desk.write("talk.en.txt", EN);
    desk.write("talk.de.txt", DE);
    let run = desk.ok(&["script", "talk.en.txt", "talk.de.txt", "-o", "book"]);
    assert!(
        run.stderr.contains("sp.model") && run.stderr.contains("diglot get aligner --force"),
        "{}",
        run.stderr
    );
}

#[test]
fn pairs_that_only_meaning_shows() {
    let Some(models) = models() else { return };
    let desk = Desk::new();
    for file in ["sp.model", "weights.npz"] {
        let bytes = std::fs::read(models.join(FOLDER).join(file)).unwrap();
        desk.write(&format!("data/diglot/models/aligner/{file}"), bytes);
    }
    desk.write("talk.en.txt", EN);
    desk.write("talk.de.txt", DE);
    let run = desk.ok(&["script", "talk.en.txt", "talk.de.txt", "--json"]);
    let script: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let said = script.to_string();
    let pair = |en: &str, de: &str| {
        let at = said.find(en).unwrap();
        said[at..]
            .chars()
            .take(200)
            .collect::<String>()
            .contains(de)
    };
    assert!(pair("Nobody in the whole", "Es gab in jenem Tal"), "{said}");
    assert!(pair("What a lovely tune", "Wie schön"), "{said}");
    assert!(pair("She is a surgeon", "Sie operiert"), "{said}");
}

#[test]
fn where_it_would_help_it_is_named() {
    let desk = Desk::new();
    desk.write("talk.en.txt", EN);
    desk.write("talk.de.txt", DE);
    desk.write("talk.hu.txt", DE);
    let said = |other: &str, languages: &str| {
        let run = desk.ok(&[
            "script",
            "talk.en.txt",
            other,
            "-o",
            languages,
            "--languages",
            languages,
        ]);
        run.stdout.contains("diglot get aligner")
    };
    assert!(said("talk.de.txt", "en,de"));
    assert!(!said("talk.hu.txt", "en,hu"), "it does not know Hungarian");
}
