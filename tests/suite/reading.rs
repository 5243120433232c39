//! What a reader sees: announcements in their places, directions of writing, and that nothing old is
//! published unknowingly.

use crate::support::{Desk, LAMP, says};

#[test]
fn a_title_that_is_announced_lights_up_in_the_heading() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&[
        "script",
        "lamp.txt",
        "-o",
        "book",
        "-q",
        "--chapters",
        "questions:1",
    ]);
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings.replace("titles = \"headings\"", "titles = \"all\""),
    );
    desk.ok(&["build", "book", "-q", "--format", "epub,html"]);
    let text = desk.read("book/player/text/001.html");
    assert!(
        text.contains("<h2 id=\"c0h\" tabindex=\"-1\"><span lang=\"en\" id=\"c0l"),
        "{text}"
    );
    let page = desk.read("book/player/index.html");
    assert!(
        page.contains("<h1 id=\"title\"><span lang=\"en\" id=\"c0l0\""),
        "{page}"
    );
    let check = "\
import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
page = z.read('EPUB/chapter-001.xhtml').decode()
ids = re.findall(r'id=\"(l\\d+)\"', page)
spoken = re.findall(r'xhtml#(l\\d+)\"', z.read('EPUB/chapter-001.smil').decode())
print(len(ids) == len(set(ids)), set(spoken) == set(ids), re.search(r'<h1.*?id=\"l\\d+\"', page) is not None)";
    let epub = desk.path("book/The-Lamp.epub");
    assert_eq!(
        says("python3", &["-c", check, epub.to_str().unwrap()]),
        "True True True\n"
    );
}

#[test]
fn what_is_announced_has_no_name_and_no_line_of_its_own() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["script", "lamp.txt", "-o", "book"]);
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings
            .replace("speakers = \"never\"", "speakers = \"always\"")
            .replace(
                "[podcast]\n",
                "[podcast]\nurl = \"https://example.org/lamp\"\n",
            ),
    );
    desk.ok(&["build", "book", "-q", "--format", "vtt,srt,html,epub,feed"]);
    let book = desk.json("book/book.json");
    let lines = book["chapters"][0]["lines"].as_array().unwrap();
    let first = lines[0]["text"].as_str().unwrap();
    let vtt = desk.read("book/The-Lamp.vtt");
    assert!(
        vtt.contains(&format!("\n<lang en>{first}</lang>\n")),
        "{vtt}"
    );
    assert!(
        !vtt.contains("narrator") && vtt.contains("<v Ann Reed>"),
        "{vtt}"
    );
    let srt = desk.read("book/The-Lamp.srt");
    assert!(
        srt.contains(&format!("\n{first}\n")) && !srt.contains("narrator"),
        "{srt}"
    );
    // A name that is said is the name above what is said: it stands there once, and lights up.
    let page = desk.read("book/player/text/001.html");
    assert!(!page.contains("narrator"), "{page}");
    let announced = lines
        .iter()
        .filter(|line| line["kind"] == "title" && line["text"] == "Ann Reed")
        .count();
    assert!(announced > 0);
    let headings = page.matches(">Ann Reed</span></h3>").count();
    let lit = page.split("<h3>").filter(|part| {
        part.starts_with("<span lang=\"en\" id=\"c0l") && part.contains(">Ann Reed</span></h3>")
    });
    assert_eq!((headings, lit.count()), (announced, announced));
    let feed = desk.read("book/podcast/feed.xml");
    assert!(feed.contains("<description>Good evening."), "{feed}");
}

#[test]
fn a_book_that_changed_since_its_chapters_were_made_is_not_published_silently() {
    let desk = Desk::new();
    desk.write("lamp.txt", LAMP);
    desk.ok(&["build", "lamp.txt", "-o", "book", "-q"]);
    let run = desk.ok(&["publish", "book", "--format", "vtt"]);
    assert!(!run.stderr.contains("not what they were"), "{}", run.stderr);
    let script = desk.read("book/script.toml");
    desk.write(
        "book/script.toml",
        script.replace("Good evening", "Good morning"),
    );
    let run = desk.ok(&["publish", "book", "--format", "vtt", "-q"]);
    assert!(
        run.stderr
            .contains("not what they were when the chapters were made"),
        "{}",
        run.stderr
    );
    desk.write("book/script.toml", script.as_str());
    let settings = desk.read("book/book.toml");
    desk.write(
        "book/book.toml",
        settings.replace("turn = 1.0", "turn = 2.0"),
    );
    let run = desk.ok(&["publish", "book", "--format", "vtt"]);
    assert!(
        run.stderr
            .contains("To make them new first: diglot build book"),
        "{}",
        run.stderr
    );
    // What changes nothing that is heard is no reason.
    desk.write(
        "book/book.toml",
        format!("subtitles = \"both\"\n{settings}"),
    );
    let run = desk.ok(&["publish", "book", "--format", "vtt"]);
    assert!(!run.stderr.contains("not what they were"), "{}", run.stderr);
}

#[test]
fn a_language_from_right_to_left_is_marked() {
    let desk = Desk::new();
    desk.write(
        "tea.txt",
        "Tea & Mint\n\nAnn Reed:\nGood evening, my friend. Is there tea?\nمساء الخير يا صديقي. هل يوجد شاي؟\n\n\
         Bo Lind:\nYes, with mint.\nنعم، بالنعناع.\n",
    );
    let args = [
        "build",
        "tea.txt",
        "-o",
        "book",
        "-q",
        "--languages",
        "ar,en",
    ];
    desk.ok(&[&args[..], &["--format", "html,epub"]].concat());
    let page = desk.read("book/player/text/001.html");
    assert!(
        page.contains("<p lang=\"ar\" dir=\"rtl\">نعم، بالنعناع.</p>"),
        "{page}"
    );
    assert!(page.contains("<p lang=\"en\" dir=\"ltr\">"), "{page}");
    let check = "\
import glob, re, sys, zipfile
z = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.epub')[0])
page = z.read('EPUB/chapter-001.xhtml').decode()
print(re.search(r'<html [^>]*>', page)[0].split(' lang=')[1])
print('lang=\"ar\" xml:lang=\"ar\" dir=\"rtl\" id=' in page, '<spine page-progression-direction=\"rtl\">' in z.read('EPUB/package.opf').decode())";
    let said = says(
        "python3",
        &["-c", check, desk.path("book").to_str().unwrap()],
    );
    let first = desk.json("book/book.json")["languages"][0].clone();
    let (html, marks) = said.split_once('\n').unwrap();
    if first == "ar" {
        assert_eq!(html, "\"ar\" xml:lang=\"ar\" dir=\"rtl\">");
        assert_eq!(marks, "True True\n");
    } else {
        assert_eq!(html, "\"en\" xml:lang=\"en\" dir=\"ltr\">");
        assert_eq!(marks, "True False\n");
    }
}
