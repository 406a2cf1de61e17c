//! A command line that runs no command: help, or words that make no sense, told with what could have been meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error, value_parser};

use super::topic::Topic;
use crate::base::spelling::did_you_mean;

/// Why no command is run.
#[derive(Debug)]
pub enum Stop {
    /// A page for standard output, such as help; the user asked for it.
    Page(String),
    /// A page about no command; the user asked for it.
    Topic(Topic),
    /// A help page for standard error: a group needs one of its commands.
    PageOnError(String),
    /// The words make no sense; the text is complete, from `Usage:` on.
    Usage { message: String, context: Option<String>, listing: Option<String> },
}

impl Stop {
    /// A usage error that has only a message.
    pub fn usage(message: String) -> Self {
        Self::Usage { message, context: None, listing: None }
    }
}

/// The words behind the program's name that are text.
pub(super) fn words(arguments: &[OsString]) -> Vec<String> {
    arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Turns the parser's complaint into ours. `command` is the built tree.
pub(super) fn explain(root: &Command, words: &[String], error: &Error) -> Stop {
    let (path, command) = deepest(root, words);
    match error.kind() {
        ErrorKind::DisplayHelp => {
            let help = || Stop::Page(error.render().ansi().to_string());
            return unoffered(command, words).map_or_else(help, |message| usage(&path, command, message));
        }
        // Help wins over a value that is still to be learned, as in the Python client.
        ErrorKind::ValueValidation if asks_for_help(words) => return Stop::Page(page(command)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Stop::PageOnError(page(command));
        }
        _ => {}
    }
    match usage(&path, command, message(error)) {
        Stop::Usage { message, context, .. } => {
            Stop::Usage { message, context, listing: listing(&path, command, error) }
        }
        stop => stop,
    }
}

fn usage(path: &str, command: &Command, message: String) -> Stop {
    let usage = command.clone().render_usage().to_string();
    Stop::Usage { message, context: Some(format!("{usage}\nTry '{path} --help' for help.")), listing: None }
}

/// Whoever asks for help about a value that is not offered learns which are, as for values from a closed list. Only the
/// Hub could say whether it knows the value all the same, and help asks nobody.
fn unoffered(command: &Command, words: &[String]) -> Option<String> {
    let text = value_parser!(String).type_id();
    words.iter().enumerate().find_map(|(at, word)| {
        let name = word.strip_prefix("--")?;
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, value),
            None => (name, words.get(at + 1)?.as_str()),
        };
        let option = command.get_arguments().find(|option| option.get_long() == Some(name))?;
        let offered: Vec<_> = option.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let is_open = option.get_value_parser().type_id() == text && !offered.is_empty();
        let is_wrong = is_open && offered.iter().all(|known| known != value);
        is_wrong.then(|| format!("invalid value '{value}' for {option}: use {}", offered.join(", ")))
    })
}

fn page(command: &Command) -> String {
    command.clone().render_help().ansi().to_string()
}

/// The deepest command that the words name, and how it is called.
pub(super) fn deepest<'a>(root: &'a Command, words: &[String]) -> (String, &'a Command) {
    let mut path = root.get_name().to_owned();
    let mut command = root;
    for word in words {
        let Some(child) = command.find_subcommand(word) else { break };
        path = format!("{path} {word}");
        command = child;
    }
    (path, command)
}

fn asks_for_help(words: &[String]) -> bool {
    words.iter().take_while(|word| *word != "--").any(|word| word == "--help")
}

fn context(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        other => Some(other.to_string()),
    }
}

fn message(error: &Error) -> String {
    let argument = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("unknown option '{argument}'{}", meant(error, ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => format!("unexpected argument '{argument}'"),
        ErrorKind::InvalidSubcommand => {
            let typed = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("unknown command '{typed}'{}", meant(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("missing {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} requires a value"),
        ErrorKind::InvalidValue => {
            let valid = context(error, ContextKind::ValidValue).unwrap_or_default();
            format!("invalid value '{value}' for {argument}: use {valid}")
        }
        ErrorKind::ValueValidation => {
            let reason = reason(error).map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("invalid value '{value}' for {argument}{reason}")
        }
        ErrorKind::ArgumentConflict => {
            let prior = context(error, ContextKind::PriorArg).unwrap_or_default();
            let [one, other] = [&argument, &prior].map(|shown| shown.split(' ').next().unwrap_or_default());
            format!("{one} and {other} cannot be used together")
        }
        ErrorKind::TooManyValues => format!("{argument} takes no value"),
        _ => first_line(error),
    }
}

/// The name that comes nearest to what was typed; the parser puts it last.
fn meant(error: &Error, kind: ContextKind) -> String {
    let nearest = match error.get(kind) {
        Some(ContextValue::String(name)) => Some(name),
        Some(ContextValue::Strings(names)) => names.last(),
        _ => None,
    };
    did_you_mean(nearest.map(String::as_str))
}

/// Why a value is refused, in words: the standard library speaks of digits and of types.
fn reason(error: &Error) -> Option<String> {
    let text = std::error::Error::source(error)?.to_string();
    Some(match text.as_str() {
        "invalid digit found in string" | "cannot parse integer from empty string" => "expected a whole number".into(),
        "number too large to fit in target type" => "the number is too large".into(),
        "number too small to fit in target type" => "the number is too small".into(),
        "invalid float literal" | "cannot parse float from empty string" => "expected a number".into(),
        _ => range(&text).unwrap_or(text),
    })
}

/// `0 is not in 1..=65535`, as the parser says it.
fn range(text: &str) -> Option<String> {
    let (_, range) = text.split_once(" is not in ")?;
    Some(match range.split_once("..=") {
        Some((least, most)) => format!("expected a number from {least} to {most}"),
        None => format!("expected {} or more", range.strip_suffix("..")?),
    })
}

/// The parser's own words, without its `error: `.
fn first_line(error: &Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// The commands that could have been typed; not if one was nearly typed, which the message names.
fn listing(path: &str, command: &Command, error: &Error) -> Option<String> {
    let is_near = error.get(ContextKind::SuggestedSubcommand).is_some();
    if error.kind() != ErrorKind::InvalidSubcommand || is_near {
        return None;
    }
    let visible = command.get_subcommands().filter(|child| !child.is_hide_set());
    let names: Vec<&str> = visible.map(Command::get_name).collect();
    Some(format!("Commands of '{path}': {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::{Stop, explain, words};

    fn tree() -> Command {
        let leaf = Command::new("list")
            .visible_alias("ls")
            .about("List them")
            .arg(Arg::new("owner").value_name("OWNER").required(true))
            .arg(Arg::new("sort").long("sort").value_name("KEY").value_parser(["name", "size"]).help("Order"))
            .arg(Arg::new("limit").long("limit").value_parser(clap::value_parser!(u64)).help("Most rows"))
            .arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help("Hidden ones too"));
        let group = Command::new("repos").subcommand_required(true).subcommand(leaf);
        let mut root = Command::new("hf").disable_help_subcommand(true).subcommand(group);
        root.build();
        root
    }

    fn stop(line: &str) -> Stop {
        let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
        let mut tree = tree();
        let error = tree.try_get_matches_from_mut(&arguments).unwrap_err();
        explain(&tree, &words(&arguments), &error)
    }

    fn usage(line: &str) -> (String, String, String) {
        match stop(line) {
            Stop::Usage { message, context, listing } => {
                (message, context.unwrap_or_default(), listing.unwrap_or_default())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_near_miss_is_named_aliases_too() {
        assert_eq!(usage("hf repos lst").0, "unknown command 'lst'; did you mean 'list'?");
        assert_eq!(usage("hf repo ls").0, "unknown command 'repo'; did you mean 'repos'?");
        assert_eq!(usage("hf repos ls ada --al").0, "unknown option '--al'; did you mean '--all'?");
    }

    #[test]
    fn an_unknown_command_lists_the_commands_unless_one_comes_near() {
        let (_, context, listing) = usage("hf repos nope");
        assert!(context.ends_with("Try 'hf repos --help' for help."), "{context}");
        assert_eq!(listing, "Commands of 'hf repos': list");
        assert_eq!(usage("hf repos lst").2, "");
        assert_eq!(usage("hf repos ls ada --nope").2, "");
    }

    #[test]
    fn a_word_too_many_lists_nothing() {
        assert_eq!(usage("hf repos ls ada too").2, "");
        assert_eq!(usage("hf repos ls ada too").0, "unexpected argument 'too'");
    }

    #[test]
    fn a_bad_value_names_the_good_ones() {
        assert_eq!(usage("hf repos ls ada --sort date").0, "invalid value 'date' for --sort <KEY>: use name, size");
        assert_eq!(usage("hf repos ls ada --sort").0, "--sort <KEY> requires a value");
        assert_eq!(usage("hf repos ls ada --all=1").0, "--all takes no value");
    }

    #[test]
    fn a_number_that_is_none_is_told_in_words() {
        let text = |value: &str| usage(&format!("hf repos ls ada --limit {value}")).0;
        assert_eq!(text("many"), "invalid value 'many' for --limit <limit>: expected a whole number");
        assert!(text("99999999999999999999").ends_with(": the number is too large"));
    }

    #[test]
    fn help_wins_over_a_value_that_makes_no_sense() {
        assert!(matches!(stop("hf repos ls ada --limit many --help"), Stop::Page(page) if page.contains("<OWNER>")));
        assert!(matches!(stop("hf repos ls --limit many -- --help"), Stop::Usage { .. }));
    }

    #[test]
    fn a_verb_without_words_says_what_it_lacks_and_a_group_shows_its_help_on_standard_error() {
        assert_eq!(usage("hf repos ls").0, "missing <OWNER>");
        assert!(matches!(stop("hf repos"), Stop::PageOnError(_)));
        assert_eq!(usage("hf repos ls --all").0, "missing <OWNER>");
    }
}
