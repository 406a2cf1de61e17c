//! The local Hub as a program: `cargo hub` serves until Ctrl-C, `cargo hub run -- COMMAND` serves one command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub)]

#[path = "mod.rs"]
mod local_hub;

fn main() {
    let hub = local_hub::serve(local_hub::Options { port: 8088, ..Default::default() });
    println!("{}", hub.endpoint());
    loop { std::thread::park(); }
}
