//! The one test binary: black-box tests that run the built `hf` against the local Hub.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]
