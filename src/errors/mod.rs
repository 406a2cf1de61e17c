//! The end of a run: how an error is explained, and the status that the program exits with.

mod bucket;
mod command_line;
pub mod exit;
mod explanation;
mod hub;
mod inference;
mod known;
mod local;
mod network;
mod report;
mod token;
pub mod topics;
mod transfer;
mod waits;

pub use exit::Exit;
pub use report::{interrupted, learn_owner, report, usage};
