//! What programs get of a verb that changes tokens, which tells people on standard error.

use std::io;

use serde_json::Value;

use crate::context::Context;
use crate::output::Format;

/// An object in JSON mode; nothing in the others.
pub(super) fn reply(cx: &Context, value: &Value) -> io::Result<()> {
    if cx.out.format() == Format::Json { cx.out.object(value) } else { Ok(()) }
}
