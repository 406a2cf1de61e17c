//! Paths as a tree. Walks no deeper than its own loop: paths come from the Hub and may be as deep as they like.

use std::io;

use super::{Out, escape, width};

/// A size and a date.
pub(super) type Cells = (String, String);

/// Files and folders to be drawn, with what stands before each file.
#[derive(Default)]
pub(super) struct Tree {
    entries: Vec<(String, Option<Cells>)>,
}

/// A file or a folder at its place in the drawing.
struct Node<'a> {
    path: &'a str,
    /// `None` for a folder.
    cells: Option<&'a Cells>,
    depth: usize,
    /// No other is below the same folder after it.
    is_last: bool,
}

impl Tree {
    /// Adds a file, or a folder, which has no cells.
    pub(super) fn add(&mut self, path: &str, cells: Option<Cells>) {
        self.entries.push((path.to_owned(), cells));
    }

    /// Prints a line for each, with the cells in front if they are wanted.
    pub(super) fn print(&self, out: &Out, with_cells: bool) -> io::Result<()> {
        let files = || self.entries.iter().filter_map(|(_, cells)| cells.as_ref()).filter(|_| with_cells);
        let widest = |cell: fn(&Cells) -> &String| files().map(|cells| width::of(cell(cells))).max().unwrap_or(0);
        let widths = (widest(|cells| &cells.0), widest(|cells| &cells.1));
        let before = |node: &Node<'_>| {
            let (size, date) = node.cells.map_or(("", ""), |(size, date)| (size, date));
            let (for_size, for_date) = widths;
            if for_size == 0 { String::new() } else { format!("{size:>for_size$}  {date:for_date$}  ") }
        };
        let (tee, corner) = (out.symbol("├── ", "|-- "), out.symbol("└── ", "`-- "));
        let bar = out.symbol("│   ", "|   ");
        let mut indents: Vec<&str> = Vec::new();
        for node in self.nodes() {
            indents.truncate(node.depth);
            let (name, slash) = (node.path.rsplit('/').next().unwrap_or_default(), node.cells.map_or("/", |_| ""));
            let branch = if node.is_last { corner } else { tee };
            let line = format!("{}{}{branch}{}{slash}\n", before(&node), indents.concat(), escape::escape(name));
            out.bytes(line.as_bytes())?;
            indents.push(if node.is_last { "    " } else { bar });
        }
        Ok(())
    }

    /// Each folder before what is in it, by name at every level.
    fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes: Vec<Node<'_>> = Vec::new();
        for (path, cells) in &self.entries {
            let node = |path, depth, cells| Node { path, cells, depth, is_last: false };
            let slashes = path.match_indices('/').enumerate();
            nodes.extend(slashes.map(|(depth, (at, _))| node(&path[..at], depth, None)));
            nodes.push(node(path, path.matches('/').count(), cells.as_ref()));
        }
        nodes.sort_by(|one, other| one.path.split('/').cmp(other.path.split('/')));
        nodes.dedup_by(|one, other| one.path == other.path);
        // From the end: which depths have been seen since the last folder that ends them.
        let mut seen: Vec<bool> = Vec::new();
        for node in nodes.iter_mut().rev() {
            seen.resize(node.depth + 1, false);
            node.is_last = !std::mem::replace(&mut seen[node.depth], true);
        }
        nodes
    }
}
