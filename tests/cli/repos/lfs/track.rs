use std::fs;

use crate::optional::GIT;
use crate::sandbox::Sandbox;

fn git(sandbox: &Sandbox, words: &str) {
    sandbox.program("git", words).folder("clone").run().success();
}

fn clone() -> Sandbox {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.work().join("clone")).unwrap();
    git(&sandbox, "init -q");
    sandbox.write("clone/.gitignore", "ignored.bin\n");
    sandbox.write("clone/.gitattributes", "*.gguf filter=lfs diff=lfs merge=lfs -text");
    for (name, size) in [("large.bin", 3000), ("small.bin", 10), ("ignored.bin", 3000), ("known.gguf", 3000)] {
        sandbox.write(&format!("clone/{name}"), vec![0; size]);
    }
    sandbox.write("clone/d/a [1].txt", "text".repeat(1000));
    sandbox
}

#[test]
fn large_files_are_tracked_each_by_its_own_name() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = clone();
    let output = sandbox.hf("repos lfs track clone --above 2KB --dry-run --json").success().json();
    assert_eq!(output["files"], serde_json::json!(["d/a [1].txt", "large.bin"]));
    sandbox.hf("repos lfs track clone --above 2KB").success();
    let written = String::from_utf8(sandbox.read("clone/.gitattributes")).unwrap();
    let rest = " filter=lfs diff=lfs merge=lfs -text\n";
    assert_eq!(written, format!("*.gguf{rest}\"/d/a \\\\[1].txt\"{rest}/large.bin{rest}"));
    let again = sandbox.hf("repos lfs track clone --above 2KB").success();
    assert!(again.stdout.starts_with("Nothing to do: there is no file to track\n"), "{again}");
}

#[test]
fn binary_files_of_any_size_are_tracked_on_request() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = clone();
    let output = sandbox.hf("repos lfs track clone --binary --json").success().json();
    assert_eq!(output["files"], serde_json::json!(["large.bin", "small.bin"]));
}

#[test]
fn a_folder_that_is_no_clone_is_refused() {
    if !GIT.is_here() {
        return;
    }
    let output = Sandbox::empty().hf("repos lfs track .");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: `git ls-files` failed\n"), "{output}");
}
