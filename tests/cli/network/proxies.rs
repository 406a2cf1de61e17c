//! The variables of proxies.

use super::relay;
use crate::sandbox::{ADA, Sandbox};

#[test]
fn an_http_proxy_is_asked_for_both_origins_in_both_directions() {
    let sandbox = Sandbox::demo();
    let proxy = relay::http_proxy();
    let run = |words: &str| sandbox.command(words).env("HTTP_PROXY", format!("http://{}", proxy.address)).run();
    run("download ada/tiny-bert --local-dir here").success();
    sandbox.write("new.txt", "new");
    run("upload ada/tiny-bert new.txt").success();
    let heard = proxy.heard();
    assert!(heard.contains(&format!("GET {}/api/", sandbox.hub().endpoint())), "{heard}");
    assert!(heard.contains(&format!("GET {}/", sandbox.hub().content_endpoint())), "{heard}");
}

#[test]
fn hosts_of_no_proxy_are_spoken_to_directly() {
    let sandbox = Sandbox::demo();
    let proxy = relay::http_proxy();
    let run = sandbox.command("download ada/tiny-bert").env("HTTP_PROXY", format!("http://{}", proxy.address));
    run.env("NO_PROXY", "127.0.0.1").run().success();
    assert_eq!(proxy.heard(), "");
}

#[test]
fn behind_tls_a_proxy_learns_the_host_and_no_token() {
    let sandbox = Sandbox::demo();
    let (server, authority) = relay::tls(sandbox.hub().endpoint());
    let (proxy, file) = (relay::http_proxy(), sandbox.write("authority.pem", authority));
    let address = format!("localhost:{}", server.address.port());
    let run = sandbox.command("auth whoami").env("HF_ENDPOINT", format!("https://{address}"));
    let run = run.env("SSL_CERT_FILE", file).env("HTTPS_PROXY", format!("http://{}", proxy.address));
    run.run().success();
    let heard = proxy.heard();
    assert!(heard.starts_with(&format!("CONNECT {address} ")), "{heard}");
    assert!(!heard.contains(ADA), "{heard}");
}

#[test]
fn a_socks5h_proxy_looks_up_the_names() {
    let sandbox = Sandbox::demo();
    let proxy = relay::socks_proxy(sandbox.hub().endpoint());
    let run = sandbox.command("auth whoami").env("HF_ENDPOINT", "http://hub.invalid");
    run.env("ALL_PROXY", format!("socks5h://{}", proxy.address)).run().success();
    assert_eq!(proxy.heard(), "hub.invalid");
}

#[test]
fn a_proxy_that_is_away_is_said_to_be_worth_a_look() {
    let sandbox = Sandbox::demo();
    // Port 9 discards, where anything listens there at all.
    let output = sandbox.command("auth whoami").env("HTTP_PROXY", "http://127.0.0.1:9").run();
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("proxy"), "{output}");
}
