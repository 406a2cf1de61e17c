//! The answer of a chat that comes at once. The pieces of one that is streamed are shown in `stream`.

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
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            cx.out.raw(&call.to_string())?;
        }
        finish(cx, choice["finish_reason"].as_str());
    }
    usage(cx, &reply["usage"]);
    Ok(())
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
