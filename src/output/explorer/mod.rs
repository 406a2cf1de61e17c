//! A list that fills the terminal, to look through: what takes how much, sorted and searched by keys. Nothing is changed
//! by it.

mod draw;
mod state;
#[cfg(test)]
mod tests;

use std::io;

use super::full_screen::{self, FullScreen};
use super::{Out, PromptError};
use state::Step;
pub use state::{Explored, Explorer};

impl Out {
    /// Lets the user look through the list. Returns the position of the item that they leave with, if any.
    ///
    /// # Errors
    /// [`PromptError`]: Ctrl-C, or the terminal cannot be read, written or set up.
    pub async fn explore(&self, explorer: Explorer) -> Result<Option<usize>, PromptError> {
        // Here, not in the thread: a signal drops this future, and leaves the thread waiting for a key.
        let _screen = FullScreen::enter()?;
        tokio::task::spawn_blocking(|| follow(explorer)).await.map_err(io::Error::from)?
    }
}

fn follow(mut explorer: Explorer) -> Result<Option<usize>, PromptError> {
    let mut terminal = full_screen::terminal()?;
    loop {
        terminal.draw(|frame| draw::draw(&mut explorer, frame))?;
        let Some(key) = full_screen::key()? else { continue };
        match explorer.on(key) {
            Step::Stay => {}
            Step::Left(item) => return Ok(item),
            Step::Interrupted => return Err(PromptError::Interrupted),
        }
    }
}
