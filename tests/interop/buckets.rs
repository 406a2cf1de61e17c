//! Buckets: what either client has brought there, the other finds as it is.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::python::{Python, python};
use crate::local_hub::Options;
use crate::run::Run;
use crate::sandbox::Sandbox;

const PLACE: &str = "hf://buckets/ada/scratch/shared";

/// A folder of files with times of their own.
fn arrange() -> Sandbox {
    let sandbox = Sandbox::with(Options { xet: true, ..Options::default() });
    for (at, (name, content)) in
        [("a.txt", "a\n"), ("deep/caf\u{e9} #1.md", "# B\n"), ("deep/empty", ""), (".hidden", "h")].iter().enumerate()
    {
        let path = sandbox.write(&format!("src/{name}"), content);
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_123 + at as u64 * 1000);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
    sandbox
}

/// The official `hf` with its Xet.
fn official<'a>(python: &Python, sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    python.hf(sandbox, words).no_env("HF_HUB_DISABLE_XET")
}

/// The plan without the time at which it was made.
fn operations(plan: &str) -> Vec<&str> {
    plan.lines().skip(1).collect()
}

#[test]
fn what_we_have_synced_python_finds_identical() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    sandbox.hf(&format!("sync src {PLACE}")).success();
    for direction in [format!("src {PLACE}"), format!("{PLACE} src")] {
        let words = format!("buckets sync {direction} --delete --dry-run -q");
        let theirs = official(python, &sandbox, &words).run().success().stdout;
        assert!(operations(&theirs).iter().all(|line| line.contains("\"identical\"")), "{theirs}");
        assert_eq!(operations(&theirs), operations(&sandbox.hf(&words).success().stdout));
    }
}

#[test]
fn what_python_has_synced_we_find_identical() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    official(python, &sandbox, &format!("buckets sync src {PLACE}")).run().success();
    for direction in [format!("src {PLACE}"), format!("{PLACE} src")] {
        let output = sandbox.hf(&format!("sync {direction} --delete")).success();
        assert!(output.stdout.ends_with("  Skips: 4\nNothing to sync.\n"), "{output}");
    }
    sandbox.hf(&format!("sync {PLACE} back")).success();
    assert_eq!(sandbox.read("back/deep/caf\u{e9} #1.md"), b"# B\n");
    assert_eq!(crate::disk::files(&sandbox.work().join("back")), crate::disk::files(&sandbox.work().join("src")));
}

#[test]
fn the_file_system_of_python_reads_what_we_have_copied_and_writes_what_we_read() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    sandbox.write("large.bin", crate::local_hub::world::seed::noise(300_000));
    sandbox.hf("fs cp -R src large.bin hf://buckets/ada/scratch/copied").success();
    sandbox.hf("fs cp -R src hf://datasets/ada/planets/copied").success();
    let code = r#"
files = hub.HfFileSystem()
whole = pathlib.Path("large.bin").read_bytes()
place = "buckets/ada/scratch/copied"
show(sorted(path.removeprefix(place + "/") for path in files.find(place)))
show([files.size(f"{place}/large.bin"), files.cat_file(f"{place}/large.bin") == whole])
with files.open(f"{place}/large.bin", "rb") as file:
    file.seek(200_000)
    show(file.read(1000) == whole[200_000:201_000])
show(files.cat_file(f"{place}/src/deep/caf\u00e9 #1.md").decode())
show(files.cat_file("datasets/ada/planets/copied/deep/caf\u00e9 #1.md").decode())
for place in ["buckets/ada/scratch", "datasets/ada/planets"]:
    with files.open(f"{place}/written \u00e9.txt", "wb") as file:
        file.write(b"by Python\n")
"#;
    let said = python.script(&sandbox, code).no_env("HF_HUB_DISABLE_XET").run().success().stdout;
    let lines: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names = ["large.bin", "src/.hidden", "src/a.txt", "src/deep/caf\u{e9} #1.md", "src/deep/empty"];
    let expected = [json!(names), json!([300_000, true]), json!(true), json!("# B\n"), json!("# B\n")];
    assert_eq!(lines, expected);
    for place in ["buckets/ada/scratch", "datasets/ada/planets"] {
        let output = sandbox.hf(&format!("fs cat 'hf://{place}/written \u{e9}.txt'")).success();
        assert_eq!(output.stdout, "by Python\n", "{place}");
    }
}

#[test]
fn a_plan_of_either_client_is_carried_out_by_the_other() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    sandbox.hf(&format!("sync src {PLACE} --plan ours.jsonl")).success();
    official(python, &sandbox, "buckets sync --apply ours.jsonl").run().success();
    sandbox.write("src/new.txt", "new");
    official(python, &sandbox, &format!("buckets sync src {PLACE} --plan theirs.jsonl")).run().success();
    sandbox.hf("sync --apply theirs.jsonl").success();
    let output = sandbox.hf(&format!("sync src {PLACE}")).success();
    assert!(output.stdout.ends_with("  Skips: 5\nNothing to sync.\n"), "{output}");
}
