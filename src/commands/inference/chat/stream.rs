//! An answer of a chat that comes piece by piece.

use anyhow::Result;
use serde_json::Value;

use super::show::{finish, tool_calls, usage};
use super::tool_calls::ToolCalls;
use crate::api::inference::ask::Ask;
use crate::commands::inference::asker::Asker;
use crate::commands::inference::pieces::{self, Reading};
use crate::context::Context;

/// Asks, prints the pieces as they come, and says how it ended and what it took. `heard` gets the text of each piece.
///
/// # Errors
/// The question is refused, or the stream breaks; what came before is printed all the same.
pub(super) async fn print(cx: &Context, asker: &Asker<'_>, ask: Ask, mut heard: impl FnMut(&str)) -> Result<()> {
    let (mut last, mut calls, mut reason) = (Value::Null, ToolCalls::default(), None);
    let printed = |piece: Value| {
        heard(text_of(&piece).unwrap_or_default());
        calls.add(&piece);
        reason = piece.pointer("/choices/0/finish_reason").and_then(Value::as_str).map(str::to_owned).or(reason.take());
        last = piece;
    };
    let outcome = pieces::print(cx, asker, ask, Reading { text: text_of, printed }).await;
    tool_calls(cx, &calls.done())?;
    finish(cx, reason.as_deref());
    usage(cx, &last["usage"]);
    outcome
}

/// What a piece adds to the answer.
fn text_of(piece: &Value) -> Option<&str> {
    piece.pointer("/choices/0/delta/content")?.as_str()
}
