//! The documents say what the program does: its commands, its options, its formats.

use crate::support::Desk;

const DOCUMENTS: [(&str, &str); 10] = [
    ("README", include_str!("../../README.md")),
    ("accessibility", include_str!("../../docs/accessibility.md")),
    ("book-toml", include_str!("../../docs/book-toml.md")),
    ("commands", include_str!("../../docs/commands.md")),
    ("engines", include_str!("../../docs/engines.md")),
    ("formats", include_str!("../../docs/formats.md")),
    ("learners", include_str!("../../docs/learners.md")),
    ("podcast", include_str!("../../docs/podcast.md")),
    (
        "troubleshooting",
        include_str!("../../docs/troubleshooting.md"),
    ),
    ("examples", include_str!("../../examples/README.md")),
];
/// Options of other programs.
const OTHERS: [&str; 5] = ["--model", "--output_dir", "--path", "--voice", "--help"];

fn commands(desk: &Desk) -> Vec<String> {
    let help = desk.ok(&["--help"]).stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let list = list.lines().take_while(|line| !line.is_empty());
    let names = list.filter(|line| !line.starts_with("   "));
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_string());
    names.filter(|name| name != "help").collect()
}

#[test]
fn every_command_is_documented_and_has_a_page_and_completions() {
    let desk = Desk::new();
    let commands = commands(&desk);
    assert!(commands.len() > 10, "{commands:?}");
    desk.ok(&["man", "man"]);
    assert!(!desk.path("man/diglot-help.1").exists());
    let completions = desk.ok(&["completions", "bash"]).stdout;
    for name in &commands {
        for document in [DOCUMENTS[0], DOCUMENTS[3]] {
            let wanted = format!("`diglot {name}");
            assert!(document.1.contains(&wanted), "{}: {name}", document.0);
        }
        assert!(
            desk.path(&format!("man/diglot-{name}.1")).exists(),
            "{name}"
        );
        assert!(completions.contains(&format!("diglot,{name})")), "{name}");
    }
}

#[test]
fn every_option_in_the_documents_is_one_of_the_program() {
    let desk = Desk::new();
    let mut help = desk.ok(&["--help"]).stdout;
    for name in commands(&desk) {
        help += &desk.ok(&[&name, "--help"]).stdout;
    }
    let known = |option: &str| {
        help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n"))
    };
    for (document, text) in DOCUMENTS {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        let options =
            words.filter(|w| w.starts_with("--") && w[2..].starts_with(char::is_alphabetic));
        for option in options.filter(|option| !OTHERS.contains(option)) {
            assert!(known(option), "{document}: {option}");
        }
    }
}

#[test]
fn every_format_is_documented() {
    let help = Desk::new().ok(&["publish", "--help"]).stdout;
    let (_, list) = help.split_once("Formats:\n").unwrap();
    for line in list.lines().take_while(|line| !line.is_empty()) {
        let name = line.split_whitespace().next().unwrap();
        assert!(DOCUMENTS[5].1.contains(&format!("| `{name}` |")), "{name}");
    }
}
