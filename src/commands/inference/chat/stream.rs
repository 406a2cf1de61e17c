//! An answer that comes piece by piece: written as it comes, and kept, so that it can be said again.

use std::time::Duration;

use anyhow::Result;
use futures_util::StreamExt;
use serde_json::Value;

use super::show::{finish, usage};
use crate::api::inference::ask::Ask;
use crate::commands::inference::asker::Asker;
use crate::context::Context;
use crate::output::Format;

/// A model that thinks for longer than this without a byte is not waited for.
const PATIENCE: Duration = Duration::from_secs(300);

/// Asks, and prints the pieces as they come.
///
/// # Errors
/// The question is refused, or the stream breaks; what came before is printed all the same.
pub(super) async fn print(cx: &Context, asker: &Asker<'_>, ask: Ask) -> Result<()> {
    let hear = |notice: crate::api::inference::notice::Notice<'_>| asker.hear(notice);
    let pieces = asker.inference.stream(&asker.route, ask, (&asker.extras, PATIENCE), &hear).await?;
    let mut pieces = Box::pin(pieces);
    let (mut has_text, mut last) = (false, Value::Null);
    let outcome = loop {
        match pieces.next().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(error.into()),
            Some(Ok(piece)) if cx.out.format() == Format::Json => cx.out.object(&piece)?,
            Some(Ok(piece)) => {
                if let Some(text) = piece.pointer("/choices/0/delta/content").and_then(Value::as_str) {
                    cx.out.foreign(text)?;
                    has_text |= !text.is_empty();
                }
                finish(cx, piece.pointer("/choices/0/finish_reason").and_then(Value::as_str));
                last = piece;
            }
        }
    };
    if has_text {
        cx.out.foreign("\n")?;
    }
    usage(cx, &last["usage"]);
    outcome
}
