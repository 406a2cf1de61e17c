//! A list on the whole screen, of which the user picks what is to go: a state that keys change (`state`), a picture of
//! it (`draw`), and the loop between them and the terminal, which is left as it was found however the loop ends.

mod draw;
mod state;
#[cfg(test)]
mod tests;

use std::io;

use super::full_screen::{self, FullScreen};
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
        let _screen = FullScreen::enter()?;
        tokio::task::spawn_blocking(|| follow(picker)).await.map_err(io::Error::from)?
    }
}

fn follow(mut picker: Picker) -> Result<Option<Picked>, PromptError> {
    let mut terminal = full_screen::terminal()?;
    loop {
        terminal.draw(|frame| draw::draw(&mut picker, frame))?;
        // A new size of the terminal is drawn for by the next turn.
        let Some(key) = full_screen::key()? else { continue };
        match picker.on(key) {
            Step::Stay => {}
            Step::Left => return Ok(None),
            Step::Interrupted => return Err(PromptError::Interrupted),
            Step::Confirmed => return Ok(Some(picker.into_picked())),
        }
    }
}
