//! `hf spaces`.

mod secrets;
