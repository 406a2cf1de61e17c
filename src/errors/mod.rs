//! The end of a run: what is said of an error, and the status that the program exits with.

pub mod exit;
mod known;
mod report;

pub use exit::Exit;
pub use report::{interrupted, report, usage};
