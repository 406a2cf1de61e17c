//! `--every`.

use super::{count, paths, titles, wait_for};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::run::Child;
use crate::sandbox::Sandbox;
use crate::wait::until;

const COMMIT: &str = "POST /api/models/ada/new/commit/main 200";

#[test]
fn a_folder_is_committed_at_once_and_until_ctrl_c() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "a");
    let running = sandbox.command("upload ada/new d logs --every 60 --json").spawn();
    wait_for(&sandbox, "POST /api/models/ada/new/commit/main 200", 1);
    running.signal("INT");
    let output = running.wait().success();
    assert_eq!(output.json(), serde_json::json!({"url": "Stopped scheduled commits."}));
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["logs/a.txt"]);
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["Scheduled Commit"]);
}

#[test]
fn what_is_written_later_is_committed_later() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.log", "one\n");
    let running = sandbox.command("upload ada/new a.log --every 0.001").spawn();
    wait_for(&sandbox, "POST /api/models/ada/new/commit/main 200", 1);
    sandbox.write("a.log", "one\ntwo\n");
    wait_for(&sandbox, "POST /api/models/ada/new/commit/main 200", 2);
    running.signal("INT");
    running.wait().success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    assert_eq!(repo.text(repo.head(), "a.log").as_deref(), Some("one\ntwo\n"));
}

#[test]
fn a_round_that_fails_is_followed_by_another() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.log", "one\n");
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(500)).times(1));
    let running = sandbox.command("upload ada/new a.log --every 0.001").spawn();
    wait_for(&sandbox, "POST /api/models/ada/new/commit/main 200", 1);
    running.signal("INT");
    let output = running.wait().success();
    assert!(output.stderr.contains("commit failed, will try again"), "{output}");
}

#[test]
fn both_signals_make_one_last_commit_and_a_third_commits_at_once() {
    for last in ["INT", "TERM"] {
        let sandbox = Sandbox::empty();
        sandbox.write("d/a", "a");
        let running = sandbox.command("upload ada/new d --every 60").spawn();
        wait_for(&sandbox, COMMIT, 1);
        sandbox.write("d/b", "b");
        until_committed_by(&sandbox, &running, "USR1", 2);
        sandbox.write("d/c", "c");
        running.signal(last);
        running.wait().success();
        assert_eq!(paths(&sandbox, "ada/new", "main"), ["a", "b", "c"], "{last}");
    }
}

/// A signal that comes while a commit is still being made is one for that commit.
fn until_committed_by(sandbox: &Sandbox, running: &Child<'_>, signal: &str, times: usize) {
    until("it is committed", || {
        running.signal(signal);
        count(sandbox, COMMIT) >= times
    });
}

#[test]
fn writing_is_followed_by_a_commit_once_it_stops() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a", "a");
    let running = sandbox.command("upload ada/new d --watch --debounce 0.05 --squash-history").spawn();
    wait_for(&sandbox, COMMIT, 1);
    wait_for(&sandbox, "POST /api/models/ada/new/super-squash/main 200", 1);
    sandbox.write("d/e/b", "b");
    wait_for(&sandbox, COMMIT, 2);
    wait_for(&sandbox, "POST /api/models/ada/new/super-squash/main 200", 2);
    running.signal("INT");
    running.wait().success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a", "e/b"]);
    assert_eq!(titles(&sandbox, "ada/new", "main"), [""; 0], "only the first is left");
}

#[test]
fn the_folder_is_looked_at_under_the_lock_and_after_the_command() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a", "a");
    let lock = std::fs::File::create(sandbox.work().join("lock")).unwrap();
    lock.lock().unwrap();
    let running =
        sandbox.command("upload ada/new d --every 60 --lock-file lock --before").argument("sh -c 'mv d/a d/b'").spawn();
    until("the command has run", || sandbox.work().join("d/b").exists());
    sandbox.write("d/c", "written under the lock");
    assert_eq!(count(&sandbox, COMMIT), 0);
    drop(lock);
    wait_for(&sandbox, COMMIT, 1);
    running.signal("INT");
    running.wait().success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["b", "c"]);
}

#[test]
fn logs_of_tensorboard_have_their_place() {
    let sandbox = Sandbox::empty();
    for name in ["runs/first/events.out.tfevents.1.x", "runs/first/sub/events.out.tfevents.2.x", "runs/first/other.txt"]
    {
        sandbox.write(name, name);
    }
    let running = sandbox.command("upload ada/new runs/first --tensorboard").spawn();
    wait_for(&sandbox, COMMIT, 1);
    running.signal("INT");
    running.wait().success();
    let found = paths(&sandbox, "ada/new", "main");
    let expected = ["tensorboard/first/events.out.tfevents.1.x", "tensorboard/first/sub/events.out.tfevents.2.x"];
    assert_eq!(
        found.iter().filter(|path| path.starts_with("tensorboard/")).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    assert!(!found.iter().any(|path| path.contains("other")), "{found:?}");
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    assert!(repo.text(repo.head(), "README.md").unwrap().contains("hf-summary-writer"));
}

#[test]
fn what_belongs_to_repeated_uploads_needs_one() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a", "a");
    for words in [
        "--squash-history",
        "--lock-file x",
        "--before true",
        "--debounce 3",
        "--watch --dry-run",
        "--watch --create-pr",
    ] {
        assert_eq!(sandbox.hf(&format!("upload ada/new d {words}")).code(), Some(2), "{words}");
    }
}
