//! Tests of the local Hub itself, with plain requests: what it promises to the tests that lean on it.

mod commits;
mod faults;
mod files;
mod git;
mod run;
mod serving;
