//! A list on the whole screen, of which the user picks what is to go: a state that keys change (`state`), a picture of
//! it (`draw`), and the loop between them and the terminal, which is left as it was found however the loop ends.

mod draw;
mod state;
#[cfg(test)]
mod tests;

use std::io::{self, stdout};
use std::panic;
use std::sync::Once;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::crossterm::{Command, execute};

use super::{Out, PromptError};
use state::Step;
pub use state::{Group, Order, Picked, Picker, Weigh, sorted};

impl Out {
    /// Whether somebody can pick: both ends are a terminal.
    pub fn can_pick(&self) -> bool {
        self.settings.terminals.stdin && self.settings.terminals.stdout
    }

    /// Lets the user pick. `None` if they leave without.
    ///
    /// # Errors
    /// [`PromptError`]: Ctrl-C, or the terminal cannot be read, written or set up.
    pub async fn pick(&self, picker: Picker) -> Result<Option<Picked>, PromptError> {
        // Here, not in the thread: a signal drops this future, and leaves the thread waiting for a key.
        let _screen = Screen::enter()?;
        tokio::task::spawn_blocking(|| follow(picker)).await.map_err(io::Error::from)?
    }
}

fn follow(mut picker: Picker) -> Result<Option<Picked>, PromptError> {
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
    loop {
        terminal.draw(|frame| draw::draw(&mut picker, frame))?;
        // A new size of the terminal is drawn for by the next turn.
        let Event::Key(key) = event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match picker.on(key) {
            Step::Stay => {}
            Step::Left => return Ok(None),
            Step::Interrupted => return Err(PromptError::Interrupted),
            Step::Confirmed => return Ok(Some(picker.into_picked())),
        }
    }
}

/// The terminal while the list is on it.
struct Screen;

impl Screen {
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

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// On the way out there is nobody left to tell of an error. Does no harm if the list is not on the screen.
fn leave() {
    drop(send(LeaveAlternateScreen));
    drop(send(Show));
    drop(disable_raw_mode());
}

fn send(command: impl Command) -> io::Result<()> {
    execute!(stdout(), command)
}
