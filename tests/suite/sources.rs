//! What kinds of sources are read, and how: books with their own tables of contents, documents of several
//! programs, pages of the web.

use crate::support::Desk;
use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use serde_json::Value;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An EPUB of bodies of documents, with the list of its `nav`.
fn epub(bodies: &[&str], nav: &str) -> Vec<u8> {
    let container = "<container><rootfiles><rootfile full-path='b/b.opf'/></rootfiles></container>";
    let numbers = || 1..=bodies.len();
    let items: String = numbers()
        .map(|n| format!("<item id='d{n}' href='d{n}.xhtml'/>"))
        .collect();
    let spine: String = numbers()
        .map(|n| format!("<itemref idref='d{n}'/>"))
        .collect();
    let package = format!(
        "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>The Oar</dc:title>\
         <dc:creator>Mia Holt</dc:creator></metadata><manifest>{items}\
         <item id='nav' href='nav.xhtml' properties='nav'/></manifest><spine>{spine}</spine></package>"
    );
    let page = |body: &str| {
        format!(
            "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><body>{body}</body></html>"
        )
    };
    let nav = page(&format!("<nav epub:type='toc'><ol>{nav}</ol></nav>"));
    let documents: Vec<(String, String)> = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| (format!("b/d{}.xhtml", n + 1), page(body)))
        .collect();
    let mut files = vec![
        ("META-INF/container.xml", container),
        ("b/b.opf", &package),
        ("b/nav.xhtml", &nav),
    ];
    files.extend(
        documents
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    archive(&files)
}

fn script(desk: &Desk, input: &str) -> Value {
    serde_json::from_str(&desk.ok(&["script", input, "--json"]).stdout).unwrap()
}

pub(crate) fn read(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let desk = Desk::new();
    desk.write(name, bytes);
    script(&desk, name)
}

/// Each chapter as its level, its title, and the first words under it.
fn chapters(script: &Value) -> Vec<String> {
    let chapter = |chapter: &Value| {
        let title = chapter["title"]["en"].as_str().unwrap();
        let level = chapter["level"].as_u64().unwrap_or(1);
        let first = &chapter["turn"][0]["lines"][0]["en"];
        format!("{level} {title}: {}", first.as_str().unwrap_or_default())
    };
    script["chapter"]
        .as_array()
        .unwrap()
        .iter()
        .map(chapter)
        .collect()
}

/// What is said, as `speaker: text`, and notes as `(text)`.
fn said(script: &Value) -> Vec<String> {
    let turns = script["chapter"].as_array().unwrap().iter();
    let turns = turns.flat_map(|chapter| chapter["turn"].as_array().unwrap());
    let lines = turns.flat_map(|turn| {
        let lines = turn["lines"].as_array().unwrap().iter();
        lines.map(|line| match line["note"].as_str() {
            Some(note) => format!("({})", note.trim_matches(['(', ')'])),
            None => format!(
                "{}: {}",
                turn["speaker"].as_str().unwrap(),
                line["en"].as_str().unwrap()
            ),
        })
    });
    lines.collect()
}

pub(crate) fn texts(script: &Value) -> Vec<String> {
    let said = said(script).into_iter();
    said.map(|line| {
        line.split_once(": ")
            .map_or(line.clone(), |(_, text)| text.into())
    })
    .collect()
}

const BROKE: &str = "<p>The oar broke at the second bridge.</p>";
const MENDED: &str = "<p>She mended it with a belt.</p>";
const SOLD: &str = "<p>In spring they sold the boat.</p>";

#[test]
fn chapters_are_those_of_the_books_own_table_of_contents() {
    let link = |href: &str, title: &str| format!("<li><a href='{href}'>{title}</a></li>");
    // A title that stands in the list alone, as the words of a picture, or in a lower heading.
    let nav = link("d1.xhtml", "The Bridge")
        + &link("d2.xhtml", "The Belt")
        + &link("d3.xhtml", "3. The Boat");
    let bodies = [
        format!("<div><img src='1.png' alt=''/></div>{BROKE}"),
        format!("<h1><img src='2.png' alt='The Belt'/></h1>{MENDED}"),
        format!("<h3>3</h3><h3>The Boat</h3>{SOLD}<h4>A Price</h4><p>It was low.</p>"),
    ];
    let script = read(
        "oar.epub",
        epub(&bodies.each_ref().map(String::as_str), &nav),
    );
    assert_eq!(
        chapters(&script),
        [
            "1 The Bridge: The oar broke at the second bridge.",
            "1 The Belt: She mended it with a belt.",
            "1 3: The Boat: In spring they sold the boat.",
        ]
    );
    // Places within a document.
    let nav = link("d1.xhtml#a", "One") + &link("d1.xhtml#b", "Two");
    let body = format!("<a id='a'></a>{BROKE}{MENDED}<p id='b'>In spring they sold the boat.</p>");
    let script = read("oar.epub", epub(&[&body], &nav));
    assert_eq!(
        chapters(&script),
        [
            "1 One: The oar broke at the second bridge.",
            "1 Two: In spring they sold the boat.",
        ]
    );
    // What has no text is no chapter.
    let nav = link("d1.xhtml", "Cover")
        + &link("d2.xhtml", "The Oar")
        + &link("d3.xhtml", "One")
        + &link("d4.xhtml", "Two");
    let bodies = [
        "<img src='c.png' alt=''/>",
        "<h1>The Oar</h1><p>Mia Holt</p>",
        BROKE,
        MENDED,
    ];
    let script = read("oar.epub", epub(&bodies, &nav));
    assert_eq!(chapters(&script).len(), 2);
}

#[test]
fn parts_have_chapters_in_them() {
    let nav = "<li><span>Part One</span><ol><li><a href='d1.xhtml'>The Bridge</a></li><li><a href='d2.xhtml'>The \
               Belt</a></li></ol></li><li><a href='d3.xhtml'>Part Two</a><ol><li><a href='d4.xhtml'>The \
               Boat</a></li></ol></li>";
    let bodies = [
        &*format!("<h2>The Bridge</h2>{BROKE}"),
        &*format!("<h2>The Belt</h2>{MENDED}"),
        "<h1>Part Two</h1>",
        &*format!("<h2>The Boat</h2>{SOLD}"),
    ];
    let expected = [
        "1 Part One: ",
        "2 The Bridge: The oar broke at the second bridge.",
        "2 The Belt: She mended it with a belt.",
        "1 Part Two: ",
        "2 The Boat: In spring they sold the boat.",
    ];
    let desk = Desk::new();
    // The page of a part may show a picture alone.
    for part in ["<p><img src='2.png' alt='Part Two'/></p>", "", bodies[2]] {
        let bodies = [bodies[0], bodies[1], part, bodies[3]];
        desk.write("oar.epub", epub(&bodies, nav));
        assert_eq!(chapters(&script(&desk, "oar.epub")), expected, "{part}");
    }
    let marked = "# Part One\n\n## The Bridge\n\nThe oar broke at the second bridge.\n\n## The Belt\n\nShe mended it with a \
                  belt.\n\n# Part Two\n\n## The Boat\n\nIn spring they sold the boat.\n";
    assert_eq!(chapters(&read("oar.md", marked)), expected);
    assert_eq!(chapters(&read("oar.txt", marked)), expected);
    assert_eq!(chapters(&read("oar.txt", marked.replace('#', ""))).len(), 2);

    desk.ok(&[
        "build", "oar.epub", "-o", "book", "-q", "--format", "m4b,epub",
    ]);
    let script = desk.read("book/script.toml");
    assert!(
        script.contains("[[chapter]]\ntitle = { en = \"Part One\" }\n\n[[chapter]]\n"),
        "{script}"
    );
    let book = desk.json("book/book.json");
    let titles: Vec<&str> = (book["chapters"].as_array().unwrap().iter())
        .flat_map(|chapter| chapter["lines"].as_array().unwrap())
        .filter(|line| line["kind"] == "title")
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        [
            "The Oar",
            "Part One",
            "The Bridge",
            "The Belt",
            "Part Two",
            "The Boat"
        ]
    );
    let program = "import json, subprocess, sys, zipfile, xml.dom.minidom as dom\n\
        found = subprocess.run(['ffprobe', '-v', 'error', '-show_chapters', '-of', 'json', sys.argv[1]], capture_output=True, check=True)\n\
        print([chapter['tags']['title'] for chapter in json.loads(found.stdout)['chapters']])\n\
        nav = dom.parseString(zipfile.ZipFile(sys.argv[2]).read('EPUB/nav.xhtml')).getElementsByTagName('ol')[0]\n\
        def read(ol):\n    \
            items = [li for li in ol.childNodes if li.nodeName == 'li']\n    \
            below = lambda li: [read(n) for n in li.childNodes if n.nodeName == 'ol']\n    \
            text = lambda li: li.getElementsByTagName('span')[0].firstChild.data\n    \
            return [[text(li), *below(li)] for li in items]\n\
        print(read(nav))";
    let (m4b, epub) = (
        desk.path("book/The-Oar.m4b"),
        desk.path("book/The-Oar.epub"),
    );
    let printed = crate::support::says(
        "python3",
        &["-c", program, m4b.to_str().unwrap(), epub.to_str().unwrap()],
    );
    assert_eq!(
        printed,
        "['Part One · The Bridge', 'Part One · The Belt', 'Part Two · The Boat']\n\
         [['Part One', [['The Bridge'], ['The Belt']]], ['Part Two', [['The Boat']]]]\n"
    );
}

#[test]
fn a_heading_is_never_shortened_and_a_made_title_is_not_said() {
    let long =
        "In Which Mia Rows to the Second Bridge, Breaks an Oar, Loses Her Hat, and Finds a Belt";
    let script = read(
        "oar.md",
        format!("# The Oar\n\n## {long}\n\nIt rained.\n\n## Two\n\nIt went on.\n"),
    );
    assert_eq!(chapters(&script)[0], format!("1 {long}: It rained."));
    let script = read(
        "oar.txt",
        "The Oar\n\nIt rained on the river.\n\nNobody rowed that day.\n",
    );
    assert_eq!(script["chapter"][0]["heading"], false);
}

#[test]
fn marks_in_plain_text_are_read_as_they_are_meant() {
    let text = "The Oar\n\nMIA: *sighs* It **never** holds.\nTOM: You _must_ try.\nMIA: *shrugs* No.\nTOM: 2 * 3 is 6.\n";
    for name in ["oar.txt", "oar.md"] {
        let said = said(&read(name, text));
        let expected = [
            "(sighs)",
            "mia: It never holds.",
            "tom: You must try.",
            "(shrugs)",
            "mia: No.",
            "tom: 2 * 3 is 6.",
        ];
        assert_eq!(said, expected, "{name}");
    }
    let way = "The Oar\n\nMia Holt:\nGo to Boats > Oars > Blades, and choose.\n\nTom Reiss:\nI will.\n\nMia Holt:\nGood.\n";
    assert_eq!(
        said(&read("oar.txt", way))[0],
        "mia-holt: Go to Boats > Oars > Blades, and choose."
    );
}

#[test]
fn words_divided_at_the_ends_of_lines_are_whole() {
    let text = "The Oar\n\nThe oar broke at the second bridge, and the well-known current of that riv-\ner took both halves of \
                it down to the weir, where they turned round and round un-\ntil the morning. She mended it with a well-\n\
                known knot and with a belt, and rowed on before the sun had come ov-\ner the hills.\n";
    let expected = "The oar broke at the second bridge, and the well-known current of that river took both halves of it \
                    down to the weir, where they turned round and round until the morning. She mended it with a well-known \
                    knot and with a belt, and rowed on before the sun had come over the hills.";
    assert_eq!(texts(&read("oar.txt", text)), [expected]);
}

#[test]
fn pages_keep_first_letters_powers_and_their_own_entities() {
    let page = "<!DOCTYPE html [<!ENTITY dash \"&#8212;\">]><html><body><h1>The Oar</h1>\
                <p><img alt='T' src='t.png'/>he oar &dash; it was of ash &dash; broke.</p>\
                <p>It held 10<sup>3</sup> kg on 2 m<sup>2</sup>, and H<sub>2</sub>O, on the 1<sup>st</sup> try.</p>\
                <p>That is <math alttext='x squared'><msup><mi>x</mi><mn>2</mn></msup></math>, and \
                <math><msup><mi>y</mi><mn>2</mn></msup></math>.</p></body></html>";
    let expected = [
        "The oar — it was of ash — broke.",
        "It held 10³ kg on 2 m², and H₂O, on the 1st try.",
        "That is x squared, and y².",
    ];
    assert_eq!(texts(&read("oar.html", page)), expected);
}

#[test]
fn fb2_is_read() {
    let book = "<?xml version='1.0' encoding='utf-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0' \
        xmlns:l='http://www.w3.org/1999/xlink'><description><title-info><author><first-name>Mia</first-name>\
        <last-name>Holt</last-name></author><book-title>The Oar</book-title><lang>en</lang></title-info></description>\
        <body><title><p>Mia Holt</p><p>The Oar</p></title><section><title><p>Part One</p></title><section><title><p>The \
        Bridge</p></title><p>The oar <emphasis>broke</emphasis><a type='note' l:href='#n1'>[1]</a>.</p><poem><stanza>\
        <v>Row, row,</v><v>row on.</v></stanza></poem></section><section><title><p>The Belt</p></title><p>It held 10\
        <sup>3</sup> kg.</p><p>It held 2 tons<a type='note' l:href='#n1'>[1]</a>.</p></section></section></body>\
        <body name='notes'><title><p>Notes</p></title><section id='n1'><title><p>1</p></title><p>In two.</p></section>\
        <section id='n2'><p>In all.</p></section></body><binary id='a.png' content-type='image/png'>iVBORw0KGgo=</binary></FictionBook>";
    for (name, bytes) in [
        ("oar.fb2", book.as_bytes().to_vec()),
        ("oar.fb2.zip", archive(&[("oar.fb2", book)])),
    ] {
        let script = read(name, bytes);
        assert_eq!(script["title"]["en"], "The Oar");
        assert_eq!(
            chapters(&script)[..2],
            ["1 Part One: ", "2 The Bridge: The oar broke."],
            "{name}"
        );
        assert_eq!(
            texts(&script),
            [
                "The oar broke.",
                "(In two.)",
                "Row, row,",
                "row on.",
                "It held 10³ kg.",
                "It held 2 tons.",
                "(In all.)"
            ]
        );
        let author = script["metadata"]
            .as_array()
            .unwrap()
            .iter()
            .find(|fact| fact["key"] == "author");
        assert_eq!(author.unwrap()["text"], "Mia Holt");
    }
}

#[test]
fn opendocument_is_read() {
    let content = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
        xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' \
        xmlns:fo='urn:fo' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><office:automatic-styles>\
        <style:style style:name='T1' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>\
        <style:style style:name='T2' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='P1' style:parent-style-name='Title'/><style:style style:name='Title'/>\
        </office:automatic-styles><office:body><office:text><text:p text:style-name='P1'>The Oar</text:p>\
        <text:h text:outline-level='1'>The Bridge</text:h><text:p>MIA:<text:tab/>It held 10<text:span text:style-name='T1'>3\
        </text:span> kg<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>\
        <text:p>Of salt.</text:p></text:note-body></text:note>.<text:span text:style-name='T2'>Secret.</text:span></text:p>\
        <text:p>TOM:<text:s text:c='2'/>It did.</text:p><text:p>MIA: It\n   broke.</text:p><text:p>TOM: I saw.</text:p>\
        <text:h text:outline-level='1'>The Belt</text:h><text:p>MIA: It is mended.</text:p></office:text></office:body>\
        </office:document-content>";
    let flat = content
        .replace("office:document-content", "office:document")
        .replacen(
            "<office:document",
            "<?xml version='1.0'?><office:document",
            1,
        );
    for (name, bytes) in [
        ("oar.odt", archive(&[("content.xml", content)])),
        ("oar.fodt", flat.into_bytes()),
    ] {
        let script = read(name, bytes);
        assert_eq!(script["title"]["en"], "The Oar", "{name}");
        assert_eq!(
            said(&script),
            [
                "mia: It held 10³ kg.",
                "(Of salt.)",
                "tom: It did.",
                "mia: It broke.",
                "tom: I saw.",
                "mia: It is mended."
            ]
        );
        assert_eq!(script["chapter"][1]["title"]["en"], "The Belt");
        assert_eq!(script["dropped"][0]["reason"], "hidden in the document");
    }
    let sheet = content.replace("office:text>", "office:spreadsheet>");
    let desk = Desk::new();
    desk.write("oar.ods", archive(&[("content.xml", &sheet)]));
    assert!(
        desk.run(&["script", "oar.ods"])
            .stderr
            .contains("no text document")
    );
}

#[test]
fn rtf_is_read() {
    let text = "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}}\
        {\\stylesheet{\\s1\\outlinelevel0 heading 1;}{\\s2 Title;}}{\\info{\\title The Oar}{\\author Mia Holt}}\
        {\\*\\generator Nobody;}{\\header Page head\\par}\\pard\\s1 The Bridge\\par\\pard\\plain\\f0 \
        MIA:\\tab It held 10{\\super 3} kg{\\footnote\\pard Of salt.}.\\par TOM: \\u8220\\'93It did.\\u8221\\'94 \\f1 \
        \\'c4\\'e0\\f0 .\\par\nMIA: {\\b No} {\\pict 0102ab}more{\\v  secret}.\\par TOM: I saw.\\par\\pard\\s1 The Belt\\par\
        \\pard\\plain MIA: It is mended \\{so\\}.\\par}";
    let script = read("oar.rtf", text);
    assert_eq!(
        said(&script),
        [
            "mia: It held 10³ kg.",
            "(Of salt.)",
            "tom: “It did.” Да.",
            "mia: No more.",
            "tom: I saw.",
            "mia: It is mended {so}."
        ]
    );
    assert_eq!(chapters(&script).len(), 2);
    let reasons: Vec<&str> = (script["dropped"].as_array().unwrap().iter())
        .map(|dropped| dropped["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["page header", "hidden in the document"]);
}

#[test]
fn what_is_no_text_is_refused_with_words() {
    let desk = Desk::new();
    for (name, bytes, words) in [
        (
            "feed.xml",
            b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>".to_vec(),
            "`rss`",
        ),
        (
            "lamp.svg",
            b"<?xml version='1.0'?>\n<!-- a lamp -->\n<svg/>".to_vec(),
            "`svg`",
        ),
        (
            "oar.mobi",
            [&[b'a'; 60][..], b"BOOKMOBI"].concat(),
            "Kindle",
        ),
        (
            "oar.doc",
            b"\xD0\xCF\x11\xE0\xA1\xB1".to_vec(),
            "old Word document",
        ),
        ("oar.mp4", b"\0\0\0\x18ftypisom".to_vec(), "film"),
    ] {
        desk.write(name, bytes);
        let run = desk.run(&["script", name]);
        assert!(
            run.code == 1 && run.stderr.contains(words),
            "{name}: {}",
            run.stderr
        );
    }
}

/// A web server on this machine, for as long as the test runs.
fn serve(app: Router) -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    format!("http://{}", told.recv().unwrap())
}

#[test]
fn a_page_of_the_web_is_read() {
    let page = "<!doctype html><html><head><meta charset=utf-8><title>The Oar – Boats</title></head><body><nav>Home</nav>\
                <main><h1>The Oar</h1><p>Mia: It broke at the café.</p><p>Tom: It did.</p><p>Mia: Yes.</p></main></body></html>";
    let latin: Vec<u8> = page
        .chars()
        .map(|c| if c == 'é' { 0xE9 } else { c as u32 as u8 })
        .collect();
    let html = [("content-type", "text/html; charset=utf-8")];
    let app = Router::new()
        .route(
            "/oar",
            get(move || async move { (html, page).into_response() }),
        )
        .route(
            "/latin",
            get(move || async move {
                ([("content-type", "text/html; charset=iso-8859-1")], latin).into_response()
            }),
        )
        .route("/moved", get(|| async { Redirect::permanent("/oar") }))
        .route("/round", get(|| async { Redirect::permanent("/round") }))
        .route(
            "/near",
            get(|| async { Redirect::permanent("http://192.168.77.1/secret") }),
        )
        .route(
            "/other",
            get(|| async { Redirect::permanent("http://localhost:9/secret") }),
        )
        .route(
            "/picture",
            get(|| async { ([("content-type", "image/png")], "x").into_response() }),
        );
    let url = serve(app);
    let desk = Desk::new();
    for path in ["oar", "moved", "latin"] {
        let script = script(&desk, &format!("{url}/{path}"));
        assert_eq!(said(&script)[0], "mia: It broke at the café.", "{path}");
        assert_eq!(script["title"]["en"], "The Oar");
    }
    for (path, words) in [
        ("none?key=secret", "404"),
        ("round", "10 times"),
        ("near", "your own network"),
        ("other", "your own network"),
        ("picture", "image/png"),
    ] {
        let run = desk.run(&["script", &format!("{url}/{path}"), "--json"]);
        assert!(
            run.code == 1 && run.stderr.contains(words),
            "{path}: {}",
            run.stderr
        );
        assert!(!run.stderr.contains("key=secret"), "{}", run.stderr);
    }
    desk.ok(&["build", &format!("{url}/oar"), "-q", "--format", "m4b"]);
    assert!(desk.path("output/the-oar/The-Oar.m4b").exists());
}
