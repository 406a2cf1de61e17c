//! `hf cache` from the outside.

mod add;
