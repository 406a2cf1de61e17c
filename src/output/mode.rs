//! The modes of the terminal that keys come from. They are as before once a value of this is dropped, so that a signal
//! that drops a future leaves a usable terminal behind.

use std::io::{self, stdin};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// The terminal of standard input, until it is dropped.
#[must_use]
pub struct TerminalMode {
    before: Termios,
}

impl TerminalMode {
    /// Keeps the modes as they are: for what changes them itself.
    pub(super) fn keep() -> io::Result<Self> {
        Ok(Self { before: tcgetattr(stdin())? })
    }

    /// Keys are handed over one by one, those that would interrupt or end too, and are not shown.
    pub(super) fn keys() -> io::Result<Self> {
        Self::change(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG, LocalModes::empty())
    }

    /// Switches modes off and on.
    pub(super) fn change(off: LocalModes, on: LocalModes) -> io::Result<Self> {
        let mode = Self::keep()?;
        let mut changed = mode.before.clone();
        changed.local_modes = (changed.local_modes - off) | on;
        // Not flushed: what was typed meanwhile is part of the answer.
        tcsetattr(stdin(), OptionalActions::Drain, &changed)?;
        Ok(mode)
    }
}

impl Drop for TerminalMode {
    fn drop(&mut self) {
        // A terminal that is gone needs no modes.
        let _restored = tcsetattr(stdin(), OptionalActions::Drain, &self.before);
    }
}
