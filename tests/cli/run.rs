//! One run of a program in a sandbox: its words, surroundings and input, and what it answered.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::Write;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use snapbox::Data;

use crate::sandbox::{ADA, Sandbox};

/// A command that runs longer is killed, and its test fails.
const LONGEST_RUN: Duration = Duration::from_secs(120);

/// A command that is not run yet.
pub struct Run<'a> {
    sandbox: &'a Sandbox,
    command: Command,
    input: Vec<u8>,
    stdout: Stdio,
}

impl<'a> Run<'a> {
    pub(crate) fn new(sandbox: &'a Sandbox, program: &str, words: &str) -> Self {
        let mut command = Command::new(program);
        command.args(split(words)).current_dir(sandbox.work()).env_clear();
        command.env("PATH", search_path());
        command.env("HOME", sandbox.home()).env("TMPDIR", sandbox.temporary());
        command.env("COLUMNS", "100").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        command.env("HF_HOME", sandbox.hf_home()).env("HF_ENDPOINT", sandbox.hub().endpoint()).env("HF_TOKEN", ADA);
        command.env("HF_HUB_DISABLE_TELEMETRY", "1");
        // Services that are servers of their own on the net.
        command.env("HF_INFERENCE_ENDPOINTS_ENDPOINT", format!("{}/_endpoints/v2", sandbox.hub().endpoint()));
        command.env("HF_INFERENCE_CATALOG_ENDPOINT", format!("{}/_catalog", sandbox.hub().endpoint()));
        command.env("HF_DATASETS_SERVER_ENDPOINT", format!("{}/_viewer", sandbox.hub().endpoint()));
        command.env("HF_GITHUB_ENDPOINT", format!("{}/_github", sandbox.hub().endpoint()));
        command.env("HF_INFERENCE_ROUTER_ENDPOINT", format!("{}/_router", sandbox.hub().endpoint()));
        Self { sandbox, command, input: vec![], stdout: Stdio::piped() }
    }

    pub fn argument(mut self, word: impl Into<OsString>) -> Self {
        self.command.arg(word.into());
        self
    }

    /// More words, split as a shell does.
    pub fn words(mut self, line: &str) -> Self {
        self.command.args(split(line));
        self
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    pub fn no_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.env("HF_TOKEN", token)
    }

    pub fn no_token(self) -> Self {
        self.no_env("HF_TOKEN")
    }

    /// What the command reads from its standard input; without this there is nothing to read.
    pub fn stdin(self, input: impl Into<Vec<u8>>) -> Self {
        Self { input: input.into(), ..self }
    }

    /// Nobody reads its standard output: the other end of the pipe is closed.
    pub fn no_reader(self) -> Self {
        let (_reader, writer) = std::io::pipe().unwrap();
        Self { stdout: writer.into(), ..self }
    }

    /// Its standard output is a file on a disk without room.
    pub fn no_room(self) -> Self {
        Self { stdout: File::create("/dev/full").unwrap().into(), ..self }
    }

    /// Runs in this folder below the working folder.
    pub fn folder(mut self, name: &str) -> Self {
        self.command.current_dir(self.sandbox.work().join(name));
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Output {
        self.spawn().wait()
    }

    /// Starts it.
    pub fn spawn(mut self) -> Child<'a> {
        self.command.stdin(Stdio::piped()).stdout(self.stdout).stderr(Stdio::piped());
        let mut process = self.command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        // A command that does not read what it is given closes its end, which is its right.
        let writer = thread::spawn(move || drop(stdin.write_all(&self.input)));
        Child { sandbox: self.sandbox, process: Some(process), writer: Some(writer) }
    }
}

/// A running command. It is killed if its test ends without waiting for it.
pub struct Child<'a> {
    sandbox: &'a Sandbox,
    process: Option<std::process::Child>,
    writer: Option<thread::JoinHandle<()>>,
}

impl Drop for Child<'_> {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

impl Child<'_> {
    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// Sends a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        signal(name, self.pid());
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        self.process.as_mut().unwrap().try_wait().unwrap().is_some()
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Output {
        let pid = self.pid();
        let (ended, end) = mpsc::channel::<()>();
        let watch = thread::spawn(move || {
            let late = end.recv_timeout(LONGEST_RUN) == Err(mpsc::RecvTimeoutError::Timeout);
            if late {
                signal("KILL", pid);
            }
            late
        });
        let output = self.process.take().unwrap().wait_with_output().unwrap();
        drop(ended);
        self.writer.take().unwrap().join().unwrap();
        assert!(!watch.join().unwrap(), "the command did not end within {LONGEST_RUN:?}");
        let text = |bytes: &[u8]| self.sandbox.redact(&String::from_utf8_lossy(bytes));
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        Output { status: output.status, bytes: output.stdout, stdout: out, stderr: err }
    }
}

/// Sends a signal, such as `INT`, by the shell: `kill` as a program of its own is not on every machine.
pub fn signal(name: &str, pid: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status().unwrap().success());
}

/// The `PATH` of the tests: programs are found where the tests find them.
pub fn search_path() -> OsString {
    #[allow(clippy::disallowed_methods, reason = "it is read for the tests, not for the product")]
    std::env::var_os("PATH").unwrap_or_default()
}

/// What a command answered, with names in place of ports and folders.
#[derive(Clone, Debug)]
pub struct Output {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    /// Standard output to the byte.
    pub bytes: Vec<u8>,
}

impl Output {
    /// The exit status; None if a signal ended the command.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Fails the test unless the command succeeded.
    #[track_caller]
    pub fn success(self) -> Self {
        assert!(self.status.success(), "{self}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => writeln!(out, "status: {code}")?,
            None => writeln!(out, "status: {}", self.status)?,
        }
        write!(out, "--- stdout ---\n{}--- stderr ---\n{}", ended(&self.stdout), ended(&self.stderr))
    }
}

/// A text that ends with a line break, so that what follows begins a line.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}(no line break)\n") }
}

impl From<Output> for Data {
    fn from(output: Output) -> Self {
        output.to_string().into()
    }
}

impl snapbox::IntoData for Output {
    fn into_data(self) -> Data {
        self.into()
    }
}

/// Splits words as a shell does: quotes of both kinds keep blanks together.
pub fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (vec![], None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quote is not closed: {line}");
    words.extend(word);
    words
}

#[cfg(unix)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use super::split;
    use crate::sandbox::{BOB, Sandbox};

    #[test]
    fn words_are_split_as_a_shell_does() {
        assert_eq!(split(r#"a  'b c' "" d"e"'f'"#), ["a", "b c", "", "def"]);
    }

    #[test]
    fn a_run_shows_status_and_both_outputs_without_ports_and_folders() {
        let sandbox = Sandbox::empty();
        let script = "echo \"$HF_ENDPOINT $PWD $HF_HOME $HOME $COLUMNS $HF_TOKEN\"; read line; echo $line >&2; exit 3";
        let output = sandbox.program("sh", "-c").argument(script).stdin("typed\n").run();
        assert_data_eq!(
            output,
            str![[r#"
status: 3
--- stdout ---
[HUB] [CWD] [HF_HOME] [HOME] 100 hf_demo_ada_write
--- stderr ---
typed

"#]]
        );
    }

    #[test]
    fn a_run_has_no_variables_but_its_own() {
        let sandbox = Sandbox::empty();
        let output = sandbox.program("env", "").no_token().env("EXTRA", "1").run();
        let mut names: Vec<_> = output.stdout.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        names.sort_unstable();
        let ours = ["HF_DATASETS_SERVER_ENDPOINT", "HF_ENDPOINT", "HF_GITHUB_ENDPOINT", "HF_HOME"];
        let ours = [&ours[..], &["HF_HUB_DISABLE_TELEMETRY"]].concat();
        let services = ["CATALOG", "ENDPOINTS", "ROUTER"].map(|service| format!("HF_INFERENCE_{service}_ENDPOINT"));
        let services = services.each_ref().map(String::as_str);
        let others = ["HOME", "LC_ALL", "PATH", "TMPDIR", "TZ"];
        assert_eq!(names, [&["COLUMNS", "EXTRA"][..], &ours, &services, &others].concat());
    }

    #[test]
    fn a_run_can_be_in_a_folder_below_and_as_somebody_else() {
        let sandbox = Sandbox::empty();
        sandbox.write("inner/a.txt", "content");
        let output = sandbox.program("sh", "-c 'cat a.txt; pwd; echo $HF_TOKEN'").folder("inner").token(BOB).run();
        assert_eq!(output.success().stdout, "content[CWD]/inner\nhf_demo_bob_write\n");
    }

    #[test]
    fn a_started_command_can_be_ended_by_a_signal() {
        let sandbox = Sandbox::empty();
        let child = sandbox.program("sh", "-c 'kill -STOP $$; echo never'").spawn();
        child.signal("KILL");
        let output = child.wait();
        assert_eq!((output.code(), output.stdout.as_str()), (None, ""));
    }

    #[test]
    fn both_names_of_the_program_are_run() {
        let sandbox = Sandbox::empty();
        assert!(sandbox.hf("--version").code().is_some());
        assert!(sandbox.old("--version").code().is_some());
    }
}
