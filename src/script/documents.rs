//! The documents that a book is made of. One in which nobody is named, after one in which people
//! speak, is told: nobody goes on speaking from chapter to chapter.

use super::draft::{Draft, Part};

/// Marks as told what stands in documents without a name, after documents with names.
pub fn mark(draft: &mut Draft) {
    let mut begins: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| draft.lines[i].marked.begins_document)
        .collect();
    begins.push(draft.lines.len());
    let mut named = false;
    for bounds in begins.windows(2) {
        let document = &mut draft.lines[bounds[0]..bounds[1]];
        let has_names = document
            .iter()
            .any(|line| matches!(line.part, Part::Heading { .. }));
        if named && !has_names {
            for line in document.iter_mut().filter(|line| line.part == Part::Speech) {
                line.is_told = true;
            }
        }
        named |= has_names;
    }
}
