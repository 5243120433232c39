use super::*;
use crate::script::direction::{Directions, LineVoice, MOST_TAKES};
use crate::script::{Direction, Line};
use proptest::prelude::*;
use snapbox::{IntoData, assert_data_eq, str};

const FILE: &str = r#"schema = 1
title = { en = "The Lamp", zh = "灯" }
languages = ["en", "zh"]
source = { file = "lamp.txt", blake3 = "00" }

[[speaker]]
id = "ann-reed"
names = { en = "Ann Reed", zh = "安·里德" }
gender = "female"

[[chapter]]
title = { en = "Who lit it?" }

[[chapter.turn]]
speaker = "ann-reed"
lines = [
  { en = "Good evening.", zh = "晚上好。" },
  { en = 'They said: "No."' },
  { note = "旁注", language = "zh" },
  { en = "Dr. Ott", zh = "奥特", say = { en = "Doctor Ott" }, voice = "home:nova", pause = 2.0 },
  { zh = "奥特", say = "奥特医生", voice = "espeak:cmn-latn-pinyin+f3", pause = 0.25, skip = true },
  { en = "Ott", zh = "奥特", voice = { zh = "espeak:cmn-latn-pinyin+f3" }, skip = true },
  { en = "Ott", zh = "奥特", take = { zh = 3 } },
  { en = "Ott", take = 2 },
]
"#;

/// Turns that are read without TOML's parser.
const PLAIN: &str = r#"schema = 1
title = { en = "The Lamp" }
languages = ["en", "zh"]

[[speaker]]
id = "ann"

[[chapter]]
title = { en = "One" }
level = 2

[[chapter.turn]]
speaker = "ann"
lines = [
  { en = "Good evening.", zh = "晚上好。" },
  { en = 'They said: "No."' },
]

[[chapter.turn]]
speaker = "narrator"
lines = [
  { zh = "灯", en = "The lamp." },
]
"#;

fn parse_it(text: &str) -> Result<Script, ScriptError> {
    parse(text, Path::new("script.toml"))
}

#[test]
fn plain_turns_are_what_toml_says() {
    let places = Places::new(PLAIN);
    let at = PLAIN.find("[[chapter.turn]]").unwrap();
    let whole = read_whole(PLAIN, &places).unwrap();
    let turns = plain::turns(
        &PLAIN[at..],
        places.of(at).0,
        &whole.speakers,
        &whole.languages,
    );
    assert_eq!(turns.as_ref(), Some(&whole.chapters[0].turns));
    assert_eq!(parse_it(PLAIN).unwrap(), whole);
}

#[test]
fn it_reads_what_it_writes() {
    let script = parse_it(FILE).unwrap();
    assert_eq!(render(&script), [HEAD, FILE].concat());
    let lines = &script.chapters[0].turns[0].lines;
    let Line::Speech { at, direction, .. } = &lines[1] else {
        panic!("a line of speech");
    };
    assert_eq!(
        (at.as_slice(), direction),
        (&[18][..], &Direction::default())
    );
    let direction = lines[3].direction().unwrap();
    assert_eq!(direction.say[&Language::new("en")], "Doctor Ott");
    assert_eq!(
        direction.voice,
        Some(LineVoice::All("home:nova".parse().unwrap()))
    );
    assert_eq!((direction.pause, direction.skip), (Some(2.0), false));
}

/// What is said of the file with something in it replaced.
fn said(from: &str, to: &str) -> String {
    let text = FILE.replacen(from, to, 1);
    assert_ne!(text, FILE);
    format!("{}\n", parse_it(&text).unwrap_err())
}

#[test]
fn mistakes_are_shown_with_their_place_and_their_cure() {
    let all: String = [
        ("speaker = \"ann-reed\"", "speaker = \"ann-red\""),
        ("zh = \"晚上好。\"", "fr = \"Bonsoir\""),
        ("zh = \"晚上好。\"", "sya = \"Good day\""),
        ("zh = \"晚上好。\"", "skipp = true"),
        ("zh = \"晚上好。\"", "zh = 8"),
        ("{ en = 'They", "{ text = 'They"),
        ("language = \"zh\"", "voice = \"home:nova\""),
        (", language = \"zh\"", ""),
        ("note = \"旁注\"", "note = true"),
        ("schema = 1", "schema = 9"),
        ("schema = 1\n", ""),
        ("[[speaker]]", "[[speakers]]"),
        ("gender = \"female\"", "gender = \"woman\""),
        ("gender = \"female\"", "gender = \"femael\""),
        ("en = \"Good evening.\", zh", "en = \"Good evening., zh"),
        ("en = \"Good evening.\"", "en = \"Good \"evening\".\""),
        ("\"晚上好。\" },", "\"晚上好。\" }"),
        ("pause = 2.0", "pause = \"2.0\""),
        ("pause = 2.0", "pause = -1"),
        ("pause = 2.0", "pause = 61"),
        ("pause = 2.0", "pause = nan"),
        ("take = 2", "take = 0"),
        ("take = { zh = 3 }", "take = { fr = 3 }"),
        ("skip = true", "skip = \"yes\""),
        ("skip = true", "skip = yes"),
        ("voice = \"home:nova\"", "voice = \"nova\""),
        ("voice = \"home:nova\"", "voice = { fr = \"home:nova\" }"),
        ("voice = \"home:nova\"", "voice = 3"),
        ("say = { en = \"Doctor Ott\" }", "say = \"Doctor Ott\""),
        ("say = { en = \"Doctor Ott\" }", "say = { en = \" \" }"),
        ("say = { en = \"Doctor Ott\" }", "say = { en = 1 }"),
        ("\n  { en = 'They", "\n  { en = \" \" },\n  { en = 'They"),
        ("speaker = \"ann-reed\"\n", ""),
        (
            "[[chapter.turn]]\n",
            "[[chapter.turn]]\nspeaker = \"narrator\"\n\n[[chapter.turn]]\n",
        ),
        (
            "[[chapter]]\n",
            "[[chapter]]\ntitle = { en = \"Empty\" }\n\n[[chapter]]\n",
        ),
        (&FILE[FILE.find("\n[[chapter]]").unwrap()..], ""),
    ]
    .map(|(from, to)| said(from, to))
    .concat();
    assert_data_eq!(all, str![[r#"
script.toml:15:11: no [[speaker]] has the id `ann-red`. Did you mean `ann-reed`?
script.toml:17:27: `fr` is not among the languages at the top of the file (en, zh). Add it there, or is it a slip?
script.toml:17:27: `sya` is not among the languages at the top of the file (en, zh). Did you mean `say`?
script.toml:17:27: `skipp` is neither a language nor `note`, `say`, `voice`, `take`, `pause`, `skip`. Did you mean `skip`?
script.toml:17:32: a text goes in quotation marks: zh = "…"
script.toml:18:5: `text` is neither a language nor `note`, `say`, `voice`, `take`, `pause`, `skip`. A line looks like { en = "…" }
script.toml:19:18: a note has `note` and `language` only, not `voice`; `book.toml` says whether notes are read
script.toml:19:3: a note needs its language, as { note = "…", language = "en" }
script.toml:19:12: a note goes in quotation marks: note = "…"
script.toml:1:10: this diglot reads schema 1; a newer one may have written the file
script.toml:1:1: `schema` is missing here. The file begins with schema = 1
script.toml:6:3: unknown field `speakers`, expected one of `schema`, `title`, `heading`, `languages`, `source`, `speaker`, `chapter`. Did you mean `speaker`?
script.toml:9:10: unknown variant `woman`, expected `female` or `male`
script.toml:9:10: unknown variant `femael`, expected `female` or `male`. Did you mean `female`?
script.toml:17:32: missing comma between key-value pairs, expected `,`. A quotation mark inside a text is written \"; and does each text end with one?
script.toml:17:17: missing comma between key-value pairs, expected `,`. A quotation mark inside a text is written \"; and does each text end with one?
script.toml:18:3: missing comma between array elements, expected `,`. The line before ends without a comma
script.toml:20:90: a pause is a number of seconds from 0 to 60, as pause = 2.0
script.toml:20:90: a pause is a number of seconds from 0 to 60, as pause = 2.0
script.toml:20:90: a pause is a number of seconds from 0 to 60, as pause = 2.0
script.toml:20:90: a pause is a number of seconds from 0 to 60, as pause = 2.0
script.toml:24:24: a take is a number from 1 to 99, as take = 2
script.toml:23:35: this line has no `fr`
script.toml:21:88: write skip = true, or take it out
script.toml:21:88: a value is missing its quotation marks, or is not there. Write "yes"
script.toml:20:69: `nova` is no voice: write engine:voice, as in "espeak:en-us+m3"
script.toml:20:69: this line has no `fr`; it has en and zh
script.toml:20:69: write voice = "…" or voice = { en = "…" }
script.toml:20:38: this line has en and zh; say which is meant: say = { en = "…" }
script.toml:20:38: there is nothing to say in it; to leave the line unspoken, write skip = true
script.toml:20:38: write say = { en = "…" }
script.toml:18:3: this line says nothing; write its text, or take the line out
script.toml:14:1: `speaker` is missing here. A turn says who speaks, as speaker = "ann-reed"
script.toml:14:1: `lines` is missing here. A turn has its lines, as lines = [ { en = "…" } ]
script.toml:11:1: this chapter has no turns. Add one, which begins with [[chapter.turn]], or take the chapter out; if it is a part of the book, give the chapters in it a higher level, as level = 2
script.toml:1:10: there is no chapter in it. A chapter begins with [[chapter]], and each of its turns with [[chapter.turn]]

"#]].raw());
}

fn direction() -> impl Strategy<Value = Directions> {
    let words = "[a-z灯\"'\\\\{}#\t-]{0,11}灯";
    let voice = "[a-z]{1,5}:[a-z+]{1,8}";
    (
        prop::option::of(words),
        prop::option::of((any::<bool>(), voice)),
        prop::option::of(1..=MOST_TAKES),
        prop::option::of(0.0..=60.0),
        any::<bool>(),
    )
        .prop_map(|(say, voice, take, pause, skip)| {
            let en = Language::new("en");
            let voice = voice.map(|(all, name)| {
                let id: crate::voice::VoiceId = name.parse().unwrap();
                if all {
                    LineVoice::All(id)
                } else {
                    LineVoice::Each([(en.clone(), id)].into())
                }
            });
            Directions {
                say: say.map(|words| (en.clone(), words)).into_iter().collect(),
                voice,
                take: take.map(|take| (en.clone(), take)).into_iter().collect(),
                pause,
                skip,
            }
        })
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    for (escape, said) in [
        ("\\u0007", "U+0007"),
        ("\\b", "U+0008"),
        ("\\uFEFF", "U+FEFF"),
        ("\\U0000FFFF", "U+FFFF"),
        ("\u{9B}", "U+009B"),
    ] {
        let (at, _) = FILE.match_indices("en = \"").nth(1).unwrap();
        let text = format!("{}{escape}{}", &FILE[..at + 8], &FILE[at + 8..]);
        let place = crate::disk::place(&text, at + 8);
        let error = parse_it(&text).unwrap_err().to_string();
        let expected = format!(
            "script.toml:{}:{}: here is the character {said}",
            place.0, place.1
        );
        assert!(error.starts_with(&expected), "{error}\n{expected}");
    }
    let fine = FILE.replacen("en = \"", "en = \"\\u2014 \\\\u0007 \\t", 1);
    parse_it(&fine).unwrap();
}

proptest! {
    #[test]
    fn every_direction_round_trips(
        text in "[ -~灯\t]{0,11}a",
        other in prop::option::of("[ -~灯]{0,11}灯"),
        direction in direction(),
    ) {
        let mut script = parse_it(FILE).unwrap();
        let mut texts = Localized::from([(Language::new("en"), text)]);
        texts.extend(other.map(|other| (Language::new("zh"), other)));
        let mut direction = direction;
        if let (1, Some(LineVoice::All(id))) = (texts.len(), &direction.voice) {
            // In a line of one language that is the same.
            let each = [(Language::new("en"), id.clone())];
            direction.voice = Some(LineVoice::Each(each.into()));
        }
        let line = Line::Speech { text: texts, direction: direction.into(), at: vec![17 + HEAD.lines().count()] };
        script.chapters[0].turns[0].lines = vec![line];
        let written = render(&script);
        let read = parse_it(&written).unwrap();
        prop_assert_eq!(&read.chapters, &{
            let mut chapters = script.chapters.clone();
            chapters[0].turns[0].at = read.chapters[0].turns[0].at.clone();
            chapters
        });
        prop_assert_eq!(render(&read), written);
    }

    #[test]
    fn parts_are_what_the_whole_says(
        at in 0..PLAIN.len(),
        with in prop_oneof![
            "[ -~\n灯\t'\"\\\\]{0,2}",
            prop::sample::select(vec!["\n\n", "\r\n", "# ", "\\u0041", "\u{85}", "\u{7F}", "[[chapter.turn]]\n", "  { en = \"\" },\n"])
                .prop_map(String::from),
        ],
        replaced in 0..3_usize,
    ) {
        let at = PLAIN.floor_char_boundary(at);
        let end = PLAIN.ceil_char_boundary((at + replaced).min(PLAIN.len()));
        let text = format!("{}{with}{}", &PLAIN[..at], &PLAIN[end..]);
        let places = Places::new(&text);
        if let Some(script) = read_in_parts(&text, &places) {
            prop_assert_eq!(script, read_whole(&text, &places).unwrap());
        }
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_place(at in 0..FILE.len(), with in "[ -~\n灯“，]{0,2}") {
        let at = FILE.floor_char_boundary(at);
        let end = FILE.ceil_char_boundary(at + 1);
        let text = format!("{}{with}{}", &FILE[..at], &FILE[end..]);
        if let Err(error) = parse_it(&text) {
            prop_assert!(error.to_string().starts_with("script.toml:"), "{error}");
        }
    }
}
