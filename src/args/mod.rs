//! Pieces of command lines that many verbs share, each declared once.

pub mod misuse;
pub mod patterns;
pub mod progress;
pub mod repo;
pub mod revision;
pub mod token;
