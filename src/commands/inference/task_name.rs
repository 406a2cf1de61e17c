//! The name of a task, as it is typed: the Hub's, or the verb that asks for it.

use std::str::FromStr;

use crate::api::inference::task::Task;

/// A task by its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct TaskName(pub(super) Task);

impl FromStr for TaskName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Task::named(text).or_else(|| (text == "chat").then_some(Task::Conversational));
        let all = || Task::all().map(Task::verb).collect::<Vec<_>>().join(", ");
        named.map(Self).ok_or_else(|| format!("expected one of {}", all()))
    }
}
