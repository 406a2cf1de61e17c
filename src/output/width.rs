//! How wide columns are and how a cell is cut: in columns of the terminal, not characters. Does not draw.

use unicode_width::UnicodeWidthStr;

const CUT: &str = "...";
/// One character and the sign that the rest is cut: no column of cut cells is narrower.
const NARROWEST: usize = 4;

/// The columns of a terminal that the text takes.
pub(crate) fn of(text: &str) -> usize {
    text.width()
}

/// Which columns people need most.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kept {
    /// What rows are told apart by: it keeps this many columns of the terminal, and is shown even if nothing else is.
    pub(crate) id: usize,
    /// Never cut.
    pub(crate) whole: Option<usize>,
}

/// The narrowest id that still tells rows apart.
const NARROWEST_ID: usize = 20;
const NARROW_TERMINAL: usize = 60;

/// The width of each column for a terminal of `width` columns, one blank between two. While that is too little, the
/// widest column gives one up (the first of several), but none becomes narrower than its header, and what is kept gives
/// up less. The result is wider than the terminal if all columns are at their narrowest.
pub(crate) fn columns(headers: &[String], rows: &[Vec<String>], width: usize, kept: Kept) -> Vec<usize> {
    let mut widths = natural(headers, rows);
    let mut floors: Vec<usize> = headers.iter().map(|header| of(header).max(NARROWEST)).collect();
    if let Some(id) = floors.get_mut(kept.id) {
        *id = widths[kept.id].min(NARROWEST_ID).max(*id);
    }
    if let Some(whole) = kept.whole {
        floors[whole] = widths[whole];
    }
    let budget = width.saturating_sub(headers.len().saturating_sub(1));
    let mut surplus = widths.iter().sum::<usize>().saturating_sub(budget);
    while surplus > 0 {
        let widest = (0..widths.len()).rev().filter(|&at| widths[at] > floors[at]).max_by_key(|&at| widths[at]);
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
        surplus -= 1;
    }
    widths
}

/// Whether a grid of these columns is too wide for the terminal. A long name that may not be cut is worth lines that
/// wrap, unless the terminal is narrow.
pub(crate) fn overflow(widths: &[usize], width: usize, kept: Kept) -> bool {
    let counted = |(at, width_of): (usize, &usize)| {
        let may_wrap = kept.whole == Some(at) && width >= NARROW_TERMINAL;
        if may_wrap { NARROWEST_ID.min(*width_of) } else { *width_of }
    };
    widths.iter().enumerate().map(counted).sum::<usize>() + widths.len().saturating_sub(1) > width
}

/// The text if it fits; else as much of its beginning as does, ending with `...`.
pub(crate) fn fit(text: &str, width: usize) -> Option<String> {
    if of(text) <= width {
        return None;
    }
    let room = width.saturating_sub(CUT.len());
    let ends = text.char_indices().map(|(at, _)| at).take_while(|&at| of(&text[..at]) <= room);
    Some(format!("{}{CUT}", &text[..ends.last().unwrap_or_default()]))
}

/// The width that each column needs to show all of it.
pub(crate) fn natural(headers: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let mut widths: Vec<usize> = headers.iter().map(|header| of(header)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = of(cell).max(*width);
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::{Kept, columns, fit, overflow};

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    #[test]
    fn the_widest_column_gives_way_first() {
        let headers = texts(&["ID", "TITLE"]);
        let rows = [texts(&["0123456789", "01234567890123"])];
        let whole = |whole| Kept { id: 2, whole };
        assert_eq!(columns(&headers, &rows, 25, whole(None)), [10, 14]);
        assert_eq!(columns(&headers, &rows, 24, whole(None)), [10, 13]);
        assert_eq!(columns(&headers, &rows, 20, whole(None)), [9, 10]);
        assert_eq!(columns(&headers, &rows, 20, whole(Some(1))), [5, 14]);
    }

    #[test]
    fn no_column_is_narrower_than_its_header_or_four() {
        let none = Kept { id: 2, whole: None };
        assert_eq!(columns(&texts(&["ID", "LONGEST"]), &[texts(&["0123456789", "0123456789"])], 5, none), [4, 7]);
        assert_eq!(columns(&texts(&["ID"]), &[texts(&["abc"])], 1, none), [3]);
    }

    #[test]
    fn the_id_keeps_twenty_columns_although_the_terminal_has_no_room() {
        let (headers, rows) = (texts(&["ID", "LONGEST"]), [texts(&["a-name-of-25-characters-in", "0123456789"])]);
        let kept = Kept::default();
        let widths = columns(&headers, &rows, 27, kept);
        assert_eq!(
            (widths.as_slice(), overflow(&widths, 28, kept), overflow(&widths, 27, kept)),
            ([20, 7].as_slice(), false, true)
        );
    }

    #[test]
    fn a_cut_text_ends_with_dots_within_the_width() {
        assert_eq!(fit("0123456789", 10), None);
        assert_eq!(fit("0123456789", 9).unwrap(), "012345...");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("漢字漢字", 8), None);
        assert_eq!(fit("漢字漢字", 7).unwrap(), "漢字...");
        assert_eq!(fit("漢字漢字", 6).unwrap(), "漢...");
        assert_eq!(columns(&texts(&["A"]), &[texts(&["漢字"])], 80, Kept::default()), [4]);
    }
}
