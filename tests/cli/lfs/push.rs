//! Real git and git-lfs that push a large file from a clone.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Options, Seed};
use crate::optional::{GIT, GIT_LFS};
use crate::run::{Run, search_path};
use crate::sandbox::Sandbox;

/// A program that finds `hf` where it was built, as a user's shell does.
fn program<'a>(sandbox: &'a Sandbox, name: &str, words: &str) -> Run<'a> {
    let built = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
    let path = search_path();
    let all = std::iter::once(built.to_owned()).chain(std::env::split_paths(&path));
    let run = sandbox.program(name, words).env("PATH", std::env::join_paths(all).unwrap());
    run.env("GIT_TERMINAL_PROMPT", "0").env("GIT_CONFIG_NOSYSTEM", "1")
}

#[test]
fn git_pushes_a_file_in_several_parts() {
    if !GIT_LFS.is_here() {
        return;
    }
    let options = Options { seed: Seed::Empty, multipart_above: 100_000, part_size: 50_000, ..Options::default() };
    let sandbox = Sandbox::with(options);
    sandbox.hf("repos create ada/new").success();
    let url = format!("{}/ada/new", sandbox.hub().endpoint()).replace("http://", "http://ada:hf_demo_ada_write@");
    program(&sandbox, "git", &format!("clone -q {url} clone")).run().success();
    let inside = |name: &str, words: &str| program(&sandbox, name, words).folder("clone").run().success();
    inside("git", "lfs install --local");
    inside("hf", "lfs-enable-largefiles");
    let contents = [("one.bin", noise(220_001)), ("two.bin", noise(120_000))];
    for (name, content) in &contents {
        sandbox.write(&format!("clone/{name}"), content);
    }
    inside("git", "lfs track *.bin");
    inside("git", "add -A");
    inside("git", "-c user.name=ada -c user.email=ada@example.test commit -q -m large");
    sandbox.hub().forget();
    inside("git", "push -q");
    for (name, content) in &contents {
        let oid = hex(&Sha256::digest(content));
        assert_eq!(sandbox.hub().world().blobs.size(&oid), Some(content.len() as u64), "{name}");
    }
    let count = |start: &str| sandbox.hub().requests().iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(count("content PUT"), 8, "{:?}", sandbox.hub().requests());
    assert_eq!(count("POST /api/complete-multipart 200"), 2);
    sandbox.hf("download ada/new one.bin --local-dir back").success();
    assert!(sandbox.read("back/one.bin") == contents[0].1);
}

#[test]
fn a_clone_is_set_up_as_the_python_client_does() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    program(&sandbox, "git", "init -q repo").run().success();
    let output = sandbox.hf("lfs-enable-largefiles repo --json").success();
    assert_eq!(output.json(), serde_json::json!({"path": "[CWD]/repo"}));
    let setting = |name: &str| {
        let words = format!("-C repo config --local lfs.customtransfer.multipart.{name}");
        program(&sandbox, "git", &words).run().success().stdout
    };
    assert_eq!((setting("path"), setting("args")), ("hf\n".to_owned(), "lfs-multipart-upload\n".to_owned()));
}

#[test]
fn what_is_no_clone_is_an_error() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    sandbox.write("d/file", "");
    let output = sandbox.hf("lfs-enable-largefiles d/file");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("'d/file' is not a folder"), "{output}");
    let output = sandbox.command("lfs-enable-largefiles d").env("GIT_CEILING_DIRECTORIES", "/").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("git cannot configure '[CWD]/d'"), "{output}");
}
