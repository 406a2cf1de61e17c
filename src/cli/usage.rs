//! A command line that runs no command: help, or words that make no sense, told with what could have been meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// Why no command is run.
#[derive(Debug)]
pub enum Stop {
    /// A page for standard output, such as help; the user asked for it.
    Page(String),
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
        ErrorKind::DisplayHelp => return Stop::Page(error.render().ansi().to_string()),
        // Help wins over a value that is still to be learned, as in the Python client.
        ErrorKind::ValueValidation if asks_for_help(words) => return Stop::Page(page(command)),
        ErrorKind::MissingRequiredArgument if names_only(root, words) => return Stop::Page(page(command)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Stop::PageOnError(page(command));
        }
        _ => {}
    }
    let usage = command.clone().render_usage().to_string();
    let context = format!("{usage}\nTry '{path} --help' for help.");
    Stop::Usage { message: message(error), context: Some(context), listing: listing(&path, command, error) }
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

/// Nothing but the command's own name was typed.
fn names_only(root: &Command, words: &[String]) -> bool {
    deepest(root, words).0.split(' ').count() == words.len() + 1
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
        ErrorKind::TooManyValues => format!("{argument} takes no value"),
        _ => first_line(error),
    }
}

fn meant(error: &Error, kind: ContextKind) -> String {
    let names = match error.get(kind) {
        Some(ContextValue::String(name)) => name.clone(),
        Some(ContextValue::Strings(names)) => names.join("' or '"),
        _ => return String::new(),
    };
    format!("; did you mean '{names}'?")
}

/// The parser's own words, without its `error: `.
fn first_line(error: &Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// What could have been typed: options after an unknown option, commands after an unknown command.
fn listing(path: &str, command: &Command, error: &Error) -> Option<String> {
    let is_option = context(error, ContextKind::InvalidArg).is_some_and(|argument| argument.starts_with('-'));
    let rows: Vec<(String, String)> = match error.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument if command.has_subcommands() => command
            .get_subcommands()
            .filter(|child| !child.is_hide_set())
            .map(|child| (child.get_name().to_owned(), summary(child.get_about())))
            .collect(),
        ErrorKind::UnknownArgument if is_option => command
            .get_arguments()
            .filter(|argument| !argument.is_hide_set() && !argument.is_positional())
            .map(|argument| (flags(argument), summary(argument.get_help())))
            .collect(),
        _ => return None,
    };
    let noun = if command.has_subcommands() { "commands" } else { "options" };
    let mut text = format!("Available {noun} for '{path}':\n");
    for (name, about) in rows {
        text += &format!("  {name:<30} {about}\n");
    }
    Some(text + &format!("\nRun '{path} --help' for full details."))
}

fn summary(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(|text| text.to_string().lines().next().unwrap_or_default().to_owned()).unwrap_or_default()
}

fn flags(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let longs = argument.get_long_and_visible_aliases().unwrap_or_default();
    let names: Vec<String> = short.into_iter().chain(longs.into_iter().map(|long| format!("--{long}"))).collect();
    let value =
        argument.get_action().takes_values().then(|| argument.get_value_names()?.first().map(|name| name.to_string()));
    let value = value.flatten().map(|name| format!(" {name}")).unwrap_or_default();
    names.join(", ") + &value
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
        assert_eq!(usage("hf repos lst").0, "unknown command 'lst'; did you mean 'ls' or 'list'?");
        assert_eq!(usage("hf repo ls").0, "unknown command 'repo'; did you mean 'repos'?");
        assert_eq!(usage("hf repos ls ada --al").0, "unknown option '--al'; did you mean '--all'?");
    }

    #[test]
    fn an_unknown_option_lists_the_options_and_an_unknown_command_the_commands() {
        let (_, context, listing) = usage("hf repos ls ada --nope");
        assert!(context.ends_with("Try 'hf repos ls --help' for help."), "{context}");
        assert!(listing.contains("\n  --sort KEY                     Order\n"), "{listing}");
        assert!(usage("hf repos nope").2.contains("\n  list                           List them\n"));
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
    fn help_wins_over_a_value_that_makes_no_sense() {
        assert!(matches!(stop("hf repos ls ada --limit many --help"), Stop::Page(page) if page.contains("<OWNER>")));
        assert!(usage("hf repos ls ada --limit many").0.starts_with("invalid value 'many' for '--limit <limit>'"));
        assert!(matches!(stop("hf repos ls --limit many -- --help"), Stop::Usage { .. }));
    }

    #[test]
    fn a_verb_without_words_shows_its_help_and_a_group_does_so_on_standard_error() {
        assert!(matches!(stop("hf repos ls"), Stop::Page(page) if page.contains("<OWNER>")));
        assert!(matches!(stop("hf repos"), Stop::PageOnError(_)));
        assert_eq!(usage("hf repos ls --all").0, "missing <OWNER>");
    }
}
