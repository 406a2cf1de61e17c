use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{ONE, TWO, filled, hub, write};
use crate::disk::files;
use crate::sandbox::Sandbox;
use crate::wait;

/// The branch has moved on from the first revision.
fn moved() -> Sandbox {
    let sandbox = filled();
    fs::remove_file(hub(&sandbox, "models--ada--tiny/refs/refs/pr/1")).unwrap();
    write(&sandbox, "models--ada--tiny/refs/main", TWO);
    let main = File::options().write(true).open(hub(&sandbox, "models--ada--tiny/refs/main")).unwrap();
    main.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
    sandbox
}

#[test]
fn what_nobody_needs_goes() {
    let sandbox = moved();
    write(&sandbox, "datasets--rows/blobs/e9.0123abcd.incomplete", "part");
    assert_data_eq!(
        sandbox.hf("cache prune --dry-run"),
        str![[r#"
status: 0
--- stdout ---
1 revision and 1 unfinished download to remove, 2.0K:
  model/ada/tiny:
    1111111111111111111111111111111111111111 [detached] 2.0K
✓ Dry run: nothing was removed
  dry_run: yes
  revisions: 1
  incomplete: 1
  shared_blobs: 0
  size: 2.0K
--- stderr ---

"#]]
    );
    let output = sandbox.hf("cache prune --yes --json").success();
    let expected = json!({"revisions_deleted": 1, "incomplete_deleted": 1, "shared_blobs_deleted": 0, "freed": "2.0K"});
    assert_eq!(output.json(), expected);
    assert_eq!(files(&hub(&sandbox, "models--ada--tiny")).len(), 3);
    assert_eq!(sandbox.hf("cache prune").success().stdout, "Nothing to prune.\n");
}

#[test]
fn what_failed_requests_left_is_not_called_broken_and_goes() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("download ada/tiny-bert typo.json").code(), Some(3));
    let gated = sandbox.command("download bob/gated-bert").no_token().run();
    assert_eq!(gated.code(), Some(4), "{gated}");
    assert!(!files(&hub(&sandbox, "models--ada--tiny-bert")).is_empty());
    let listed = sandbox.hf("cache list").success();
    assert_eq!(listed.stderr, "", "{listed}");
    sandbox.hf("download ada/tiny-bert config.json").success();
    let left = files(&hub(&sandbox, "models--ada--tiny-bert"));
    assert_eq!(sandbox.hf("cache prune --yes").success().stdout, "Nothing to prune.\n");
    assert_eq!(files(&hub(&sandbox, "models--ada--tiny-bert")), left);
    assert!(!hub(&sandbox, "models--bob--gated-bert").exists());
}

#[test]
fn what_was_fetched_by_its_hash_stays_unless_it_is_meant() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json").success();
    let tagged = sandbox.hf("download ada/tiny-bert config.json --revision v1.0 --quiet").success().stdout;
    let commit = tagged.rsplit('/').nth(1).unwrap().to_owned();
    let folder = hub(&sandbox, "models--ada--tiny-bert");
    fs::remove_file(folder.join("refs/v1.0")).unwrap();
    fs::remove_dir_all(folder.join("snapshots").join(&commit)).unwrap();
    sandbox.command("download ada/tiny-bert config.json --revision").argument(&commit).run().success();
    let output = sandbox.hf("cache prune --yes").success();
    assert_eq!(output.stdout, "Nothing to prune.\n");
    assert_eq!(output.stderr, "Hint: 1 revision downloaded by hash will be kept: add --detached to remove them\n");
    assert_eq!(sandbox.hf("cache prune --detached --yes --quiet").success().stdout, "1\n");
    assert!(!folder.join("snapshots").join(commit).exists());
}

#[test]
fn a_download_that_is_going_on_is_not_named() {
    use crate::local_hub::faults::{Effect, Fault};
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Stall(6000)).times(1));
    let child = sandbox.command("download ada/tiny-bert model.safetensors").spawn();
    wait::until("it is being written", || !crate::disk::unfinished(&sandbox).is_empty());
    let output = sandbox.hf("cache prune --yes --json").success();
    assert_eq!(output.stdout, "", "{output}");
    assert_eq!(sandbox.hf("cache rm model/ada/tiny-bert --yes").code(), Some(1));
    child.signal("KILL");
    child.wait();
    let output = sandbox.hf("cache prune --yes --json").success();
    assert!(output.json()["incomplete_deleted"].as_u64().unwrap() >= 1, "{output}");
}

#[test]
fn a_revision_stays_while_it_is_downloaded() {
    use crate::local_hub::faults::{Effect, Fault};
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Stall(6000)).times(1));
    let child = sandbox.command("download ada/tiny-bert --revision v1.0").spawn();
    let snapshots = hub(&sandbox, "models--ada--tiny-bert/snapshots");
    let fetched = || files(&snapshots).into_iter().find(|name| name.ends_with("/config.json"));
    wait::until("a file is there", || fetched().is_some() && !crate::disk::unfinished(&sandbox).is_empty());
    let commit = fetched().unwrap().split('/').next().unwrap().to_owned();
    let output = sandbox.hf("cache prune --detached --yes --json").success();
    assert_eq!(output.stdout, "", "{output}");
    let other = snapshots.join(TWO);
    fs::create_dir(&other).unwrap();
    for words in [&format!("cache rm {commit}"), "cache rm hf://ada/tiny-bert/config.json"] {
        let output = sandbox.hf(&format!("{words} --yes"));
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains("a download is using it"), "{output}");
    }
    assert!(fetched().is_some() && other.exists());
    child.signal("KILL");
    child.wait();
    sandbox.hf(&format!("cache rm {commit} --yes")).success();
}

#[test]
fn what_a_killed_removal_left_goes_without_a_word() {
    let sandbox = filled();
    write(&sandbox, ".locks/0123abcd.removed/blobs/e1", "x");
    assert_eq!(sandbox.hf("cache prune --dry-run").success().stdout, "Nothing to prune.\n");
    assert!(hub(&sandbox, ".locks/0123abcd.removed").exists());
    assert_eq!(sandbox.hf("cache prune").success().stdout, "Nothing to prune.\n");
    assert!(!hub(&sandbox, ".locks/0123abcd.removed").exists());
}

#[test]
fn rules_take_what_a_branch_means() {
    let sandbox = filled();
    write(&sandbox, "models--ada--tiny/refs/one", ONE);
    let would = |rule: &str| {
        let output = sandbox.hf(&format!("cache prune --dry-run --json {rule}")).success();
        if output.stdout.is_empty() { 0 } else { output.json()["revisions"].as_u64().unwrap() }
    };
    assert_eq!(would(""), 0);
    assert_eq!(would("--older-than 1d"), 0);
    assert_eq!(would("--keep-last 1"), 1);
    assert_eq!(would("--max-size 0"), 3);
    let output = sandbox.hf("cache prune --max-size 0 --keep-last 1 --dry-run --json").success();
    assert_eq!(output.json()["revisions"], 1);
    assert!(output.stderr.contains("more than --max-size"), "{output}");
}

#[test]
fn an_age_without_a_unit_and_nothing_to_keep_are_refused() {
    let sandbox = filled();
    for (rule, says) in [("--older-than 30", "add a unit, such as 30d"), ("--keep-last 0", "--keep-last")] {
        let output = sandbox.hf(&format!("cache prune --yes {rule}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    assert_eq!(sandbox.hf("cache prune --yes --older-than 30d").success().stdout, "Nothing to prune.\n");
}
