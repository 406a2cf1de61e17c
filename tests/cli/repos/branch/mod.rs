//! `hf repos branch`.

mod create;
mod delete;
