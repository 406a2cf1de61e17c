//! What scripts of older releases type: the grammar of `huggingface-cli`, laid over the one tree by a walk, and flags
//! that have nothing left to do. Verbs that had other names are in `commands/legacy`.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use super::Program;

/// Old first words, and the words that say the same now.
const RENAMED: [(&str, &[&str]); 4] = [
    ("login", &["auth", "login"]),
    ("logout", &["auth", "logout"]),
    ("repo", &["repos"]),
    ("whoami", &["auth", "whoami"]),
];
/// Options that did something once, by command.
const RETIRED: [(&str, Retired); 3] = [
    ("download", Retired { long: "resume-download", short: None, takes_value: false }),
    ("download", Retired { long: "local-dir-use-symlinks", short: None, takes_value: true }),
    ("repos create", Retired { long: "yes", short: Some('y'), takes_value: false }),
];
/// Options that took several values at once.
const SEVERAL: [&str; 3] = ["include", "exclude", "delete"];
/// Verbs that talk with the user and so do not answer with a bare value.
const TALKS: [&str; 2] = ["login", "switch"];
const QUIET: &str = "quiet";

/// An option that is accepted and ignored.
#[derive(Clone, Copy)]
struct Retired {
    long: &'static str,
    short: Option<char>,
    takes_value: bool,
}

/// How the older program differs from `hf` in what it shows.
pub struct Older {
    /// The line that names the newer command.
    pub notice: String,
    /// The result is one bare value, the last line of standard output.
    pub is_bare: bool,
    /// No progress.
    pub is_quiet: bool,
}

/// The command line in today's words. In `hf` a verb that still has its old name keeps it.
pub(super) fn renamed(program: Program, tree: &Command, mut arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(first) = arguments.get(1).and_then(|word| word.to_str()) else { return arguments };
    let is_verb = program == Program::Hf && tree.find_subcommand(first).is_some();
    let row = RENAMED.iter().find(|(old, new)| *old == first && tree.find_subcommand(new[0]).is_some());
    if let Some((_, new)) = row.filter(|_| !is_verb) {
        arguments.splice(1..=1, new.iter().map(OsString::from));
    }
    arguments
}

/// Adds what a leaf of that path still accepts and ignores.
pub(super) fn with_retired_flags(leaf: Command, path: &str) -> Command {
    let retired = RETIRED.iter().filter(|(command, _)| *command == path).map(|(_, retired)| ignored(*retired));
    leaf.args(retired)
}

/// Gives a leaf the grammar of its time: several values an option, `--quiet` and no `--format`.
pub(super) fn older_leaf(leaf: Command, path: &str) -> Command {
    let leaf = leaf.mut_args(|argument| {
        let takes_several = argument.get_long().is_some_and(|long| SEVERAL.contains(&long));
        if takes_several { argument.num_args(0..).action(ArgAction::Append) } else { argument }
    });
    let moves_files = path == "download" || path == "upload";
    if moves_files { leaf.arg(quiet()) } else { leaf }
}

/// What the older program says and shows; `None` for `hf`. `typed` is its first word, `path` the command in words of
/// today.
pub(super) fn older(program: Program, typed: &str, path: &[&str], is_set: impl Fn(&str) -> bool) -> Option<Older> {
    (program == Program::HuggingfaceCli).then(|| Older {
        notice: format!("'huggingface-cli {typed}' is an older name of 'hf {}'", path.join(" ")),
        is_bare: !path.last().is_some_and(|verb| TALKS.contains(verb)),
        is_quiet: is_set(QUIET),
    })
}

fn quiet() -> Arg {
    Arg::new(QUIET).long(QUIET).action(ArgAction::SetTrue).help("Show no progress")
}

fn ignored(option: Retired) -> Arg {
    let action = if option.takes_value { ArgAction::Set } else { ArgAction::SetTrue };
    Arg::new(option.long).long(option.long).short(option.short).action(action).hide(true)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{Arg, ArgAction, ArgMatches, Command};

    use super::{Program, older, older_leaf, renamed, with_retired_flags};

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    fn tree() -> Command {
        let group = |name: &'static str, verb: &'static str| Command::new(name).subcommand(Command::new(verb));
        Command::new("hf").subcommands([group("auth", "login"), group("repos", "create"), Command::new("login")])
    }

    /// What `huggingface-cli download` makes of these words.
    fn parsed(line: &str) -> ArgMatches {
        let option = |name: &'static str| Arg::new(name).long(name).action(ArgAction::Append);
        let leaf = Command::new("download").arg(Arg::new("repo")).args([
            option("include"),
            option("exclude"),
            Arg::new("max").long("max-workers"),
        ]);
        let leaf = older_leaf(with_retired_flags(leaf, "download"), "download").infer_long_args(true);
        leaf.try_get_matches_from(words(line)).unwrap()
    }

    #[test]
    fn an_old_word_becomes_todays_words() {
        let rename = |program, line| renamed(program, &tree(), words(line));
        assert_eq!(rename(Program::HuggingfaceCli, "x login --token t"), words("x auth login --token t"));
        assert_eq!(rename(Program::Hf, "x repo create name"), words("x repos create name"));
        assert_eq!(rename(Program::Hf, "x login"), words("x login"));
        assert_eq!(rename(Program::Hf, "x whoami"), words("x auth whoami"));
    }

    #[test]
    fn an_option_takes_several_values_and_may_be_shortened() {
        let matches = parsed("download ada/tiny --incl *.json *.txt --excl a --max 2");
        let values = |id| matches.get_many::<String>(id).unwrap().cloned().collect::<Vec<_>>();
        assert_eq!(values("include"), ["*.json", "*.txt"]);
        assert_eq!(values("exclude"), ["a"]);
        assert_eq!(values("max"), ["2"]);
    }

    #[test]
    fn flags_that_have_nothing_left_to_do_are_accepted() {
        let matches = parsed("download ada/tiny --resume-download --local-dir-use-symlinks False --quiet");
        assert_eq!(matches.get_one::<String>("repo").unwrap(), "ada/tiny");
    }

    #[test]
    fn the_older_name_says_the_newer_command_and_answers_bare() {
        let shown = older(Program::HuggingfaceCli, "login", &["auth", "login"], |id| id == "quiet").unwrap();
        assert_eq!(shown.notice, "'huggingface-cli login' is an older name of 'hf auth login'");
        assert!(!shown.is_bare && shown.is_quiet);
        assert!(older(Program::Hf, "login", &["auth", "login"], |_| false).is_none());
    }
}
