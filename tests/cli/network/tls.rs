//! Servers that nobody but the user's own authority vouches for.

use super::relay;
use crate::sandbox::{ADA, Sandbox};

/// A Hub behind TLS, its address, and the file of the authority that vouches for it.
fn arrange() -> (Sandbox, String, String) {
    let sandbox = Sandbox::demo();
    let (relay, authority) = relay::tls(sandbox.hub().endpoint());
    let file = sandbox.write("authority.pem", authority);
    (sandbox, format!("https://localhost:{}", relay.address.port()), file.display().to_string())
}

#[test]
fn every_variable_that_names_an_authority_is_believed_in_both_directions() {
    let (sandbox, address, authority) = arrange();
    for (number, variable) in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].into_iter().enumerate() {
        let run = |words: &str| sandbox.command(words).env("HF_ENDPOINT", &address).env(variable, &authority).run();
        run(&format!("download ada/tiny-bert --local-dir {number}")).success();
        assert_eq!(sandbox.read(&format!("{number}/config.json")), sandbox.read("0/config.json"));
        sandbox.write(&format!("{variable}.txt"), variable);
        run(&format!("upload ada/tiny-bert {variable}.txt")).success();
    }
}

#[test]
fn a_stranger_is_not_spoken_to_and_the_variable_to_set_is_named() {
    let (sandbox, address, _) = arrange();
    let output = sandbox.command("download ada/tiny-bert").env("HF_ENDPOINT", &address).run();
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("SSL_CERT_FILE"), "{output}");
    assert!(sandbox.hub().trace().is_empty(), "nothing may reach it, least of all a token: {ADA}");
}

#[test]
fn another_authority_does_not_help() {
    let (sandbox, address, _) = arrange();
    let (_, other) = relay::tls(sandbox.hub().endpoint());
    let file = sandbox.write("other.pem", other);
    let run = sandbox.command("download ada/tiny-bert").env("HF_ENDPOINT", &address).env("SSL_CERT_FILE", file);
    assert_eq!(run.run().code(), Some(6));
}

#[test]
fn a_file_without_certificates_is_named() {
    let (sandbox, address, _) = arrange();
    let run = sandbox.command("download ada/tiny-bert").env("HF_ENDPOINT", &address);
    let output = run.env("REQUESTS_CA_BUNDLE", "/nowhere.pem").run();
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("'/nowhere.pem' from REQUESTS_CA_BUNDLE"), "{output}");
}
