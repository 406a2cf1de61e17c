//! The local Hub as a program.

fn main() {}
