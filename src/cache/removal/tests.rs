//! What goes with what is chosen, and what stays.

use std::fs;

use super::{Chosen, Counts, Remnant};
use crate::base::fs::FileLock;
use crate::cache::CacheError;
use crate::cache::scan::Scan;
use crate::cache::scan::tests::{Filled, ONE, TWO, filled};

const TINY: &str = "models--ada--tiny";

fn choose(scan: &Scan, id: &str, revisions: &[usize]) -> Chosen {
    let repo = scan.find_repo(id).unwrap();
    let mut chosen = Chosen::default();
    revisions.iter().for_each(|revision| chosen.add(repo, *revision));
    chosen
}

fn run(scan: &Scan, chosen: &Chosen) -> Vec<Remnant> {
    scan.removal(chosen).run()
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
    let lock = FileLock::acquire(&filled.path(&format!(".locks/{TINY}/e9.lock"))).unwrap();
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
fn a_content_that_a_new_snapshot_shows_stays() {
    let filled = filled();
    let scan = filled.scan();
    filled.file(TINY, "3333333333333333333333333333333333333333", "a.txt", "first");
    run(&scan, &choose(&scan, "model/ada/tiny", &[0]));
    let after = filled.scan();
    assert!(after.repos[1].flaws.is_empty() && after.repos[1].revisions.len() == 2);
}

#[test]
fn a_removal_that_was_killed_is_finished_by_the_next() {
    let filled = filled();
    filled.write(".locks/0123abcd.removed/blobs/x", "x");
    let scan = filled.scan();
    run(&scan, &choose(&scan, "dataset/rows", &[0]));
    assert_eq!(fs::read_dir(filled.path(".locks")).unwrap().count(), 0);
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
