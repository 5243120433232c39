//! PDF, as poppler tells it: columns, heads, notes and paragraphs over the ends of pages.

use crate::sources::{read, texts};
use crate::support::Desk;
use serde_json::Value;

/// A PDF of pages of lines: from the left, from the bottom, size, text, in points.
fn pdf(pages: &[&[(i32, i32, i32, &str)]]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_string(),
    ];
    let mut kids = String::new();
    for page in pages {
        let lines = page.iter().map(|(x, y, size, text)| {
            let text = text.replace('(', "\\(").replace(')', "\\)");
            format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")
        });
        let content: String = lines.collect();
        let number = objects.len() + 1;
        kids += &format!("{number} 0 R ");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            number + 1
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}endstream",
            content.len()
        ));
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj{object}endobj\n", i + 1).into_bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = places.len() + 1;
    out.extend(
        format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes(),
    );
    out
}

#[test]
fn pdf_has_heads_far_from_the_edge_and_notes_between_two_pages() {
    // On small pages heads stand lower, and the chapter's title beside the book's comes on two pages only.
    let head = (40, 510, 9, "The Weir");
    let numbers = ["Page 1", "Page 2", "Page 3", "Page 4"].map(|text| (40, 80, 9, text));
    let pages: [&[(i32, i32, i32, &str)]; 4] = [
        &[
            head,
            (200, 510, 9, "The Rope"),
            (40, 480, 16, "The Rope"),
            (
                40,
                450,
                11,
                "The rope was tied to an iron ring, which the smith",
            ),
            (280, 454, 6, "1"),
            (
                40,
                436,
                11,
                "had made, and it held the boat through the winter",
            ),
            (40, 422, 11, "of the flood. Its"),
            (200, 422, 11, "other end lay in the"),
            (40, 408, 11, "water, where nobody could see it, and the"),
            (40, 110, 8, "1 The ring is still there."),
            numbers[0],
        ],
        &[
            head,
            (200, 510, 9, "The Rope"),
            (40, 480, 11, "miller looked for it in vain."),
            numbers[1],
        ],
        &[
            head,
            (200, 510, 9, "The Lamp"),
            (40, 480, 16, "The Lamp"),
            (
                40,
                450,
                11,
                "A lamp burned over the weir until the morning came.",
            ),
            numbers[2],
        ],
        &[
            head,
            (200, 510, 9, "The Lamp"),
            (40, 480, 11, "Then it was taken into the house."),
            numbers[3],
        ],
    ];
    let script = read("weir.pdf", pdf(&pages));
    assert_eq!(
        texts(&script),
        [
            "The rope was tied to an iron ring, which the smith had made, and it held the boat through the winter of \
             the flood. Its other end lay in the water, where nobody could see it, and the miller looked for it in \
             vain.",
            "(The ring is still there.)",
            "A lamp burned over the weir until the morning came.",
            "Then it was taken into the house.",
        ]
    );
    let chapters = script["chapter"].as_array().unwrap();
    let titles: Vec<&Value> = chapters.iter().map(|c| &c["title"]["en"]).collect();
    assert_eq!(titles, ["The Rope", "The Lamp"]);
    let dropped = script["dropped"].as_array().unwrap();
    assert_eq!(dropped.len(), 12, "{dropped:?}");
}

#[test]
fn pdf_is_read_in_columns_without_running_heads() {
    let head = (40, 570, 9, "The Oar and the Belt");
    let pages: [&[(i32, i32, i32, &str)]; 3] = [
        &[
            head,
            (40, 500, 24, "The Oar"),
            (40, 460, 16, "The Bridge"),
            (
                40,
                430,
                11,
                "The oar broke at the second bridge, and the cur-",
            ),
            (
                40,
                416,
                11,
                "rent took both halves of it down to the weir, where",
            ),
            (40, 402, 11, "they turned until the morning."),
            (
                52,
                388,
                11,
                "She mended it with a belt that she had found in the",
            ),
            (
                40,
                374,
                11,
                "boat of her uncle, and she rowed on, for the rain had",
            ),
            (190, 20, 9, "1"),
        ],
        &[
            head,
            (40, 500, 11, "come to an end at last."),
            (40, 470, 11, "Nobody saw her"),
            (40, 456, 11, "pass the old mill"),
            (40, 442, 11, "on that evening."),
            (220, 470, 11, "The miller was"),
            (220, 456, 11, "asleep, and so"),
            (220, 442, 11, "was his dog."),
            (190, 20, 9, "2"),
        ],
        &[
            head,
            (40, 500, 16, "The Belt"),
            (40, 470, 11, "It held for ten years."),
            (190, 20, 9, "3"),
        ],
    ];
    let script = read("oar.pdf", pdf(&pages));
    assert_eq!(script["title"]["en"], "The Oar");
    assert_eq!(
        texts(&script),
        [
            "The oar broke at the second bridge, and the current took both halves of it down to the weir, where they \
             turned until the morning.",
            "She mended it with a belt that she had found in the boat of her uncle, and she rowed on, for the rain had \
             come to an end at last.",
            "Nobody saw her pass the old mill on that evening.",
            "The miller was asleep, and so was his dog.",
            "It held for ten years.",
        ]
    );
    let titles: Vec<&Value> = script["chapter"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["title"]["en"])
        .collect();
    assert_eq!(titles, ["The Bridge", "The Belt"]);
    let dropped = script["dropped"].as_array().unwrap();
    assert_eq!(dropped.len(), 6);
    assert!(
        dropped
            .iter()
            .all(|line| line["reason"] == "page furniture")
    );

    let desk = Desk::new();
    desk.write("scan.pdf", pdf(&[&[]]));
    assert!(desk.run(&["script", "scan.pdf"]).stderr.contains("scan"));
    desk.write("broken.pdf", "%PDF-1.4\nnothing");
    let run = desk.run(&["script", "broken.pdf"]);
    assert!(
        run.code == 1 && run.stderr.contains("broken.pdf"),
        "{}",
        run.stderr
    );
    desk.write("oar.pdf", pdf(&pages));
    let mut command = desk.command(&["script", "oar.pdf"]);
    let run = crate::support::finish(command.env("PATH", "/nowhere").output().unwrap());
    assert!(run.stderr.contains("poppler-utils"), "{}", run.stderr);
}
