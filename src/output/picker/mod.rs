//! A list on the whole screen, of which the user picks what is to go: a state that keys change (`state`), a picture of
//! it (`draw`), and what the keys that end it mean.

mod draw;
mod state;
#[cfg(test)]
mod tests;

use super::{Out, PromptError, full_screen};
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
        full_screen::show(picker, draw::draw, |picker, key| match picker.on(key) {
            Step::Stay => None,
            Step::Left => Some(Ok(None)),
            Step::Interrupted => Some(Err(PromptError::Interrupted)),
            Step::Confirmed => Some(Ok(Some(picker.take_picked()))),
        })
        .await
    }
}
