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
    /// and as many places more to all sides; narrowed where it would have more than about `most` places.
    pub(crate) fn around(
        known: &[Option<(usize, usize)>],
        columns: usize,
        more: usize,
        most: usize,
    ) -> Self {
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
        narrow(&mut wide, columns, most);
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

/// Leaves of ranges with more than so many places in all what is next to the straight way from corner to corner. Texts
/// whose lines cannot be told apart would take all memory otherwise.
fn narrow(ranges: &mut [Range<usize>], columns: usize, most: usize) {
    if ranges.iter().map(Range::len).sum::<usize>() <= most {
        return;
    }
    let rows = ranges.len();
    let width = (most / rows).max(1);
    for (row, range) in ranges.iter_mut().enumerate() {
        let straight = (row * columns / rows).saturating_sub(width / 2);
        let latest = range.end.saturating_sub(width).max(range.start);
        range.start = straight.clamp(range.start, latest);
        range.end = range.end.min(range.start + width);
    }
    ranges[0].start = 0;
    if let Some(last) = ranges.last_mut() {
        last.end = columns + 1;
    }
    // A way leads from each row to the next.
    for row in 1..rows {
        ranges[row - 1].end = ranges[row - 1].end.max(ranges[row].start + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_of_which_little_is_known_has_a_bound_and_a_way_through_it() {
        let known = [
            vec![Some((0, 3_000)); 1_001],
            (0..1_001)
                .map(|row| Some((row / 500 * 1_500, 3_000)))
                .collect(),
        ];
        for known in known {
            let whole = Band::around(&known, 3_000, 2, usize::MAX);
            let band = Band::around(&known, 3_000, 2, 20_000);
            assert!(band.before(band.rows()) <= 20_000 + 2 * 3_001);
            assert_eq!((band.columns(0).start, band.columns(1_000).end), (0, 3_001));
            for row in 0..1_000 {
                let (here, next) = (band.columns(row), band.columns(row + 1));
                assert!(here.start <= next.start && here.end <= next.end);
                assert!(next.start < here.end, "row {row}: {here:?} {next:?}");
                assert!(whole.columns(row).contains(&here.start));
            }
        }
    }
}
