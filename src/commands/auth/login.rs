//! `hf auth login`.

use anyhow::{Result, bail};

use super::home::Home;
use super::save::Target;
use super::{browser, save};
use crate::auth::keyring::Keyring;
use crate::auth::resolve;
use crate::auth::store::Credential;
use crate::base::secret::Secret;
use crate::context::Context;
use crate::output::Format;

const PROMPT: &str = "Enter your token, which is not shown while you type";
const WAYS: [&str; 2] = ["With the browser", "With an access token that you paste"];
/// How organizations' tokens begin, which belong to no account.
const OF_ORGANIZATION: &str = "api_org";

/// Log in with the browser or an access token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth login\n  $ hf auth login --token-stdin\n  \
                        $ hf auth login --store keyring\n  \
                        $ hf auth login --force --add-to-git-credential")]
pub struct Login {
    /// Access token; prefer --token-stdin, which keeps it out of your shell history
    #[arg(long, value_name = "TOKEN", conflicts_with = "token_stdin")]
    token: Option<String>,
    /// Read the access token from standard input
    #[arg(long)]
    token_stdin: bool,
    /// Where to keep the token; Python tools can only read files
    #[arg(long, value_enum, value_name = "WHERE", default_value_t = Home::File)]
    store: Home,
    /// Also store the token in git's credential helpers
    #[arg(long)]
    add_to_git_credential: bool,
    /// Log in even if a token is stored
    #[arg(long)]
    force: bool,
    /// Refuse a token that cannot write
    #[arg(long)]
    require_write: bool,
}

impl Login {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if !self.brings_token() {
            refuse_programs(cx)?;
            if !self.force && is_logged_in(cx)? {
                cx.out.log("Already logged in: use `hf auth login --force` to log in again");
                return Ok(());
            }
        }
        if self.store == Home::Keyring {
            // Before the user goes to the browser.
            Keyring::probe()?;
        }
        let credential = match self.read_token(cx)? {
            Some(token) => Credential::lasting(token),
            None => browser::log_in(cx).await?,
        };
        save::log_in(
            cx,
            credential,
            Target { home: self.store, git: self.add_to_git_credential, must_write: self.require_write },
        )
        .await
    }

    fn brings_token(&self) -> bool {
        self.token.is_some() || self.token_stdin
    }

    /// The token that the user has; `None` to get one with the browser.
    fn read_token(&self, cx: &Context) -> Result<Option<Secret>> {
        let read = match &self.token {
            Some(given) => Secret::parse(given),
            None if self.token_stdin => cx.out.password(PROMPT)?,
            None if prefers_browser(cx)? => return Ok(None),
            None => {
                cx.out.log(&format!("Create a token at {}", cx.token_page()));
                cx.out.password(PROMPT)?
            }
        };
        let Some(token) = read else { bail!("the token is empty: create one at {}", cx.token_page()) };
        if token.expose().starts_with(OF_ORGANIZATION) {
            bail!("organization tokens cannot be used to log in: use one of your own, from {}", cx.token_page());
        }
        Ok(Some(token))
    }
}

fn is_logged_in(cx: &Context) -> Result<bool> {
    Ok(cx.config.trusted.is_some() || resolve::is_stored(&cx.config)?)
}

/// Programs and scripts are never asked.
fn refuse_programs(cx: &Context) -> Result<()> {
    if matches!(cx.out.format(), Format::Json | Format::Quiet) {
        bail!("cannot prompt in this output mode: use --token-stdin or --token");
    }
    Ok(())
}

/// What the user chooses; without a terminal nobody is asked.
fn prefers_browser(cx: &Context) -> Result<bool> {
    if cx.out.format() != Format::Human || !cx.out.settings().terminals.stdin {
        return Ok(true);
    }
    Ok(cx.out.choose("How would you prefer to log in?", &WAYS.map(str::to_owned))? == 0)
}
