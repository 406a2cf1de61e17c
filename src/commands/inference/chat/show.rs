//! The answer of a chat that comes at once. One that is streamed is shown in `stream`.

use std::io;

use anyhow::Result;
use serde_json::Value;

use crate::context::Context;
use crate::output::Format;

/// Prints the answers, and on standard error what else there is to say.
pub(super) fn completion(cx: &Context, reply: &Value) -> Result<()> {
    if cx.out.format() == Format::Json {
        return Ok(cx.out.object(reply)?);
    }
    let choices = reply["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, choice) in choices.iter().enumerate() {
        if index > 0 {
            cx.out.raw("")?;
        }
        let message = &choice["message"];
        if let Some(text) = message["content"].as_str() {
            cx.out.raw(text)?;
        }
        tool_calls(cx, message["tool_calls"].as_array().map(Vec::as_slice).unwrap_or_default())?;
        finish(cx, choice["finish_reason"].as_str());
    }
    usage(cx, &reply["usage"]);
    Ok(())
}

/// Prints the tools that the model wants called, one line of JSON each.
pub(super) fn tool_calls(cx: &Context, calls: &[Value]) -> io::Result<()> {
    calls.iter().try_for_each(|call| cx.out.raw(&call.to_string()))
}

/// Says why an answer ended, if not because all was said.
pub(super) fn finish(cx: &Context, reason: Option<&str>) {
    match reason {
        None | Some("stop" | "tool_calls" | "eos_token" | "stop_sequence") => {}
        Some("length") => cx.out.log("The answer was cut at its longest length: see --max-tokens"),
        Some(other) => cx.out.log(&format!("The answer ended: {other}")),
    }
}

/// Says how many tokens were used.
pub(super) fn usage(cx: &Context, usage: &Value) {
    let count = |name: &str| usage[name].as_u64();
    if let (Some(read), Some(written)) = (count("prompt_tokens"), count("completion_tokens")) {
        cx.out.log(&format!("Tokens: {read} in, {written} out"));
    }
}
