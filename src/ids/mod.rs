//! The nouns of the Hub as types: what the words of a command line and of a reply become at the edge.

pub mod argument;
pub mod bucket;
pub mod bucket_argument;
pub mod collection;
pub mod extension;
pub mod job;
pub mod page;
pub mod paper;
pub mod repo;
pub mod revision;
pub mod sandbox;
pub mod ssh;
pub mod uri;
pub mod volume;
