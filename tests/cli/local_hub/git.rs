//! git itself as a client.

use crate::optional::GIT;
use crate::sandbox::Sandbox;

#[test]
fn a_repository_can_be_cloned_with_its_history() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    let url = format!("{}/datasets/ada/planets", sandbox.hub().endpoint());
    sandbox.program("git", &format!("clone -q {url} clone")).run().success();
    let log = sandbox.program("git", "-C clone log --format=%an:%s").run().success();
    assert_eq!(log.stdout, "ada:Add the planets\nada:initial commit\n");
    assert!(sandbox.read("clone/parquet/train.parquet").starts_with(b"version https://git-lfs.github.com/spec/v1\n"));
}

#[test]
fn a_private_repository_is_cloned_and_pushed_to_with_a_token_only() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    let url = format!("{}/ada/private-bert", sandbox.hub().endpoint());
    let refused = sandbox.program("git", &format!("clone -q {url} none")).env("GIT_TERMINAL_PROMPT", "0").run();
    assert_eq!(refused.code(), Some(128));
    let url = url.replace("http://", "http://ada:hf_demo_ada_write@");
    sandbox.program("git", &format!("clone -q {url} clone")).run().success();
    let name = "-c user.name=ada -c user.email=ada@example.test";
    sandbox.program("git", &format!("-C clone {name} commit -q --allow-empty -m pushed")).run().success();
    sandbox.program("git", "-C clone push -q").run().success();
    let fetched = sandbox.program("git", &format!("ls-remote {url} refs/heads/main")).run().success();
    let head = sandbox.program("git", "-C clone rev-parse HEAD").run().success();
    assert!(fetched.stdout.starts_with(head.stdout.trim()));
}
