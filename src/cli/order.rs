//! Words in an order that people type and the parser does not know: `hf help COMMAND`, and formatting options before the
//! command. Knows no verb.

use std::ffi::{OsStr, OsString};

use clap::Command;

use super::usage;

const HELP: &str = "help";
/// Formatting options without a value.
const SWITCHES: [&str; 4] = ["--json", "-q", "--quiet", "--no-truncate"];
/// Those with a value in the next word.
const OPTIONS: [&str; 3] = ["--format", "--jq", "--template"];
/// The group of extensions, and its alias.
const EXTENSIONS: [&str; 2] = ["extensions", "ext"];

/// The command line in the parser's order, the program's name first.
pub(super) fn sorted(root: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    with_words_of_extension(with_formatting_behind_command(root, with_help_behind_command(arguments)))
}

/// `hf --skills` is `hf skills preview`.
pub(super) fn with_preview_of_skill(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if matches!(arguments.get(1..), Some([only]) if only == "--skills") {
        arguments.splice(1.., ["skills", "preview"].map(OsString::from));
    }
    arguments
}

/// All words behind the name of an extension are its own, `--` among them.
fn with_words_of_extension(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_exec = matches!(arguments.get(1..3), Some([group, verb]) if EXTENSIONS.iter().any(|name| group == name) && verb == "exec");
    if is_exec && arguments.get(3).is_some_and(|name| !is_option(name)) {
        arguments.insert(4, "--".into());
    }
    arguments
}

/// `hf help models list` is `hf models list --help`.
fn with_help_behind_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|first| first == HELP) {
        arguments.remove(1);
        arguments.truncate(1 + arguments.iter().skip(1).take_while(|word| !is_option(word)).count());
        arguments.push("--help".into());
    }
    arguments
}

/// `hf --json models list` is `hf models list --json`.
fn with_formatting_behind_command(root: &Command, mut arguments: Vec<OsString>) -> Vec<OsString> {
    let count = formatting_at_start(arguments.get(1..).unwrap_or_default());
    if count == 0 {
        return arguments;
    }
    let early: Vec<OsString> = arguments.drain(1..1 + count).collect();
    let (path, _) = usage::deepest(root, &usage::words(&arguments));
    let place = path.split(' ').count();
    arguments.splice(place..place, early);
    arguments
}

/// How many words in front are formatting options with their values.
fn formatting_at_start(words: &[OsString]) -> usize {
    let mut count = 0;
    while let Some(word) = words.get(count).and_then(|word| word.to_str()) {
        count += match word {
            _ if OPTIONS.contains(&word) => 2,
            _ if SWITCHES.contains(&word) || has_value(word) => 1,
            _ => break,
        };
    }
    count.min(words.len())
}

/// Whether a word is a formatting option with its value.
fn has_value(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| name == "--json" || OPTIONS.contains(&name))
}

fn is_option(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-")
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::{sorted, with_preview_of_skill};

    fn line(words: &str) -> String {
        let root = Command::new("hf").subcommand(Command::new("models").subcommand(Command::new("list")));
        let sorted = sorted(&root, words.split(' ').map(Into::into).collect());
        sorted.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn help_of_a_command_is_the_commands_help() {
        assert_eq!(line("hf help"), "hf --help");
        assert_eq!(line("hf help models list"), "hf models list --help");
        assert_eq!(line("hf help models -x"), "hf models --help");
        assert_eq!(line("hf models help"), "hf models help");
    }

    #[test]
    fn an_option_of_the_python_client_previews_the_skill() {
        let line = |words: &str| with_preview_of_skill(words.split(' ').map(Into::into).collect());
        assert_eq!(line("hf --skills"), ["hf", "skills", "preview"]);
        assert_eq!(line("hf --skills x"), ["hf", "--skills", "x"]);
    }

    #[test]
    fn the_words_of_an_extension_stay_its_own() {
        assert_eq!(line("hf ext exec tool -- -h"), "hf ext exec tool -- -- -h");
        assert_eq!(line("hf extensions exec tool --json a"), "hf extensions exec tool -- --json a");
        assert_eq!(line("hf extensions exec --help"), "hf extensions exec --help");
        assert_eq!(line("hf extensions list a"), "hf extensions list a");
    }

    #[test]
    fn formatting_options_before_the_command_are_its_own() {
        assert_eq!(line("hf --json models list a"), "hf models list --json a");
        assert_eq!(line("hf --format json -q models list"), "hf models list --format json -q");
        assert_eq!(line("hf --format=json models"), "hf models --format=json");
        assert_eq!(line("hf --jq .a --json=a models list"), "hf models list --jq .a --json=a");
        assert_eq!(line("hf --nope models list"), "hf --nope models list");
        assert_eq!(line("hf --json"), "hf --json");
        assert_eq!(line("hf --format"), "hf --format");
    }
}
