//! Copies that are killed.

use super::{KILLS, kill_when};
use crate::chance::Chance;
use crate::disk::files;
use crate::local_hub::Options;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

const PLACES: [&str; 2] = ["hf://ada/tiny-bert/big.bin", "hf://buckets/ada/scratch/big.bin"];
const SIZE: usize = 3_000_000;

fn arrange() -> Sandbox {
    let sandbox = Sandbox::with(Options { xet: true, ..Options::default() });
    sandbox.write("big.bin", noise(SIZE));
    sandbox
}

/// Runs a command that is killed after some requests. Returns whether it was.
fn is_killed(sandbox: &Sandbox, words: &str, chance: &mut Chance) -> bool {
    sandbox.hub().forget();
    let requests = usize::try_from(chance.below(10)).unwrap();
    let output = kill_when(sandbox.command(words).spawn(), || sandbox.hub().trace().len() >= requests);
    output.map(|output| output.success()).is_none()
}

#[test]
fn a_copy_down_that_is_killed_is_completed_by_the_next_and_leaves_nothing_else() {
    let (sandbox, mut chance) = (arrange(), Chance::new());
    for place in PLACES {
        sandbox.hf(&format!("cp big.bin {place}")).success();
        let words = format!("cp {place} got/it.bin");
        let target = sandbox.work().join("got/it.bin");
        let mut kills = 0;
        for round in 0.. {
            kills += usize::from(is_killed(&sandbox, &words, &mut chance));
            if target.exists() {
                assert!(std::fs::read(&target).unwrap() == noise(SIZE), "{place} is half-written");
                std::fs::remove_file(&target).unwrap();
            }
            if kills >= KILLS / 2 || round >= 2 * KILLS {
                break;
            }
        }
        sandbox.hf(&words).success();
        assert_eq!(files(&sandbox.work()), ["big.bin", "got/it.bin"], "{place}");
        assert!(sandbox.read("got/it.bin") == noise(SIZE), "{place}");
        std::fs::remove_dir_all(sandbox.work().join("got")).unwrap();
    }
}

#[test]
fn a_copy_up_that_is_killed_is_completed_by_the_next() {
    let (sandbox, mut chance) = (arrange(), Chance::new());
    for place in PLACES {
        let words = format!("cp big.bin {place}");
        let mut kills = 0;
        for round in 0.. {
            kills += usize::from(is_killed(&sandbox, &words, &mut chance));
            if kills >= KILLS / 2 || round >= 2 * KILLS {
                break;
            }
        }
        sandbox.hf(&words).success();
        assert!(sandbox.hf(&format!("cp {place} -")).success().bytes == noise(SIZE), "{place}");
    }
    assert_eq!(files(&sandbox.work()), ["big.bin"]);
}
