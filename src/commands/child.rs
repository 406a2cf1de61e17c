//! Programs that a verb runs, here or elsewhere.

use tokio::process::Command;

/// The program ended with this status and has said why: nothing is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the program ended with status {0}")]
pub struct ChildEnded(pub u8);

/// A command that is not started yet, of its program and arguments. It ends with the value that is made of it.
pub fn command(words: &[String]) -> Command {
    let (program, arguments) = words.split_first().map_or(("", words), |(program, rest)| (program.as_str(), rest));
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    command
}
