//! What scripts of older releases type: the grammar of `huggingface-cli`, laid over the one tree by a walk, and flags
//! that have nothing left to do. Verbs that had other names are in `commands/legacy`.

use std::ffi::OsString;

use clap::builder::{PossibleValuesParser, Resettable};
use clap::{Arg, ArgAction, Command};

use super::program::Program;

/// First words of `huggingface-cli` that are verbs of a group now. They are replaced before anything is parsed, so that
/// one notice says it all.
const MOVED: [(&str, [&str; 2]); 3] =
    [("login", ["auth", "login"]), ("logout", ["auth", "logout"]), ("whoami", ["auth", "whoami"])];
/// Words that have verbs of their own in `commands/legacy`, and what is said instead.
const RENAMED: [(&str, &str); 6] = [
    ("delete-cache", "cache delete"),
    ("repo", "repos"),
    ("repo-files delete", "repos delete-files"),
    ("scan-cache", "cache list"),
    ("tag", "repos tag"),
    ("upload-large-folder", "upload"),
];
/// Options of a download that did something once, with the values that they take.
const RETIRED: [(&str, &[&str]); 2] =
    [("resume-download", &[]), ("local-dir-use-symlinks", &["auto", "True", "False"])];
/// Options that took several values at once.
const SEVERAL: [&str; 3] = ["include", "exclude", "delete"];
const QUIET: &str = "quiet";
const LOCAL_DIR: &str = "local_dir";
const REPO_FILES: &str = "repo-files";

/// How the older program differs from `hf` in what it shows.
pub struct Older {
    /// The line that names the newer command.
    pub notice: String,
    /// `--quiet`: no progress and no talk.
    pub is_quiet: bool,
}

/// The command line with the words of today.
pub(super) fn renamed(program: Program, mut arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(first) = arguments.get(1).filter(|_| program == Program::HuggingfaceCli) else { return arguments };
    if let Some((_, new)) = MOVED.iter().find(|(old, _)| first == old) {
        arguments.splice(1..=1, new.map(OsString::from));
    } else if first == REPO_FILES {
        // The ID stood in front of its verb.
        if let Some(verb) = (2..arguments.len()).find(|at| arguments[*at] == "delete") {
            arguments[2..=verb].rotate_right(1);
        }
    }
    arguments
}

/// Adds what a leaf of that path still accepts and ignores.
pub(super) fn with_retired_flags(leaf: Command, path: &str) -> Command {
    if path == "download" { leaf.args(RETIRED.map(|(long, values)| ignored(long, values))) } else { leaf }
}

/// Gives a leaf the grammar of its time: several values an option, `--quiet` and no `--format`.
pub(super) fn older_leaf(leaf: Command, path: &str) -> Command {
    let leaf = leaf.mut_args(|argument| {
        // With both folders the local one won.
        let argument =
            if argument.get_id() == LOCAL_DIR { argument.conflicts_with(Resettable::Reset) } else { argument };
        let takes_values = argument.get_action().takes_values();
        let takes_several = takes_values && argument.get_long().is_some_and(|long| SEVERAL.contains(&long));
        if takes_several { argument.num_args(0..).action(ArgAction::Append) } else { argument }
    });
    let moves_files = path == "download" || path == "upload";
    if moves_files { leaf.arg(quiet()) } else { leaf }
}

/// What the older program says and shows; `None` for `hf`. `typed` is its first word, `path` the command that runs.
pub(super) fn older(program: Program, typed: &str, path: &[&str], is_set: impl Fn(&str) -> bool) -> Option<Older> {
    if program != Program::HuggingfaceCli || path.is_empty() {
        return None;
    }
    let words = path.join(" ");
    let behind = |old: &str| words.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    let renamed = RENAMED.iter().find_map(|(old, new)| Some(format!("{new}{}", behind(old)?)));
    Some(Older {
        notice: format!("'huggingface-cli {typed}' is deprecated: use 'hf {}'", renamed.as_ref().unwrap_or(&words)),
        is_quiet: is_set(QUIET),
    })
}

fn quiet() -> Arg {
    Arg::new(QUIET).long(QUIET).action(ArgAction::SetTrue).help("Hide progress")
}

fn ignored(long: &'static str, values: &'static [&'static str]) -> Arg {
    let option = Arg::new(long).long(long).hide(true);
    if values.is_empty() {
        option.action(ArgAction::SetTrue)
    } else {
        option.value_parser(PossibleValuesParser::new(values))
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{Arg, ArgAction, ArgMatches, Command};

    use super::{Program, older, older_leaf, renamed, with_retired_flags};

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
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
        assert_eq!(renamed(Program::HuggingfaceCli, words("x login --token t")), words("x auth login --token t"));
        assert_eq!(renamed(Program::HuggingfaceCli, words("x repo create name")), words("x repo create name"));
        assert_eq!(renamed(Program::Hf, words("x login")), words("x login"));
        let newer = "x repo-files delete --token t a/b delete c";
        for older in ["x repo-files --token t a/b delete delete c", newer] {
            assert_eq!(renamed(Program::HuggingfaceCli, words(older)), words(newer));
        }
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
    fn the_older_name_says_the_newer_command() {
        let shown = older(Program::HuggingfaceCli, "login", &["auth", "login"], |id| id == "quiet").unwrap();
        assert_eq!(shown.notice, "'huggingface-cli login' is deprecated: use 'hf auth login'");
        assert!(shown.is_quiet);
        let shown = older(Program::HuggingfaceCli, "repo", &["repo", "create"], |_| false).unwrap();
        assert_eq!(shown.notice, "'huggingface-cli repo' is deprecated: use 'hf repos create'");
        assert!(!shown.is_quiet);
        let shown = older(Program::HuggingfaceCli, "repo-files", &["repo-files", "delete"], |_| false).unwrap();
        assert_eq!(shown.notice, "'huggingface-cli repo-files' is deprecated: use 'hf repos delete-files'");
        assert!(older(Program::Hf, "login", &["auth", "login"], |_| false).is_none());
    }
}
