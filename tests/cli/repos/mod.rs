//! `hf repos`.

mod create;

mod tag;
