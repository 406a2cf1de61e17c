//! Uploads that are killed.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::{KILLS, kill_when};
use crate::chance::Chance;
use crate::disk::unfinished;
use crate::local_hub::trace::{Origin, Seen};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

/// Objects above two parts go in parts of so many bytes.
const PART: u64 = 200_000;
/// How long an answer is on its way to a run, with two cores for many of them.
const TO_HEAR: Duration = Duration::from_millis(100);

/// When a run is killed.
enum Moment {
    /// The store has read so many bytes.
    Bytes(u64),
    /// So many questions have been asked of either origin.
    Requests(usize),
}

impl Moment {
    fn any(chance: &mut Chance) -> Self {
        match chance.below(3) {
            0 => Self::Requests(usize::try_from(chance.below(60)).unwrap() + 1),
            _ => Self::Bytes(chance.below(4_000_000)),
        }
    }

    fn is_now(&self, sandbox: &Sandbox) -> bool {
        let seen = sandbox.hub().trace();
        match self {
            Self::Bytes(bytes) => !seen.is_empty() && received(&seen) >= *bytes,
            Self::Requests(count) => seen.len() >= *count,
        }
    }
}

fn puts(seen: &[Seen]) -> impl Iterator<Item = &Seen> {
    seen.iter().filter(|seen| seen.origin == Origin::Content && seen.method == "PUT")
}

fn received(seen: &[Seen]) -> u64 {
    puts(seen).map(|seen| seen.received).sum()
}

/// What was sent of objects that the store does not have yet (`/uploads/<sha256>`), but for the parts of them
/// (`/uploads/<sha256>/parts/<number>`) whose answers the run had the time to hear.
fn in_flight(sandbox: &Sandbox, seen: &[Seen], heard: &HashSet<String>) -> u64 {
    let object = |seen: &Seen| seen.path.split('/').nth(2).unwrap().to_owned();
    let is_lacking = |seen: &&Seen| sandbox.hub().world().blobs.size(&object(seen)).is_none();
    puts(seen).filter(is_lacking).filter(|seen| !heard.contains(&seen.path)).map(|seen| seen.received).sum()
}

/// The parts that were answered, as seen again and again while a run is under way.
#[derive(Default)]
struct Answers {
    looks: VecDeque<(Instant, HashSet<String>)>,
}

impl Answers {
    fn look(&mut self, seen: &[Seen]) {
        let answered = puts(seen).filter(|seen| seen.status == 200 && seen.path.contains("/parts/"));
        self.looks.push_back((Instant::now(), answered.map(|seen| seen.path.clone()).collect()));
        while self.looks.get(1).is_some_and(|(at, _)| at.elapsed() > TO_HEAR) {
            self.looks.pop_front();
        }
    }

    /// Those that a run has heard of by now, and noted.
    fn heard(mut self) -> HashSet<String> {
        let (at, answered) = self.looks.pop_front().unwrap_or_else(|| (Instant::now(), HashSet::new()));
        if at.elapsed() > TO_HEAR { answered } else { HashSet::new() }
    }
}

/// The folder of one upload: no two uploads have a large file in common.
fn write_folder(sandbox: &Sandbox, number: u64) -> BTreeMap<String, Vec<u8>> {
    let large = (1..=12_u64).map(|file| {
        let mut bytes = noise(usize::try_from(file * 90_000).unwrap());
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        (format!("sub/{file}.bin"), bytes)
    });
    let small = (1..=5_u64).map(|file| (format!("{file}.txt"), format!("{file} of {number}").into_bytes()));
    let all: BTreeMap<_, _> = large.chain(small).collect();
    for (name, bytes) in &all {
        sandbox.write(&format!("d/{name}"), bytes);
    }
    all
}

/// Fails unless the repo holds these files and the store their content.
fn check(sandbox: &Sandbox, all: &BTreeMap<String, Vec<u8>>) {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    for (name, bytes) in all {
        let sha256 = hex(&Sha256::digest(bytes));
        if name.ends_with(".txt") {
            assert_eq!(repo.text(repo.head(), name).as_deref().map(str::as_bytes), Some(&bytes[..]), "{name}");
        } else {
            let pointer = repo.text(repo.head(), name).unwrap();
            assert!(pointer.contains(&sha256), "{name}: {pointer}");
            assert_eq!(sandbox.hub().world().blobs.size(&sha256), Some(bytes.len() as u64), "{name}");
        }
    }
    assert_eq!(unfinished(sandbox), [""; 0]);
}

/// What all runs together have sent, in bytes.
#[derive(Default)]
struct Tally {
    kills: usize,
    sent: u64,
    /// What had to be sent.
    ideal: u64,
    /// What was under way when a run was killed.
    in_flight: u64,
}

impl Tally {
    /// Counts one run.
    fn add(&mut self, sandbox: &Sandbox, answers: Answers) {
        let seen = sandbox.hub().trace();
        sandbox.hub().forget();
        self.sent += received(&seen);
        self.in_flight += in_flight(sandbox, &seen, &answers.heard());
    }
}

#[test]
fn an_upload_that_is_killed_a_hundred_times_sends_no_more_again_than_what_was_in_flight() {
    let mut chance = Chance::new();
    let options = Options { seed: Seed::Empty, multipart_above: 2 * PART, part_size: PART, ..Options::default() };
    let sandbox = Sandbox::with(options);
    let mut tally = Tally::default();
    let mut all = BTreeMap::new();
    let words = "upload ada/new d --limit-rate 24M --progress none";
    loop {
        if all.is_empty() {
            all = write_folder(&sandbox, tally.ideal);
            let large = all.iter().filter(|(name, _)| name.ends_with(".bin"));
            tally.ideal += large.map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        }
        let is_last = tally.kills == KILLS;
        let moment = Moment::any(&mut chance);
        let running = sandbox.command(words).spawn();
        let mut answers = Answers::default();
        let output = kill_when(running, || {
            answers.look(&sandbox.hub().trace());
            !is_last && moment.is_now(&sandbox)
        });
        tally.add(&sandbox, answers);
        match output {
            None => tally.kills += 1,
            Some(output) => {
                output.success();
                check(&sandbox, &all);
                all.clear();
            }
        }
        if is_last {
            break;
        }
    }
    let Tally { sent, ideal, in_flight, .. } = tally;
    let most = ideal + in_flight + ideal / 100;
    assert!(sent <= most, "{sent} bytes sent instead of {ideal}; {in_flight} were in flight");
}
