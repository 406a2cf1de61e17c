//! YAML: reading it as values of JSON, writing values as the Python client lays them out, and changing a text so that all
//! of it stays that did not have to change.

pub mod edit;
mod located;
mod plain;
mod read;
mod write;

pub use read::{YamlError, read};
pub use write::{block, entry, list};
