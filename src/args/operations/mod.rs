//! `--add`, `--delete`, `--copy`, `--move` and `--ops`: the changes of a commit, in the order in which they are typed.

pub mod file;
mod words;

use std::path::Path;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

use super::missing::UnreadableInput;
use super::misuse::Misuse;
use crate::transfer::upload::changes::Change;
pub use file::{LineError, read_lines};
pub use words::{AddWord, CopyWord};

/// As clap declares and parses them.
#[derive(Debug, Clone, Default, clap::Args)]
struct Flags {
    /// Add or overwrite a file; - reads standard input; may be repeated
    // Standard input begins with a hyphen.
    #[arg(long, value_name = "LOCAL[:PATH]", allow_hyphen_values = true)]
    add: Vec<AddWord>,
    /// Delete a file, or a folder if the path ends in a slash; may be repeated
    #[arg(long, value_name = "PATH")]
    delete: Vec<String>,
    /// Copy a file or folder on the Hub, also from another revision or an hf:// address; may be repeated
    #[arg(long, value_name = "SRC[@REVISION]:DST")]
    copy: Vec<CopyWord>,
    /// Move a file or folder within the repo; may be repeated
    #[arg(long = "move", value_name = "SRC:DST")]
    moves: Vec<CopyWord>,
    /// Read changes as JSON lines from this file, or from standard input for -
    #[arg(long, value_name = "FILE")]
    ops: Vec<String>,
}

/// One thing that was typed.
#[derive(Debug, Clone)]
enum Typed {
    Add(AddWord),
    Delete(String),
    Copy(CopyWord),
    Move(CopyWord),
    Ops(String),
}

/// The changes, in their order.
#[derive(Debug, Clone, Default)]
pub struct OperationsArgs {
    typed: Vec<Typed>,
}

/// Why there are no changes.
#[derive(Debug, thiserror::Error)]
pub enum OperationsError {
    #[error("{source}")]
    Input {
        #[from]
        source: UnreadableInput,
    },
    #[error("{file}: line {line}")]
    Line { file: String, line: usize, source: LineError },
    #[error("{source}")]
    Misuse {
        #[from]
        source: Misuse,
    },
}

impl OperationsArgs {
    /// The changes. A file named `-` stands for standard input.
    ///
    /// # Errors
    /// A file of changes cannot be read, or there is no change.
    pub fn read(&self) -> Result<Vec<Change>, OperationsError> {
        if self.inputs() > 1 {
            return Err(Misuse("standard input can be read only once".to_owned()).into());
        }
        let mut changes = Vec::new();
        for typed in &self.typed {
            match typed {
                Typed::Add(word) => changes.push(word.change()),
                Typed::Delete(path) => changes.push(Change::Delete { path: path.clone() }),
                Typed::Copy(word) => changes.push(word.change()),
                Typed::Move(word) => changes.extend(word.moved()?),
                Typed::Ops(file) => changes.extend(of_file(file)?),
            }
        }
        if changes.is_empty() {
            let text = "there is nothing to commit: use --add, --delete, --copy, --move or --ops";
            return Err(Misuse(text.to_owned()).into());
        }
        Ok(changes)
    }

    /// How often standard input is named.
    fn inputs(&self) -> usize {
        let is_input = |typed: &&Typed| match typed {
            Typed::Add(word) => word.is_input(),
            Typed::Ops(file) => file == "-",
            Typed::Delete(_) | Typed::Copy(_) | Typed::Move(_) => false,
        };
        self.typed.iter().filter(is_input).count()
    }
}

fn of_file(file: &str) -> Result<Vec<Change>, OperationsError> {
    let (name, text) = match file {
        "-" => ("standard input", std::io::read_to_string(std::io::stdin())),
        file => (file, std::fs::read_to_string(file)),
    };
    let text = text.map_err(UnreadableInput::at(Path::new(name)))?;
    let wrong = |(line, source)| OperationsError::Line { file: name.to_owned(), line, source };
    read_lines(&text).map_err(wrong)
}

impl Args for OperationsArgs {
    fn augment_args(command: Command) -> Command {
        Flags::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for OperationsArgs {
    /// The derived lists know nothing of one another's order; the places on the command line do.
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let Flags { add, delete, copy, moves, ops } = Flags::from_arg_matches(matches)?;
        let at = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<usize>>();
        let mut typed: Vec<(usize, Typed)> = Vec::new();
        typed.extend(at("add").into_iter().zip(add.into_iter().map(Typed::Add)));
        typed.extend(at("delete").into_iter().zip(delete.into_iter().map(Typed::Delete)));
        typed.extend(at("copy").into_iter().zip(copy.into_iter().map(Typed::Copy)));
        typed.extend(at("moves").into_iter().zip(moves.into_iter().map(Typed::Move)));
        typed.extend(at("ops").into_iter().zip(ops.into_iter().map(Typed::Ops)));
        typed.sort_by_key(|(at, _)| *at);
        Ok(Self { typed: typed.into_iter().map(|(_, typed)| typed).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::OperationsArgs;
    use crate::transfer::upload::changes::Change;

    fn paths(words: &str) -> Option<Vec<String>> {
        let command = OperationsArgs::augment_args(Command::new("commit"));
        let matches = command.try_get_matches_from(words.split(' ')).unwrap();
        let changes = OperationsArgs::from_arg_matches(&matches).unwrap().read().ok()?;
        Some(changes.iter().map(Change::path).map(str::to_owned).collect())
    }

    #[test]
    fn changes_keep_the_order_in_which_they_are_typed() {
        let words = "commit --delete d --add x:a --copy s:c --move m:n --add y:b --delete e/";
        assert_eq!(paths(words).unwrap(), ["d", "a", "c", "n", "m", "b", "e/"]);
    }

    #[test]
    fn nothing_at_all_and_two_readers_of_standard_input_are_refused() {
        assert_eq!(paths("commit"), None);
        assert_eq!(paths("commit --add -:a --ops -"), None);
    }
}
