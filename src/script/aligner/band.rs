//! Which places of the table of both texts are looked at: for each row (lines of the first text that are
//! done) a range of columns (lines of the second text that are done).

use std::ops::Range;

/// Ranges of columns that never go back, from one row to the next.
#[derive(Debug, Clone)]
pub(super) struct Band {
    columns: Vec<Range<usize>>,
    /// How many places there are in the rows before each row; one more than rows.
    before: Vec<usize>,
}

impl Band {
    /// All places.
    pub(crate) fn full(rows: usize, columns: usize) -> Self {
        Self::of(vec![0..columns + 1; rows + 1])
    }

    /// The least and the greatest column of each row that must be in it, `None` where nothing is known,
    /// and as many places more to all sides.
    pub(crate) fn around(known: &[Option<(usize, usize)>], columns: usize, more: usize) -> Self {
        let rows = known.len();
        let mut ranges = vec![0..0; rows];
        let mut end = 1;
        for (row, known) in known.iter().enumerate() {
            end = end.max(known.map_or(0, |(_, last)| last + 1));
            ranges[row].end = end;
        }
        let mut start = columns;
        for (row, known) in known.iter().enumerate().rev() {
            start = start.min(known.map_or(columns, |(first, _)| first));
            ranges[row].start = start;
        }
        let wide = (0..rows).map(|row| {
            let start = ranges[row.saturating_sub(more)].start.saturating_sub(more);
            let end = (ranges[(row + more).min(rows - 1)].end + more).min(columns + 1);
            start..end
        });
        let mut wide: Vec<Range<usize>> = wide.collect();
        wide[0].start = 0;
        if let Some(last) = wide.last_mut() {
            last.end = columns + 1;
        }
        Self::of(wide)
    }

    fn of(columns: Vec<Range<usize>>) -> Self {
        let mut before = vec![0];
        let mut sum = 0;
        for range in &columns {
            sum += range.len();
            before.push(sum);
        }
        Self { columns, before }
    }

    /// The columns of a row.
    pub(crate) fn columns(&self, row: usize) -> Range<usize> {
        self.columns[row].clone()
    }

    /// Where the places of a row are among all places.
    pub(crate) fn places(&self, row: usize) -> Range<usize> {
        self.before[row]..self.before[row + 1]
    }

    /// How many places there are before a row.
    pub(crate) fn before(&self, row: usize) -> usize {
        self.before[row]
    }

    /// How many rows there are: one more than lines.
    pub(crate) fn rows(&self) -> usize {
        self.columns.len()
    }
}
