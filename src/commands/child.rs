//! A program that a verb runs in its own place, here or elsewhere: its status becomes ours. Runs none itself.

/// The program ended with this status and has said why: nothing is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the program ended with status {0}")]
pub struct ChildEnded(pub u8);
