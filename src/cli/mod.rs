//! From the words of a command line to a command. Runs nothing and prints nothing: usage errors are values.

pub mod completion;
mod defaults;
pub mod fallback;
pub mod help;
mod known_words;
pub mod legacy;
mod order;
mod program;
pub mod topic;
pub mod tree;
pub mod usage;

use std::ffi::OsString;

use clap::{ArgMatches, FromArgMatches};

use crate::commands::Command;
use crate::commands::completion::Completion;
use crate::commands::version::VERSION;
use crate::config::{ConfigFile, FileError};
use crate::output::Format;
use crate::output::shape::{Shape, Wish};
use legacy::Older;
pub use program::Program;
use topic::Topic;
use tree::Cli;
use usage::Stop;

/// A command line that makes sense.
pub struct Invocation {
    pub command: Command,
    /// `None`: decided by who runs the program.
    pub format: Option<Format>,
    pub no_truncate: bool,
    /// What the user makes of JSON.
    pub shape: Option<Shape>,
    /// What is said and shown under the older name.
    pub older: Option<Older>,
    /// Options that were typed within another command, which it may have been meant to get.
    pub late_options: Vec<String>,
}

/// Reads a command line, the program's name first, with the defaults of the configuration file.
///
/// # Errors
/// A [`Stop`]: help or a version was asked for, the words make no sense, or the file does not.
pub fn parse(
    program: Program,
    arguments: Vec<OsString>,
    file: &Result<ConfigFile, FileError>,
) -> Result<Invocation, Stop> {
    let typed = usage::words(&arguments);
    if let Some(topic) = Topic::asked_for(&typed).filter(|_| program == Program::Hf) {
        return Err(Stop::Topic(topic));
    }
    let typed = typed.into_iter().next().unwrap_or_default();
    let arguments = order::with_preview_of_skill(legacy::renamed(program, arguments));
    let mut command = tree::reached(program, &arguments);
    let arguments = match program {
        Program::Hf => order::sorted(&command, arguments),
        Program::HuggingfaceCli => arguments,
    };
    let words = usage::words(&arguments);
    let (arguments, late_options) = tree::sorted(&command, arguments);
    let matches =
        command.try_get_matches_from_mut(&arguments).map_err(|error| usage::explain(&command, &words, &error))?;
    if flag(&matches, tree::VERSION) {
        return Err(Stop::Page(VERSION.to_owned()));
    }
    if let Some(action) = completion_action(&matches) {
        let command = Command::Completion(action);
        return Ok(Invocation { command, format: None, no_truncate: false, shape: None, older: None, late_options });
    }
    let file = file.as_ref().map_err(|error| Stop::usage(error.to_string()))?;
    let matches = match program {
        Program::Hf if !file.defaults.is_empty() => with_defaults((&mut command, &arguments), &matches, file)?,
        _ => matches,
    };
    let leaf = leaf_matches(&matches);
    let format = format_of(leaf).map_err(Stop::usage)?;
    let no_truncate = flag(leaf, tree::NO_TRUNCATE);
    let wish = wish(leaf);
    let parsed = Cli::from_arg_matches(&matches).map_err(|error| usage::explain(&command, &words, &error))?;
    match parsed.command {
        Some(command) => {
            let older = legacy::older(program, &typed, &path(&matches), |id| flag(leaf, id));
            let shape = Shape::new(wish).map_err(Stop::usage)?;
            Ok(Invocation { command, format, no_truncate, shape, older, late_options })
        }
        None => Err(Stop::PageOnError(help::render(&mut command))),
    }
}

fn with_defaults(
    (command, arguments): (&mut clap::Command, &[OsString]),
    typed: &ArgMatches,
    file: &ConfigFile,
) -> Result<ArgMatches, Stop> {
    defaults::check(&tree::command(Program::Hf), file).map_err(|error| Stop::usage(error.to_string()))?;
    let arguments = defaults::added(command, arguments, (file, leaf_matches(typed)));
    command.try_get_matches_from_mut(arguments).map_err(|error| {
        match usage::explain(command, &usage::words(&[]), &error) {
            Stop::Usage { message, .. } => {
                let path = file.path.clone().unwrap_or_default();
                Stop::usage(format!("{message}, with the defaults in '{}'", path.display()))
            }
            stop => stop,
        }
    })
}

fn completion_action(root: &ArgMatches) -> Option<Completion> {
    let install = flag(root, tree::INSTALL_COMPLETION).then_some(Completion::Install);
    install.or_else(|| flag(root, tree::SHOW_COMPLETION).then_some(Completion::Show))
}

fn leaf_matches(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| leaf_matches(inner))
}

fn path(matches: &ArgMatches) -> Vec<&str> {
    matches.subcommand().map_or(Vec::new(), |(name, inner)| [vec![name], path(inner)].concat())
}

/// Only leaves that take the formatting flags know their ids.
fn flag(leaf: &ArgMatches, id: &str) -> bool {
    leaf.try_get_one::<bool>(id).ok().flatten().copied().unwrap_or(false)
}

/// The same for options with a value.
fn text<'a>(leaf: &'a ArgMatches, id: &str) -> Option<&'a String> {
    leaf.try_get_one::<String>(id).ok().flatten()
}

fn wish(leaf: &ArgMatches) -> Wish {
    let fields = text(leaf, tree::JSON).map(|names| names.split(',').map(|name| name.trim().to_owned()));
    Wish {
        fields: fields.into_iter().flatten().filter(|name| !name.is_empty()).collect(),
        jq: text(leaf, tree::JQ).cloned(),
        template: text(leaf, tree::TEMPLATE).cloned(),
    }
}

fn format_of(leaf: &ArgMatches) -> Result<Option<Format>, String> {
    let named = text(leaf, tree::FORMAT);
    let (json, quiet) = (text(leaf, tree::JSON).is_some(), flag(leaf, tree::QUIET));
    let given =
        [named.map(|name| format!("--format {name}")), json.then(|| "--json".into()), quiet.then(|| "-q".into())];
    let given: Vec<String> = given.into_iter().flatten().collect();
    if let [first, second, ..] = given.as_slice() {
        return Err(format!("'{first}' and '{second}' cannot be used together"));
    }
    let shaped_by = [(tree::JQ, "--jq"), (tree::TEMPLATE, "--template")];
    let shaped_by = shaped_by.into_iter().find(|(id, _)| text(leaf, id).is_some()).map(|(_, option)| option);
    let is_other = quiet || named.is_some_and(|name| name != "json" && name != "auto");
    if let (Some(option), [other], true) = (shaped_by, given.as_slice(), is_other) {
        return Err(format!("'{option}' and '{other}' cannot be used together"));
    }
    Ok(match named.map(String::as_str) {
        _ if json || shaped_by.is_some() => Some(Format::Json),
        _ if quiet => Some(Format::Quiet),
        Some("human") => Some(Format::Human),
        Some("agent") => Some(Format::Agent),
        Some("json") => Some(Format::Json),
        Some("quiet") => Some(Format::Quiet),
        _ => None,
    })
}
