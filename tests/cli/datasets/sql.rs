//! `hf datasets sql`, with a program in place of DuckDB that keeps what it is told, and with DuckDB where it is.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::optional::DUCKDB;
use crate::run::Run;
use crate::sandbox::{ADA, Sandbox};

/// The command with a program that writes down its arguments and input, and then runs this line of shell.
fn told<'a>(sandbox: &'a Sandbox, words: &str, line: &str) -> Run<'a> {
    let program = sandbox.write("duckdb", format!("#!/bin/sh\necho \"$@\" > args.txt\ncat > input.sql\n{line}\n"));
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.command(words).env("HF_DUCKDB", program).no_env("HF_ENDPOINT")
}

fn text(sandbox: &Sandbox, name: &str) -> String {
    String::from_utf8(sandbox.read(name)).unwrap()
}

#[test]
fn the_token_is_sent_on_standard_input_and_only_for_the_net() {
    let sandbox = Sandbox::empty();
    let answer = "echo '[{\"a\":1,\"n\":NaN}]'";
    let output = told(&sandbox, "datasets sql \"FROM 'hf://datasets/ada/x/y.csv'\" --json", answer).run().success();
    assert_eq!(output.json(), json!([{"a": 1, "n": null}]));
    assert!(text(&sandbox, "input.sql").contains(&format!("TOKEN '{ADA}'")));
    assert!(!text(&sandbox, "args.txt").contains("hf_"));
    told(&sandbox, "datasets sql ' SELECT 1 ; '", answer).run().success();
    assert_eq!(text(&sandbox, "input.sql"), ".bail on\n.output /dev/null\n.output\nSELECT 1\n;\n");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_query_that_fails_says_why_without_the_token() {
    let sandbox = Sandbox::empty();
    let fails = "grep -o 'BEARER_TOKEN .*,' input.sql >&2; echo 'Parser Error: near SELEC' >&2; exit 1";
    let output = told(&sandbox, "datasets sql \"SELEC 'https://x'\"", fails).run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: the query failed\nCause: BEARER_TOKEN '***',"), "{output}");
    assert!(output.stderr.contains("Parser Error: near SELEC"), "{output}");
    assert!(output.stderr.contains("--allow-write"), "{output}");
}

#[test]
fn a_missing_duckdb_is_named_with_a_way_to_get_it() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("datasets sql 'SELECT 1'").env("HF_DUCKDB", "/nowhere/duckdb").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: cannot run '/nowhere/duckdb', which SQL queries need\n"), "{output}");
    assert!(output.stderr.contains("pip install duckdb-cli"), "{output}");
}

#[test]
fn what_is_no_query_is_refused_before_anything_runs() {
    let sandbox = Sandbox::empty();
    for words in ["datasets sql ' ; '", "datasets sql '.shell id'", "datasets sql 'SELECT 1' -o x.txt"] {
        assert_eq!(told(&sandbox, words, "true").run().code(), Some(2), "{words}");
    }
    let output = told(&sandbox, "datasets sql 'SELECT 1; SELECT 2' -o x.csv", "true").run();
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(!sandbox.work().join("args.txt").exists());
}

#[test]
fn duckdb_answers_in_every_form() {
    if !DUCKDB.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    sandbox.write("moons.csv", "name,moons\nEarth,1\nMars,2\n");
    let hf = |words: &str| sandbox.command(words).run();
    let rows = hf("datasets sql \"SELECT *, 'nan'::DOUBLE AS n FROM 'moons.csv'\" --json").success().json();
    assert_eq!(rows[1], json!({"name": "Mars", "moons": 2, "n": null}));
    assert_eq!(hf("datasets sql \"FROM 'moons.csv'\" -q").success().stdout, "Earth\nMars\n");
    let saved = hf("datasets sql \"FROM 'moons.csv' WHERE moons > 1\" -o more.csv -q").success();
    assert_eq!((saved.stdout.as_str(), text(&sandbox, "more.csv").as_str()), ("more.csv\n", "name,moons\nMars,2\n"));
    hf("datasets sql \"FROM 'moons.csv'\" -o moons.parquet").success();
    assert_eq!(&sandbox.read("moons.parquet")[..4], b"PAR1");
}

#[test]
fn duckdb_writes_no_file_unless_it_may() {
    if !DUCKDB.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("datasets sql \"COPY (SELECT 1) TO 'x.csv'\"");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(!sandbox.work().join("x.csv").exists());
    sandbox.hf("datasets sql \"COPY (SELECT 1) TO 'x.csv'\" --allow-write").success();
    assert!(sandbox.work().join("x.csv").exists());
    let output = sandbox.hf("datasets sql \"SELECT nope FROM range(3)\" -o x.parquet");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(std::fs::read_dir(sandbox.work()).unwrap().count(), 1);
}
