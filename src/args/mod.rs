//! Pieces of command lines that many verbs share, each declared once.

pub mod cache_dir;
pub mod confirm;
pub mod env_secrets;
pub mod exists;
pub mod expand;
pub mod files;
pub mod hardware;
pub mod limit;
pub mod limits;
pub mod link_mode;
pub mod listing;
pub mod missing;
pub mod misuse;
pub mod offered;
pub mod patterns;
pub mod place;
pub mod progress;
pub mod repo;
pub mod revision;
pub mod sort;
pub mod space;
pub mod token;
pub mod visibility;
pub mod volumes;
