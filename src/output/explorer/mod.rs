//! A list that fills the terminal, to look through: what takes how much, sorted and searched by keys. Nothing is changed
//! by it.

mod draw;
mod state;
#[cfg(test)]
mod tests;

use super::{Out, PromptError, full_screen};
use state::Step;
pub use state::{Explored, Explorer};

impl Out {
    /// Lets the user look through the list. Returns the position of the item that they leave with, if any.
    ///
    /// # Errors
    /// [`PromptError`]: Ctrl-C, or the terminal cannot be read, written or set up.
    pub async fn explore(&self, explorer: Explorer) -> Result<Option<usize>, PromptError> {
        full_screen::show(explorer, draw::draw, |explorer, key| match explorer.on(key) {
            Step::Stay => None,
            Step::Left(item) => Some(Ok(item)),
            Step::Interrupted => Some(Err(PromptError::Interrupted)),
        })
        .await
    }
}
