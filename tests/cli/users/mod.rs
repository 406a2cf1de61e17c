//! `hf users`.

mod info;
mod likes;
mod people;
