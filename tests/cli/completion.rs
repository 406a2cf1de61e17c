//! What shells get when they ask what may come next.

use crate::optional::BASH;
use crate::sandbox::Sandbox;
use crate::terminal::Terminal;

#[test]
fn completion_is_installed_once() {
    let sandbox = Sandbox::empty();
    for _ in 0..2 {
        sandbox.command("--install-completion").env("SHELL", "/bin/bash").run().success();
    }
    let settings = std::fs::read_to_string(sandbox.home().join(".bashrc")).unwrap();
    assert_eq!(settings, "\neval \"$(_HF_COMPLETE=bash_source hf)\"\n");
}

#[test]
fn fish_gets_a_file_of_its_own() {
    let sandbox = Sandbox::empty();
    sandbox.command("--install-completion").env("SHELL", "/usr/bin/fish").run().success();
    let script = std::fs::read_to_string(sandbox.home().join(".config/fish/completions/hf.fish")).unwrap();
    assert!(script.contains("complete -c hf"), "{script}");
}

#[test]
fn an_unknown_shell_is_named() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("--install-completion").env("SHELL", "/bin/tcsh").run();
    assert_eq!(output.code(), Some(1));
    assert!(output.stderr.contains("'tcsh'"), "{output}");
}

#[test]
fn the_line_of_the_python_client_still_completes_in_bash() {
    if !BASH.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap().display().to_string();
    let script = format!(
        "PATH='{folder}':$PATH; eval \"$(_HF_COMPLETE=bash_source hf)\"
        COMP_WORDS=(hf version --fo) COMP_CWORD=2; $(complete -p hf | sed 's/.*-F \\([^ ]*\\).*/\\1/') hf --fo version
        echo \"${{COMPREPLY[@]}}\"
        COMP_WORDS=(hf version --format = hu) COMP_CWORD=4; _hf hf hu =
        echo \"${{COMPREPLY[@]}}\""
    );
    let output = sandbox.program("bash", "--norc -c").argument(script).run();
    assert_eq!(output.stdout, "--format\nhuman\n", "{output}");
}

/// Clears the line.
const CONTROL_U: &str = "\u{15}";

#[test]
fn bash_completes_files_where_files_are_taken() {
    if !BASH.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    sandbox.write("weights/inner.bin", "");
    sandbox.write("weights.txt", "");
    let mut bash = Terminal::bash(&sandbox, (100, 20));
    bash.shows("$");
    bash.press("eval \"$(_HF_COMPLETE=bash_source hf)\"\r");
    for (typed, completed) in [
        ("hf upload ada/x weights.", "hf upload ada/x weights.txt "),
        ("hf upload ada/x ./weights/in", "hf upload ada/x ./weights/inner.bin "),
        ("hf download ada/x --local-dir wei", "hf download ada/x --local-dir weights/"),
        ("hf jobs run --env-file weights.", "hf jobs run --env-file weights.txt "),
        ("hf cp weights.", "hf cp weights.txt "),
        ("hf sync ./wei", "hf sync ./weights"),
        ("hf cards validate weights.", "hf cards validate weights.txt "),
        ("hf inference image-to-text weights.", "hf inference image-to-text weights.txt "),
        ("hf jobs uv run weights.", "hf jobs uv run weights.txt "),
    ] {
        bash.after(&format!("{typed}\t|"), &format!("{completed}|"));
        bash.press(CONTROL_U);
    }
    bash.press("exit\r");
    assert_eq!(bash.end().0, 0);
}

#[test]
fn words_of_this_machine_are_offered() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert -q").success();
    sandbox.hf("extensions install acme/hf-tool -q").success();
    sandbox.hub().forget();
    let ask = |words: &str| {
        let question = sandbox.command("").env("_HF_COMPLETE", "bash_complete").env("COMP_WORDS", words);
        question.env("COMP_CWORD", (words.split('\n').count() - 1).to_string()).run().success().stdout
    };
    assert_eq!(ask("hf\ndownload\nad"), "plain,ada/tiny-bert\n");
    assert_eq!(ask("hf\ndownload\nada/tiny-bert\n--revision\n"), "plain,main\n");
    assert_eq!(ask("hf\next\nrm\n"), "plain,tool\n");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_script_of_the_python_client_is_answered_in_its_words() {
    let sandbox = Sandbox::empty();
    let ask = |shell: &str, words: &str, word: &str| {
        let question = sandbox.command("").env("_HF_COMPLETE", format!("{shell}_complete"));
        question.env("COMP_WORDS", words).env("COMP_CWORD", word).run().success().stdout
    };
    assert_eq!(ask("bash", "hf\nversi", "1"), "plain,version\n");
    assert_eq!(ask("zsh", "hf versi", "1"), "plain\nversion\nPrint the version\n");
    assert_eq!(ask("fish", "hf versi", "versi"), "plain,version\tPrint the version\n");
}
