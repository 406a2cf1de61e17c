//! Finding the Python client, or installing it once into a folder of its own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::run::Run;
use crate::sandbox::Sandbox;

const VERSION: &str = "2.4.0";
const PACKAGES: [&str; 2] = ["huggingface_hub==2.4.0", "hf-xet==1.8.0"];

/// A Python that has the client.
pub struct Python(PathBuf);

/// The Python client, or None if these tests cannot be run; then the first call says so.
pub fn python() -> Option<&'static Python> {
    static FOUND: OnceLock<Option<Python>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        find()
            .map(Python)
            .map_err(|reason| {
                let line = format!("\nNOT RUN: the tests with the Python client (interop), because {reason}\n");
                // Not by a macro, whose output a test that passes keeps to itself.
                drop(std::io::stderr().write_all(line.as_bytes()));
            })
            .ok()
    });
    found.as_ref()
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
        let run = sandbox.program(self.0.to_str().unwrap(), "");
        let run = arguments.iter().fold(run, |run, argument| run.argument(*argument));
        // Few worlds have Xet storage, and nothing is to be asked of the world outside.
        run.env("HF_HUB_DISABLE_XET", "1")
            .env("HF_HUB_DISABLE_UPDATE_CHECK", "1")
            .env("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    }
}

fn find() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-client");
    let candidates = [root.join(".venv/bin/python"), PathBuf::from("python3")];
    if let Some(found) = candidates.into_iter().find(|python| has_client(python)) {
        return Ok(found);
    }
    if Command::new("python3").arg("--version").output().is_err() {
        return Err("there is no python3".to_owned());
    }
    fs::create_dir_all(&own).map_err(|error| error.to_string())?;
    let lock = File::create(own.join("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let python = own.join("venv/bin/python");
    if !has_client(&python) {
        install(&own.join("venv"), &python)?;
    }
    Ok(python)
}

fn has_client(python: &Path) -> bool {
    let code = "import huggingface_hub; print(huggingface_hub.__version__)";
    let output = Command::new(python).args(["-c", code]).output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == VERSION.as_bytes())
}

fn install(folder: &Path, python: &Path) -> Result<(), String> {
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))
        .map_err(|error| format!("python3 makes no virtual environment: {error}"))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(python).args(pip).args(PACKAGES)).map_err(|error| format!("pip installs no client: {error}"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(last) }
}
