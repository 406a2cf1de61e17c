//! Syncs that are killed.

use std::fs;
use std::path::Path;

use super::{KILLS, kill_when};
use crate::chance::Chance;
use crate::disk::files;
use crate::local_hub::Options;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

const PLACE: &str = "hf://buckets/ada/scratch";
const FILES: usize = 12;

/// A bucket that is empty, and a folder of files that differ.
fn arrange() -> Sandbox {
    let sandbox = Sandbox::with(Options { xet: true, ..Options::default() });
    sandbox.hub().world().change_bucket("ada/scratch", |bucket| bucket.files.clear());
    let content = noise(400_000);
    for number in 0..FILES {
        sandbox.write(&format!("src/part-{}/{number}.bin", number % 3), &content[number * 1000..]);
    }
    sandbox
}

/// Runs a command that is killed after some requests. Returns whether it was.
fn is_killed(sandbox: &Sandbox, words: &str, chance: &mut Chance) -> bool {
    sandbox.hub().forget();
    let requests = usize::try_from(chance.below(30)).unwrap();
    let output = kill_when(sandbox.command(words).spawn(), || sandbox.hub().trace().len() >= requests);
    output.map(|output| output.success()).is_none()
}

/// Whether every file that has its name has its content.
fn assert_whole(source: &Path, target: &Path) {
    for path in files(target).iter().filter(|path| !path.ends_with(".tmp")) {
        assert!(fs::read(target.join(path)).unwrap() == fs::read(source.join(path)).unwrap(), "{path}");
    }
}

#[test]
fn a_sync_down_that_is_killed_leaves_whole_files_and_is_completed_by_the_next() {
    let (sandbox, mut chance) = (arrange(), Chance::new());
    let (source, target) = (sandbox.work().join("src"), sandbox.work().join("dst"));
    sandbox.hf(&format!("sync src {PLACE}")).success();
    let mut kills = 0;
    for round in 0.. {
        kills += usize::from(is_killed(&sandbox, &format!("sync {PLACE} dst --delete"), &mut chance));
        assert_whole(&source, &target);
        if kills >= KILLS || round >= 3 * KILLS {
            break;
        }
        if files(&target).len() >= FILES || chance.below(6) == 0 {
            drop(fs::remove_dir_all(&target));
        }
    }
    sandbox.hf(&format!("sync {PLACE} dst --delete")).success();
    assert_eq!(files(&target), files(&source), "something is missing or stray");
}

#[test]
fn a_sync_up_that_is_killed_deletes_nothing_that_is_wanted_and_is_completed_by_the_next() {
    let (sandbox, mut chance) = (arrange(), Chance::new());
    let in_bucket = || sandbox.hub().world().bucket("ada/scratch").unwrap().files;
    let mut kills = 0;
    for round in 0.. {
        sandbox.hub().world().put_in_bucket("ada/scratch", "old.txt", b"", 0);
        kills += usize::from(is_killed(&sandbox, &format!("sync src {PLACE} --delete"), &mut chance));
        let found = in_bucket();
        assert!(found.contains_key("old.txt") || found.len() == FILES, "it was deleted before all files had come");
        if kills >= KILLS || round >= 3 * KILLS {
            break;
        }
        if chance.below(3) == 0 {
            sandbox.hub().world().change_bucket("ada/scratch", |bucket| bucket.files.clear());
        }
    }
    sandbox.hf(&format!("sync src {PLACE} --delete")).success();
    let found: Vec<String> = in_bucket().into_keys().collect();
    assert_eq!(found, files(&sandbox.work().join("src")));
    sandbox.hf(&format!("sync {PLACE} back")).success();
    assert_whole(&sandbox.work().join("src"), &sandbox.work().join("back"));
}
