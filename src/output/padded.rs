//! The plain table of some listings of the Python client, the same in every output mode: scripts take it apart by
//! columns. Cells are padded, the last ones too; nothing is cut or coloured.

use std::iter;

/// The lines: headers, dashes, rows. What a row has beyond the headers is left out.
pub(crate) fn padded(headers: &[&str], rows: &[impl AsRef<[String]>]) -> Vec<String> {
    let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
    let lines: Vec<&[String]> = iter::once(&*headers).chain(rows.iter().map(AsRef::as_ref)).collect();
    let width = |at: usize| lines.iter().map(|cells| cells[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..headers.len()).map(width).collect();
    let line = |cells: &&[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join(" ")
    };
    let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut padded: Vec<String> = lines.iter().map(line).collect();
    padded.insert(1, dashes.join(" "));
    padded
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn cells_are_padded_and_a_column_may_be_left_out() {
        let rows = [["*", "laptop", "hf_****rite", ""], ["", "ci", "<not set>", ""]].map(|row| row.map(str::to_owned));
        let expected = ["  name   token      ", "- ------ -----------", "* laptop hf_****rite", "  ci     <not set>  "];
        assert_eq!(padded(&[" ", "name", "token"], &rows), expected);
    }
}
