//! A terminal for one command: what is on its screen, and keys for it.

use std::env::{join_paths, split_paths};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::iter::once;
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::run::{search_path, split};
use crate::sandbox::Sandbox;

/// A screen that does not come in this time fails its test.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub const DOWN: &str = "\u{1b}[B";
pub const ENTER: &str = "\r";
pub const CONTROL_C: &str = "\u{3}";

/// Columns and lines.
pub type Size = (u16, u16);

pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    parser: vt100::Parser,
    /// All that was written on it.
    written: Vec<u8>,
    /// Those it starts with.
    settings: String,
}

impl Terminal {
    /// Starts `hf` in it, in the surroundings of the sandbox.
    pub fn start(sandbox: &Sandbox, words: &str, size: Size) -> Self {
        Self::start_with(sandbox, words, size, &[])
    }

    /// The same with more variables.
    pub fn start_with(sandbox: &Sandbox, words: &str, size: Size, variables: &[(&str, &OsStr)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hf"));
        command.args(split(words));
        Self::launch(sandbox, command, size, variables)
    }

    /// Starts bash without settings of its own in it; `hf` is on its path.
    pub fn bash(sandbox: &Sandbox, size: Size) -> Self {
        let mut command = CommandBuilder::new("bash");
        command.args(["--norc", "--noprofile", "-i"]);
        let folder = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
        let path = join_paths(once(folder.to_owned()).chain(split_paths(&search_path()))).unwrap();
        Self::launch(sandbox, command, size, &[("PATH", &path), ("PS1", OsStr::new("$ "))])
    }

    fn launch(
        sandbox: &Sandbox,
        mut command: CommandBuilder,
        (columns, lines): Size,
        variables: &[(&str, &OsStr)],
    ) -> Self {
        let pair = native_pty_system().openpty(size((columns, lines))).unwrap();
        command.env_clear();
        for (name, value) in [("HOME", sandbox.home()), ("HF_HOME", sandbox.hf_home()), ("TMPDIR", sandbox.temporary())]
        {
            command.env(name, value);
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")] {
            command.env(name, value);
        }
        command.env("HF_ENDPOINT", sandbox.hub().endpoint());
        for (name, value) in variables {
            command.env(name, value);
        }
        command.cwd(sandbox.work());
        let settings = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (chunks, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // A terminal whose programs have all ended gives an error, not an end.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if chunks.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(cells(lines), cells(columns), 0);
        Self { master: pair.master, keys, output, child, parser, written: Vec::new(), settings }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// The screen once it shows this text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> String {
        while !self.screen().contains(text) {
            match self.output.recv_timeout(LONGEST_WAIT) {
                Ok(chunk) => self.take(&chunk),
                Err(_) => panic!("'{text}' is not shown:\n{}", self.screen()),
            }
        }
        self.screen()
    }

    /// Presses the keys and gives the screen once it shows the text.
    #[track_caller]
    pub fn after(&mut self, keys: &str, text: &str) -> String {
        self.press(keys);
        self.shows(text)
    }

    pub fn resize(&mut self, (columns, lines): Size) {
        self.parser.screen_mut().set_size(cells(lines), cells(columns));
        self.master.resize(size((columns, lines))).unwrap();
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits for the end of the command. Returns its status and the text of the screen, and fails unless the terminal is as
    /// before.
    #[track_caller]
    pub fn end(self) -> (u32, String) {
        let (status, screen) = self.end_with_screen();
        (status, screen.contents())
    }

    /// The same with the whole screen, for its colours.
    #[track_caller]
    pub fn end_with_screen(self) -> (u32, vt100::Screen) {
        let (status, screen, _) = self.ended();
        (status, screen)
    }

    /// The same with all that was written, for what a screen does not show.
    #[track_caller]
    pub fn end_with_bytes(self) -> (u32, String) {
        let (status, _, written) = self.ended();
        (status, String::from_utf8(written).unwrap())
    }

    #[track_caller]
    fn ended(mut self) -> (u32, vt100::Screen, Vec<u8>) {
        let (ended, end) = channel::<()>();
        let mut killer = self.child.clone_killer();
        let watch = thread::spawn(move || {
            let is_late = end.recv_timeout(LONGEST_WAIT) == Err(RecvTimeoutError::Timeout);
            if is_late {
                drop(killer.kill());
            }
            is_late
        });
        let status = self.child.wait().unwrap().exit_code();
        drop(ended);
        assert!(!watch.join().unwrap(), "the command did not end within {LONGEST_WAIT:?}");
        assert_eq!(settings(&*self.master), self.settings, "the terminal is not as it was");
        drop(self.keys);
        drop(self.master);
        while let Ok(chunk) = self.output.recv_timeout(LONGEST_WAIT) {
            self.parser.process(&chunk);
            self.written.extend(chunk);
        }
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "the terminal is not as it was");
        (status, screen.clone(), self.written)
    }

    fn take(&mut self, chunk: &[u8]) {
        self.parser.process(chunk);
        self.written.extend(chunk);
    }

    fn screen(&self) -> String {
        let lines = self.parser.screen().contents();
        lines.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

/// Whether keys are shown, lines are edited and so on, to be compared.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

fn size((cols, rows): Size) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}
