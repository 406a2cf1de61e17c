//! The tables of README.md that come from lists in the program.

use std::path::Path;

use hf::cli::Program;
use hf::config::env::VARIABLES;
use hf::errors::Exit;

use super::{check, root};
use crate::optional;
use crate::run::split;
use crate::tree::{leaves, tree};

const README: &str = "README.md";

#[test]
fn the_readmes_tables_are_those_of_the_program() {
    let mut text = std::fs::read_to_string(root().join(README)).unwrap();
    let tables =
        [("commands", commands()), ("statuses", statuses()), ("variables", variables()), ("tools", optional_tools())];
    for (name, table) in tables {
        text = between_markers(&text, name, &table);
    }
    check(Path::new(README), text.as_bytes());
}

#[test]
fn every_command_line_of_the_readme_makes_sense() {
    let text = std::fs::read_to_string(root().join(README)).unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("HF_HUB_OFFLINE=1 ").unwrap_or(line));
    let lines: Vec<&str> = lines.filter(|line| line.starts_with("hf ")).collect();
    assert!(lines.len() >= 10, "{lines:?}");
    for line in lines {
        let parsed = hf::cli::parse(Program::Hf, split(line).into_iter().map(Into::into).collect());
        assert!(parsed.is_ok(), "{line}: {:?}", parsed.err());
    }
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
    let rows = leaves(&tree).into_iter().map(|(path, leaf)| {
        let about = leaf.get_about().map(ToString::to_string).unwrap_or_default();
        format!("| `{path}` | {} |\n", cell(&about))
    });
    "| Command | What it does |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn statuses() -> String {
    let rows = Exit::ALL.iter().map(|exit| format!("| {} | {} |\n", exit.status(), cell(exit.meaning())));
    "| Status | When |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn variables() -> String {
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let rows = VARIABLES
        .iter()
        .map(|variable| format!("| `{}` | {} | {} |\n", variable.name, code(variable.default), cell(variable.meaning)));
    "| Variable | Default | Meaning |\n|---|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn optional_tools() -> String {
    let rows = optional::ALL.iter().map(|tool| {
        let programs = tool.programs.iter().map(|program| format!("`{program}`"));
        let needs: Vec<_> = programs.chain(tool.besides.map(str::to_owned)).collect();
        format!("| {} | {} |\n", tool.name, needs.join(", "))
    });
    "| Tool | Needs |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
