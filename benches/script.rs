//! How long the script builder takes for 10 MB of text in two languages, and whether twice the text
//! takes twice the time.
//!
//! ```sh
//! cargo bench --bench script
//! ```

use diglot::script::{Options, read};
use std::time::Instant;

fn main() {
    for megabytes in [1, 2, 5, 10] {
        let text = interview(megabytes << 20);
        let begun = Instant::now();
        let script = read(text.as_bytes(), "talk.txt", &Options::default()).expect("a script");
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{megabytes:3} MB: {seconds:6.3} s, {} turns, {} chapters",
            script.turns().count(),
            script.chapters.len()
        );
    }
}

/// An interview in English and Chinese of about so many bytes.
fn interview(bytes: usize) -> String {
    let mut text = String::from("The Night Ferry\n\n");
    let mut turn = 0;
    while text.len() < bytes {
        let (en, zh) = if turn % 2 == 0 {
            ("Mara Ellison", "玛拉·埃利森")
        } else {
            ("Thomas Hale", "托马斯·黑尔")
        };
        text += &format!(
            "{en}:\nThe crossing number {turn} began at nine, and who was on board? We had {} lorries and \
             a brass band, and nobody had told the captain, who put it this way: never again.\n{zh}:\n\
             第{turn}次航行九点开始，船上有谁呢？我们有{}辆卡车和一支铜管乐队，没有人告诉船长，他是这样说的：下不为例。\n\n",
            turn % 7,
            turn % 7
        );
        turn += 1;
    }
    text
}
