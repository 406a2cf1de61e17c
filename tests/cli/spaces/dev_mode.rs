use serde_json::json;

use super::{in_stages, machine};
use crate::run::search_path;
use crate::sandbox::Sandbox;

#[test]
fn dev_mode_is_waited_for_and_says_where_to_connect() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces dev-mode ada/hello --json").success();
    let expected = json!({
        "space_id": "ada/hello", "web": "[HUB]/spaces/ada/hello/dev-mode/vscode-web?folder=/home/user/app",
        "ssh": "ada-hello@ssh.hf.space", "vscode": "vscode://vscode-remote/ssh-remote+ada-hello@ssh.hf.space/home/user/app",
        "cursor": "cursor://vscode-remote/ssh-remote+ada-hello@ssh.hf.space/home/user/app",
    });
    assert_eq!(output.json(), expected);
    assert_eq!(machine(&sandbox).more["devMode"], true);
    let output = sandbox.hf("spaces dev-mode ada/hello").success();
    assert!(output.stdout.contains("hf spaces ssh ada/hello    (or: ssh ada-hello@ssh.hf.space)\n"), "{output}");
    sandbox.hf("spaces dev-mode ada/hello --stop").success();
    assert_eq!(machine(&sandbox).more["devMode"], false);
}

#[test]
fn dev_mode_of_a_space_that_cannot_be_built_fails_with_its_log() {
    let sandbox = in_stages(&["BUILD_ERROR"]);
    let output = sandbox.hf("spaces dev-mode ada/hello");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    assert!(output.stderr.contains("DONE 0.3s\nError: Space 'ada/hello' is not running: BUILD_ERROR\n"), "{output}");
}

#[test]
fn ssh_enables_dev_mode_if_the_user_agrees() {
    let sandbox = Sandbox::demo();
    let refused = sandbox.command("spaces ssh ada/hello --dry-run").stdin("n\n").run();
    assert_eq!(refused.code(), Some(1), "{refused}");
    let refused = sandbox.hf("spaces ssh ada/hello --dry-run --json");
    assert!(refused.stderr.contains("add --auto"), "{refused}");
    assert!(!machine(&sandbox).more.contains_key("devMode"));
    let output = sandbox.command("spaces ssh ada/hello --dry-run").stdin("\n").run().success();
    assert!(output.stdout.ends_with("ssh ada-hello@ssh.hf.space\n"), "{output}");
    sandbox.hub().forget();
    sandbox.hf("spaces ssh ada/hello --auto -i key --dry-run").success();
    assert_eq!(sandbox.hub().requests(), ["GET /api/spaces/ada/hello 200"]);
}

#[test]
fn the_status_of_ssh_is_that_of_the_program() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces dev-mode ada/hello").success();
    let ssh = sandbox.write("bin/ssh", "#!/bin/sh\necho \"ssh $*\"\nexit 3\n");
    std::fs::set_permissions(&ssh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut path = sandbox.work().join("bin").into_os_string();
    path.push(":");
    path.push(search_path());
    let output = sandbox.command("spaces ssh ada/hello -i key").env("PATH", path).run();
    assert_eq!((output.code(), output.stdout.as_str()), (Some(3), "ssh -i key ada-hello@ssh.hf.space\n"), "{output}");
}
