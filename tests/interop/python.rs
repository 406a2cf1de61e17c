//! The Python client, of a virtual environment in `.venv` or of the `python3` on the `PATH`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::optional::PYTHON;
use crate::run::Run;
use crate::sandbox::Sandbox;

/// One `package==version` a line.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// A Python that has the client.
pub struct Python;

/// The Python client; None where it is missing.
#[track_caller]
pub fn python() -> Option<&'static Python> {
    PYTHON.is_here().then_some(&Python)
}

/// Fails unless the interpreter has the packages in these versions.
pub fn has_client() -> Command {
    let code = "import sys, importlib.metadata as known
for name, wanted in (word.split('==') for word in sys.argv[1:]):
    found = known.version(name)
    found == wanted or sys.exit(f'{name} is {found}, not {wanted}')";
    let mut command = Command::new(interpreter());
    command.args(["-c", code]).args(REQUIREMENTS.lines());
    command
}

fn interpreter() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python3");
    if own.exists() { own } else { PathBuf::from("python3") }
}

impl Python {
    /// A script, not yet run. It has `hub`, the package, and `show`, which prints its argument as JSON.
    pub fn script<'a>(&self, sandbox: &'a Sandbox, code: &str) -> Run<'a> {
        let head = "import json, os, pathlib\nimport huggingface_hub as hub\nshow = lambda it: print(json.dumps(it))\n";
        self.start(sandbox, &["-c", &format!("{head}{code}")])
    }

    /// The official `hf` with words split as a shell does, not yet run.
    pub fn hf<'a>(&self, sandbox: &'a Sandbox, words: &str) -> Run<'a> {
        self.start(sandbox, &["-m", "huggingface_hub.cli.hf"]).words(words)
    }

    fn start<'a>(&self, sandbox: &'a Sandbox, arguments: &[&str]) -> Run<'a> {
        let run = sandbox.program(interpreter().to_str().unwrap(), "");
        let run = arguments.iter().fold(run, |run, argument| run.argument(*argument));
        // Few worlds have Xet storage, and nothing is to be asked of the world outside.
        run.env("HF_HUB_DISABLE_XET", "1")
            .env("HF_HUB_DISABLE_UPDATE_CHECK", "1")
            .env("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    }
}
