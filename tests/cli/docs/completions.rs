//! `completions/` holds what `hf --show-completion` prints.

use crate::sandbox::Sandbox;

use super::root;

const FILES: [(&str, &str); 5] =
    [("bash", "hf.bash"), ("zsh", "_hf"), ("fish", "hf.fish"), ("elvish", "hf.elv"), ("pwsh", "_hf.ps1")];

#[test]
fn each_shell_is_shown_its_file() {
    let sandbox = Sandbox::empty();
    for (shell, file) in FILES {
        let shown = sandbox.command("--show-completion").env("SHELL", format!("/usr/bin/{shell}")).run().success();
        assert_eq!(shown.bytes, std::fs::read(root().join("completions").join(file)).unwrap(), "{shell}");
    }
}

#[test]
fn no_file_is_without_a_shell() {
    for entry in std::fs::read_dir(root().join("completions")).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(FILES.iter().any(|(_, file)| name == *file), "{name:?}");
    }
}
