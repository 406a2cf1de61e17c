//! Machines between us and the Hub that do not say how long a reply is.

use super::relay::{self, Relay};
use crate::sandbox::Sandbox;

/// What git names a blob that holds `content`.
const TAG: &str = "6b584e8ece562ebffc15d38808cd6b98fc3d97ea";

/// A server whose file ends where the connection does.
fn of_unknown_length(body: &str) -> Relay {
    let commit = "0".repeat(40);
    relay::page(format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Repo-Commit: {commit}\r\nETag: \"{TAG}\"\r\n\r\n{body}"
    ))
}

#[test]
fn the_size_of_a_file_is_told_once_it_is_known() {
    let (sandbox, hub) = (Sandbox::demo(), of_unknown_length("content"));
    let run = sandbox.command("download ada/tiny-bert a.txt --local-dir here");
    let output = run.env("HF_ENDPOINT", format!("http://{}", hub.address)).run().success();
    assert!(output.stderr.starts_with("Downloading 1 file\nDownloaded 1 file, 7 B in "), "{}", output.stderr);
    assert_eq!(sandbox.read("here/a.txt"), b"content");
}

#[test]
fn a_file_that_ends_too_early_is_not_taken_for_whole() {
    let (sandbox, hub) = (Sandbox::demo(), of_unknown_length("cont"));
    let run = sandbox.command("download ada/tiny-bert a.txt --local-dir here");
    let output = run.env("HF_ENDPOINT", format!("http://{}", hub.address)).run();
    assert_ne!(output.code(), Some(0), "{output}");
    assert!(output.stderr.contains("'a.txt' arrived damaged"), "{}", output.stderr);
    assert!(!sandbox.work().join("here/a.txt").exists());
}
