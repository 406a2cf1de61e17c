//! Answers the question that a shell's completion script asks through `_HF_COMPLETE`, `COMP_WORDS` and `COMP_CWORD`:
//! what may come next. The protocol is the Python client's, whose scripts are in many a `.bashrc`. Asks no server.

use clap::{Arg, ArgAction, Command, ValueHint};

use super::{Program, known_words, tree};
use crate::args::passthrough::takes_next_word;
use crate::base::shell::split;
use crate::commands::completion::Shell;
use crate::config::{CompletionQuestion, Config};

/// Words of this machine for an argument of a command, by the path of that command and the ID of the argument.
type Known<'a> = &'a dyn Fn((&str, &str)) -> Vec<String>;

/// One word that may come next, or the kind of path that the shell itself should offer.
#[derive(Debug, PartialEq, Eq)]
enum Candidate {
    Word { value: String, about: Option<String> },
    File,
    Folder,
}

/// The answer as the script reads it, or the script itself; `None` for an instruction that no script gives.
pub fn answer(program: Program, question: &CompletionQuestion, config: &Config) -> Option<String> {
    let (shell, action) = question.instruction.split_once('_')?;
    let shell = Shell::named(shell)?;
    match action {
        "source" => Some(shell.script().to_owned()),
        "complete" => {
            let (before, word) = typed(shell, question);
            let mut root = tree::command(program);
            root.build();
            let known = |place: (&str, &str)| known_words::words(config, place, &before);
            let candidates = candidates(&root, (before.as_slice(), word.as_str()), &known);
            Some(candidates.iter().map(|candidate| line(shell, candidate)).collect())
        }
        _ => None,
    }
}

/// The words between the program's name and the cursor, and the begun word at the cursor.
fn typed(shell: Shell, question: &CompletionQuestion) -> (Vec<String>, String) {
    let mut words = match shell {
        // Our own scripts for these send whole words, one a line.
        Shell::Elvish | Shell::PowerShell => question.words.split('\n').map(str::to_owned).collect(),
        Shell::Bash | Shell::Zsh | Shell::Fish => split(&question.words).words,
    };
    let word = match shell {
        Shell::Elvish | Shell::PowerShell => words.pop().unwrap_or_default(),
        Shell::Fish => {
            if !question.word.is_empty() && words.last() == split(&question.word).words.last() {
                words.pop();
            }
            question.word.clone()
        }
        Shell::Bash | Shell::Zsh => {
            let cursor = question.word.trim().parse().unwrap_or(words.len());
            let word = words.get(cursor).cloned().unwrap_or_default();
            words.truncate(cursor);
            word
        }
    };
    let before = rejoin(words.into_iter().skip(1));
    // bash cuts `--type=mo` at the sign and replaces what is behind it only.
    let word = if shell == Shell::Bash && word == "=" { String::new() } else { word };
    (before, word)
}

/// bash cuts words at `:` and `=`: `hf://a` arrives in three pieces, `--type=model` too.
fn rejoin(pieces: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut glue = false;
    for piece in pieces {
        let is_sign = piece == ":" || piece == "=";
        match words.last_mut() {
            Some(last) if is_sign || glue => last.push_str(&piece),
            _ => words.push(piece),
        }
        glue = is_sign;
    }
    words
}

/// Where in a command line the cursor stands.
struct Place<'a> {
    command: &'a Command,
    /// The words behind the program's name that call it.
    path: String,
    /// Options that were given already.
    given: Vec<&'a str>,
    /// How many words without a dash the command has got.
    positionals: usize,
    /// The option whose value comes next.
    waiting: Option<&'a Arg>,
    only_positionals: bool,
}

impl<'a> Place<'a> {
    fn after(root: &'a Command, words: &[String]) -> Self {
        let path = String::new();
        let start =
            Self { command: root, path, given: Vec::new(), positionals: 0, waiting: None, only_positionals: false };
        words.iter().fold(start, |place, word| place.step(word))
    }

    fn step(mut self, word: &str) -> Self {
        if self.waiting.is_some() {
            self.waiting = None;
        } else if word == "--" {
            self.only_positionals = true;
        } else if word.starts_with('-') && word.len() > 1 && !self.only_positionals {
            let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
            let option = option_named(self.command, name);
            self.given.extend(option.map(|option| option.get_id().as_str()));
            // bash sends `--type=` when the cursor is right behind the sign.
            let has_value = value.is_some_and(|value| !value.is_empty());
            self.waiting = option.filter(|option| takes_next_word(option) && !has_value);
        } else if let Some(child) = self.command.find_subcommand(word).filter(|_| !self.only_positionals) {
            let path = format!("{} {}", self.path, child.get_name()).trim_start().to_owned();
            return Self {
                command: child,
                path,
                given: Vec::new(),
                positionals: 0,
                waiting: None,
                only_positionals: false,
            };
        } else {
            self.positionals += 1;
        }
        self
    }
}

fn option_named<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|argument| match name.strip_prefix("--") {
        Some(long) => argument.get_long_and_visible_aliases().is_some_and(|longs| longs.contains(&long)),
        None => argument.get_short().is_some_and(|short| name.strip_prefix('-') == Some(short.to_string().as_str())),
    })
}

fn candidates(root: &Command, (before, word): (&[String], &str), known: Known<'_>) -> Vec<Candidate> {
    let place = Place::after(root, before);
    let values = |argument: &Arg, prefix: &str, begun: &str| {
        let mut found = values(argument, prefix, begun);
        let mut words = known((&place.path, argument.get_id().as_str()));
        words.retain(|word| word.starts_with(begun));
        words.sort();
        found.extend(words.iter().map(|word| Candidate::Word { value: format!("{prefix}{word}"), about: None }));
        found
    };
    if let Some(option) = place.waiting {
        return values(option, "", word);
    }
    if word.starts_with('-') && !place.only_positionals {
        if let Some((name, begun)) = word.split_once('=') {
            let option = option_named(place.command, name);
            return option.map(|option| values(option, &format!("{name}="), begun)).unwrap_or_default();
        }
        return options(&place, word);
    }
    if place.command.has_subcommands() {
        return commands(place.command, word);
    }
    let mut positionals = place.command.get_positionals();
    let argument = positionals.nth(place.positionals);
    let last = place.command.get_positionals().last().filter(|last| takes_many(last));
    argument.or(last).map(|argument| values(argument, "", word)).unwrap_or_default()
}

fn takes_many(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|range| range.max_values() > 1)
}

/// Names of commands; an alias only where no name fits.
fn commands(group: &Command, word: &str) -> Vec<Candidate> {
    let visible: Vec<&Command> = group.get_subcommands().filter(|child| !child.is_hide_set()).collect();
    let candidate = |name: &str, child: &Command| Candidate::Word {
        value: name.to_owned(),
        about: child.get_about().map(|about| one_line(&about.to_string())),
    };
    let named = visible.iter().filter(|child| child.get_name().starts_with(word));
    let found: Vec<Candidate> = named.map(|child| candidate(child.get_name(), child)).collect();
    if !found.is_empty() {
        return found;
    }
    let aliases = visible.iter().flat_map(|child| child.get_visible_aliases().map(move |alias| (alias, child)));
    aliases.filter(|(alias, _)| alias.starts_with(word)).map(|(alias, child)| candidate(alias, child)).collect()
}

fn options(place: &Place<'_>, word: &str) -> Vec<Candidate> {
    let repeats = |argument: &Arg| matches!(argument.get_action(), ArgAction::Append | ArgAction::Count);
    let mut found = Vec::new();
    for argument in place.command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        if place.given.contains(&argument.get_id().as_str()) && !repeats(argument) {
            continue;
        }
        let longs = argument.get_long_and_visible_aliases().unwrap_or_default();
        let about = argument.get_help().map(|help| one_line(&help.to_string()));
        let names = longs.into_iter().map(|long| format!("--{long}"));
        let fitting = names.filter(|name| name.starts_with(word));
        found.extend(fitting.map(|value| Candidate::Word { value, about: about.clone() }));
    }
    found
}

/// What an argument takes; `prefix` is what stands before the value in the same word.
fn values(argument: &Arg, prefix: &str, begun: &str) -> Vec<Candidate> {
    let choices = argument.get_possible_values();
    let visible = choices.iter().filter(|choice| !choice.is_hide_set());
    let words = visible.filter(|choice| choice.get_name().starts_with(begun)).map(|choice| Candidate::Word {
        value: format!("{prefix}{}", choice.get_name()),
        about: choice.get_help().map(|help| one_line(&help.to_string())),
    });
    // What the verb calls its value says more than that it is a path; of some that are text it says it alone.
    let is_named =
        |wanted: &str| argument.get_value_names().is_some_and(|names| names.iter().any(|name| name == wanted));
    match argument.get_value_hint() {
        ValueHint::Unknown | ValueHint::AnyPath if is_named("DIR") => vec![Candidate::Folder],
        ValueHint::Unknown if is_named("FILE") => vec![Candidate::File],
        ValueHint::DirPath => vec![Candidate::Folder],
        ValueHint::AnyPath | ValueHint::FilePath => vec![Candidate::File],
        _ => words.collect(),
    }
}

fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().replace('\t', " ")
}

/// A candidate as that shell's script reads it.
fn line(shell: Shell, candidate: &Candidate) -> String {
    let (kind, value, about) = match candidate {
        Candidate::Word { value, about } => ("plain", value.as_str(), about.as_deref()),
        Candidate::File => ("file", "", None),
        Candidate::Folder => ("dir", "", None),
    };
    match (shell, about) {
        (Shell::Bash, _) => format!("{kind},{value}\n"),
        // Three lines each; the Python client's script loses empty ones.
        (Shell::Zsh, None) => format!("{kind}\n{}\n_\n", if value.is_empty() { "_" } else { value }),
        (Shell::Zsh, Some(about)) => format!("{kind}\n{}\n{about}\n", value.replace(':', r"\:")),
        (_, None) => format!("{kind},{value}\n"),
        (_, Some(about)) => format!("{kind},{value}\t{about}\n"),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command, ValueHint};

    use super::{Candidate, CompletionQuestion, Shell, candidates, line, typed};

    fn tree() -> Command {
        let path = |id: &'static str, hint| Arg::new(id).long(id).value_hint(hint);
        let leaf = Command::new("get")
            .visible_alias("fetch")
            .arg(Arg::new("repo"))
            .arg(Arg::new("files").num_args(0..).value_hint(ValueHint::FilePath))
            .arg(Arg::new("kind").long("kind").value_parser(["model", "dataset"]))
            .arg(Arg::new("force").long("force").action(ArgAction::SetTrue))
            .arg(Arg::new("old").long("old").hide(true).action(ArgAction::SetTrue))
            .arg(Arg::new("only").long("only").action(ArgAction::Append))
            .arg(path("folder", ValueHint::AnyPath).value_name("DIR"));
        let mut root =
            Command::new("hf").disable_help_subcommand(true).subcommands([leaf, Command::new("gone").hide(true)]);
        root.build();
        root
    }

    /// The answer when the cursor stands at the end of that line.
    fn offered(before: &str, word: &str) -> Vec<String> {
        let before: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
        let shown = |candidate| match candidate {
            Candidate::Word { value, .. } => value,
            Candidate::File => "<file>".to_owned(),
            Candidate::Folder => "<folder>".to_owned(),
        };
        let known = |place: (&str, &str)| match place {
            ("get", "repo") => vec!["ada/two".to_owned(), "ada/one".to_owned(), "bob/x".to_owned()],
            _ => vec![],
        };
        candidates(&tree(), (before.as_slice(), word), &known).into_iter().map(shown).collect()
    }

    fn asked(shell: Shell, words: &str, word: &str) -> (Vec<String>, String) {
        let question =
            CompletionQuestion { instruction: String::new(), words: words.to_owned(), word: word.to_owned() };
        typed(shell, &question)
    }

    #[test]
    fn commands_are_offered_by_name_and_by_alias_only_when_no_name_fits() {
        assert_eq!(offered("", ""), ["get"]);
        assert_eq!(offered("", "f"), ["fetch"]);
    }

    #[test]
    fn hidden_and_given_options_are_not_offered_again() {
        let all = offered("get", "--");
        assert!(all.contains(&"--force".to_owned()) && !all.contains(&"--old".to_owned()));
        assert_eq!(offered("fetch --force x", "--f"), ["--folder"]);
        assert_eq!(offered("get --only a", "--on"), ["--only"]);
    }

    #[test]
    fn values_are_offered_behind_their_option() {
        assert_eq!(offered("get --kind", ""), ["model", "dataset"]);
        assert_eq!(offered("get", "--kind=d"), ["--kind=dataset"]);
        assert_eq!(offered("get --folder", ""), ["<folder>"]);
        assert_eq!(offered("get --kind=", "mo"), ["model"]);
    }

    #[test]
    fn words_are_counted_to_find_the_argument() {
        assert_eq!(offered("fetch", "ada/"), ["ada/one", "ada/two"]);
        assert_eq!(offered("get --kind model repo", ""), ["<file>"]);
        assert_eq!(offered("get repo a b", "c"), ["<file>"]);
        assert_eq!(offered("get repo --", "--f"), ["<file>"]);
    }

    #[test]
    fn every_shell_sends_words_its_own_way() {
        let words =
            |before: &[&str], word: &str| (before.iter().map(|word| (*word).to_owned()).collect(), word.to_owned());
        assert_eq!(asked(Shell::Bash, "hf\nget\n'a b'\n--k", "3"), words(&["get", "a b"], "--k"));
        assert_eq!(asked(Shell::Zsh, "hf get ", "2"), words(&["get"], ""));
        assert_eq!(asked(Shell::Fish, "hf get --k", "--k"), words(&["get"], "--k"));
        assert_eq!(asked(Shell::Fish, "hf get ", ""), words(&["get"], ""));
        assert_eq!(asked(Shell::PowerShell, "hf\nget\n", ""), words(&["get"], ""));
    }

    #[test]
    fn pieces_that_bash_cuts_are_one_word_again() {
        let (before, word) = asked(Shell::Bash, "hf\nget\nhf\n:\n//a/b\n--kind\n=\nmo", "7");
        assert_eq!(before, ["get", "hf://a/b", "--kind="]);
        assert_eq!(word, "mo");
        assert_eq!(asked(Shell::Bash, "hf\nget\n--kind\n=", "3").1, "");
    }

    #[test]
    fn every_shell_reads_candidates_its_own_way() {
        let word = |about: Option<&str>| Candidate::Word { value: "a:b".to_owned(), about: about.map(str::to_owned) };
        assert_eq!(line(Shell::Bash, &word(Some("It is"))), "plain,a:b\n");
        assert_eq!(line(Shell::Zsh, &word(Some("It is"))), "plain\na\\:b\nIt is\n");
        assert_eq!(line(Shell::Zsh, &word(None)), "plain\na:b\n_\n");
        assert_eq!(line(Shell::Fish, &word(Some("It is"))), "plain,a:b\tIt is\n");
        assert_eq!(line(Shell::Zsh, &Candidate::File), "file\n_\n_\n");
    }
}
