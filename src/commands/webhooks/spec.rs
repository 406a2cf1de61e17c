//! What a webhook watches, and what it calls or starts: what `webhooks create` and `webhooks update` have in common.

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use super::secret;
use crate::api::webhooks::{Watched, WebhookChange};
use crate::args::env_secrets::SecretsArgs;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::secret::Secret;
use crate::context::Context;

/// The types of what can be watched.
const TYPES: [&str; 6] = ["bucket", "dataset", "model", "org", "space", "user"];

#[derive(clap::Args)]
pub(super) struct SpecArgs {
    /// Repo or account to watch, such as model:username/name or org:name; may be repeated
    #[arg(long, value_name = "TYPE:NAME", value_parser = watched)]
    watch: Vec<Watched>,
    /// Address that the Hub calls
    #[arg(long, value_name = "URL", conflicts_with = "job_id")]
    url: Option<String>,
    /// Job that the Hub starts again instead
    #[arg(long, value_name = "JOB_ID")]
    job_id: Option<String>,
    /// Changes that count: those of repos, of discussions, or both; may be repeated
    #[arg(long, value_enum)]
    domain: Vec<Domain>,
    /// Text that the Hub sends along, so that the receiver knows it
    #[arg(long, value_name = "TEXT", value_parser = secret::parse)]
    secret: Option<Secret>,
    #[command(flatten)]
    secrets: SecretsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Domain {
    Repo,
    Discussion,
}

impl Domain {
    /// The Hub's word.
    pub(super) fn word(self) -> String {
        match self {
            Self::Repo => "repo",
            Self::Discussion => "discussion",
        }
        .to_owned()
    }
}

impl SpecArgs {
    /// What was typed, with the values of the job's secrets.
    pub(super) async fn change(self, cx: &Context, token: &TokenArg) -> Result<WebhookChange> {
        let has_secrets = self.secrets.is_given();
        if has_secrets && self.job_id.is_none() {
            return Err(Misuse("--secrets and --secrets-file are for the job of --job-id".to_owned()).into());
        }
        let secrets = if has_secrets { cx.secrets(&self.secrets, token).await?.require(&cx.out)? } else { Vec::new() };
        let secrets = secrets.into_iter().map(|secret| (secret.key, Value::String(secret.value)));
        if self.secret.is_some() {
            cx.out.warning("a secret on the command line stays in your shell history");
        }
        Ok(WebhookChange {
            watched: self.watch,
            url: self.url,
            job_source_id: self.job_id,
            domains: Some(self.domain.into_iter().map(Domain::word).collect()).filter(|all: &Vec<_>| !all.is_empty()),
            secret: self.secret.map(|secret| secret.expose().to_owned()),
            secrets: has_secrets.then(|| secrets.collect()),
        })
    }
}

/// What is printed of a webhook that was changed.
#[derive(Serialize)]
pub(super) struct Changed<'a> {
    pub(super) id: &'a str,
}

/// `TYPE:NAME`.
pub(super) fn watched(text: &str) -> Result<Watched, String> {
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    if !TYPES.contains(&kind) || name.is_empty() {
        return Err(format!("expected TYPE:NAME, where TYPE is one of {}", TYPES.join(", ")));
    }
    Ok(Watched { kind: kind.to_owned(), name: name.to_owned() })
}
