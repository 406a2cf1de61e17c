//! Verbs that run somebody else's command: their own options are taken wherever they stand, all other words belong to
//! the command. The parser knows no such grammar, so words are sorted before it sees them.
//!
//! The rules are the Python client's: unknown options are words of the command, clusters of short options are read
//! letter by letter, and the first `--` ends the options. One is not: an unknown option in front of all other words is
//! refused by the parser, and not taken for the name of an image.

use std::ffi::OsString;
use std::mem;

use clap::{Arg, Command};

/// A command line in an order that the parser understands.
#[derive(Debug, Default)]
pub struct Sorted {
    /// The verb's own options; a value is in the same word as its option.
    pub options: Vec<OsString>,
    /// The words that are no options.
    pub words: Vec<OsString>,
    /// Options that stood within the command, as they were typed: they may have been meant for it.
    pub late: Vec<String>,
}

/// Whether the verb takes a command.
pub fn takes_command(leaf: &Command) -> bool {
    leaf.get_positionals().any(Arg::is_trailing_var_arg_set)
}

/// Sorts what stands behind the verb's own name. Options called as one of `only_in_front` belong to the verb only before
/// all words: within a command they are the command's.
pub fn sort(leaf: &Command, only_in_front: &[&str], words: impl IntoIterator<Item = OsString>) -> Sorted {
    let mut sorted = Sorted::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.to_str().filter(|text| text.len() > 1 && text.starts_with('-')) {
            Some("--") => sorted.words.extend(&mut words),
            Some(text) if !sorted.words.is_empty() && only_in_front.contains(&name(text)) => {
                sorted.words.push(word);
            }
            Some(text) if text.starts_with("--") => sorted.take_long(leaf, text, &mut words),
            Some(text) => sorted.take_cluster(leaf, text, &mut words),
            None => sorted.words.push(word),
        }
    }
    sorted
}

impl Sorted {
    fn take_long(&mut self, leaf: &Command, text: &str, rest: &mut dyn Iterator<Item = OsString>) {
        let name = name(text);
        let option = leaf.get_arguments().find(|option| {
            option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|all| all.contains(&name))
        });
        match option {
            None => self.leave(text.to_owned()),
            Some(option) if takes_next_word(option) && !text.contains('=') => {
                self.take(leaf, text, with_value(text, rest.next()));
            }
            Some(_) => self.take(leaf, text, text.into()),
        }
    }

    /// Reads `-abc`: letters of options are taken, the others stay together as a word.
    fn take_cluster(&mut self, leaf: &Command, text: &str, rest: &mut dyn Iterator<Item = OsString>) {
        let mut unknown = String::new();
        let mut letters = text[1..].chars();
        while let Some(letter) = letters.next() {
            let option = leaf.get_arguments().find(|option| option.get_short() == Some(letter));
            let Some(option) = option else {
                unknown.push(letter);
                continue;
            };
            let short = format!("-{letter}");
            let long = option.get_long().map_or_else(|| short.clone(), |long| format!("--{long}"));
            if option.get_action().takes_values() {
                let attached = mem::replace(&mut letters, "".chars()).as_str();
                let value = if attached.is_empty() { rest.next() } else { Some(attached.into()) };
                self.take(leaf, &short, with_value(&long, value));
            } else {
                self.take(leaf, &short, long.into());
            }
        }
        if !unknown.is_empty() {
            self.leave(format!("-{unknown}"));
        }
    }

    fn take(&mut self, leaf: &Command, typed: &str, option: OsString) {
        let before_command = leaf.get_positionals().count() - 1;
        if self.words.len() > before_command {
            self.late.push(typed.to_owned());
        }
        self.options.push(option);
    }

    fn leave(&mut self, unknown: String) {
        let place = if self.words.is_empty() { &mut self.options } else { &mut self.words };
        place.push(unknown.into());
    }
}

/// What an option is called in `--name` and in `--name=value`; nothing for other words.
fn name(text: &str) -> &str {
    text.strip_prefix("--").and_then(|name| name.split('=').next()).unwrap_or_default()
}

/// Whether the word behind the option is its value.
pub fn takes_next_word(option: &Arg) -> bool {
    option.get_action().takes_values() && !option.is_require_equals_set()
}

/// One word of both, whatever the value looks like. Without a value the parser complains.
fn with_value(option: &str, value: Option<OsString>) -> OsString {
    let mut word = OsString::from(option);
    if let Some(value) = value {
        word.push("=");
        word.push(value);
    }
    word
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::{Sorted, sort};

    fn verb() -> Command {
        let option = |id: &'static str, short| Arg::new(id).long(id).short(short).action(ArgAction::Append);
        let switch = |id: &'static str, short| Arg::new(id).long(id).short(short).action(ArgAction::SetTrue);
        Command::new("run")
            .args([Arg::new("image").required(true), Arg::new("command").num_args(1..).trailing_var_arg(true)])
            .args([option("env", 'e'), option("label", 'l'), option("volume", 'v').alias("mount")])
            .args([switch("detach", 'd'), switch("quiet", 'q'), switch("whole", 'w')])
    }

    fn sorted(words: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let Sorted { options, words, late } = sort(&verb(), &["whole"], words.iter().map(Into::into));
        let text = |words: Vec<std::ffi::OsString>| words.into_iter().map(|word| word.into_string().unwrap()).collect();
        (text(options), text(words), late)
    }

    #[track_caller]
    fn check(line: &str, options: &str, words: &str, late: &str) {
        let split = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let typed: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(sorted(&typed), (split(options), split(words), split(late)), "{line}");
    }

    #[test]
    fn options_are_taken_wherever_they_stand() {
        check("-d ubuntu env", "--detach", "ubuntu env", "");
        check("ubuntu -d --env A=1 env", "--detach --env=A=1", "ubuntu env", "");
        check("ubuntu env -e A=1", "--env=A=1", "ubuntu env", "-e");
        check("python python -v a --mount=b", "--volume=a --mount=b", "python python", "-v --mount=b");
    }

    #[test]
    fn unknown_options_are_words_of_the_command() {
        let line = "python python --version -x --flag=1 -abc -1 - --no-truncate --env-fil x --no-detach";
        check(line, "", line, "");
    }

    #[test]
    fn clusters_are_read_letter_by_letter() {
        check("ubuntu ls -la", "--label=a", "ubuntu ls", "-l");
        check("ubuntu ls -dq", "--detach --quiet", "ubuntu ls", "-d -q");
        check("ubuntu ls -xe A=1", "--env=A=1", "ubuntu ls -x", "-e");
        check("ubuntu -xqy ls", "--quiet", "ubuntu -xy ls", "");
        check("ubuntu -e=A ls", "--env==A", "ubuntu ls", "");
    }

    #[test]
    fn the_first_double_dash_ends_the_options_and_is_gone() {
        check("-d -- ubuntu grep -q foo", "--detach", "ubuntu grep -q foo", "");
        check("ubuntu -- grep -q foo -- -e", "", "ubuntu grep -q foo -- -e", "");
        check("ubuntu x --", "", "ubuntu x", "");
    }

    #[test]
    fn a_value_is_whatever_comes_next() {
        check("-e -d --env -- ubuntu x", "--env=-d --env=--", "ubuntu x", "");
        check("ubuntu x -e", "--env", "ubuntu x", "-e");
    }

    #[test]
    fn an_unknown_option_in_front_is_left_to_the_parser() {
        check("--gpu a100 ubuntu x", "--gpu", "a100 ubuntu x", "");
        check("-dx ubuntu x", "--detach -x", "ubuntu x", "");
    }

    #[test]
    fn one_option_is_ours_only_in_front() {
        check("--whole ubuntu tool --whole", "--whole", "ubuntu tool --whole", "");
    }

    #[test]
    fn empty_words_are_words() {
        assert_eq!(sorted(&["ubuntu", "", "x"]).1, ["ubuntu", "", "x"]);
    }
}
