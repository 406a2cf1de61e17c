//! `--dry-run`: what would be uploaded.

use snapbox::{assert_data_eq, str};

use super::{count, paths};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{ADA, ADA_READS, Sandbox};

/// As the demo repo has it.
const CONFIG: &str = r#"{"architectures": ["BertModel"], "hidden_size": 32, "model_type": "bert", "vocab_size": 64}
"#;

/// The demo repo's config, a new weight, and something that is ignored.
fn with_folder() -> Sandbox {
    let sandbox = Sandbox::demo();
    sandbox.write("d/.gitignore", "*.log\n");
    sandbox.write("d/config.json", CONFIG);
    sandbox.write("d/a.log", "a");
    sandbox.write("d/new.bin", [7; 1500]);
    sandbox
}

/// Requests that ask and change nothing.
fn only_asks(sandbox: &Sandbox) -> bool {
    let asks = |line: &String| {
        line.starts_with("GET ") || line.contains("/preupload/") || line.starts_with("POST /api/validate-yaml ")
    };
    sandbox.hub().requests().iter().all(asks)
}

#[test]
fn a_dry_run_tells_what_is_sent_left_out_and_deleted() {
    let sandbox = with_folder();
    let before = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head();
    assert_data_eq!(
        sandbox.hf("upload ada/tiny-bert d --delete 'vocab*' --dry-run"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would upload 2 of 4 files, 1.5K, and delete 1 file.
FILE        SIZE ACTION   
----------- ---- ---------
.gitignore  6.0  upload   
a.log       -    ignored  
config.json -    unchanged
new.bin     1.5K upload   
vocab.txt   -    delete   
--- stderr ---

"#]]
    );
    assert!(only_asks(&sandbox), "{:?}", sandbox.hub().requests());
    assert_eq!(sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head(), before);
}

#[test]
fn a_dry_run_can_be_read_by_programs() {
    let sandbox = with_folder();
    let plan = sandbox.hf("upload ada/tiny-bert d x --include '*.bin' --dry-run --json").success();
    assert_eq!(plan.stdout, "[{\"file\": \"x/new.bin\", \"size\": \"1.5K\", \"action\": \"upload\"}]\n");
    let plan = sandbox.hf("upload ada/tiny-bert d --exclude '.*' --dry-run --quiet").success();
    assert_eq!(plan.stdout, "a.log\nconfig.json\nnew.bin\n");
    let plan = sandbox.hf("upload ada/tiny-bert d --include '*.json' --dry-run --format agent").success();
    assert_data_eq!(
        plan.stdout,
        str![[r#"
[dry-run] Would upload 0 of 1 file: all files are up to date.
file	size	action
config.json	-	unchanged

"#]]
    );
}

#[test]
fn a_dry_run_of_one_file_is_a_plan_of_one_file() {
    let sandbox = with_folder();
    let output = sandbox.hf("upload ada/tiny-bert d/new.bin w.bin --create-pr --dry-run").success();
    assert!(output.stdout.starts_with("[dry-run] Would upload 1 of 1 file, 1.5K.\n"), "{output}");
    assert!(only_asks(&sandbox), "{:?}", sandbox.hub().requests());
}

#[test]
fn a_repo_that_would_be_made_is_not() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "a");
    for id in ["ada/new", "new"] {
        let output = sandbox.command("upload").argument(id).words("d --delete '*' --dry-run").run().success();
        assert!(output.stdout.starts_with("[dry-run] Would upload 1 of 1 file, 1.0.\n"), "{output}");
        assert_eq!(output.stderr, "Warning: the repo 'ada/new' is not there and would be made\n");
    }
    assert!(sandbox.hub().world().repo(Kind::Model, "ada/new").is_none());
    assert!(only_asks(&sandbox), "{:?}", sandbox.hub().requests());
}

#[test]
fn a_repo_that_would_be_made_gets_nothing_that_a_gitignore_excludes() {
    let sandbox = with_folder();
    let plan = sandbox.hf("upload ada/new d --dry-run --json").success();
    assert!(plan.stdout.contains(r#"{"file": "a.log", "size": "-", "action": "ignored"}"#), "{plan}");
    sandbox.hf("upload ada/new d").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), [".gitignore", "config.json", "new.bin"]);
}

#[test]
fn a_branch_that_would_be_made_is_not() {
    let sandbox = with_folder();
    let output = sandbox.hf("upload ada/tiny-bert d --include '*.json' --revision draft --dry-run").success();
    assert!(output.stdout.starts_with("[dry-run] Would upload 0 of 1 file"), "{output}");
    assert_eq!(output.stderr, "Warning: the branch 'draft' is not there and would be made\n");
    assert!(sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().resolve("draft").is_none());
}

#[test]
fn a_dry_run_ends_with_the_errors_of_the_run() {
    let sandbox = with_folder();
    let code = |words: &str, token: Option<&str>| {
        let command = sandbox.command(words);
        match token {
            Some(token) => command.token(token).run().code(),
            None => command.no_token().run().code(),
        }
    };
    assert_eq!(code("upload ada/tiny-bert d --dry-run", Some(ADA_READS)), Some(4));
    assert_eq!(code("upload ada/new d --dry-run", None), Some(4));
    assert_eq!(code("upload ada/new d --dry-run", Some(ADA_READS)), Some(4));
    assert_eq!(code("upload bob/new d --dry-run", Some(ADA)), Some(4));
    sandbox.write("d/README.md", "---\nlicense: [\n---\n");
    assert_eq!(sandbox.hf("upload ada/tiny-bert d --dry-run").code(), Some(1));
    assert_eq!(sandbox.hf("upload ada/tiny-bert nowhere --dry-run").code(), Some(3));
    assert_eq!(sandbox.hf("upload ada/tiny-bert d --dry-run --every 1").code(), Some(2));
    assert_eq!(count(&sandbox, "POST /api/repos/create*"), 0);
}

#[test]
fn a_repo_that_has_moved_is_asked_where_it_is() {
    let sandbox = with_folder();
    let output = sandbox.hf("upload ada/old-bert d --include '*.json' --dry-run").success();
    assert!(output.stdout.starts_with("[dry-run] Would upload 0 of 1 file"), "{output}");
    assert!(paths(&sandbox, "ada/tiny-bert", "main").contains(&"config.json".to_owned()));
}
