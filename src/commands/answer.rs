//! Questions that a verb answers by a word and by its status. Asks nobody itself.

use anyhow::Result;
use serde_json::json;

use crate::context::Context;
use crate::output::Format;

/// The answer was no and has been printed: the program ends as where something is missing, without another word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no")]
pub struct No;

/// Prints `yes` or `no`, and `{"name": true}` for programs; scripts have the status.
///
/// # Errors
/// [`No`], or standard output cannot be written.
pub(super) fn answer(cx: &Context, name: &str, is_so: bool) -> Result<()> {
    match cx.out.format() {
        Format::Json => cx.out.object(&json!({name: is_so}))?,
        _ => cx.out.text(if is_so { "yes" } else { "no" })?,
    }
    if is_so { Ok(()) } else { Err(No.into()) }
}
