//! `hf auth git-credential`: what git asks for the password of the Hub.

use std::collections::HashMap;
use std::io;

use anyhow::Result;

use crate::auth::NotLoggedIn;
use crate::commands::run::Run;
use crate::context::Context;

/// A name that the Hub does not look at.
const USER: &str = "hf_user";

/// Answer git, which asks for the password of the Hub
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth git-credential get")]
pub struct GitCredential {
    /// What git wants: get, store or erase
    operation: String,
}

impl GitCredential {
    pub fn run(self, cx: &Context) -> Run<'_> {
        Run::waits(self.answer(cx))
    }

    /// Says nothing about any other server: git asks its other helpers then. Stores and erases nothing, for the token is
    /// kept by `hf auth login`.
    async fn answer(self, cx: &Context) -> Result<()> {
        if self.operation != "get" {
            return Ok(());
        }
        let asked = io::read_to_string(io::stdin())?;
        if !is_about(&asked, &cx.config.services.hub) {
            return Ok(());
        }
        let found = cx.signed_in().await?.ok_or(NotLoggedIn)?;
        Ok(cx.out.raw(&format!("username={USER}\npassword={}", found.token().expose()))?)
    }
}

/// Whether git asks about the server of that endpoint.
fn is_about(asked: &str, endpoint: &str) -> bool {
    let fields: HashMap<&str, &str> = asked.lines().filter_map(|line| line.split_once('=')).collect();
    let field = |name| fields.get(name).copied().unwrap_or_default();
    let origin = format!("{}://{}", field("protocol"), field("host"));
    endpoint.strip_prefix(&origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::is_about;

    #[test]
    fn only_the_server_of_the_endpoint_is_answered() {
        let asked = |protocol: &str, host: &str| format!("protocol={protocol}\nhost={host}\n");
        for (protocol, host, answers) in [
            ("https", "hub.example", true),
            ("http", "hub.example", false),
            ("https", "hub.example.evil.org", false),
            ("https", "hub", false),
            ("https", "", false),
        ] {
            assert_eq!(is_about(&asked(protocol, host), "https://hub.example"), answers, "{protocol}://{host}");
        }
        assert!(is_about(&asked("http", "127.0.0.1:80"), "http://127.0.0.1:80/mirror"));
        assert!(!is_about("", "https://hub.example"));
    }
}
