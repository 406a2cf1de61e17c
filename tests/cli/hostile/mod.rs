//! Every verb against a Hub that means harm: it ends soon, with a status of its own, within bounds of memory, prints
//! nothing that a terminal or a CI service would obey, writes nowhere but where it should, and hands out no secret.

mod crashes;
mod streams;
mod verbs;

use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::hostile::Abuse;
use crate::local_hub::{Hub, Options, Seed, serve};
use crate::run::Output;
use crate::sandbox::Sandbox;
use verbs::Call;

/// The Hub's abuses alone, tried again and waited for as the client does.
const LONGEST_RUN: Duration = Duration::from_secs(45);
/// In kilobytes: all that a process may write to.
const MEMORY: u32 = 256 << 10;
/// At a time: most of them wait.
const RUNS: usize = 17;
const SECRETS: [&str; 5] = ["hf_demo", "hf_oauth", "hfr_secret", "device_code=", "s3cret"];

fn elsewhere() -> Hub {
    serve(Options { seed: Seed::Empty, ..Options::default() })
}

fn survives(abuse: &Abuse) {
    // Of the store of Xet, its numbers are what its library may stumble over.
    let xet = matches!(abuse, Abuse::Numbers(_));
    let sandbox = Sandbox::with(Options { xet, ..Options::default() });
    sandbox.hub().world().set_oauth(|oauth| oauth.interval = 0);
    sandbox.write("folder/README.md", "# A card");
    sandbox.write("folder/large.bin", vec![7; 300_000]);
    sandbox.write("folder/table.csv", "a,b\n1,2\n");
    sandbox.hub().fault(Fault::new("*", "*", Effect::Abuse(abuse.clone())));
    let calls = Mutex::new(verbs::calls().into_iter().enumerate());
    let next = || calls.lock().unwrap().next();
    let complaints = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..RUNS {
            scope.spawn(|| {
                while let Some((number, call)) = next() {
                    if let Err(complaint) = check(&sandbox, abuse, number, &call) {
                        complaints.lock().unwrap().push(complaint);
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{abuse:?}\n{}", complaints.join("\n"));
    assert!(!has_escaped(sandbox.work().parent().unwrap()), "{abuse:?}: a file was written elsewhere");
    // A client that is led astray asks for what has no route.
    sandbox.hub().take_complaints().iter().for_each(|complaint| assert!(!complaint.contains("token"), "{complaint}"));
}

/// Runs a command line, with a home folder of its own.
fn check(sandbox: &Sandbox, abuse: &Abuse, number: usize, call: &Call) -> Result<(), String> {
    if call.has_no_end_with(abuse) {
        return Ok(());
    }
    let (start, home) = (Instant::now(), sandbox.work().join(format!("home-{number}")));
    let limited = format!("-c 'ulimit -d {MEMORY}; exec \"$0\" \"$@\"'");
    let run = sandbox.program("sh", &limited).argument(env!("CARGO_BIN_EXE_hf")).words(call.words).stdin(call.input);
    let run = run.env("HF_HOME", home).env("HF_HUB_DOWNLOAD_TIMEOUT", "1").env("HF_HUB_ETAG_TIMEOUT", "1");
    let run = run.env("HF_SECRET_OF_JOB", "s3cret");
    let output = if call.is_of_viewer() { run.no_env("HF_ENDPOINT").run() } else { run.run() };
    let told = |what: &str| Err(format!("hf {}: {what}\n{}", call.words, shortened(&output)));
    if output.code().is_none_or(|code| code >= 20) {
        return told("it crashed");
    }
    if start.elapsed() > LONGEST_RUN {
        return told("it did not end soon");
    }
    if ["panicked", "RUST_BACKTRACE", "overflow"].iter().any(|word| output.stderr.contains(word)) {
        return told("it panicked");
    }
    // What programs and scripts are given is as it came, and so are logs.
    let is_for_people = !["-q", "--quiet", "--json", " info ", " logs "].iter().any(|word| call.words.contains(word));
    for text in [&output.stderr, &output.stdout].into_iter().take(if is_for_people { 2 } else { 1 }) {
        let is_raw = |letter: char| letter.is_control() && !"\n\t".contains(letter) || letter == '\u{202e}';
        if text.replace("\r\n", "\n").contains(is_raw) {
            return told("control characters are printed as they came");
        }
        if text.lines().any(|line| line.starts_with("::")) {
            return told("a command for a CI service is printed");
        }
    }
    Ok(())
}

fn shortened(output: &Output) -> String {
    output.to_string().escape_default().to_string().replace("\\n", "\n").chars().take(2000).collect()
}

/// Whether there is a file where the Hub wanted it.
fn has_escaped(folder: &Path) -> bool {
    crate::disk::files(folder).iter().any(|name| name.ends_with("escaped.txt") || name.ends_with("escaped"))
}

/// Fails if another origin was told anything.
fn assert_heard_nothing(elsewhere: &Hub) {
    for seen in elsewhere.trace() {
        let said = format!("{:?} {:?} {}", seen.headers, seen.query, String::from_utf8_lossy(&seen.body));
        assert!(seen.received == 0, "a body went to another origin: {seen}");
        assert!(!SECRETS.iter().any(|secret| said.contains(secret)), "a secret went to another origin: {seen} {said}");
    }
    // It has no routes for what it was asked.
    elsewhere.take_complaints();
}

#[test]
fn redirects_to_another_origin() {
    let elsewhere = elsewhere();
    survives(&Abuse::RedirectElsewhere(elsewhere.endpoint().to_owned()));
    assert!(!elsewhere.trace().is_empty(), "nobody was led there");
    assert_heard_nothing(&elsewhere);
}

#[test]
fn pages_at_another_origin() {
    let elsewhere = elsewhere();
    survives(&Abuse::LinkElsewhere(elsewhere.endpoint().to_owned()));
    assert!(!elsewhere.trace().is_empty(), "nobody was led there");
    assert_heard_nothing(&elsewhere);
}

#[test]
fn pages_that_repeat() {
    survives(&Abuse::RepeatingPages);
}

#[test]
fn numbers_of_2_to_the_63() {
    survives(&Abuse::Numbers(1 << 63));
}

#[test]
fn numbers_of_2_to_the_32() {
    survives(&Abuse::Numbers(u32::MAX.into()));
}

#[test]
fn numbers_of_zero() {
    survives(&Abuse::Numbers(0));
}

#[test]
fn paths_of_a_hundred_thousand_segments() {
    survives(&Abuse::DeepPaths);
}

#[test]
fn paths_that_lead_out() {
    survives(&Abuse::EscapingPaths);
}

#[test]
fn texts_that_forge_lines() {
    survives(&Abuse::ForgedLines);
}

#[test]
fn refusals_that_forge_lines() {
    survives(&Abuse::ForgedRefusal);
}

#[test]
fn values_of_wrong_types() {
    survives(&Abuse::WrongTypes);
}

#[test]
fn refusals_without_end() {
    survives(&Abuse::EndlessRefusal);
}

#[test]
fn answers_without_end() {
    survives(&Abuse::EndlessAnswer);
}

#[test]
fn json_that_is_nested_deeply() {
    survives(&Abuse::DeepNesting);
}

#[test]
fn headers_that_are_huge() {
    survives(&Abuse::HugeHeaders);
}

#[test]
fn waits_of_half_a_billion_years() {
    survives(&Abuse::AbsurdWait);
}

#[test]
fn answers_that_are_cut() {
    survives(&Abuse::CutAnswer);
}
