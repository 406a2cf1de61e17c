//! `hf spaces variables`.

mod add;
mod delete;
mod list;
