//! `hf webhooks listen` and `hf webhooks test`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use super::kept;
use crate::ports::free_port;
use crate::run::Child;
use crate::sandbox::Sandbox;
use crate::wait::until;

const SECRET: &str = "s3same";

/// A listener that runs.
struct Listener<'a> {
    child: Child<'a>,
    port: u16,
}

impl Listener<'_> {
    /// Sends a request as it is. Returns the status and the body of the answer.
    fn send(&self, head: &str, body: &str) -> (u16, String) {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(connection, "{head}\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_owned())
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Starts a listener with the secret, and waits until it listens.
fn listen<'a>(sandbox: &'a Sandbox, words: &str, commands: &[&str]) -> Listener<'a> {
    let port = free_port();
    let run = sandbox.command(&format!("webhooks listen --port {port} {words}")).env("WEBHOOK_SECRET", SECRET);
    let child = commands.iter().fold(run, |run, word| run.argument(*word)).spawn();
    until("it listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    Listener { child, port }
}

/// Sends a sample.
fn test(sandbox: &Sandbox, url: &str, words: &str) -> crate::run::Output {
    sandbox.command(&format!("webhooks test {url} {words}")).env("WEBHOOK_SECRET", SECRET).run()
}

#[test]
fn only_senders_with_the_secret_are_heard() {
    let sandbox = Sandbox::demo();
    let listener = listen(&sandbox, "", &[]);
    let secret = format!("X-Webhook-Secret: {SECRET}");
    let huge = "x".repeat((1 << 20) + 1);
    for (head, body, status) in [
        ("POST / HTTP/1.1", "{}", 401),
        ("POST / HTTP/1.1\r\nX-Webhook-Secret: s3samE", "{}", 403),
        ("POST / HTTP/1.1\r\nX-Webhook-Secret: s3same2", "not read", 403),
        (&format!("POST / HTTP/1.1\r\n{secret}"), "{", 400),
        (&format!("POST / HTTP/1.1\r\n{secret}"), "[1]", 400),
        (&format!("POST / HTTP/1.1\r\n{secret}"), &huge, 413),
        ("PUT / HTTP/1.1", "{}", 405),
        ("GET / HTTP/1.1", "", 200),
    ] {
        assert_eq!(listener.send(head, body).0, status, "{head}");
    }
    let output = test(&sandbox, &listener.url(), "--event repo.update --repo datasets/ada/planets --json").success();
    assert_eq!(output.json()["status"], 202);
    listener.child.signal("INT");
    let output = listener.child.wait().success();
    assert_eq!(output.stdout, "repo.content update: dataset ada/planets (refs/heads/main)\n");
    assert!(!output.stderr.contains(SECRET), "{output}");
}

#[test]
fn programs_get_whole_payloads() {
    let sandbox = Sandbox::demo();
    let listener = listen(&sandbox, "--json", &[]);
    test(&sandbox, &listener.url(), "--event comment.create").success();
    listener.child.signal("TERM");
    let output = listener.child.wait().success();
    assert_eq!(output.json()["comment"]["content"], "This is a sample.");
}

#[test]
fn a_command_learns_everything_from_its_input_and_its_environment() {
    let sandbox = Sandbox::demo();
    let script = r#"sh -c 'cat > payload; echo "$HF_WEBHOOK_EVENT_SCOPE $HF_WEBHOOK_REPO_NAME $WEBHOOK_SECRET." > name; echo done'"#;
    let listener = listen(&sandbox, "--once --on repo.type=dataset --on event.action=update --exec", &[script]);
    // Neither condition alone is enough.
    for words in ["--event repo.update", "--event repo.create --repo datasets/ada/planets"] {
        assert!(test(&sandbox, &listener.url(), words).success().stdout.contains("skipped"));
    }
    test(&sandbox, &listener.url(), "--event repo.update --repo datasets/ada/planets").success();
    let output = listener.child.wait().success();
    assert_eq!(output.stdout, "done\n");
    assert_eq!(sandbox.read("name"), b"repo.content ada/planets .\n");
    let payload: Value = serde_json::from_slice(&sandbox.read("payload")).unwrap();
    assert_eq!(payload["updatedRefs"][0]["ref"], "refs/heads/main");
}

#[test]
fn commands_of_a_route_run_one_after_the_other() {
    let sandbox = Sandbox::demo();
    let script = r"one=sh -c 'mkdir lock || echo overlap >> log; echo $HF_WEBHOOK_REPO_NAME >> log; rmdir lock'";
    let listener = listen(&sandbox, "--route", &[script]);
    let url = format!("{}/webhooks/one", listener.url());
    for number in 0..4 {
        test(&sandbox, &url, &format!("--repo ada/m{number}")).success();
    }
    for (path, status) in [("/", 404), ("/webhooks/two", 404), ("/webhooks/one/", 400)] {
        let head = format!("POST {path} HTTP/1.1\r\nX-Webhook-Secret: {SECRET}");
        assert_eq!(listener.send(&head, "").0, status, "{path}");
    }
    let output = test(&sandbox, &listener.url(), "");
    assert!(output.code() == Some(1) && output.stderr.contains("404"), "{output}");
    assert!(listener.send("GET / HTTP/1.1", "").1.contains("POST /webhooks/one  runs sh"));
    until("all ran", || std::fs::read_to_string(sandbox.work().join("log")).is_ok_and(|log| log.lines().count() == 4));
    listener.child.signal("INT");
    listener.child.wait().success();
    assert_eq!(sandbox.read("log"), b"ada/m0\nada/m1\nada/m2\nada/m3\n");
}

#[test]
fn the_answer_of_a_command_is_json_or_a_failure() {
    let sandbox = Sandbox::demo();
    let script = r#"sh -c 'case $HF_WEBHOOK_REPO_NAME in a/json) echo "{\"a\": 1}";; a/text) echo text;; a/none) ;; *) exit 3;; esac'"#;
    let listener = listen(&sandbox, "--reply --exec", &[script]);
    for (repo, body) in [("a/json", json!("{\"a\": 1}\n")), ("a/none", json!("null"))] {
        let output = test(&sandbox, &listener.url(), &format!("--repo {repo} --json")).success();
        assert_eq!(output.json()["body"], body, "{repo}");
    }
    for repo in ["a/text", "a/other"] {
        let output = test(&sandbox, &listener.url(), &format!("--repo {repo}"));
        assert!(output.code() == Some(1) && output.stderr.contains("500"), "{output}");
    }
    listener.child.signal("INT");
    listener.child.wait().success();
}

#[test]
fn the_status_of_the_only_command_is_that_of_the_listener() {
    let sandbox = Sandbox::demo();
    let listener = listen(&sandbox, "--once --exec", &["sh -c 'exit 7'"]);
    test(&sandbox, &listener.url(), "").success();
    assert_eq!(listener.child.wait().code(), Some(7));
    let listener = listen(&sandbox, "--once --exec", &["/none/such"]);
    test(&sandbox, &listener.url(), "").success();
    let output = listener.child.wait();
    assert!(output.code() == Some(1) && output.stderr.contains("cannot run '/none/such'"), "{output}");
}

#[test]
fn events_are_sent_on_with_their_secret() {
    let sandbox = Sandbox::demo();
    let last = listen(&sandbox, "--once --json", &[]);
    let first = listen(&sandbox, &format!("--once --forward-to {}", last.url()), &[]);
    test(&sandbox, &first.url(), "--event repo.move").success();
    first.child.wait().success();
    assert_eq!(last.child.wait().success().json()["movedTo"]["name"], "username/my-model-renamed");
}

#[test]
fn a_webhook_follows_the_tunnel_and_ends_with_the_listener() {
    let sandbox = Sandbox::demo();
    let tunnel = r#"sh -c 'echo "see https://example.com/docs"; echo https://one.example >&2; until test -e moved; do sleep 0.05; done; echo https://two.example; exec sleep 1000'"#;
    let words = "--register --watch user:ada --domain repo --tunnel";
    let listener = listen(&sandbox, words, &[tunnel]);
    let url = || kept(&sandbox).first().map(|webhook| webhook["url"].clone());
    until("it is registered", || url() == Some(json!("https://one.example/")));
    assert_eq!(kept(&sandbox)[0]["secret"], SECRET);
    sandbox.write("moved", "");
    until("it has followed", || url() == Some(json!("https://two.example/")));
    listener.child.signal("INT");
    listener.child.wait().success();
    assert!(kept(&sandbox).is_empty());
}

#[test]
fn a_tunnel_that_ends_is_a_failure_that_leaves_no_webhook() {
    let sandbox = Sandbox::demo();
    let words = format!("webhooks listen --port {} --register --watch user:ada --tunnel", free_port());
    let output = sandbox.command(&words).argument("sh -c 'echo https://one.example'").run();
    assert!(output.code() == Some(1) && output.stderr.contains("ended"), "{output}");
    assert!(kept(&sandbox).is_empty());
}

#[test]
fn what_makes_no_sense_is_refused_and_an_open_server_is_warned_of() {
    let sandbox = Sandbox::demo();
    for words in [
        "--register",
        "--watch user:ada",
        "--exec a --forward-to http://b",
        "--on a",
        "--route a",
        "--route a=b --route a=c",
        "--exec \"'\"",
    ] {
        assert_eq!(sandbox.hf(&format!("webhooks listen {words}")).code(), Some(2), "{words}");
    }
    let output = sandbox.hf(&format!("webhooks listen --port {} --timeout 1", free_port()));
    assert!(output.code() == Some(6) && output.stderr.contains("no secret is set"), "{output}");
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let output = sandbox.hf(&format!("webhooks listen --port {}", busy.local_addr().unwrap().port()));
    assert!(output.code() == Some(1) && output.stderr.contains("cannot listen on"), "{output}");
}
