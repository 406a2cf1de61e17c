//! Spellings of older releases: each says its new name and forwards to it; only `scan_cache` and `tag` have an
//! output of their own, which scripts read.

pub mod login;
pub mod logout;
pub mod repo;
pub mod repo_files;
pub mod scan_cache;
pub mod tag;
pub mod whoami;
