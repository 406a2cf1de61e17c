//! Answers that come in pieces, as server-sent events.

use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;

use super::Inference;
use super::ask::Ask;
use super::error::InferenceError;
use super::notice::Tell;
use super::route::Route;
use super::send::Extras;
use crate::http::stream::events;

/// What ends a stream.
const END: &str = "[DONE]";

impl Inference {
    /// Asks with `stream` on, and returns the pieces as they come. A stream that falls silent for longer than
    /// `patience`, or that ends without an end, ends with an error.
    ///
    /// # Errors
    /// Any [`InferenceError`] before the first piece; [`InferenceError::Stopped`] and [`InferenceError::CutOff`] later.
    pub async fn stream(
        &self,
        route: &Route,
        ask: Ask,
        how: (&Extras, Duration),
        tell: &Tell<'_>,
    ) -> Result<impl Stream<Item = Result<Value, InferenceError>> + Send + use<>, InferenceError> {
        let (extras, patience) = how;
        let asked = self.ask(route, ask, extras, tell).await?;
        let by = route.by();
        let events = Box::pin(events(asked.response, patience));
        let state = Some((events, by, false));
        Ok(stream::unfold(state, async |state| {
            let (mut events, by, mut has_ended) = state?;
            let piece = match events.next().await {
                None if has_ended => return None,
                None => Err(InferenceError::CutOff),
                Some(Err(error)) => Err(error.into()),
                Some(Ok(event)) if event.data.trim() == END => return None,
                Some(Ok(event)) => read(&by, &event.data),
            };
            if let Ok(piece) = &piece {
                has_ended |= is_last(piece);
            }
            let next = piece.is_ok().then_some((events, by, has_ended));
            Some((piece, next))
        }))
    }
}

fn read(by: &str, data: &str) -> Result<Value, InferenceError> {
    let piece: Value = serde_json::from_str(data)
        .map_err(|error| InferenceError::Unexpected { by: by.to_owned(), what: error.to_string() })?;
    match &piece["error"] {
        Value::Null => Ok(piece),
        error => {
            let said =
                error.as_str().or_else(|| error["message"].as_str()).map_or_else(|| error.to_string(), str::to_owned);
            Err(InferenceError::Stopped(said))
        }
    }
}

/// Whether the model has said that it is done: some servers close the connection behind that.
fn is_last(piece: &Value) -> bool {
    let choices = piece["choices"].as_array().into_iter().flatten();
    let has_reason = choices.into_iter().any(|choice| choice["finish_reason"].is_string());
    has_reason || piece["generated_text"].is_string()
}
