//! `hf papers`.

mod info;
mod list;
mod read;
mod search;
