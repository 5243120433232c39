//! Texts in the shapes that people have them in, each with a snapshot of what is read in it.
//!
//! `SNAPSHOTS=overwrite cargo test shapes` writes the snapshots anew, in `tests/data/shapes/`.

use crate::support::Desk;
use snapbox::{assert_data_eq, file};
use std::io::Write;
use std::path::PathBuf;
use zip::write::SimpleFileOptions;

fn shape(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/shapes");
    folder.join(name).to_str().unwrap().to_string()
}

/// The script of some texts, as JSON.
fn script(desk: &Desk, texts: &[&str]) -> String {
    let args: Vec<&str> = ["script", "--json"]
        .into_iter()
        .chain(texts.iter().copied())
        .collect();
    desk.ok(&args).stdout
}

/// An archive of such files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn markdown() {
    let text = script(&Desk::new(), &[&shape("talk.md")]);
    assert_data_eq!(text, file!["../data/shapes/talk.md.json": Text]);
}

#[test]
fn html() {
    let text = script(&Desk::new(), &[&shape("talk.html")]);
    assert_data_eq!(text, file!["../data/shapes/talk.html.json": Text]);
}

#[test]
fn srt() {
    let text = script(&Desk::new(), &[&shape("talk.srt")]);
    assert_data_eq!(text, file!["../data/shapes/talk.srt.json": Text]);
}

#[test]
fn webvtt() {
    let text = script(&Desk::new(), &[&shape("talk.vtt")]);
    assert_data_eq!(text, file!["../data/shapes/talk.vtt.json": Text]);
}

#[test]
fn two_files_are_two_languages_of_one_text() {
    let text = script(
        &Desk::new(),
        &[&shape("talk.en.txt"), &shape("talk.zh.txt")],
    );
    assert_data_eq!(text, file!["../data/shapes/talk.en-zh.json": Text]);
}

#[test]
fn several_files_are_chapters() {
    let text = script(
        &Desk::new(),
        &[&shape("tides-1.txt"), &shape("tides-2.txt")],
    );
    assert_data_eq!(text, file!["../data/shapes/tides.json": Text]);
}

#[test]
fn standard_input_is_read_by_its_first_lines() {
    let desk = Desk::new();
    let from_stdin = |name: &str| {
        let mut command = desk.command(&["script", "--json", "-"]);
        command.stdin(std::fs::File::open(shape(name)).unwrap());
        crate::support::finish(command.output().unwrap()).stdout
    };
    for name in ["talk.vtt", "talk.srt", "talk.html", "talk.md"] {
        let from_file: serde_json::Value =
            serde_json::from_str(&script(&desk, &[&shape(name)])).unwrap();
        let read: serde_json::Value = serde_json::from_str(&from_stdin(name)).unwrap();
        assert_eq!(read["chapter"], from_file["chapter"], "{name}");
    }
}

const CONTAINER: &str = r#"<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"#;

const PACKAGE: &str = r#"<?xml version="1.0"?>
<package version="3.0" xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>The Harbour Clock</dc:title><dc:creator>Mara Ellison</dc:creator>
<dc:language>en</dc:language><dc:date>2022-05-01</dc:date></metadata>
<manifest>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/chapter%20one.xhtml" media-type="application/xhtml+xml"/>
<item id="notes" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="notes" linear="no"/></spine>
</package>"#;

const CHAPTER_ONE: &str = r##"<?xml version="1.0"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title/></head><body>
<h1>The Storm</h1>
<p>The clock stopped at four.<a epub:type="noteref" href="notes.xhtml#n1">1</a></p>
<p xml:lang="zh">钟在四点停了。</p>
</body></html>"##;

const CHAPTER_TWO: &str = r#"<html xmlns="http://www.w3.org/1999/xhtml"><body>
<h1>The Repair</h1><p>Thomas wound it&#160;again.</p><p xml:lang="zh">托马斯又给它上了发条。</p>
</body></html>"#;

const NOTES: &str = r#"<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<aside epub:type="footnote" id="n1"><p>It had stopped before.</p></aside></body></html>"#;

const NAV: &str = r#"<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="toc"><ol><li><a href="text/chapter%20one.xhtml">The Storm</a></li></ol></nav></body></html>"#;

fn book() -> Vec<(&'static str, &'static str)> {
    vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OPS/book.opf", PACKAGE),
        ("OPS/nav.xhtml", NAV),
        ("OPS/text/chapter one.xhtml", CHAPTER_ONE),
        ("OPS/text/two.xhtml", CHAPTER_TWO),
        ("OPS/text/notes.xhtml", NOTES),
    ]
}

#[test]
fn epub() {
    let desk = Desk::new();
    desk.write("clock.epub", archive(&book()));
    let text = script(&desk, &["clock.epub"]);
    assert_data_eq!(text, file!["../data/shapes/clock.epub.json": Text]);
}

#[test]
fn a_protected_or_damaged_book_is_refused() {
    let desk = Desk::new();
    let error = |files: &[(&str, &str)]| {
        desk.write("book.epub", archive(files));
        let run = desk.run(&["script", "book.epub"]);
        assert_eq!(run.code, 1);
        run.stderr
    };
    let encrypted = |algorithm: &str| {
        format!(
            "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><EncryptedData \
             xmlns='http://www.w3.org/2001/04/xmlenc#'><EncryptionMethod Algorithm='{algorithm}'/>\
             </EncryptedData></encryption>"
        )
    };
    let aes = encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc");
    let protected = [book(), vec![("META-INF/encryption.xml", &aes)]].concat();
    assert!(error(&protected).contains("protected (DRM)"));
    let rights = [book(), vec![("META-INF/rights.xml", "<rights/>")]].concat();
    assert!(error(&rights).contains("protected (DRM)"));
    let font = encrypted("http://www.idpf.org/2008/embedding");
    desk.write(
        "font.epub",
        archive(&[book(), vec![("META-INF/encryption.xml", &font)]].concat()),
    );
    desk.ok(&["script", "font.epub", "--json"]);

    let outside = CONTAINER.replace("OPS/book.opf", "../../etc/passwd");
    let said = error(&[("META-INF/container.xml", &outside)]);
    assert!(said.contains("leads out of the book"), "{said}");
    let said = error(&[("META-INF/container.xml", CONTAINER)]);
    assert!(said.contains("OPS/book.opf is missing"), "{said}");
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a '{}'>{}]><container>&j;</container>",
        "lol".repeat(10),
        ('b'..='j')
            .map(|c| {
                let before = char::from(c as u8 - 1);
                format!("<!ENTITY {c} '{}'>", format!("&{before};").repeat(10))
            })
            .collect::<String>()
    );
    let said = error(&[("META-INF/container.xml", &bomb)]);
    assert!(said.contains("too large"), "{said}");
    desk.write("cut.epub", &archive(&book())[..900]);
    assert!(desk.run(&["script", "cut.epub"]).stderr.contains("damaged"));
}

#[test]
fn a_small_archive_that_holds_too_much_is_refused() {
    let desk = Desk::new();
    let zeros = "0".repeat(40 << 20);
    let mut files = book();
    files.retain(|(name, _)| !name.ends_with("two.xhtml"));
    files.push(("OPS/text/two.xhtml", &zeros));
    let bytes = archive(&files);
    assert!(bytes.len() < 200_000);
    desk.write("bomb.epub", bytes);
    let run = desk.run(&["script", "bomb.epub"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("too large"), "{}", run.stderr);
    desk.write("line.txt", "a".repeat(2 << 20));
    let run = desk.run(&["script", "line.txt"]);
    assert!(run.stderr.contains("line 1 is longer"), "{}", run.stderr);
}

#[test]
fn a_word_list_is_no_talk() {
    let desk = Desk::new();
    let letters = |i: usize| -> String {
        let digits = [i / 676, i / 26 % 26, i % 26];
        digits.iter().map(|d| char::from(b'a' + *d as u8)).collect()
    };
    let list: String = (0..6000)
        .map(|i| format!("Na{}: a word that means something.\n", letters(i)))
        .collect();
    desk.write("words.txt", list);
    let run = desk.run(&["script", "words.txt"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("6000 different names"),
        "{}",
        run.stderr
    );
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

#[test]
fn docx() {
    let paragraph = |style: &str, runs: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
    };
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("Normal", &run(text)));
    let document = format!(
        "<w:document {W}><w:body>{}{}{}{}{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl></w:body></w:document>",
        paragraph("Titel", &run("The Harbour Clock")),
        paragraph("berschrift1", &run("Who winds it")),
        paragraph(
            "Normal",
            &format!(
                "{}<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins>{}</w:ins>\
             <w:r><w:footnoteReference w:id=\"2\"/></w:r>",
                run("Mara Ellison: I wind it "),
                run("every day."),
            )
        ),
        paragraph(
            "Normal",
            "<w:r><w:t>Thomas Hale: So do I.</w:t><w:br/><w:t>托马斯·黑尔：我也是。</w:t></w:r>"
        ),
        paragraph(
            "Normal",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Draft 3</w:t></w:r>"
        ),
        cell("English"),
        cell("中文"),
        cell("It rests."),
        cell("它休息。"),
    );
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"Titel\"><w:name w:val=\"Title\"/></w:style>\
         <w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
    );
    let notes = format!(
        "<w:footnotes {W}><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
         <w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        paragraph("Normal", &run("But not in March."))
    );
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
                <dc:creator>Mara Ellison</dc:creator></cp:coreProperties>";
    let desk = Desk::new();
    desk.write(
        "clock.docx",
        archive(&[
            ("docProps/core.xml", core),
            ("word/document.xml", &document),
            ("word/styles.xml", &styles),
            ("word/footnotes.xml", &notes),
        ]),
    );
    let text = script(&desk, &["clock.docx"]);
    assert_data_eq!(text, file!["../data/shapes/clock.docx.json": Text]);
}
