//! Machines between us and the Hub that compress what nobody asked them to compress.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::relay;
use crate::sandbox::Sandbox;

fn compressed(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(body.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.into_bytes(), body].concat()
}

#[test]
fn a_compressed_reply_is_read() {
    let sandbox = Sandbox::demo();
    let hub = relay::page(compressed("200 OK", "", r#"{"name": "ada", "orgs": []}"#));
    let output =
        sandbox.command("auth whoami -q").env("HF_ENDPOINT", format!("http://{}", hub.address)).run().success();
    assert_eq!(output.stdout, "ada\n");
    assert!(hub.heard().to_ascii_lowercase().contains("accept-encoding: identity"), "{}", hub.heard());
}

#[test]
fn a_compressed_file_is_stored_as_it_is_at_the_hub() {
    let sandbox = Sandbox::demo();
    let commit = format!("X-Repo-Commit: {}\r\nETag: \"abc\"\r\n", "0".repeat(40));
    let hub = relay::page(compressed("200 OK", &commit, "content"));
    let run = sandbox.command("download ada/tiny-bert a.txt --local-dir here");
    run.env("HF_ENDPOINT", format!("http://{}", hub.address)).run().success();
    assert_eq!(sandbox.read("here/a.txt"), b"content");
}
