//! Files brought to, from and between buckets. Which files these are is decided elsewhere.

pub mod changes;
pub mod copy;
pub mod download;
pub mod error;
pub mod upload;
