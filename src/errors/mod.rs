//! The end of a run: what is said of an error, and the status that the program exits with.

pub mod exit;
mod known;
mod local;
mod report;
mod token;

pub use exit::Exit;
pub use report::{interrupted, learn_owner, report, usage};
