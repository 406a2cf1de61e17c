//! Many jobs whose log streams are cut at random moments: every line is printed once and in order, and `jobs run` ends
//! with the status of its job.

use std::thread;

use serde_json::Value;

use crate::chance::Chance;
use crate::local_hub::faults::{Effect, Fault, Then};
use crate::local_hub::trace::Seen;
use crate::local_hub::world::jobs::{Script, event};
use crate::sandbox::Sandbox;

const JOBS: usize = 200;
/// Jobs that are followed at the same time, each on a Hub of its own.
const AT_ONCE: usize = 20;
/// Readings of one log that are cut, at most. After more than four in a row without a new line it is given up.
const CUTS: u64 = 3;
const LINES: u64 = 25;
/// Several are equal, or look like parts of the stream that carries them.
const TEXTS: [&str; 8] = ["same", "same", "", "data: {", "\u{2028}between\u{85}", "50%\r100%", "✓ naïve", "one\n\ntwo"];

/// What happens to a job.
struct Fate {
    number: usize,
    lines: Vec<String>,
    script: Script,
    /// What happens to each reading of its log; those after them are whole.
    cuts: Vec<Effect>,
}

impl Fate {
    fn any(number: usize, chance: &mut Chance) -> Self {
        let count = 1 + chance.below(LINES);
        let lines: Vec<String> = (0..count).map(|_| TEXTS[chance.below(8) as usize].to_owned()).collect();
        // Some were written in the same millisecond.
        let events: Vec<Value> = lines.iter().enumerate().map(|(at, line)| event(line, at / 3)).collect();
        let end = ["COMPLETED", "COMPLETED", "ERROR", "CANCELED"][chance.below(4) as usize].to_owned();
        // It ends after its log was read to the end, or was over before, or is at the second look.
        let (stages, after_log) = match chance.below(4) {
            0 => (vec![end], None),
            1 => (vec!["RUNNING".to_owned(), end], None),
            _ => (vec!["RUNNING".to_owned()], Some(end)),
        };
        let mut cuts = Vec::new();
        for reading in 0..chance.below(CUTS + 1) as usize {
            // A reading after the end of the job that is closed in peace is the last. Each is waited for, so one is enough.
            let may_close = (after_log.is_some() || reading < stages.len()) && !cuts.iter().any(is_close);
            cuts.push(cut(&events, may_close, chance));
        }
        Self { number, lines, script: Script { stages, after_log, log: Some(events), ..Script::default() }, cuts }
    }

    fn ends_well(&self) -> bool {
        self.script.after_log.as_ref().or(self.script.stages.last()).is_some_and(|stage| stage == "COMPLETED")
    }

    #[track_caller]
    fn follow(&self, sandbox: &Sandbox) {
        let hub = sandbox.hub();
        hub.clear_faults();
        hub.forget();
        hub.world().script_jobs(self.script.clone());
        for cut in &self.cuts {
            hub.fault(Fault::new("GET", "*/logs", cut.clone()).times(1));
        }
        let output = sandbox.hf("jobs run ubuntu true");
        let (number, cuts) = (self.number, &self.cuts);
        let job = hub.world().jobs_of("ada").pop().unwrap();
        let id = job["id"].as_str().unwrap();
        let (_, printed) = output.stdout.split_once(&format!("/jobs/ada/{id}\n")).unwrap();
        let end = if self.ends_well() { format!("Job ada/{id} completed\n") } else { String::new() };
        let expected: String = self.lines.iter().map(|line| format!("{line}\n")).chain([end]).collect();
        assert_eq!(printed, expected, "job {number}, {cuts:?}: {output}");
        assert_eq!(output.code(), Some(i32::from(!self.ends_well())), "job {number}, {cuts:?}: {output}");
        let is_reading = |seen: &&Seen| seen.path.ends_with("/logs");
        let readings = hub.trace().iter().filter(is_reading).count();
        assert!(readings > cuts.len(), "job {number}: {readings} readings, {cuts:?}");
    }
}

/// The end of a reading before the end of the log.
fn cut(events: &[Value], may_close: bool, chance: &mut Chance) -> Effect {
    let bytes: usize = events.iter().map(|event| format!("data: {event}\n\n").len()).sum();
    let (bytes, count) = (chance.below(bytes as u64), chance.below(events.len() as u64) as usize);
    match chance.below(if may_close { 7 } else { 5 }) {
        0 | 1 => Effect::Reset(bytes),
        2 | 3 => Effect::AfterEvents(count, Then::Reset),
        4 => Effect::status(503),
        5 => Effect::Close(bytes),
        _ => Effect::AfterEvents(count, Then::End),
    }
}

fn is_close(cut: &Effect) -> bool {
    matches!(cut, Effect::Close(_) | Effect::AfterEvents(_, Then::End))
}

#[test]
fn the_log_of_every_job_is_whole_however_often_its_stream_is_cut() {
    let mut chance = Chance::new();
    let fates: Vec<Fate> = (0..JOBS).map(|number| Fate::any(number, &mut chance)).collect();
    thread::scope(|scope| {
        for fates in fates.chunks(JOBS.div_ceil(AT_ONCE)) {
            scope.spawn(|| {
                let sandbox = Sandbox::empty();
                fates.iter().for_each(|fate| fate.follow(&sandbox));
            });
        }
    });
}
