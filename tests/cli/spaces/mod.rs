//! `hf spaces`.

mod card;
mod info;
mod list;
mod search;
mod secrets;
mod templates;
