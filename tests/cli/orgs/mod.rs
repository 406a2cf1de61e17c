//! `hf orgs`.

mod info;
mod people;
