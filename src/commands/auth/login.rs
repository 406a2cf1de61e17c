//! `hf auth login`.

use anyhow::{Result, bail};

use super::activate::{activate, warn_of_variable};
use super::stored::stored;
use crate::auth::resolve::{self, Found, Source};
use crate::base::secret::Secret;
use crate::context::Context;
use crate::output::Format;

const PROMPT: &str = "Token (not shown while you type)";
/// How organizations' tokens begin, which belong to no account.
const OF_ORGANIZATION: &str = "api_org";

/// Log in with an access token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth login\n  $ hf auth login --token-stdin\n  \
                        $ hf auth login --force --add-to-git-credential")]
pub struct Login {
    /// Access token; prefer --token-stdin, which stays out of the shell's history
    #[arg(long, value_name = "TOKEN", conflicts_with = "token_stdin")]
    token: Option<String>,
    /// Read the access token from standard input
    #[arg(long)]
    token_stdin: bool,
    /// Also give the token to git's credential helpers
    #[arg(long)]
    add_to_git_credential: bool,
    /// Log in although a token is there already
    #[arg(long)]
    force: bool,
}

impl Login {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if !self.brings_token() {
            refuse_programs(cx)?;
            if !self.force && resolve::stored(&cx.config)?.is_some() {
                cx.out.log("You are logged in already: use `hf auth login --force` to log in again");
                return Ok(());
            }
        }
        let token = self.read_token(cx)?;
        if token.expose().starts_with(OF_ORGANIZATION) {
            bail!("this is a token of an organization: log in with one of your own, from {}", settings(cx));
        }
        log_in(cx, token, self.add_to_git_credential).await
    }

    fn brings_token(&self) -> bool {
        self.token.is_some() || self.token_stdin
    }

    fn read_token(&self, cx: &Context) -> Result<Secret> {
        let read = match &self.token {
            Some(given) => Secret::parse(given),
            None if self.token_stdin => cx.out.password(PROMPT)?,
            None if cx.out.format() == Format::Human && cx.out.settings().terminals.stdin => {
                cx.out.log(&format!("Make a token at {}", settings(cx)));
                cx.out.password(PROMPT)?
            }
            None => bail!("no token to log in with, and no terminal to ask for one: use --token-stdin or --token"),
        };
        match read {
            Some(token) => Ok(token),
            None => bail!("the token is empty: make one at {}", settings(cx)),
        }
    }
}

/// Programs and scripts are never asked.
fn refuse_programs(cx: &Context) -> Result<()> {
    if matches!(cx.out.format(), Format::Json | Format::Quiet) {
        bail!("no token to log in with: in this output mode use --token-stdin or --token");
    }
    Ok(())
}

/// Checks a token with the Hub, stores it under its name and makes it the active one.
async fn log_in(cx: &Context, token: Secret, add_to_git_credential: bool) -> Result<()> {
    let hub = cx.hub_as(Some(Found { token: token.clone(), source: Source::Input }))?;
    let account = hub.whoami().await?;
    let name = account.token_name();
    let mut tokens = stored(cx)?;
    tokens.set(&name, &token)?;
    tokens.write(&cx.config.paths.stored_tokens)?;
    activate(cx, &token, add_to_git_credential)?;
    let may = account.role().map(|role| format!(" (permission: {role})")).unwrap_or_default();
    cx.out.log(&format!("Logged in as {} with the token '{}'{may}", account.name, cx.out.escaped(&name)));
    warn_of_variable(cx, &token);
    Ok(())
}

/// The page where users make tokens.
fn settings(cx: &Context) -> String {
    format!("{}/settings/tokens", cx.config.endpoint)
}
