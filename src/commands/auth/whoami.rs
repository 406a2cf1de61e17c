//! `hf auth whoami`.

use anyhow::Result;
use serde::Serialize;

use crate::auth::NotLoggedIn;
use crate::context::Context;
use crate::output::Format;

/// Show the account that you are logged in to
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth whoami\n  $ hf auth whoami --json")]
pub struct Whoami {}

#[derive(Serialize)]
struct Identity<'a> {
    user: &'a str,
    /// Names between commas.
    orgs: Option<String>,
    /// Only when it is not the Hub's own.
    endpoint: Option<&'a str>,
}

impl Whoami {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let found = cx.signed_in().await?.ok_or(NotLoggedIn)?;
        let source = found.source.clone();
        let account = cx.hub_as(Some(found))?.whoami().await?;
        let orgs: Vec<&str> = account.orgs.iter().map(|org| org.name.as_str()).collect();
        let identity = Identity {
            user: &account.name,
            orgs: (!orgs.is_empty()).then(|| orgs.join(",")),
            endpoint: (!cx.config.is_default_endpoint()).then_some(&cx.config.endpoint),
        };
        cx.out.done("Logged in", &identity)?;
        if cx.out.format() == Format::Human {
            let may = account.role().map(|role| format!(", permission: {role}")).unwrap_or_default();
            cx.out.log(&format!("By {source}{may}"));
        }
        Ok(())
    }
}
