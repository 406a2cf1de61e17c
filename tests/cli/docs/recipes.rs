//! The commands of README.md, run as they are written: one block of shell after the other, in one sandbox.

use std::env::{join_paths, split_paths};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::root;
use crate::local_hub::world::World;
use crate::local_hub::world::commits::Note;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Record;
use crate::local_hub::world::seed::{GITATTRIBUTES, safetensors};
use crate::local_hub::{Options, Seed};
use crate::run::{Run, search_path};
use crate::sandbox::Sandbox;
use crate::tree::tree;

/// What `.ci/run` runs itself, since tests do not start Cargo.
const RUN_BY_CI: [&str; 2] = ["cargo hub run -- hf download ada/tiny-bert", "cargo test"];

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of shell in a Markdown text.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```sh\n").skip(1).map(|rest| rest.split_once("```").expect("a block is closed").0).collect()
}

/// What stands between backquotes in running text.
fn inline_code(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// A Hub with the repos that the recipes name, and a folder with the files that they upload.
fn arranged() -> Sandbox {
    let sandbox = Sandbox::with(Options { xet: true, seed: Seed::Empty, ..Options::default() });
    let world = sandbox.hub().world();
    world.set_oauth(|oauth| oauth.interval = 0);
    let weights = safetensors(&[("wte", &[16, 8])]);
    let gpt2: [(&str, &[u8]); 3] = [
        ("config.json", b"{\"model_type\": \"gpt2\"}\n"),
        ("tokenizer.json", b"{}\n"),
        ("model.safetensors", &weights),
    ];
    seed(world, Kind::Model, "openai-community/gpt2", &gpt2);
    seed(world, Kind::Model, "EleutherAI/gpt-j-6b", &gpt2[..1]);
    seed(world, Kind::Dataset, "HuggingFaceH4/ultrachat_200k", &[("data/train.csv", b"prompt\nhello\n")]);
    let repo = world.repo(Kind::Model, "EleutherAI/gpt-j-6b").unwrap();
    let note = Note { author: "ada", summary: "Halve the weights", description: "", when: world.now() };
    world.commit_files(
        &repo,
        "float16",
        &note,
        &[("config.json", b"{\"torch_dtype\": \"float16\"}\n".as_slice())].into(),
    );
    sandbox.hub().bring_to_xet();
    for (name, content) in [
        ("README.md", "---\nlicense: mit\n---\n"),
        ("train.py", "print('training')\n"),
        ("checkpoint/config.json", "{}\n"),
        ("data/one.csv", "a,b\n1,2\n"),
        ("data/deeper/two.csv", "a,b\n3,4\n"),
    ] {
        sandbox.write(name, content);
    }
    sandbox.write("checkpoint/model.safetensors", &weights);
    sandbox
}

fn seed(world: &World, kind: Kind, id: &str, files: &[(&str, &[u8])]) {
    let all = [&[(".gitattributes", GITATTRIBUTES.as_bytes())], files].concat();
    world.create_repo(Record::new(kind, id, world.now()), "ada", &all);
}

/// A block in a shell that stops at the first command that fails, with the built programs first on the `PATH` and nobody
/// logged in.
fn shell<'a>(sandbox: &'a Sandbox, block: &str, programs: &[PathBuf]) -> Run<'a> {
    let built = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap().to_owned();
    let others = search_path();
    let path: OsString = join_paths(programs.iter().cloned().chain([built]).chain(split_paths(&others))).unwrap();
    sandbox.program("sh", "-ec").argument(block).no_token().env("PATH", path)
}

/// The block that installs, in the checkout, with a Cargo that has the programs built already.
fn install<'a>(sandbox: &'a Sandbox, block: &str) -> Run<'a> {
    let cargo = sandbox.home().join("bin/cargo");
    fs::create_dir(cargo.parent().unwrap()).unwrap();
    fs::write(&cargo, "#!/bin/sh\n[ \"$1 $2\" = 'build --release' ]\n").unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let target = sandbox.home().join("target");
    fs::create_dir(&target).unwrap();
    symlink(Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap(), target.join("release")).unwrap();
    let run = shell(sandbox, block, &[cargo.parent().unwrap().to_owned()]).folder(&root().to_string_lossy());
    run.env("CARGO_TARGET_DIR", target).env("DESTDIR", sandbox.home().join("stage"))
}

#[test]
fn every_command_of_the_readme_works_as_written() {
    let (text, sandbox) = (readme(), arranged());
    let mut ran = 0;
    for block in blocks(&text) {
        if block.lines().all(|line| RUN_BY_CI.contains(&line)) {
            continue;
        }
        let is_install = block.starts_with("./install.sh");
        let run = if is_install { install(&sandbox, block) } else { shell(&sandbox, block, &[]) };
        let output = run.run();
        assert!(output.status.success(), "{block}\n{output}");
        ran += block.lines().count();
    }
    assert!(ran > 20, "{ran} commands only");
    assert!(sandbox.home().join("stage/usr/local/bin/hf").exists());
    let world = sandbox.hub().world();
    assert!(world.repo(Kind::Model, "ada/my-model").unwrap().record.is_private());
    assert_eq!(world.bucket("ada/my-data").unwrap().files.len(), 2);
    assert!(sandbox.work().join("gpt2/model.safetensors").exists());
    let jobs = world.jobs_of("ada");
    assert!(jobs.len() > 10 && world.read(|state| state.jobs.scheduled.is_empty()), "{jobs:?}");
}

#[test]
fn every_command_that_the_readme_mentions_exists() {
    let (text, tree) = (readme(), tree());
    let mentioned = inline_code(&text).into_iter().filter_map(|code| code.strip_prefix("hf "));
    let mut seen = 0;
    for line in mentioned {
        let (mut command, mut is_named) = (&tree, false);
        for word in line.split(' ') {
            if let Some(long) = word.strip_prefix("--") {
                let longs = command.get_arguments().filter_map(|argument| argument.get_long());
                assert!(longs.into_iter().any(|known| known == long), "`hf {line}`: no option --{long}");
                is_named = true;
            } else if let Some(child) = command.find_subcommand(word) {
                (command, is_named) = (child, true);
            }
        }
        assert!(is_named, "`hf {line}` is no command");
        seen += 1;
    }
    assert!(seen > 25, "{seen} only");
}
