use super::*;
use crate::book::lexicon::{Said, Sounds};
use crate::book::loudness::Loudness;
use crate::cast::Role;
use crate::voice::{Setting, Voice};
use snapbox::{IntoData, assert_data_eq, str};

fn languages() -> Vec<Language> {
    vec![Language::new("en"), Language::new("zh")]
}

fn read(text: &str) -> Result<BookSettings, String> {
    parse(text, Path::new("book.toml"), &languages()).map_err(|e| e.to_string())
}

/// The settings of a new book: the defaults, and the best voices that are on the machine.
fn new_book() -> BookSettings {
    BookSettings {
        engine: Engines::One(AUTO.into()),
        ..read("").unwrap()
    }
}

#[test]
fn the_template_says_the_defaults() {
    let settings = read(&template(&languages(), &Choices::default())).unwrap();
    assert_eq!(settings, new_book());
    assert_eq!(settings.pauses, Pauses::default());
}

#[test]
fn what_is_chosen_stands_in_a_new_file() {
    let chosen = Choices {
        engine: Some("home".into()),
        pattern: Some("learn".into()),
        loudness: Some(Loudness::Lufs(-18.0)),
        single: true,
        formats: vec!["m4b".into(), "epub".into()],
        reading: ReadingSettings {
            title: Some("The \"Lamp\" / 灯".into()),
            languages: languages(),
            chapters: Some("questions:1".into()),
            pairs: Some("sentence".into()),
            speakers: vec!["Ann Reed".into(), "Bo".into()],
            layout: Some("Name:".into()),
        },
    };
    let settings = read(&template(&languages(), &chosen)).unwrap();
    assert_eq!(settings.engine, Engines::One("home".into()));
    assert_eq!(settings.formats, ["m4b", "epub"]);
    assert_eq!(settings.reading, chosen.reading);
    assert!(chosen.beside(&settings).is_empty());
    let mut default = read("").unwrap();
    assert_eq!(chosen.beside(&default).len(), 4);
    chosen.apply(&mut default).unwrap();
    assert_eq!(
        (default.pattern, default.sound),
        (settings.pattern, settings.sound)
    );
}

#[test]
fn all_that_is_a_comment_is_read_when_the_sign_is_taken_away() {
    let mut text = String::new();
    for line in template(&languages(), &Choices::default()).lines() {
        let key = line.strip_prefix("# ").filter(|line| {
            let mut words = line.split(' ');
            words.next().is_some_and(|word| !word.contains(':')) && words.next() == Some("=")
        });
        let is_file = |line: &str| line.starts_with("files = ") && line.contains("pls");
        text += key.filter(|line| !is_file(line)).unwrap_or(line);
        text.push('\n');
    }
    let settings = read(&text).unwrap();
    assert!(settings.pattern.is_some() && settings.reading.chapters.is_some());
    assert_eq!(settings.podcast.hosts, ["mara-ellison"]);
    assert_eq!(settings.bit_rates.mp3, Some(128));
    assert_eq!(settings.subtitles, Subtitles::Both);
}

#[test]
fn roles_are_added_and_all_else_stays() {
    let text =
        template(&languages(), &Choices::default()) + "ann = { en = \"espeak:en-gb+f3\" } # mine\n";
    let role = |speaker: &str, language: &str, voice: &str| Role {
        speaker: speaker.into(),
        language: Language::new(language),
        voice: Voice {
            id: voice.parse().unwrap(),
            settings: Settings::new(),
        },
    };
    let added = add_roles(
        &text,
        &[
            role("ann", "zh", "espeak:cmn-latn-pinyin+f3"),
            role("李波", "en", "espeak:en-us+m3"),
            role("李波", "zh", "espeak:cmn-latn-pinyin+m3"),
        ],
    )
    .unwrap();
    let end = added.split("[cast]\n").nth(1).unwrap();
    assert_eq!(
        end,
        "ann = { en = \"espeak:en-gb+f3\", zh = \"espeak:cmn-latn-pinyin+f3\" } # mine\n\
         \"李波\" = { en = \"espeak:en-us+m3\", zh = \"espeak:cmn-latn-pinyin+m3\" }\n"
    );
    assert!(added.starts_with(text.split("ann = ").next().unwrap()));
    let cast = read(&added).unwrap().cast;
    assert_eq!(cast.len(), 4);
    assert_eq!(cast[3].voice.name, "cmn-latn-pinyin+m3");
}

#[test]
fn each_language_may_have_its_engine() {
    let engines = |text: &str| read(text).unwrap().engine;
    let (en, zh) = (Language::new("en"), Language::new("zh"));
    assert_eq!(engines("engine = \"home\"").of(&zh), "home");
    let each = engines("engine = { zh = \"cloud\" }");
    assert_eq!((each.of(&en), each.of(&zh)), ("espeak", "cloud"));
}

#[test]
fn a_voice_may_have_settings() {
    let cast = read("[cast]\nann = { en = { voice = \"espeak:en-us\", pitch = 40 } }")
        .unwrap()
        .cast;
    assert_eq!(cast[0].settings["pitch"], Setting::Whole(40));
}

#[test]
fn a_lexicon_is_words_and_files() {
    let text = "[lexicon]\nfiles = [\"a.pls\"]\n[lexicon.en]\nOtt = \"Aht\"\n\"Dr.\" = { ipa = \"dɒk\" }\n";
    let lexicon = read(text).unwrap().lexicon;
    assert_eq!(lexicon.files[0].get_ref(), "a.pls");
    let (language, words) = &lexicon.words[0];
    assert_eq!(language.get_ref().tag(), "en");
    let words: Vec<_> = words
        .iter()
        .map(|(w, s)| (w.get_ref().as_str(), s.clone()))
        .collect();
    let sounds = Said::Sounds(Sounds::Ipa("dɒk".into()));
    assert_eq!(words, [("Ott", Said::As("Aht".into())), ("Dr.", sounds)]);
    let wrong = read("[lexicon.en]\nOtt = { ipq = \"x\" }\n").unwrap_err();
    assert!(wrong.contains("`ipa`"), "{wrong}");
    let files = read("lexicon = [\"a.pls\", \"b.pls\"]")
        .unwrap()
        .lexicon
        .files;
    assert_eq!(files.len(), 2);
}

#[test]
fn mistakes_are_shown_with_their_place_and_their_cure() {
    let all: String = [
        "languages = [\"fr\"]",
        "languages = []",
        "languages = \"en\"",
        "languages = [",
        "note = \"skip\"",
        "notes = \"loud\"",
        "notes = \"reed\"",
        "[pauses]\npair = -1.0",
        "[pauses]\nlines = 1.0",
        "[pauses]\npair = \"1.0\"",
        "[pauses]\npair = 0,5",
        "[pauses]\n[pauses]",
        "[pause]",
        "[sound]\nloudness = 3.0",
        "[sound]\nsample_rate = 7",
        "[cast]\nann = { en = \"en-us\" }",
        "[cast]\nann = \"espeak:en-us\"",
        "[cast]\nann = { en = 3 }",
        "[lexicon]\nfile = [\"a.pls\"]",
        "[lexicon]\nfiles = \"a.pls\"",
        "[lexicon]\nOtt = \"Aht\"",
        "[lexicon.fr]\neau = \"o\"",
        "[lexicon.en]\nOtt = 3",
        "[lexicon.en]\nDr. Ott = \"Doctor Ott\"",
        "[lexicon.en]\nDr Ott = \"Doctor Ott\"",
        "[lexicon.en]\nOtt = \"Aht\"\nOtt = \"Ott\"",
        "[lexicon.en]\n\" \" = \"x\"",
        "[lexicon.zh]\n重庆 = \"虫庆\"",
        "lexicon = \"a.pls\"",
        "formats = [\"m4a\"]",
        "pattern = \"fr\"",
        "[book]\ndate = \"May\"",
        "[podcast]\nurl = \"example.org\"",
        "[sound]\nbits = 12",
        "engine = { en = \"home\", fr = \"cloud\" }",
        "[bit_rates]\nopus = 40\nmp3 = 100",
        "[reading]\npairs = \"line\"\nchapters = \"questions:0\"",
        "[podcast]\nurl = \"https://example.org/\"\ncategory = \"Art\"",
        "[speed]\nzh = 9.0",
        "[announce]\nspeakers = true",
    ]
    .map(|text| format!("{}\n", read(text).unwrap_err()))
    .concat();
    assert_data_eq!(all, str![[r#"
book.toml:1:13: the script has no language `fr`; it has en, zh
book.toml:1:13: name at least one language to speak
book.toml:1:13: the text "en" stands where a list belongs, as [ … ]
book.toml:1:14: unclosed array, expected `]`. Each [ needs its ], and each { its }
book.toml:1:1: unknown field `note`, expected one of `languages`, `notes`, `engine`, `formats`, `subtitles`, `pattern`, `reading`, `book`, `podcast`, `pauses`, `sound`, `bit_rates`, `announce`, `speed`, `lexicon`, `cast`. Did you mean `notes`?
book.toml:1:9: unknown variant `loud`, expected `skip` or `read`
book.toml:1:9: unknown variant `reed`, expected `skip` or `read`. Did you mean `read`?
book.toml:2:1: a pause is between 0 and 60 seconds
book.toml:2:1: unknown field `lines`, expected one of `pair`, `line`, `turn`, `title`, `head`, `tail`. Did you mean `line`?
book.toml:2:8: the text "1.0" stands where a number belongs, as 0.7. Take the quotation marks off: 1.0
book.toml:2:9: unexpected key or value, expected newline, `#`. A number is written with a point, as 0.7
book.toml:2:2: `pauses` is there twice. Take one of them out
book.toml:1:2: unknown field `pause`, expected one of `languages`, `notes`, `engine`, `formats`, `subtitles`, `pattern`, `reading`, `book`, `podcast`, `pauses`, `sound`, `bit_rates`, `announce`, `speed`, `lexicon`, `cast`. Did you mean `pauses`?
book.toml:2:12: loudness is podcast, acx, ebu, none, or a number of LUFS between -40 and -9; -19 is usual for one channel
book.toml:2:1: sample_rate is between 8000 and 192000 Hz
book.toml:2:14: `en-us` is no voice: write engine:voice, as in "espeak:en-us+m3"
book.toml:2:7: the text "espeak:en-us" stands where a table belongs, as { en = "…" }
book.toml:2:14: a voice is written "engine:voice", or with settings { voice = "engine:voice", pitch = 40 }
book.toml:2:1: `file` is neither `files` nor a language. Did you mean `files`?
book.toml:2:9: the text "a.pls" stands where a list belongs, as [ … ]
book.toml:2:7: the text "Aht" stands where a table belongs, as { en = "…" }
book.toml:1:10: the script has no language `fr`; it has en, zh. Words stand under [lexicon.en] or the like
book.toml:2:7: the number 3 stands where a text in quotation marks belongs
book.toml:2:1: a table stands where a text in quotation marks belongs. A key with a point in it goes in quotation marks, as "Dr. Ott" = …
book.toml:2:4: key with no value, expected `=`. Write key = value; a key of several words goes in quotation marks, as "Dr Ott" = …
book.toml:3:1: `Ott` is there twice. Take one of them out
book.toml:2:1: there is no word in this entry
book.toml:2:1: invalid unquoted key, expected letters, numbers, `-`, `_`. Put it in quotation marks: "重庆" = …
book.toml:1:11: the text "a.pls" stands where [lexicon.en] with words, or a list of files, as lexicon = ["names.pls"] belongs
book.toml:1:12: there is no format `m4a`; there are m4b, mp3, flac, opus, vtt, srt, lrc, txt, epub, html, feed, stems
book.toml:1:11: `fr` is no language of this book; it has en, zh. A pattern is written as "en, pause 1.5x, zh@0.8", or is one of bilingual, learn, shadow, en-only
book.toml:2:1: `May` is no date: write it as 2024, 2024-05 or 2024-05-31
book.toml:2:1: `example.org` is no address: it begins with https://
book.toml:2:1: bits is 16 or 24
book.toml:1:25: the script has no language `fr`; it has en, zh
book.toml:3:1: MP3 has 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 kbit/s
book.toml:3:1: give a number of minutes from 0.5 to 600
book.toml:3:1: Apple Podcasts has no category "Art". Did you mean "Arts"?
book.toml:2:6: a speed is between 0.25 and 4; 1 is the voice's own
book.toml:2:12: `true` stands where a text in quotation marks belongs

"#]].raw());
}

/// The examples in TOML in a document.
fn examples(document: &str) -> Vec<String> {
    let blocks = document.split("```toml\n").skip(1);
    blocks
        .map(|block| {
            let lines = block.lines().take_while(|line| line.trim() != "```");
            let lines: Vec<&str> = lines.map(str::trim).collect();
            lines.join("\n")
        })
        .collect()
}

#[test]
fn the_examples_in_the_documents_are_read() {
    let documents = [
        include_str!("../../../README.md"),
        include_str!("../../../docs/book-toml.md"),
        include_str!("../../../docs/engines.md"),
        include_str!("../../../docs/formats.md"),
        include_str!("../../../docs/learners.md"),
        include_str!("../../../docs/podcast.md"),
    ];
    let mut count = 0;
    for example in documents.into_iter().flat_map(examples) {
        let is_other = ["[engine.", "[[voice]]", "{ skip = ", "say = {"]
            .iter()
            .any(|other| example.contains(other));
        if !is_other {
            read(&example).unwrap_or_else(|error| panic!("{error}\n{example}"));
            count += 1;
        }
    }
    assert!(count >= 8, "{count} examples");
}

#[test]
fn the_reference_has_every_key() {
    let reference = &examples(include_str!("../../../docs/book-toml.md"))[0];
    let known = |table: &str| -> Vec<String> {
        let error = read(&format!("{table}\nzz = 1\n")).unwrap_err();
        let (_, names) = error.split_once("expected one of ").unwrap();
        let names = names.split(". Did").next().unwrap();
        names
            .split(", ")
            .map(|name| name.trim_matches('`').into())
            .collect()
    };
    let keys = |table: &str| {
        let (_, after) = reference.split_once(table).unwrap();
        after.split("\n[").next().unwrap().to_string()
    };
    for name in known("") {
        let is_there = reference.contains(&format!("\n{name} = "))
            || reference.contains(&format!("\n[{name}]"));
        assert!(is_there, "{name}");
    }
    for table in [
        "[reading]",
        "[book]",
        "[podcast]",
        "[pauses]",
        "[sound]",
        "[bit_rates]",
    ] {
        for name in known(table) {
            assert!(
                keys(table).contains(&format!("\n{name} = ")),
                "{table} {name}"
            );
        }
    }
    for name in ["titles", "speakers"] {
        assert!(
            keys("[announce]").contains(&format!("\n{name} = ")),
            "{name}"
        );
    }
    // What it says to be the defaults are the defaults.
    let (said, own) = (read(reference).unwrap(), read("").unwrap());
    assert_eq!((said.pauses, said.sound), (own.pauses, own.sound));
    assert_eq!((said.announce, said.notes), (own.announce, own.notes));
    assert_eq!((said.engine, said.subtitles), (own.engine, own.subtitles));
    assert_eq!(said.podcast.category, own.podcast.category);
}

#[test]
fn a_source_tells_of_itself() {
    let facts = [
        ("author", "Ann \"A\" O'Reed"),
        ("author", "By Bo Lind"),
        ("author", "Bo Lind"),
        ("date", "soon"),
        ("date", "2023-04-05T10:00:00Z"),
        ("description", "Of lamps\n and <wicks>."),
        ("rights", "CC BY 4.0"),
        ("subject", "lamps"),
    ];
    let facts = facts.map(|(key, text)| (key.to_string(), text.to_string()));
    let about = read(&add_facts(
        template(&languages(), &Choices::default()),
        &facts,
    ))
    .unwrap()
    .about;
    assert_eq!(about.authors, ["Ann \"A\" O'Reed", "Bo Lind"]);
    assert_eq!(
        (about.date.as_str(), about.rights.as_str()),
        ("2023-04-05", "CC BY 4.0")
    );
    assert_eq!(about.description, "Of lamps and <wicks>.");
    assert_eq!(
        read(&add_facts(template(&languages(), &Choices::default()), &[])).unwrap(),
        new_book()
    );
}
