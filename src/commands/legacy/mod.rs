//! Spellings of older releases: each says its new name and forwards to it; only `scan_cache` has an output of its own,
//! which scripts read.

pub mod login;
pub mod logout;
pub mod repo;
pub mod scan_cache;
pub mod whoami;
