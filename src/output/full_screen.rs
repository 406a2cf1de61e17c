//! A picture that fills the terminal: taking the terminal over and giving it back as it was, however the program ends.
//! What is drawn, and what keys do, is decided by those who use it.

use std::io::{self, Stdout, stdout};
use std::panic;
use std::sync::Once;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::crossterm::{Command, execute};

/// What pictures are drawn on.
pub(super) fn terminal() -> io::Result<Terminal<CrosstermBackend<Stdout>>> {
    Terminal::new(CrosstermBackend::new(stdout()))
}

/// Waits for something to happen. `None` if it was no key that was pressed, such as a new size.
pub(super) fn key() -> io::Result<Option<KeyEvent>> {
    match event::read()? {
        Event::Key(key) if key.kind != KeyEventKind::Release => Ok(Some(key)),
        _ => Ok(None),
    }
}

/// The terminal while a picture fills it; it is as before when this is dropped.
pub(super) struct FullScreen;

impl FullScreen {
    pub(super) fn enter() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let report = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                leave();
                report(panic);
            }));
        });
        enable_raw_mode()?;
        let screen = Self;
        send(EnterAlternateScreen)?;
        Ok(screen)
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        leave();
    }
}

/// On the way out there is nobody left to tell of an error. Does no harm if no picture is on the screen.
fn leave() {
    drop(send(LeaveAlternateScreen));
    drop(send(Show));
    drop(disable_raw_mode());
}

fn send(command: impl Command) -> io::Result<()> {
    execute!(stdout(), command)
}
