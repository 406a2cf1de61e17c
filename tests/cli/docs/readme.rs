//! The tables of README.md that come from lists in the program.

use std::path::Path;

use super::book::groups;
use super::{check, root};
use crate::optional;
use crate::tree::tree;

const README: &str = "README.md";

#[test]
fn the_readmes_tables_are_those_of_the_program() {
    let mut text = std::fs::read_to_string(root().join(README)).unwrap();
    for (name, table) in [("commands", commands()), ("tools", optional_tools())] {
        text = between_markers(&text, name, &table);
    }
    check(Path::new(README), text.as_bytes());
}

fn between_markers(text: &str, name: &str, table: &str) -> String {
    let (begin, end) =
        (format!("<!-- {name}: written by `BLESS=1 cargo test docs` -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("README.md has no {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("README.md has no {end}"));
    format!("{before}{begin}{table}{end}{after}")
}

fn commands() -> String {
    let tree = tree();
    let rows = groups(&tree).into_iter().map(|(page, group)| {
        let about = group.get_about().map(ToString::to_string).unwrap_or_default();
        format!("| [`hf {}`](docs/src/{page}) | {} |\n", group.get_name(), cell(&about))
    });
    "| Command | What it does |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn optional_tools() -> String {
    let rows = optional::ALL.iter().map(|tool| {
        let programs = tool.programs.iter().map(|program| format!("`{program}`"));
        let needs: Vec<_> = programs.chain(tool.besides.map(str::to_owned)).collect();
        format!("| {} | {} |\n", tool.name, needs.join(", "))
    });
    "| Tool | Needs |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

/// Text in a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
