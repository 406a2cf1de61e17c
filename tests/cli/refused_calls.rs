//! System calls that a file system refuses once, for every reason: the outcome is right, or an error that says so. Never a
//! wrong file, a lost token, a hang, or a success that is none; and the next run makes up for it.
//!
//! Each call is refused for one of the reasons; with `HF_TEST_EVERY_REFUSAL` in the environment, for each of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write;
use std::process::Command;
use std::time::SystemTime;

use crate::disk::{assert_right, files};
use crate::download::with_model;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::optional::STRACE;
use crate::run::{Output, Run};
use crate::sandbox::{ADA, BOB, Sandbox};

/// What file systems refuse. Not every machine has all of them, which the question marks allow for.
const CALLS: &str = "?chmod,?fchmod,?fchmodat,?chown,?fchown,?lchown,?fchownat,?utimensat,?link,?linkat,?symlink,?symlinkat,\
                     ?rename,?renameat,?renameat2,?flock,?fsync,?fdatasync,?mkdir,?mkdirat,?openat,?unlink,?unlinkat,?rmdir";
const REASONS: [&str; 7] = ["EPERM", "EACCES", "EIO", "ENOSPC", "ENOSYS", "ENOLCK", "EROFS"];

/// Traces a program that does nothing.
pub fn trace() -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "inject=?chmod:error=EIO:when=1", "true"]);
    command
}

/// What is done while calls are refused.
struct Work {
    arrange: fn() -> Sandbox,
    words: &'static str,
    input: &'static str,
    /// Whether all that was asked for has happened.
    is_done: fn(&Sandbox) -> bool,
    /// Fails if anything was harmed, whatever else has happened.
    unharmed: fn(&Sandbox),
}

impl Work {
    fn run(&self, run: Run<'_>) -> Output {
        run.no_token().stdin(self.input).run()
    }

    /// Runs it under these options of `strace`.
    fn traced(&self, sandbox: &Sandbox, options: &[&str]) -> Output {
        let run = sandbox.program("strace", "-f -qq -y -o").argument(log(sandbox));
        let run = options.iter().fold(run, |run, option| run.argument("-e").argument(*option));
        self.run(run.argument(env!("CARGO_BIN_EXE_hf")).words(self.words))
    }

    /// The calls that are about files of the sandbox, and the how-manieth of their kind each is in its thread.
    fn calls(&self) -> BTreeMap<String, BTreeSet<usize>> {
        let sandbox = (self.arrange)();
        let output = self.traced(&sandbox, &[&format!("trace={CALLS}")]);
        assert!(output.status.success() && (self.is_done)(&sandbox), "{output}");
        let traced = fs::read_to_string(log(&sandbox)).unwrap();
        let root = sandbox.work().parent().unwrap().display().to_string();
        let (mut made, mut found) = (HashMap::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for line in traced.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let Some((name, arguments)) = call.trim_start().split_once('(') else { continue };
            let number = made.entry((thread, name)).or_insert(0);
            *number += 1;
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| arguments.contains(flag));
            if arguments.contains(&root) && (name != "openat" || writes) {
                found.entry(name.to_owned()).or_default().insert(*number);
            }
        }
        found
    }

    fn meets_every_refusal(&self) {
        if !STRACE.is_here() {
            return;
        }
        #[allow(clippy::disallowed_methods, reason = "it is set for the tests, not for the product")]
        let every = std::env::var_os("HF_TEST_EVERY_REFUSAL").is_some();
        let calls = self.calls();
        let places = calls.iter().flat_map(|(name, numbers)| numbers.iter().map(move |number| (name, number)));
        for (turn, (name, number)) in places.enumerate() {
            for (at, reason) in REASONS.iter().enumerate() {
                let refusal = format!("inject={name}:error={reason}:when={number}");
                if every {
                    // The table of all of them; a test that passes keeps what macros print to itself.
                    let end = self.meets(&refusal);
                    drop(writeln!(std::io::stderr(), "hf {:40} {refusal:44} {end}", self.words));
                } else if at == turn % REASONS.len() {
                    self.meets(&refusal);
                }
            }
        }
    }

    /// Returns the exit status.
    fn meets(&self, refusal: &str) -> i32 {
        let sandbox = (self.arrange)();
        let output = self.traced(&sandbox, &[refusal]);
        let told = || format!("hf {} with {refusal}: {output}", self.words);
        match output.code() {
            Some(0) => assert!((self.is_done)(&sandbox), "no success: {}", told()),
            Some(1 | 3..=9) => assert!(output.stderr.contains("Error: "), "no word: {}", told()),
            _ => panic!("not an end: {}", told()),
        }
        (self.unharmed)(&sandbox);
        if !output.status.success() {
            let again = self.run(sandbox.command(self.words));
            assert!(again.status.success() && (self.is_done)(&sandbox), "{}\nand then: {again}", told());
        }
        output.code().unwrap_or(-1)
    }
}

fn log(sandbox: &Sandbox) -> std::path::PathBuf {
    sandbox.temporary().join("calls")
}

const SMALL: &[u8] = b"a small file";

fn model() -> Sandbox {
    with_model(&[("a.txt", SMALL), ("weights.bin", &noise(1_200_000))])
}

fn has_files(folder: &std::path::Path) -> bool {
    let is = |name: &str, content: &[u8]| fs::read(folder.join(name)).is_ok_and(|found| found == content);
    is("a.txt", SMALL) && is("weights.bin", &noise(1_200_000))
}

#[test]
fn a_download_into_the_cache() {
    let snapshot = |sandbox: &Sandbox| {
        let snapshots = sandbox.hf_home().join("hub/models--ada--model/snapshots");
        fs::read_dir(snapshots).into_iter().flatten().flatten().any(|entry| has_files(&entry.path()))
    };
    let words = "download ada/model";
    Work { arrange: model, words, input: "", is_done: snapshot, unharmed: assert_right }.meets_every_refusal();
}

#[test]
fn a_download_into_a_folder() {
    let is_done = |sandbox: &Sandbox| has_files(&sandbox.work().join("here"));
    let words = "download ada/model --local-dir here";
    Work { arrange: model, words, input: "", is_done, unharmed: assert_right }.meets_every_refusal();
}

#[test]
fn an_upload() {
    let arrange = || {
        let sandbox = with_model(&[]);
        fs::write(sandbox.hf_home().join("token"), ADA).unwrap();
        sandbox.write("d/a.txt", SMALL);
        let weights = sandbox.write("d/weights.bin", noise(300_000));
        // Long ago, so that its hash is worth remembering.
        fs::File::options().append(true).open(weights).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        sandbox
    };
    let is_done = |sandbox: &Sandbox| {
        let repo = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap();
        let files = repo.files(repo.resolve("main").unwrap());
        let has = |path: &str, size: u64| files.iter().any(|file| file.path == path && file.size() == size);
        has("a.txt", SMALL.len() as u64) && has("weights.bin", 300_000)
    };
    let unharmed = |sandbox: &Sandbox| {
        assert!(sandbox.read("d/a.txt") == SMALL && sandbox.read("d/weights.bin") == noise(300_000));
        assert_eq!(fs::read_to_string(sandbox.hf_home().join("token")).unwrap(), ADA);
    };
    Work { arrange, words: "upload ada/model d", input: "", is_done, unharmed }.meets_every_refusal();
}

fn token(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.hf_home().join("token")).unwrap()
}

fn stored(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.hf_home().join("stored_tokens")).unwrap()
}

#[test]
fn a_login() {
    let arrange = || {
        let sandbox = Sandbox::empty();
        fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
        fs::write(sandbox.hf_home().join("stored_tokens"), format!("[bobs]\nhf_token = {BOB}\n\n")).unwrap();
        sandbox
    };
    let is_done = |sandbox: &Sandbox| token(sandbox) == ADA && stored(sandbox).contains(ADA);
    let unharmed = |sandbox: &Sandbox| {
        assert!([ADA, BOB].contains(&token(sandbox).as_str()), "{}", token(sandbox));
        assert!(stored(sandbox).contains(BOB), "{}", stored(sandbox));
    };
    Work { arrange, words: "auth login --token-stdin", input: ADA, is_done, unharmed }.meets_every_refusal();
}

#[test]
fn a_clean_up_of_the_cache() {
    let arrange = || {
        let sandbox = model();
        sandbox.hf("download ada/model").success();
        sandbox
    };
    let is_done = |sandbox: &Sandbox| {
        let left = files(&sandbox.hf_home().join("hub/models--ada--model"));
        left.is_empty()
    };
    Work { arrange, words: "cache rm model/ada/model --yes", input: "", is_done, unharmed: |_| {} }
        .meets_every_refusal();
}
