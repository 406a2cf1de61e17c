//! What expressions and templates have in common.

use std::ops::ControlFlow;

use serde_json::Value;

/// Whether what comes next is wanted.
pub(super) type Answer = ControlFlow<()>;

/// What turns a JSON value into lines.
pub(super) trait Evaluate {
    /// `answer` gets each line with its end.
    ///
    /// # Errors
    /// The evaluation failed; the text says why.
    fn evaluate(&self, value: Value, answer: &mut dyn FnMut(&[u8]) -> Answer) -> Result<(), String>;
}
