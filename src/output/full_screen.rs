//! A picture that fills the terminal: taking the terminal over and giving it back as it was, however the program ends.
//! What is drawn, and what keys do, is decided by those who use it.

use std::io::{self, stdout};
use std::panic;
use std::sync::Once;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::crossterm::{Command, execute};
use ratatui::{Frame, Terminal};

use super::PromptError;

/// Draws a state and lets keys change it, until one of them ends it with a result.
///
/// # Errors
/// [`PromptError`]: the result, or the terminal cannot be read, written or set up.
pub(super) async fn show<S: Send + 'static, T: Send + 'static>(
    state: S,
    draw: fn(&mut S, &mut Frame<'_>),
    on: fn(&mut S, KeyEvent) -> Option<Result<T, PromptError>>,
) -> Result<T, PromptError> {
    // Here, not in the thread: a signal drops this future, and leaves the thread waiting for a key.
    let _screen = FullScreen::enter()?;
    tokio::task::spawn_blocking(move || follow(state, draw, on)).await.map_err(io::Error::from)?
}

fn follow<S, T>(
    mut state: S,
    draw: fn(&mut S, &mut Frame<'_>),
    on: fn(&mut S, KeyEvent) -> Option<Result<T, PromptError>>,
) -> Result<T, PromptError> {
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
    loop {
        terminal.draw(|frame| draw(&mut state, frame))?;
        // A new size of the terminal is drawn for by the next turn.
        let Some(key) = key()? else { continue };
        if let Some(end) = on(&mut state, key) {
            return end;
        }
    }
}

/// Waits for something to happen. `None` if it was no key that was pressed, such as a new size.
fn key() -> io::Result<Option<KeyEvent>> {
    match event::read()? {
        Event::Key(key) if key.kind != KeyEventKind::Release => Ok(Some(key)),
        _ => Ok(None),
    }
}

/// The terminal while a picture fills it; it is as before when this is dropped.
struct FullScreen;

impl FullScreen {
    fn enter() -> io::Result<Self> {
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
