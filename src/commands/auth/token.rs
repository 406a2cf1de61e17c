//! `hf auth token`.

use anyhow::Result;
use serde_json::json;

use crate::auth::NotLoggedIn;
use crate::auth::resolve::Found;
use crate::commands::run::Run;
use crate::context::Context;
use crate::output::Format;

/// Print the active token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth token")]
pub struct Token {}

impl Token {
    /// Most tokens are read from a file: no runtime is started for them.
    pub fn run(self, cx: &Context) -> Run<'_> {
        if cx.signing_in_waits() {
            return Run::waits(async { print(cx, cx.signed_in().await?) });
        }
        Run::done(cx.stored_token().and_then(|found| print(cx, found)))
    }
}

fn print(cx: &Context, found: Option<Found>) -> Result<()> {
    let found = found.ok_or(NotLoggedIn)?;
    let token = found.token().expose();
    match cx.out.format() {
        Format::Json => cx.out.object(&json!({"token": token}))?,
        _ => cx.out.raw(token)?,
    }
    cx.out.hint("run `hf auth whoami` to see whose token this is");
    Ok(())
}
