use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{ONE, TWO, file, filled, hub, write};
use crate::disk::files;
use crate::terminal::{ENTER, Terminal};

#[test]
fn a_repo_goes_as_a_whole_and_is_counted() {
    let sandbox = filled();
    let output = sandbox.hf("cache rm MODEL/Ada/tiny --yes --json").success();
    assert_eq!(output.json(), json!({"repos_deleted": 1, "revisions_deleted": 2, "freed": "2.0K"}));
    assert_eq!(files(&hub(&sandbox, "")).len(), 3, "the dataset is left");
}

#[test]
fn a_commit_takes_what_only_it_shows() {
    let sandbox = filled();
    assert_data_eq!(
        sandbox.command("cache rm").argument(ONE).stdin("y\n").run(),
        str![[r#"
status: 0
--- stdout ---
1 revision to remove, 2.0K:
  model/ada/tiny:
    1111111111111111111111111111111111111111 [refs/pr/1] 2.0K
Remove 1 revision? [y/N]: ✓ Removed 1 revision
  repos_deleted: 0
  revisions_deleted: 1
  freed: 2.0K
--- stderr ---

"#]]
    );
    let left = files(&hub(&sandbox, "models--ada--tiny"));
    assert_eq!(left, ["blobs/e1", "refs/main", &format!("snapshots/{TWO}/config.json")]);
}

#[test]
fn files_go_from_every_revision() {
    let sandbox = filled();
    let output = sandbox.hf("cache rm hf://ada/tiny/config.json --dry-run --json").success();
    assert_eq!(output.json(), json!({"dry_run": true, "files": 2, "size": "14.0"}));
    let output = sandbox.hf("cache rm hf://models/ada/tiny/config.json -y -q").success();
    assert_eq!(output.stdout, "2\n");
    let left = files(&hub(&sandbox, "models--ada--tiny"));
    assert_eq!(left, ["blobs/e2", "refs/main", "refs/refs/pr/1", &format!("snapshots/{ONE}/model.bin")]);
}

#[test]
fn nothing_goes_in_a_dry_run_or_without_a_yes() {
    let sandbox = filled();
    let before = files(&hub(&sandbox, ""));
    let output = sandbox.hf("cache rm model/ada/tiny dataset/rows --dry-run --json").success();
    assert_eq!(output.json(), json!({"dry_run": true, "repos": 2, "revisions": 3, "size": "2.0K"}));
    assert_eq!(sandbox.hf("cache rm model/ada/tiny").code(), Some(1));
    assert_eq!(sandbox.command("cache rm model/ada/tiny").stdin("n\n").run().code(), Some(1));
    assert_eq!(sandbox.hf("cache rm model/ada/tiny --json").code(), Some(1));
    assert_eq!(files(&hub(&sandbox, "")), before);
}

#[test]
fn an_unknown_target_fails_and_the_others_go() {
    let sandbox = filled();
    assert_data_eq!(
        sandbox.hf("cache rm dataset/rows ada/none 3333333333333333333333333333333333333333 --yes --quiet"),
        str![[r#"
status: 3
--- stdout ---
1
--- stderr ---
Error: not in the cache: ada/none, 3333333333333333333333333333333333333333

"#]]
    );
    assert!(!hub(&sandbox, "datasets--rows").exists());
    assert_eq!(sandbox.hf("cache rm hf://ada/tiny/none.txt --yes").code(), Some(3));
}

#[test]
fn a_repo_is_named_as_in_a_download() {
    let sandbox = filled();
    assert_eq!(sandbox.hf("cache rm ada/tiny datasets/rows --yes --quiet").code(), Some(3));
    assert!(!hub(&sandbox, "models--ada--tiny").exists());
    sandbox.hf("cache rm https://huggingface.co/datasets/rows --yes --quiet").success();
    assert!(!hub(&sandbox, "datasets--rows").exists());
}

#[test]
fn addresses_of_other_things_are_refused() {
    let sandbox = filled();
    for target in ["hf://buckets/ada/b", "hf://ada/tiny@main", "hf://ada/tiny@main/config.json", "hf://tiny"] {
        assert_eq!(sandbox.command("cache rm --yes").argument(target).run().code(), Some(2), "{target}");
    }
    assert_eq!(sandbox.hf("cache rm model/ada/tiny hf://ada/tiny/config.json --yes").code(), Some(2));
}

#[test]
fn a_wrong_target_is_a_usage_error_before_the_cache_is_read() {
    let sandbox = crate::sandbox::Sandbox::empty();
    let output = sandbox.hf("cache rm hf://buckets/ada/b");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("buckets are not cached"), "{output}");
}

#[test]
fn what_is_outside_of_the_cache_stays() {
    for words in [&format!("cache rm {ONE} -y"), "cache rm hf://ada/tiny/mine.txt -y", "cache rm model/ada/tiny -y"] {
        let sandbox = filled();
        let precious = sandbox.write("precious.txt", "mine");
        let link = hub(&sandbox, &format!("models--ada--tiny/snapshots/{ONE}/mine.txt"));
        std::os::unix::fs::symlink(&precious, &link).unwrap();
        sandbox.hf(words).success();
        assert!(precious.exists() && !link.is_symlink(), "{words}");
    }
}

#[test]
fn a_repo_behind_a_link_is_listed_and_left_alone() {
    let sandbox = filled();
    let moved = sandbox.work().join("moved");
    for folder in ["models--ada--tiny/blobs", "models--ada--tiny"] {
        let place = hub(&sandbox, folder);
        std::fs::rename(&place, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &place).unwrap();
        for words in ["cache rm model/ada/tiny", &format!("cache rm {ONE}"), "cache rm hf://ada/tiny/model.bin"] {
            let output = sandbox.hf(&format!("{words} --yes"));
            assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
            let says = format!("Error: '[HF_HOME]/hub/{folder}' is a link: nothing behind it was changed\n");
            assert!(output.stderr.starts_with(&says), "{output}");
        }
        let broken = &sandbox.hf("cache list --json").success().json()[1]["broken"];
        assert_eq!(*broken, if folder.ends_with("blobs") { json!(["linked folder"]) } else { json!(null) });
        std::fs::remove_file(&place).unwrap();
        std::fs::rename(&moved, &place).unwrap();
    }
}

#[test]
fn what_came_while_the_question_stood_open_stays() {
    for words in [&format!("cache rm {TWO}"), "cache delete"] {
        let sandbox = filled();
        std::fs::remove_dir_all(hub(&sandbox, "models--ada--tiny")).unwrap();
        let mut terminal = Terminal::start(&sandbox, words, (100, 30));
        let keys = if words.ends_with("delete") {
            terminal.shows("space select");
            terminal.after(&format!("a{ENTER}"), "y deletes");
            "y".to_owned()
        } else {
            terminal.shows("[y/N]");
            format!("y{ENTER}")
        };
        file(&sandbox, ("datasets--rows", ONE, "rows.csv"), "e4", "4,5,6");
        write(&sandbox, "datasets--rows/refs/main", ONE);
        terminal.press(&keys);
        let (status, screen) = terminal.end();
        assert_eq!((status, screen.contains("new content was kept")), (0, true), "{screen}");
        let left = files(&hub(&sandbox, "datasets--rows"));
        assert_eq!(left, ["blobs/e4", "refs/main", &format!("snapshots/{ONE}/rows.csv")], "{words}");
    }
}

#[test]
fn what_went_is_told_when_something_else_could_not_go() {
    let sandbox = filled();
    write(&sandbox, ".locks/models--ada--tiny/e2.lock", "");
    let lock = std::fs::File::open(hub(&sandbox, ".locks/models--ada--tiny/e2.lock")).unwrap();
    lock.lock().unwrap();
    let words = "cache rm model/ada/tiny dataset/rows --yes";
    let output = sandbox.hf(&format!("{words} --json"));
    assert_eq!(output.code(), Some(1), "{output}");
    let failed = "[HF_HOME]/hub/models--ada--tiny";
    let expected = json!({"repos_deleted": 1, "revisions_deleted": 1, "freed": "5.0", "failed": [failed]});
    assert_eq!(output.json(), expected);
    assert!(output.stderr.contains("a download is using it"), "{output}");
    let again = sandbox.hf("cache rm model/ada/tiny --yes --json");
    assert_eq!((again.code(), again.stdout.as_str()), (Some(1), ""), "{again}");
    file(&sandbox, ("datasets--rows", TWO, "rows.csv"), "e3", "1,2,3");
    assert_data_eq!(
        sandbox.hf(words),
        str![[r#"
status: 1
--- stdout ---
2 repos to remove, 2.0K:
  dataset/rows (whole repo)
  model/ada/tiny (whole repo)
✓ Removed 1 repo
  repos_deleted: 1
  revisions_deleted: 1
  freed: 5.0
  failed: [HF_HOME]/hub/models--ada--tiny
--- stderr ---
Error: '[HF_HOME]/hub/models--ada--tiny' was left alone: a download is using it
Hint: try again when the download has finished

"#]]
    );
}
