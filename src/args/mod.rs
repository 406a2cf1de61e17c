//! Pieces of command lines that many verbs share, each declared once.

pub mod cache_dir;
pub mod confirm;
pub mod env_secrets;
pub mod exists;
pub mod hardware;
pub mod limits;
pub mod link_mode;
pub mod misuse;
pub mod patterns;
pub mod place;
pub mod progress;
pub mod repo;
pub mod revision;
pub mod space;
pub mod token;
pub mod visibility;
pub mod volumes;
