//! Python scripts, wherever they are, and what they say about themselves.

use serde_json::{Value, json};

use super::started;
use super::volumes::with_xet;
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

const IMAGE: &str = "ghcr.io/astral-sh/uv:python3.12-bookworm";

/// The files in the bucket of ada's jobs, without the folder of their job, and their sizes.
fn shipped(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let bucket = sandbox.hub().world().bucket("ada/jobs-artifacts").unwrap();
    bucket.files.iter().map(|(path, file)| (path.split_once('/').unwrap().1.to_owned(), file.size)).collect()
}

fn sent(sandbox: &Sandbox) -> Value {
    started(sandbox).pop().unwrap()
}

#[test]
fn a_command_of_a_package_is_run_as_it_is() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs uv run -d --with ruff --with torch==2 -p 3.13 --name x -- ruff check --select E").success();
    let expected = json!({
        "command": ["uv", "run", "--with", "ruff", "--with", "torch==2", "--python", "3.13", "ruff", "check", "--select", "E"],
        "arguments": [], "environment": {}, "flavor": "cpu-basic", "labels": {"name": "x"}, "dockerImage": IMAGE,
    });
    assert_eq!(sent(&sandbox), expected);
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200", "POST /api/jobs/ada 201"]);
}

#[test]
fn local_files_are_brought_to_the_job_and_have_other_names_there() {
    let sandbox = with_xet();
    sandbox.write("my script.py", "print(1)");
    sandbox.write("a/config.yaml", "a");
    sandbox.write("b/config.yaml", "bb");
    let words = "jobs uv run -d 'my script.py' a/config.yaml --other=b b/config.yaml a/config.yaml plain";
    sandbox.hf(words).success();
    let sent = sent(&sandbox);
    let expected = [
        "uv",
        "run",
        "/data/my_script.py",
        "/data/config.yaml",
        "--other=b",
        "/data/config(0).yaml",
        "/data/config.yaml",
        "plain",
    ];
    assert_eq!(sent["command"], json!(expected));
    let volume = &sent["volumes"][0];
    assert_eq!(
        (&volume["source"], &volume["mountPath"], &volume["readOnly"]),
        (&json!("ada/jobs-artifacts"), &json!("/data"), &json!(false))
    );
    let expected = [("config(0).yaml", 2), ("config.yaml", 1), ("my_script.py", 8)];
    let expected = expected.map(|(name, size)| (name.to_owned(), size));
    assert_eq!(shipped(&sandbox), expected);
}

#[test]
fn a_file_that_is_missing_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs uv run train.py --config missing.toml");
    assert_eq!(output.code(), Some(1));
    assert!(output.stderr.contains("no such file: train.py, missing.toml"), "{output}");
    sandbox.write("s.py", "");
    let output = sandbox.hf("jobs uv run -v hf://ada/x:/data s.py");
    assert!(output.code() == Some(1) && output.stderr.contains("'/data' is where"), "{output}");
    assert!(started(&sandbox).is_empty());
}

#[test]
fn a_script_at_an_address_is_downloaded_and_named_after_it() {
    let sandbox = with_xet();
    let address = format!("{}/ada/tiny-bert/resolve/main/README.md", sandbox.hub().endpoint());
    sandbox.hf(&format!("jobs uv run -d {address}?download=1 x")).success();
    let sent = sent(&sandbox);
    assert_eq!(sent["command"], json!(["uv", "run", "/data/script.py", "x"]));
    assert!(sent["labels"]["name"].as_str().unwrap().starts_with("README-md-"), "{sent}");
    let missing = format!("{}/ada/tiny-bert/resolve/main/none.py", sandbox.hub().endpoint());
    let output = sandbox.hf(&format!("jobs uv run {missing}"));
    assert!(output.code() == Some(3) && output.stderr.contains("none.py"), "{output}");
}

const HEADER: &str = r#"
# /// script
# dependencies = ["torch"]
# [tool.hf-jobs]
# flavor = "a10g-small"
# timeout = "2h"
# name = "from-script"
# secrets = ["SECRET_OF_SCRIPT"]
# [tool.hf-jobs.env]
# A = "script"
# B = "script"
# ///
"#;

#[test]
fn a_script_says_how_it_wants_to_be_run() {
    let sandbox = with_xet();
    sandbox.write("s.py", HEADER);
    let run = sandbox.command("jobs uv run -d -e B=typed --timeout 1h s.py").env("SECRET_OF_SCRIPT", "s3cret");
    let output = run.run().success();
    let sent = sent(&sandbox);
    assert_eq!((&sent["flavor"], &sent["timeoutSeconds"]), (&json!("a10g-small"), &json!(3600)));
    assert_eq!(sent["environment"], json!({"A": "script", "B": "typed"}));
    assert_eq!(
        (&sent["secrets"], &sent["labels"]),
        (&json!({"SECRET_OF_SCRIPT": "s3cret"}), &json!({"name": "from-script"}))
    );
    assert!(output.stderr.contains("which its job gets: SECRET_OF_SCRIPT"), "{output}");
    assert!(!output.to_string().contains("s3cret"), "{output}");
    let output = sandbox.hf("jobs uv run s.py");
    assert!(
        output.code() == Some(1) && output.stderr.contains("not set in the environment: SECRET_OF_SCRIPT"),
        "{output}"
    );
    let output = sandbox.hf("jobs uv run --dry-run s.py").success();
    assert!(output.stdout.contains("SECRET_OF_SCRIPT=<not set>"), "{output}");
}

#[test]
fn a_script_is_scheduled_and_followed_like_any_job() {
    let sandbox = with_xet();
    sandbox.write("s.py", "# /// script\n# [tool.hf-jobs]\n# network_group = 'g'\n# ///\n");
    let output = sandbox.hf("jobs scheduled uv run @daily s.py");
    assert!(output.code() == Some(1) && output.stderr.contains("cannot join a network"), "{output}");
    sandbox.write("s.py", "print()");
    sandbox.hf("jobs scheduled uv run @daily --name x s.py --fast").success();
    let spec = sandbox.hub().world().read(|state| state.jobs.scheduled[0]["jobSpec"].clone());
    assert_eq!(spec["command"], json!(["uv", "run", "/data/s.py", "--fast"]));
    sandbox.hub().world().script_jobs(Script::default().log(&["hello"]));
    let output = sandbox.hf("jobs uv run s.py").success();
    assert!(output.stdout.contains("\nhello\nJob ada/"), "{output}");
}
