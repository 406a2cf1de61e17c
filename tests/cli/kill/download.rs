//! Downloads that are killed.

use std::fs;
use std::path::{Path, PathBuf};

use super::{KILLS, kill_when};
use crate::chance::Chance;
use crate::disk::{assert_whole, files};
use crate::download::{cached, with_model};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;

/// What the journal of a large file counts in.
const PART: u64 = 1 << 20;
/// Bytes a second that the Hub gives a connection: little is in the air when a run is killed.
const RATE: u64 = 40_000_000;

/// When a run is killed.
enum Moment {
    /// So many bytes of content have gone out.
    Bytes(u64),
    /// So many names have appeared on the disk.
    Names(usize),
}

impl Moment {
    fn any(chance: &mut Chance) -> Self {
        match chance.below(4) {
            0 => Self::Names(usize::try_from(chance.below(12)).unwrap()),
            _ => Self::Bytes(chance.below(5 * PART)),
        }
    }

    fn is_now(&self, sandbox: &Sandbox, names_before: usize) -> bool {
        match self {
            Self::Bytes(bytes) => sent(sandbox) >= *bytes && !sandbox.hub().trace().is_empty(),
            Self::Names(more) => names(&sandbox.hf_home()) + names(&sandbox.work()) >= names_before + more,
        }
    }
}

fn sent(sandbox: &Sandbox) -> u64 {
    content(sandbox.hub()).iter().map(|seen| seen.sent).sum()
}

/// Files and links that have their final name.
fn names(folder: &Path) -> usize {
    files(folder).iter().filter(|path| !path.ends_with(".incomplete") && !path.ends_with(".lock")).count()
}

/// The model that is fetched: large files in parts, small ones whole.
fn contents() -> Vec<(&'static str, Vec<u8>)> {
    let some = |size: u64, first: u8| {
        let mut bytes = noise(1_000_003).repeat(usize::try_from(size / 1_000_003 + 1).unwrap());
        bytes.truncate(usize::try_from(size).unwrap());
        bytes[0] = first;
        bytes
    };
    let large = [("one.bin", some(12 * PART + 7, 1)), ("sub/two.bin", some(9 * PART, 2))];
    let small = ["a.txt", "b.txt", "c.bin", "d.bin", "sub/e.bin"].map(|name| (name, name.repeat(300).into_bytes()));
    large.into_iter().chain(small).collect()
}

/// Kills and clean runs of one command; what they fetched.
struct Rounds {
    words: String,
    kills: u64,
    clean: u64,
    fetched: u64,
}

impl Rounds {
    /// One run that is killed unless it is faster, or may come to its end. Gives what it answered then.
    fn one(&mut self, sandbox: &Sandbox, moment: &Moment, is_spared: bool) -> Option<Output> {
        let names_before = names(&sandbox.hf_home()) + names(&sandbox.work());
        let child = sandbox.command(&self.words).spawn();
        let output = kill_when(child, || !is_spared && moment.is_now(sandbox, names_before));
        self.kills += u64::from(output.is_none());
        self.fetched += sent(sandbox);
        sandbox.hub().forget();
        output
    }
}

/// Kills a command until it has been killed often enough; whenever a run comes to its end, all is as it should be, and
/// the next one begins with nothing: `check` looks at what is there and gives the folder of it. Each kill may cost a part of what each connection was at.
fn torment(words: &str, connections: u64, check: impl Fn(&Sandbox) -> PathBuf) {
    let mut chance = Chance::new();
    let all = contents();
    let size: u64 = all.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    let named: Vec<_> = all.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let sandbox = with_model(&named);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Slow(RATE)));
    let words = format!("download ada/model --progress none --max-workers 1 --connections {connections} {words}");
    let mut rounds = Rounds { words, kills: 0, clean: 0, fetched: 0 };
    loop {
        let is_last = rounds.kills == KILLS as u64;
        let moment = Moment::any(&mut chance);
        let Some(output) = rounds.one(&sandbox, &moment, is_last) else { continue };
        rounds.clean += 1;
        output.success();
        assert_whole(&sandbox);
        fs::remove_dir_all(check(&sandbox)).unwrap();
        if is_last {
            break;
        }
    }
    let ideal = rounds.clean * size;
    let most = ideal + ideal / 10 + rounds.kills * connections * PART;
    assert!(rounds.fetched <= most, "{} bytes instead of {ideal}, in {} runs", rounds.fetched, rounds.kills);
}

fn has_all(folder: &Path) {
    for (name, bytes) in contents() {
        assert!(fs::read(folder.join(name)).unwrap() == bytes, "{name}");
    }
}

#[test]
fn a_download_that_is_killed_a_hundred_times_fetches_little_twice_and_leaves_nothing_behind() {
    torment("", 1, |sandbox| {
        let snapshots = cached(sandbox, "models--ada--model").join("snapshots");
        has_all(&fs::read_dir(snapshots).unwrap().next().unwrap().unwrap().path());
        sandbox.hf_home().join("hub")
    });
}

#[test]
fn a_download_into_a_folder_that_is_killed_a_hundred_times_does_so_too() {
    torment("--local-dir here", 2, |sandbox| {
        let folder = sandbox.work().join("here");
        has_all(&folder);
        folder
    });
}
