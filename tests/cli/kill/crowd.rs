//! Many processes that want the same, at once.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::disk::{assert_whole, files};
use crate::download::with_model;
use crate::local_hub::world::seed::{GITATTRIBUTES, noise};
use crate::traffic::content;

const ROUNDS: usize = 20;
const PROCESSES: usize = 16;
/// Every name is looked at so often from its appearance on.
const LOOKS: u32 = 3;

/// The content of each file by its name.
type Contents = HashMap<&'static str, Vec<u8>>;

fn contents() -> Contents {
    let some = |size: usize| noise(1_000_003).into_iter().cycle().take(size).collect::<Vec<u8>>();
    let small = ["a.txt", "b.txt", "c.bin", "d.bin", "e.bin"].map(|name| (name, name.repeat(300).into_bytes()));
    [("one.bin", some(9 << 20)), ("two.bin", some(2_000_000))].into_iter().chain(small).collect()
}

/// Reads each file of the snapshots as it appears, until it is told to stop. Gives how many it has seen.
fn read_all(cache: &Path, contents: &Contents, is_over: &AtomicBool) -> usize {
    let mut looks: HashMap<PathBuf, u32> = HashMap::new();
    let mut is_last = false;
    while !is_last {
        is_last = is_over.load(Ordering::Relaxed);
        let found = files(cache).into_iter().filter(|path| path.contains("/snapshots/"));
        for path in found.map(|path| cache.join(path)) {
            let count = looks.entry(path.clone()).or_default();
            *count += 1;
            let expected = contents.get(path.file_name().unwrap().to_str().unwrap());
            if let Some(expected) = expected.filter(|_| *count <= LOOKS) {
                assert!(fs::read(&path).unwrap() == *expected, "{} is not whole", path.display());
            }
        }
    }
    looks.len()
}

#[test]
fn sixteen_processes_on_a_cold_cache_fetch_one_copy_and_no_reader_sees_a_part_of_it() {
    let contents = contents();
    let all: Vec<_> = contents.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let sandbox = with_model(&all);
    let size: u64 = all.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    for round in 0..ROUNDS {
        let cache = sandbox.hf_home().join("hub");
        let is_over = AtomicBool::new(false);
        let seen = thread::scope(|scope| {
            let reader = scope.spawn(|| read_all(&cache, &contents, &is_over));
            let start = || sandbox.command("download ada/model --quiet").spawn();
            let children: Vec<_> = std::iter::repeat_with(start).take(PROCESSES).collect();
            let outputs: Vec<_> = children.into_iter().map(|child| child.wait()).collect();
            is_over.store(true, Ordering::Relaxed);
            let first = &outputs[0].stdout;
            assert!(outputs.iter().all(|output| output.code() == Some(0) && output.stdout == *first), "{outputs:?}");
            reader.join().unwrap()
        });
        assert_eq!(seen, contents.len() + 1, "with .gitattributes");
        let fetched: u64 = content(sandbox.hub()).iter().map(|seen| seen.sent).sum();
        assert_eq!(fetched, size + GITATTRIBUTES.len() as u64, "round {round}");
        assert_whole(&sandbox);
        fs::remove_dir_all(&cache).unwrap();
        sandbox.hub().forget();
    }
}
