//! Rules over the command tree, which every verb keeps.

use clap::{Arg, Command};
use hf::cli::{Program, help};
use hf::config::ConfigFile;

use crate::run::split;

/// Verbs that destroy something without a --yes, as in the Python client, with the reason.
const ASKS_NOBODY: [(&str, &str); 2] = [
    ("hf cache delete", "it asks a person always, on the screen or in the terminal"),
    ("hf sandbox process kill", "a process of a sandbox is started again as easily"),
];

/// The whole tree of `hf`, ready to be looked at.
pub fn tree() -> Command {
    let mut tree = hf::cli::tree::command(Program::Hf);
    tree.build();
    tree
}

/// Every command that people can see, groups too, with the words that call it.
pub fn commands(root: &Command) -> Vec<(String, &Command)> {
    let mut found = vec![(root.get_name().to_owned(), root)];
    let mut next = 0;
    while let Some((path, command)) = found.get(next).cloned() {
        let visible = command.get_subcommands().filter(|child| !child.is_hide_set());
        found.extend(visible.map(|child| (format!("{path} {}", child.get_name()), child)));
        next += 1;
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// Every command that does something.
pub fn leaves(root: &Command) -> Vec<(String, &Command)> {
    commands(root).into_iter().filter(|(_, command)| !command.has_subcommands()).collect()
}

fn is_summary(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|letter| !letter.is_lowercase())
        && !text.contains('\n')
        && !text.ends_with('.')
        && text.len() <= 100
}

#[test]
fn both_trees_are_free_of_contradictions() {
    for program in [Program::Hf, Program::HuggingfaceCli] {
        hf::cli::tree::command(program).debug_assert();
    }
}

#[test]
fn every_group_has_its_verbs() {
    for program in [Program::Hf, Program::HuggingfaceCli] {
        let tree = hf::cli::tree::command(program);
        let bare = tree.get_subcommands().find(|child| child.is_subcommand_required_set() && !child.has_subcommands());
        assert_eq!(bare.map(Command::get_name), None, "a group without an entry in `commands::group::GROUPS`");
    }
}

#[test]
fn every_command_has_a_summary_of_one_line_without_a_full_stop() {
    for (path, command) in commands(&tree()) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(is_summary(&about), "`{path}`: {about:?}");
    }
}

#[test]
fn every_argument_says_what_it_is() {
    for (path, command) in commands(&tree()) {
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let first = help.chars().next();
            let complete = first.is_some_and(|letter| !letter.is_lowercase()) && !help.ends_with('.');
            assert!(complete, "`{path}` {}: {help:?}", argument.get_id());
        }
    }
}

#[test]
fn every_verb_has_an_example() {
    let tree = tree();
    let without: Vec<String> =
        leaves(&tree).into_iter().filter(|(_, leaf)| help::examples(leaf).is_empty()).map(|(path, _)| path).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_example_is_a_command_line_of_its_verb() {
    let tree = tree();
    for (path, leaf) in leaves(&tree) {
        for example in help::examples(leaf) {
            let line = own_part(&example, &path);
            assert!(format!("{line} ").starts_with(&format!("{path} ")), "`{path}`: {example}");
            let words = split(line).into_iter().map(Into::into).collect();
            let parsed = hf::cli::parse(Program::Hf, words, &Ok(ConfigFile::default()));
            assert!(parsed.is_ok(), "{example}: {:?}", parsed.err());
        }
    }
}

/// The command of a pipe that is the verb's, without what the shell does to it.
fn own_part<'a>(example: &'a str, path: &str) -> &'a str {
    let part = example.split(" | ").find(|part| part.starts_with(path)).unwrap_or(example);
    let is_of_shell = |at: &usize| part[..*at].matches('\'').count().is_multiple_of(2);
    let signs = [" > ", " < "].into_iter().flat_map(|sign| part.match_indices(sign)).map(|(at, _)| at);
    signs.filter(is_of_shell).min().map_or(part, |end| &part[..end])
}

#[test]
fn no_two_commands_of_a_group_answer_to_one_name() {
    for (path, group) in commands(&tree()) {
        let mut names: Vec<String> = group
            .get_subcommands()
            .flat_map(|child| std::iter::once(child.get_name()).chain(child.get_all_aliases()))
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
        assert!(twice.is_none(), "`{path}`: {twice:?}");
    }
}

#[test]
fn what_destroys_asks_first() {
    for (path, leaf) in leaves(&tree()) {
        let verb = path.rsplit(' ').next().unwrap_or_default();
        let destroys = ["delete", "remove", "prune", "kill"].contains(&verb);
        let asks = leaf.get_arguments().any(|argument| argument.get_long() == Some("yes"));
        let excepted = ASKS_NOBODY.iter().any(|(exception, _)| *exception == path);
        assert!(!destroys || asks != excepted, "`{path}` destroys: it needs --yes or a reason in the list");
    }
}

#[test]
fn every_verb_takes_the_formatting_flags() {
    for (path, leaf) in leaves(&tree()) {
        let longs: Vec<&str> = leaf.get_arguments().filter_map(Arg::get_long).collect();
        let passes_through = leaf.get_arguments().any(Arg::is_trailing_var_arg_set);
        assert!(passes_through || longs.contains(&"format"), "`{path}`");
    }
}
