//! `hf auth whoami`.

use anyhow::Result;
use serde::Serialize;

use crate::auth::NotLoggedIn;
use crate::context::Context;
use crate::output::{Format, Look};

/// Show which account you are logged in to
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth whoami\n  $ hf auth whoami --json")]
pub struct Whoami {}

#[derive(Serialize)]
struct Identity<'a> {
    user: &'a str,
    /// Names between commas.
    orgs: Option<String>,
    /// Only when it is not the Hub's own.
    endpoint: Option<String>,
}

impl Whoami {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let is_older = cx.out.settings().bare_results;
        let found = match cx.signed_in().await? {
            Some(found) => found,
            None if is_older => return Ok(cx.out.text("Not logged in")?),
            None => return Err(NotLoggedIn.into()),
        };
        let source = found.source.clone();
        let account = cx.hub_as(Some(found))?.whoami().await?;
        let orgs: Vec<&str> = account.orgs.iter().map(|org| org.name.as_str()).collect();
        let identity = Identity {
            user: &account.name,
            orgs: (!orgs.is_empty()).then(|| orgs.join(",")),
            endpoint: (!cx.config.is_default_endpoint()).then(|| cx.config.shown_endpoint()),
        };
        if is_older {
            return print_as_ever(cx, &identity);
        }
        cx.out.done("Logged in", &identity)?;
        if cx.out.format() == Format::Human {
            let may = account.role().map(|role| format!(", permission: {role}")).unwrap_or_default();
            cx.out.log(&format!("By {source}{may}"));
        }
        Ok(())
    }
}

/// The lines of `huggingface-cli whoami`, which scripts cut words from.
fn print_as_ever(cx: &Context, identity: &Identity<'_>) -> Result<()> {
    let label = |name: &str| cx.out.paint(Look::Bold, name);
    cx.out.text(&format!("{}  {}", label("user:"), identity.user))?;
    if let Some(orgs) = &identity.orgs {
        cx.out.text(&format!("{}  {orgs}", label("orgs:")))?;
    }
    if let Some(endpoint) = &identity.endpoint {
        cx.out.text(&format!("Authenticated through private endpoint: {endpoint}"))?;
    }
    Ok(())
}
