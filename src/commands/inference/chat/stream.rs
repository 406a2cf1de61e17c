//! An answer of a chat that comes piece by piece.

use anyhow::Result;
use serde_json::Value;

use super::show::{finish, usage};
use crate::api::inference::ask::Ask;
use crate::commands::inference::asker::Asker;
use crate::commands::inference::pieces::{self, Reading};
use crate::context::Context;

/// Asks, prints the pieces as they come, and says how it ended and what it took.
///
/// # Errors
/// The question is refused, or the stream breaks; what came before is printed all the same.
pub(super) async fn print(cx: &Context, asker: &Asker<'_>, ask: Ask) -> Result<()> {
    let mut last = Value::Null;
    let printed = |piece: Value| {
        finish(cx, piece.pointer("/choices/0/finish_reason").and_then(Value::as_str));
        last = piece;
    };
    let outcome = pieces::print(cx, asker, ask, Reading { text: text_of, printed }).await;
    usage(cx, &last["usage"]);
    outcome
}

/// What a piece adds to the answer.
fn text_of(piece: &Value) -> Option<&str> {
    piece.pointer("/choices/0/delta/content")?.as_str()
}
