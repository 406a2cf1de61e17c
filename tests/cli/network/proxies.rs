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
    let hub = sandbox.hub().endpoint().trim_start_matches("http://").to_owned();
    for hosts in ["127.0.0.1", "*", &hub, "http://127.0.0.1", "127.0.0.0/8"] {
        let run = sandbox.command("auth whoami").env("HTTP_PROXY", format!("http://{}", proxy.address));
        run.env("NO_PROXY", hosts).run().success();
        assert_eq!(proxy.heard(), "", "{hosts}");
    }
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
fn a_proxy_that_is_away_is_named_without_its_password() {
    let sandbox = Sandbox::demo();
    // Port 9 discards, where anything listens there at all.
    let output = sandbox.command("auth whoami").env("HTTP_PROXY", "http://ada:secret@127.0.0.1:9").run();
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("through the proxy http://127.0.0.1:9"), "{output}");
    assert!(!output.stderr.contains("secret"), "{output}");
}

#[test]
fn a_variable_that_holds_no_proxy_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("auth whoami").env("http_proxy", "ftp://ada:secret@proxy.example").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: invalid proxy in http_proxy: 'ftp://proxy.example"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
    sandbox.command("env").env("http_proxy", "ftp://proxy.example").run().success();
}

#[test]
fn a_proxy_that_wants_a_login_says_so_with_tls_and_without() {
    let sandbox = Sandbox::demo();
    let proxy = relay::page("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    for (variable, endpoint) in [("HTTP_PROXY", "http://hub.invalid"), ("HTTPS_PROXY", "https://hub.invalid")] {
        let run = sandbox.command("auth whoami").env("HF_ENDPOINT", endpoint);
        let output = run.env(variable, format!("http://{}", proxy.address)).run();
        assert_eq!(output.code(), Some(6), "{output}");
        let wanted = format!("Error: the proxy http://{} wants a user name", proxy.address);
        assert!(output.stderr.contains(&wanted), "{output}");
    }
}

#[test]
fn the_page_of_a_firewall_is_not_taken_for_the_hubs_word() {
    let sandbox = Sandbox::demo();
    let page = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
    let proxy = relay::page(page);
    for words in ["auth whoami", "download ada/tiny-bert config.json", "models info ada/tiny-bert"] {
        let output = sandbox.command(words).env("HTTP_PROXY", format!("http://{}", proxy.address)).run();
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("proxy or firewall"), "{output}");
    }
}
