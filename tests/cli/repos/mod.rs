//! `hf repos`.

mod create;
