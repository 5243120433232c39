//! The structure of the code: the rooms of the reading know one another in one direction only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// All Rust files below a folder, without those that hold tests.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The names that stand behind a path's beginning: `a` of `a::b`, `a` and `c` of `{a::b, c}`.
fn names(rest: &str) -> Vec<&str> {
    let first = |text| -> &str {
        let text: &str = text;
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        &text[..end.unwrap_or(text.len())]
    };
    match rest.strip_prefix('{') {
        Some(list) => {
            let list = list.split(';').next().unwrap_or_default();
            list.split(',').map(|name| first(name.trim())).collect()
        }
        None => vec![first(rest)],
    }
}

/// Which rooms of a folder each of its rooms uses.
fn uses(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let parts = |path: &Path| -> Vec<String> {
        let inside = path.strip_prefix(folder).unwrap();
        let parts = inside.iter().map(|part| part.to_string_lossy());
        parts
            .map(|part| part.trim_end_matches(".rs").to_string())
            .collect()
    };
    let rooms: BTreeSet<String> = paths.iter().map(|path| parts(path)[0].clone()).collect();
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in &paths {
        let parts = parts(path);
        if parts[0] == "mod" {
            continue; // it opens the rooms
        }
        let text = fs::read_to_string(path).unwrap();
        let code: String = text
            .split("\n#[cfg(test)]")
            .next()
            .unwrap()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        let is_folder = parts.last().is_some_and(|name| name == "mod");
        let up = "super::".repeat(parts.len() - usize::from(is_folder));
        let room = uses.entry(parts[0].clone()).or_default();
        for begin in ["crate::script::", up.as_str()] {
            for (at, _) in code.match_indices(begin) {
                let rest = &code[at + begin.len()..];
                if begin.starts_with("super")
                    && (code[..at].ends_with("super::") || rest.starts_with("super::"))
                {
                    continue;
                }
                let known = names(rest)
                    .into_iter()
                    .filter(|name| rooms.contains(*name) && *name != parts[0]);
                room.extend(known.map(str::to_string));
            }
        }
    }
    uses
}

/// The rooms that one can come to from a room.
fn reach<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(room) = open.pop() {
        for next in uses.get(room).into_iter().flatten() {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn no_two_rooms_of_the_reading_use_each_other() {
    let uses = uses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/script"));
    assert!(
        uses["lattice"].contains("facts") && uses["readers"].contains("document"),
        "{uses:?}"
    );
    let circles: Vec<&String> = uses
        .keys()
        .filter(|room| reach(&uses, room).contains(room.as_str()))
        .collect();
    assert!(circles.is_empty(), "{circles:?} use one another");
}
