//! An answer that comes piece by piece, written as it comes. What a piece looks like is decided by the verbs.

use std::time::Duration;

use anyhow::Result;
use futures_util::StreamExt;
use serde_json::Value;

use super::asker::Asker;
use crate::api::inference::ask::Ask;
use crate::api::inference::notice::Notice;
use crate::context::Context;
use crate::output::Format;

/// A model that thinks for longer than this without a byte is not waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(300);

/// How pieces are read.
pub(super) struct Reading<F> {
    /// The text of a piece, if it has any.
    pub(super) text: fn(&Value) -> Option<&str>,
    /// Gets every piece once its text is printed; with `--json` none.
    pub(super) printed: F,
}

/// Asks, and prints the text of the pieces as they come; with `--json` one object for each piece.
///
/// # Errors
/// The question is refused, or the stream breaks; what came before is printed all the same.
pub(super) async fn print(
    cx: &Context,
    asker: &Asker<'_>,
    ask: Ask,
    mut reading: Reading<impl FnMut(Value)>,
) -> Result<()> {
    let hear = |notice: Notice<'_>| asker.hear(notice);
    let pieces = asker.inference.stream(&asker.route, ask, (&asker.extras, PATIENCE), &hear).await?;
    let mut pieces = Box::pin(pieces);
    let (mut flow, mut has_text) = (cx.out.flow(), false);
    let outcome = loop {
        match pieces.next().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(error.into()),
            Some(Ok(piece)) if cx.out.format() == Format::Json => cx.out.object(&piece)?,
            Some(Ok(piece)) => {
                if let Some(text) = (reading.text)(&piece).filter(|text| !text.is_empty()) {
                    flow.write(text)?;
                    has_text = true;
                }
                (reading.printed)(piece);
            }
        }
    };
    if has_text {
        flow.write("\n")?;
    }
    outcome
}
