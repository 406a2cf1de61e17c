//! What goes with what is chosen, and what stays.

use std::fs;

use super::{Chosen, Counts, Remnant};
use crate::base::fs::{Fence, FileLock};
use crate::cache::lock::Brief;
use crate::cache::scan::tests::{Filled, ONE, TWO, filled};
use crate::cache::scan::{Flaw, Scan};
use crate::cache::{CacheError, Policy};

const TINY: &str = "models--ada--tiny";

fn choose(scan: &Scan, id: &str, revisions: &[usize]) -> Chosen {
    let repo = scan.find_repo(id).unwrap();
    let mut chosen = Chosen::default();
    revisions.iter().for_each(|revision| chosen.add(repo, *revision));
    chosen
}

fn run(scan: &Scan, chosen: &Chosen) -> Vec<Remnant> {
    scan.removal(chosen).run().remnants
}

#[test]
fn a_revision_takes_what_no_other_one_shows() {
    let filled = filled();
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0]);
    assert_eq!(chosen.counts(&scan), Counts { repos: 0, revisions: 1, partial: 1 });
    assert_eq!(scan.removal(&chosen).freed(), 5);
    assert!(run(&scan, &chosen).is_empty());
    let after = filled.scan();
    let tiny = &after.repos[1];
    assert_eq!((tiny.revisions.len(), tiny.size(), tiny.flaws.len()), (1, 6, 0));
    assert!(!filled.path(&format!("{TINY}/blobs/first")).exists());
    assert!(!filled.path(".locks").exists(), "nothing is left of the removal itself");
}

#[test]
fn the_refs_of_a_revision_go_with_it() {
    let filled = filled();
    let scan = filled.scan();
    run(&scan, &choose(&scan, "model/ada/tiny", &[1]));
    let after = filled.scan();
    assert!(after.repos[1].flaws.is_empty() && after.repos[1].refs().is_empty());
    assert!(filled.path(&format!("{TINY}/refs/refs/pr")).exists(), "folders stay");
}

#[test]
fn all_revisions_are_the_repo() {
    let filled = filled();
    filled.write(&format!("{TINY}/trees/x.json"), "{}");
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0, 1]);
    assert_eq!(chosen.counts(&scan), Counts { repos: 1, revisions: 2, partial: 0 });
    run(&scan, &chosen);
    assert!(!filled.path(TINY).exists());
    assert_eq!(filled.scan().repos.len(), 1);
}

#[test]
fn a_repo_without_revisions_can_go_too() {
    let filled = Filled::new();
    filled.write("models--empty/refs/main", ONE);
    filled.write("models--empty/blobs/e9", "shown by nothing");
    let scan = filled.scan();
    let mut chosen = Chosen::default();
    chosen.add_repo(&scan, 0);
    assert!(chosen.is_whole(&scan, 0));
    run(&scan, &chosen);
    assert!(!filled.path("models--empty").exists());
}

#[test]
fn what_is_taken_back_is_not_chosen() {
    let scan = filled().scan();
    let mut chosen = choose(&scan, "model/ada/tiny", &[0, 1]);
    chosen.take_back(1, 0);
    assert!(!chosen.contains(1, 0) && chosen.contains(1, 1));
    chosen.take_back(1, 1);
    assert!(chosen.is_empty());
}

#[test]
fn a_file_goes_with_its_content_unless_another_entry_shows_it() {
    let filled = filled();
    let scan = filled.scan();
    let tiny = &scan.repos[1];
    let files =
        |commit: usize| tiny.revisions[commit].files.iter().map(move |file| (tiny, &tiny.revisions[commit], file));
    let named = |name: &str| files(0).chain(files(1)).filter(|(_, _, file)| file.name() == name).collect::<Vec<_>>();
    let shown_elsewhere = scan.removal_of_files(&named("config.json"));
    assert_eq!(shown_elsewhere.freed(), 0, "copy.json shows it");
    shown_elsewhere.run();
    let removal = scan.removal_of_files(&named("deep/er/a.txt"));
    assert_eq!(removal.freed(), 5);
    removal.run();
    let after = filled.scan();
    assert_eq!((after.repos[1].size(), after.repos[1].revisions.len(), after.repos[1].flaws.len()), (6, 2, 0));
}

/// A revision whose entries lead to a file that is nobody's but the user's, and to a content of another repo.
fn leading_out() -> Filled {
    let filled = filled();
    filled.write("outside/precious.txt", "precious");
    let outside = filled.path("outside/precious.txt");
    filled.link(&format!("{TINY}/snapshots/{ONE}/mine.txt"), outside.to_str().unwrap());
    filled.link(&format!("{TINY}/snapshots/{ONE}/theirs.csv"), "../../../datasets--rows/blobs/rows");
    filled.link(&format!("{TINY}/blobs/alias"), outside.to_str().unwrap());
    filled.link(&format!("{TINY}/snapshots/{ONE}/alias.txt"), "../../blobs/alias");
    filled
}

fn assert_outside_is_untouched(filled: &Filled) {
    assert!(filled.path("outside/precious.txt").exists() && filled.path("datasets--rows/blobs/rows").exists());
}

#[test]
fn an_entry_that_leads_out_of_the_repo_goes_and_not_what_it_leads_to() {
    let filled = leading_out();
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0]);
    assert_eq!(scan.removal(&chosen).freed(), 5);
    assert!(run(&scan, &chosen).is_empty());
    assert_outside_is_untouched(&filled);
    assert!(!filled.path(&format!("{TINY}/blobs/first")).exists());
    assert!(!filled.path(&format!("{TINY}/blobs/alias")).is_symlink(), "a link among the blobs is the repo's own");

    let filled = leading_out();
    let scan = filled.scan();
    let (tiny, revision) = (&scan.repos[1], &scan.repos[1].revisions[0]);
    let files: Vec<_> = revision.files.iter().map(|file| (tiny, revision, file)).collect();
    let removal = scan.removal_of_files(&files);
    assert_eq!(removal.freed(), 5);
    removal.run();
    assert_outside_is_untouched(&filled);
    assert_eq!(filled.scan().repos[1].revisions[0].files.len(), 0);
}

#[test]
fn a_blob_may_be_linked_to_by_another_name_of_its_folder() {
    let filled = filled();
    filled.link("models--ada--alias", TINY);
    filled.write(&format!("{TINY}/blobs/other"), "other");
    let through = filled.path("models--ada--alias/blobs/other");
    filled.link(&format!("{TINY}/snapshots/{ONE}/other.txt"), through.to_str().unwrap());
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0]);
    assert_eq!(scan.removal(&chosen).freed(), 10);
    run(&scan, &chosen);
    assert!(!filled.path(&format!("{TINY}/blobs/other")).exists());
}

#[test]
fn nothing_is_removed_through_a_folder_that_is_a_link() {
    let folders = ["", "/blobs", "/snapshots", "/refs", "/snapshots/1111111111111111111111111111111111111111"];
    for folder in folders.map(|inner| format!("{TINY}{inner}")) {
        let filled = filled();
        filled.write(&format!("{TINY}/blobs/e9.0123abcd.incomplete"), "part");
        fs::create_dir(filled.path("outside")).unwrap();
        fs::rename(filled.path(&folder), filled.path("outside/moved")).unwrap();
        filled.link(&folder, filled.path("outside/moved").to_str().unwrap());
        let scan = filled.scan();
        let is_marked = scan.repos[1].flaws.iter().any(|flaw| matches!(flaw, Flaw::LinkedFolder(_)));
        assert_eq!(is_marked, folder != TINY, "{folder}: a repo on another disk is not broken");
        let chosen = choose(&scan, "model/ada/tiny", &[0]);
        let refused = scan.removal(&chosen).check();
        assert!(matches!(refused, Err(CacheError::Linked(link)) if link == filled.path(&folder)), "{folder}");
        let everything = Policy { detached: true, max_size: Some(0), ..Policy::default() };
        let pruning = everything.plan(&scan, 0.0);
        assert!(!pruning.chosen.contains(1, 0) && !pruning.chosen.contains(1, 1), "{folder}");
        assert_eq!(pruning.partials.is_empty(), !folder.ends_with(ONE), "{folder}");
    }
}

#[test]
fn nothing_is_moved_or_removed_through_a_link_in_the_place_of_the_locks() {
    let filled = filled();
    fs::create_dir_all(filled.path("outside/0123abcd.removed/mine")).unwrap();
    filled.link(".locks", filled.path("outside").to_str().unwrap());
    let scan = filled.scan();
    let remnants = run(&scan, &choose(&scan, "model/ada/tiny", &[0, 1]));
    let is_named = |remnant: &Remnant| matches!(&remnant.error, CacheError::Linked(link) if link.ends_with(".locks"));
    assert!(!remnants.is_empty() && remnants.iter().all(is_named));
    assert!(filled.path("outside/0123abcd.removed/mine").exists() && filled.path(TINY).exists());
    assert_eq!(fs::read_dir(filled.path("outside")).unwrap().count(), 1);
}

#[test]
fn a_copied_file_counts_and_goes_with_its_snapshot() {
    let filled = filled();
    filled.write(&format!("{TINY}/snapshots/{ONE}/copied.txt"), "copied");
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0]);
    assert_eq!(scan.removal(&chosen).freed(), 11);
    assert!(run(&scan, &chosen).is_empty());
}

#[test]
fn a_repo_that_is_being_downloaded_into_stays() {
    let filled = filled();
    filled.write(&format!("{TINY}/blobs/e9.0123abcd.incomplete"), "part");
    fs::create_dir_all(filled.path(&format!(".locks/{TINY}"))).unwrap();
    let lock =
        FileLock::acquire(&Fence::new(filled.path("")), &filled.path(&format!(".locks/{TINY}/e9.lock"))).unwrap();
    let scan = filled.scan();
    let chosen = choose(&scan, "model/ada/tiny", &[0, 1]);
    let remnants = run(&scan, &chosen);
    assert!(matches!(remnants[..], [Remnant { error: CacheError::InUse(_), .. }]));
    assert_eq!(filled.scan().repos[1].size(), 11);
    let partials = scan.removal(&Chosen::default()).with_partials(&scan.partials);
    partials.run();
    assert!(filled.path(&format!("{TINY}/blobs/e9.0123abcd.incomplete")).exists());
    drop(lock);
    partials.run();
    assert!(!filled.path(&format!("{TINY}/blobs/e9.0123abcd.incomplete")).exists());
    assert!(run(&scan, &chosen).is_empty());
}

#[test]
fn a_revision_that_may_be_being_downloaded_stays() {
    let filled = filled();
    fs::create_dir_all(filled.path(&format!(".locks/{TINY}"))).unwrap();
    let lock =
        FileLock::acquire(&Fence::new(filled.path("")), &filled.path(&format!(".locks/{TINY}/e9.lock"))).unwrap();
    let scan = filled.scan();
    let all = Policy { detached: true, keep_last: Some(0), ..Policy::default() };
    let pruning = all.plan(&scan, 0.0);
    assert_eq!((pruning.chosen.counts(&scan).revisions, pruning.chosen.contains(0, 0)), (1, true), "of the other repo");
    let chosen = choose(&scan, "model/ada/tiny", &[0]);
    let snapshot = filled.path(&format!("{TINY}/snapshots/{ONE}"));
    assert!(matches!(&run(&scan, &chosen)[..], [Remnant { path, error: CacheError::InUse(_) }] if *path == snapshot));
    let revision = &scan.repos[1].revisions[0];
    let remnants = scan.removal_of_files(&[(&scan.repos[1], revision, &revision.files[0])]).run().remnants;
    assert!(matches!(&remnants[..], [Remnant { error: CacheError::InUse(_), .. }]));
    assert_eq!(filled.scan().repos[1].size(), 11);
    // What is known not to be of the revision does not matter.
    let other = "0123456789012345678901234567890123456789";
    let listing = format!(r#"{{"format_version": 1, "files": {{"a": {{"size": 1, "blob_id": "{other}"}}}}}}"#);
    filled.write(&format!("{TINY}/trees/{ONE}.json"), &listing);
    assert!(run(&scan, &chosen).is_empty());
    drop(lock);
}

#[test]
fn a_content_that_a_new_snapshot_shows_stays() {
    let filled = filled();
    let scan = filled.scan();
    filled.file(TINY, "3333333333333333333333333333333333333333", "a.txt", "first");
    run(&scan, &choose(&scan, "model/ada/tiny", &[0]));
    let after = filled.scan();
    assert!(after.repos[1].flaws.is_empty() && after.repos[1].revisions.len() == 2);
}

#[test]
fn a_revision_that_came_while_the_question_stood_open_stays() {
    let filled = Filled::new();
    filled.file(TINY, ONE, "a.txt", "first");
    filled.write(&format!("{TINY}/refs/main"), ONE);
    let scan = filled.scan();
    let removal = scan.removal(&choose(&scan, "model/ada/tiny", &[0]));
    filled.file(TINY, TWO, "a.txt", "second");
    filled.write(&format!("{TINY}/refs/main"), TWO);
    let outcome = removal.run();
    assert_eq!(outcome.counts, Counts { repos: 0, revisions: 1, partial: 1 });
    assert_eq!(outcome.freed, 5);
    assert!(matches!(&outcome.remarks[..], [CacheError::Changed(repo)] if *repo == filled.path(TINY)));
    let after = filled.scan();
    let left = &after.repos[0];
    assert_eq!((left.revisions[0].commit.as_str(), left.refs(), left.flaws.len()), (TWO, vec!["main"], 0));
}

#[test]
fn a_repo_that_is_being_fetched_anew_stays() {
    let filled = Filled::new();
    filled.file(TINY, ONE, "a.txt", "first");
    filled.write(&format!("{TINY}/refs/lost"), TWO);
    let scan = filled.scan();
    let removal = scan.removal(&choose(&scan, "model/ada/tiny", &[0]));
    // The Python client writes the ref before the snapshot.
    filled.write(&format!("{TINY}/refs/main"), TWO);
    assert_eq!(removal.run().counts.repos, 0);
    assert!(filled.path(&format!("{TINY}/refs/main")).exists());
    fs::remove_file(filled.path(&format!("{TINY}/refs/main"))).unwrap();
    assert_eq!(removal.run().counts.repos, 1, "a ref that was lost before keeps nothing");
}

#[test]
fn a_ref_that_moved_on_stays_and_one_that_came_goes_with_what_was_named() {
    let filled = filled();
    let scan = filled.scan();
    let removal = scan.removal(&choose(&scan, "model/ada/tiny", &[1]));
    filled.write(&format!("{TINY}/refs/main"), ONE);
    filled.write(&format!("{TINY}/refs/v1.0"), TWO);
    removal.run();
    let after = filled.scan();
    assert_eq!((after.repos[1].refs(), after.repos[1].flaws.len()), (vec!["main"], 0));
}

#[test]
fn a_lock_is_held_while_its_blob_is_removed_and_leaves_nothing() {
    let filled = filled();
    let repo = filled.path(TINY);
    let lock = Brief::take(&repo, "first").unwrap();
    assert!(lock.is_some() && Brief::take(&repo, "first").unwrap().is_none());
    drop(lock);
    assert!(!filled.path(&format!(".locks/{TINY}")).exists());
    filled.write(&format!(".locks/{TINY}/first.lock"), "");
    drop(Brief::take(&repo, "first").unwrap());
    assert!(filled.path(&format!(".locks/{TINY}/first.lock")).exists(), "not its own");
    let held = Brief::take(&repo, "first").unwrap();
    filled.write(&format!("{TINY}/blobs/first.0123abcd.incomplete"), "part");
    let scan = filled.scan();
    let removal = scan.removal(&choose(&scan, "model/ada/tiny", &[])).with_partials(&scan.partials);
    assert_eq!(removal.run().partials, 0);
    drop(held);
    assert_eq!(removal.run().partials, 1);
}

#[test]
fn a_rule_spares_what_has_got_a_ref_since() {
    let filled = filled();
    let scan = filled.scan();
    let policy = Policy { detached: true, ..Policy::default() };
    let removal = policy.plan(&scan, 0.0).removal;
    filled.write(&format!("{TINY}/refs/v1.0"), ONE);
    let outcome = removal.run();
    assert!(matches!(&outcome.remarks[..], [CacheError::Named(snapshot)] if snapshot.ends_with(ONE)));
    assert_eq!((outcome.counts.revisions, outcome.freed), (0, 0));
    let after = filled.scan();
    assert_eq!((after.repos[1].revisions.len(), after.repos[1].size(), after.repos[1].flaws.len()), (2, 11, 0));

    let all = Policy { max_size: Some(0), ..Policy::default() };
    let removal = all.plan(&after, 0.0).removal;
    filled.write("datasets--rows/refs/kept", ONE);
    let outcome = removal.run();
    assert_eq!(outcome.counts, Counts { repos: 1, revisions: 2, partial: 0 });
    assert!(filled.path("datasets--rows/blobs/rows").exists());
}

#[test]
fn what_is_told_is_what_was_removed() {
    let filled = filled();
    filled.write("datasets--rows/blobs/e9.0123abcd.incomplete", "part");
    filled.write(&format!("{TINY}/snapshots/{ONE}/copied.txt"), "copied");
    let scan = filled.scan();
    let mut chosen = choose(&scan, "model/ada/tiny", &[0]);
    chosen.add_repo(&scan, 0);
    let removal = scan.removal(&chosen).with_partials(&scan.partials);
    let outcome = removal.run();
    assert_eq!((removal.freed(), outcome.counts), (19, chosen.counts(&scan)));
    assert_eq!((outcome.freed, outcome.partials), (19, 1));
    assert!(outcome.remarks.is_empty() && outcome.remnants.is_empty());
}

#[test]
fn a_removal_that_was_killed_is_finished_by_the_next() {
    let filled = filled();
    filled.write(".locks/0123abcd.removed/blobs/x", "x");
    let scan = filled.scan();
    run(&scan, &choose(&scan, "dataset/rows", &[0]));
    assert_eq!(fs::read_dir(filled.path(".locks")).unwrap().count(), 0);
}

#[test]
fn what_still_cannot_be_removed_of_an_earlier_removal_is_told() {
    let filled = filled();
    // A file with the name of a folder: not what a removal leaves, but as hard to remove.
    filled.write(".locks/0123abcd.removed", "x");
    let scan = filled.scan();
    let outcome = scan.removal(&choose(&scan, "dataset/rows", &[0])).run();
    let left = filled.path(".locks/0123abcd.removed");
    assert!(matches!(&outcome.remarks[..], [CacheError::Leftover { path, .. }] if *path == left));
    assert_eq!((outcome.counts.repos, outcome.remnants.len()), (1, 0));
}

fn shared() -> (Filled, String) {
    let filled = Filled::new();
    let payload = format!("blobs/ab/{}", "ab".repeat(32));
    filled.write("blobs/.huggingface-shared-blobs", "1\n");
    filled.write(&payload, "payload");
    filled.write(&format!("{payload}.refs"), "models--a/blobs/e1\nmodels--b/blobs/e1\n");
    for repo in ["models--a", "models--b"] {
        filled.link(&format!("{repo}/blobs/e1"), &format!("../../{payload}"));
        filled.link(&format!("{repo}/snapshots/{TWO}/model.bin"), "../../blobs/e1");
    }
    (filled, payload)
}

#[test]
fn shared_content_goes_with_its_last_user() {
    let (filled, payload) = shared();
    let scan = filled.scan();
    let chosen = choose(&scan, "model/b", &[0]);
    assert_eq!(scan.removal(&chosen).freed(), 0);
    run(&scan, &chosen);
    assert_eq!(fs::read_to_string(filled.path(&format!("{payload}.refs"))).unwrap(), "models--a/blobs/e1\n");
    let scan = filled.scan();
    let chosen = choose(&scan, "model/a", &[0]);
    assert_eq!(scan.removal(&chosen).freed(), 7);
    run(&scan, &chosen);
    assert!(!filled.path(&payload).exists() && !filled.path(&format!("{payload}.refs")).exists());
}

#[test]
fn shared_content_stays_while_anything_leads_to_it() {
    let (filled, payload) = shared();
    let by_entry = format!("models--d/snapshots/{TWO}/model.bin");
    fs::rename(filled.path("models--a"), filled.path("models--renamed")).unwrap();
    fs::rename(filled.path("models--b"), filled.path("backup")).unwrap();
    filled.link("models--c/blobs/e1", &format!("../../{payload}"));
    filled.link(&format!("models--c/snapshots/{TWO}/model.bin"), "../../blobs/e1");
    filled.link(&by_entry, &format!("../../../{payload}"));
    let remove = |id: &str| {
        let scan = filled.scan();
        assert_eq!(scan.unused_payloads().count(), 0);
        let removal = scan.removal(&choose(&scan, id, &[0]));
        let outcome = removal.run();
        assert_eq!(outcome.freed, removal.freed());
        outcome.freed
    };
    assert_eq!(remove("model/c"), 0);
    fs::remove_dir_all(filled.path("backup")).unwrap();
    assert_eq!(remove("model/renamed"), 0, "an entry leads to it");
    assert!(filled.path(&payload).exists());
    filled.link("models--renamed/blobs/e1", &format!("../../{payload}"));
    filled.link(&format!("models--renamed/snapshots/{TWO}/model.bin"), "../../blobs/e1");
    fs::remove_file(filled.path(&by_entry)).unwrap();
    assert_eq!(remove("model/renamed"), 7);
}

#[test]
fn shared_content_that_nobody_uses_goes_unless_somebody_does_by_then() {
    let (filled, payload) = shared();
    fs::remove_dir_all(filled.path("models--a")).unwrap();
    fs::remove_dir_all(filled.path("models--b")).unwrap();
    let scan = filled.scan();
    let removal = scan.removal(&Chosen::default()).with_payloads(scan.unused_payloads());
    assert_eq!(removal.freed(), 7);
    filled.link("models--a/blobs/e1", &format!("../../{payload}"));
    removal.run();
    assert!(filled.path(&payload).exists());
    fs::remove_file(filled.path("models--a/blobs/e1")).unwrap();
    removal.run();
    assert!(!filled.path(&payload).exists());
}
