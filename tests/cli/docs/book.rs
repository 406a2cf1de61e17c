//! `docs/`: a book with a page per group of commands and per topic, in the layout of mdBook.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use hf::cli::help;
use hf::cli::topic::Topic;

use super::readme::cell;
use super::topics::{Part, parts, title};
use super::{check, is_blessed, is_formatting, root};
use crate::tree::{commands, tree};

const SOURCES: &str = "docs/src";
/// Pages that are written by hand.
const WRITTEN: [(&str, &str); 4] = [
    ("Introduction", "index.md"),
    ("Progress as JSON events", "progress-events.md"),
    ("Differences from the Python hf", "differences.md"),
    ("huggingface-cli", "huggingface-cli.md"),
];

/// The first level of the tree, with the pages that its commands have.
pub fn groups(tree: &Command) -> Vec<(String, &Command)> {
    let visible = tree.get_subcommands().filter(|child| !child.is_hide_set());
    visible.map(|child| (format!("commands/{}.md", child.get_name()), child)).collect()
}

#[test]
fn every_group_and_topic_has_its_page_and_no_page_is_left_over() {
    let tree = tree();
    let mut pages = BTreeSet::from(["SUMMARY.md".to_owned()]);
    let mut add = |page: &str, text: &str| {
        check(&Path::new(SOURCES).join(page), text.as_bytes());
        pages.insert(page.to_owned());
    };
    for (page, group) in groups(&tree) {
        add(&page, &group_page(&tree, group.get_name()));
    }
    for (name, topic) in Topic::ALL {
        add(&format!("topics/{name}.md"), &topic_page(topic));
    }
    check(&Path::new(SOURCES).join("SUMMARY.md"), summary(&tree).as_bytes());
    pages.extend(WRITTEN.map(|(_, page)| page.to_owned()));
    for page in markdown(&root().join(SOURCES)) {
        let name = page.strip_prefix(root().join(SOURCES)).unwrap().to_str().unwrap();
        if !pages.contains(name) && is_blessed() {
            fs::remove_file(&page).unwrap();
        }
        assert!(pages.contains(name) || is_blessed(), "{name} is in no list of pages");
    }
}

fn summary(tree: &Command) -> String {
    let [introduction, others @ ..] = WRITTEN;
    let mut text = format!("# Summary\n\n[{}]({})\n\n# Commands\n\n", introduction.0, introduction.1);
    let line = |name: &str, page: &str| format!("- [{name}]({page})\n");
    text.extend(groups(tree).iter().map(|(page, group)| line(&format!("hf {}", group.get_name()), page)));
    text += "\n# Topics\n\n";
    text.extend(Topic::ALL.map(|(name, topic)| line(&title(topic), &format!("topics/{name}.md"))));
    text.extend(others.map(|(name, page)| line(name, page)));
    text
}

/// The page of a group, or of a verb of the first level.
fn group_page(tree: &Command, name: &str) -> String {
    let path = format!("hf {name}");
    let all = commands(tree);
    let members: Vec<_> =
        all.iter().filter(|(of, command)| of.starts_with(&format!("{path} ")) && !command.has_subcommands()).collect();
    let (_, group) = all.iter().find(|(of, _)| *of == path).unwrap();
    if members.is_empty() {
        return format!("# {path}\n\n{}", verb(group));
    }
    let mut text = format!("# {path}\n\n{}.\n\n| Command | What it does |\n|---|---|\n", about(group));
    for (member, command) in &members {
        text += &format!("| [`{member}`](#{}) | {} |\n", member.replace(' ', "-"), cell(&about(command)));
    }
    text += "\nEvery command also takes the [formatting options](../topics/output.md).\n";
    for (member, command) in &members {
        text += &format!("\n## {member}\n\n{}", verb(command));
    }
    text
}

fn about(command: &Command) -> String {
    command.get_about().map(|text| escaped(&text.to_string())).unwrap_or_default()
}

/// What a command does, how it is called, its options and examples.
fn verb(command: &Command) -> String {
    let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
    let rest = long.split_once("\n\n").map(|(_, rest)| format!("{}\n\n", escaped(rest))).unwrap_or_default();
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let mut text = format!("{}.\n\n{rest}```text\n{usage}\n```\n", about(command));
    let shown = command
        .get_arguments()
        .filter(|argument| !argument.is_hide_set() && !is_formatting(argument) && argument.get_id().as_str() != "help");
    let rows: String = shown.map(row).collect();
    if !rows.is_empty() {
        text += &format!("\n| Argument | Meaning |\n|---|---|\n{rows}");
    }
    let examples = help::examples(command);
    if !examples.is_empty() {
        let lines: String = examples.iter().map(|example| format!("$ {example}\n")).collect();
        text += &format!("\n```console\n{lines}```\n");
    }
    text
}

fn row(argument: &Arg) -> String {
    let short = argument.get_short().map(|letter| format!("-{letter}"));
    let long = argument.get_long().map(|word| format!("--{word}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let takes_value = argument.get_action().takes_values();
    let values = argument.get_value_names().unwrap_or_default().join(" ");
    let spelling = match (names.is_empty(), takes_value) {
        (true, _) => values,
        (false, true) => format!("{} {values}", names.join(", ")),
        (false, false) => names.join(", "),
    };
    let mut meaning = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|choice| !choice.is_hide_set() && takes_value)
        .map(|choice| format!("`{}`", choice.get_name()))
        .collect();
    meaning = escaped(&meaning);
    if !choices.is_empty() {
        meaning += &format!(". One of {}", choices.join(", "));
    }
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && takes_value && !argument.is_hide_default_value_set() {
        meaning += &format!(". Default: `{}`", defaults.join(" "));
    }
    format!("| `{}` | {} |\n", cell(&spelling), cell(&meaning))
}

fn topic_page(topic: Topic) -> String {
    let mut text = format!("# {}\n", title(topic));
    let mut in_list = false;
    for part in parts(topic) {
        let (line, is_item) = match part {
            Part::Paragraph(line) => (escaped(&line), false),
            Part::Item(term, meaning) => (format!("- `{term}`: {}", escaped(&meaning)), true),
        };
        text += if is_item && in_list { "" } else { "\n" };
        text += &format!("{line}\n");
        in_list = is_item;
    }
    text
}

/// Text that Markdown does not take for a tag or emphasis, outside of code.
fn escaped(text: &str) -> String {
    let escape = |part: &str| part.replace('<', "&lt;").replace('*', "\\*");
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { escape(part) } else { part.to_owned() }).collect::<Vec<_>>().join("`")
}

/// All pages below a folder.
pub fn markdown(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
