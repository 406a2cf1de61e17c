//! Defaults of options from the configuration file: words that are added to a command line that does not say otherwise.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::{tree, usage};
use crate::base::spelling::{did_you_mean, nearest};
use crate::config::{ConfigFile, FileError, FlagDefault, FlagValue};

/// What is not in a file: secrets, for which there is a better place, and answers to a question that is to be read.
const TYPED_ONLY: [(&str, &str); 5] = [
    ("token", "log in with `hf auth login` instead"),
    ("secret", "secrets have no place in it"),
    ("secrets", "secrets have no place in it"),
    ("yes", "a question must be answered every time"),
    ("help", "it is not a default"),
];

/// Checks that every command and option of the file exists.
///
/// # Errors
/// [`FileError::Wrong`], with what could have been meant.
pub(super) fn check(root: &Command, file: &ConfigFile) -> Result<(), FileError> {
    for default in &file.defaults {
        let wrong = |what: String| file.wrong(default.line, what);
        let leaf = leaf(root, &default.verb).map_err(wrong)?;
        let option = option(leaf, default).map_err(wrong)?;
        if !fits(option, &default.value) {
            let wanted = if option.get_action().takes_values() { "a value" } else { "true or false" };
            return Err(wrong(format!("'{}' takes {wanted}", default.flag)));
        }
    }
    Ok(())
}

fn leaf<'a>(root: &'a Command, verb: &[String]) -> Result<&'a Command, String> {
    let mut command = root;
    for word in verb {
        let names = command.get_subcommands().map(Command::get_name);
        let meant = || did_you_mean(nearest(word, names));
        command = command.find_subcommand(word).ok_or_else(|| format!("unknown command '{word}'{}", meant()))?;
    }
    if command.has_subcommands() {
        return Err(format!("'{}' is a group: name one of its commands", verb.join(" ")));
    }
    Ok(command)
}

fn option<'a>(leaf: &'a Command, default: &FlagDefault) -> Result<&'a Arg, String> {
    let name = default.flag.as_str();
    if let Some((_, why)) = TYPED_ONLY.iter().find(|(refused, _)| *refused == name) {
        return Err(format!("'{name}' cannot be set in the file: {why}"));
    }
    let names = || leaf.get_arguments().filter(|option| !option.is_hide_set()).filter_map(Arg::get_long);
    let found = leaf.get_arguments().find(|option| option.get_long() == Some(name));
    let unknown =
        || format!("'{}' has no option '{name}'{}", default.verb.join(" "), did_you_mean(nearest(name, names())));
    found.ok_or_else(unknown)
}

fn fits(option: &Arg, value: &FlagValue) -> bool {
    let may_be_bare = option.get_num_args().is_some_and(|values| values.min_values() == 0);
    match value {
        FlagValue::Switch(_) => may_be_bare || !option.get_action().takes_values(),
        FlagValue::Texts(_) => option.get_action().takes_values(),
    }
}

/// The command line with the defaults of its verb. `typed` is what it says without them: an option that is typed wins,
/// and so does one that excludes the default.
pub(super) fn added(
    root: &Command,
    arguments: &[OsString],
    (file, typed): (&ConfigFile, &ArgMatches),
) -> Vec<OsString> {
    let (path, leaf) = usage::deepest(root, &usage::words(arguments));
    let words: Vec<&str> = path.split(' ').skip(1).collect();
    let names = canonical(root, &words);
    let mut arguments = arguments.to_vec();
    let place = 1 + words.len();
    let is_typed = |option: &Arg| typed.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine);
    let given: Vec<&Arg> = leaf.get_arguments().filter(|option| known(typed, option) && is_typed(option)).collect();
    for default in file.defaults.iter().filter(|default| canonical(root, &texts(&default.verb)) == names) {
        let Some(option) = leaf.get_arguments().find(|option| option.get_long() == Some(&default.flag)) else {
            continue;
        };
        let twin = format!("no-{}", default.flag);
        let is_overruled = given.iter().any(|other| {
            other.get_id() == option.get_id()
                || other.get_long() == Some(&twin)
                || [option, other].iter().all(|one| tree::FORMS.contains(&one.get_id().as_str()))
                || leaf.get_arg_conflicts_with(option).iter().any(|one| one.get_id() == other.get_id())
                || leaf.get_arg_conflicts_with(other).iter().any(|one| one.get_id() == option.get_id())
        });
        if !is_overruled {
            arguments.splice(place..place, option_words(default));
        }
    }
    arguments
}

/// Options that clap adds itself are in no matches.
fn known(matches: &ArgMatches, option: &Arg) -> bool {
    matches.try_contains_id(option.get_id().as_str()).is_ok()
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The names of the commands that these words call, some by an alias.
fn canonical<'a>(root: &'a Command, words: &[&str]) -> Vec<&'a str> {
    let mut command = root;
    let mut names = Vec::new();
    for word in words {
        let Some(child) = command.find_subcommand(word) else { break };
        names.push(child.get_name());
        command = child;
    }
    names
}

/// Each with its value in one word, whatever that looks like.
fn option_words(default: &FlagDefault) -> Vec<OsString> {
    match &default.value {
        FlagValue::Switch(true) => vec![format!("--{}", default.flag).into()],
        FlagValue::Switch(false) => Vec::new(),
        FlagValue::Texts(texts) => texts.iter().map(|text| format!("--{}={text}", default.flag).into()).collect(),
    }
}
