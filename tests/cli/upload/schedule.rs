//! `--every`.

use super::{paths, titles, wait_for};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

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
