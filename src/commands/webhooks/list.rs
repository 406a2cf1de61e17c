//! `hf webhooks list`.

use anyhow::Result;
use serde::Serialize;

use crate::api::webhooks::Webhook;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List your webhooks
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf webhooks list
  $ hf webhooks list --json | jq '.[] | select(.disabled)'")]
pub struct List {
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    id: String,
    url: String,
    disabled: bool,
    domains: Vec<String>,
    watched: Vec<String>,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let rows: Vec<Row> = cx.hub(&self.token)?.webhooks().await?.into_iter().map(row).collect();
        Ok(cx.out.table(&rows, &Columns::of_rows().whole("id"))?)
    }
}

/// Without its secret.
fn row(webhook: Webhook) -> Row {
    Row {
        id: webhook.id,
        url: webhook.url.unwrap_or_else(|| "(job)".to_owned()),
        disabled: webhook.disabled,
        domains: webhook.domains,
        watched: webhook.watched.iter().map(|watched| format!("{}:{}", watched.kind, watched.name)).collect(),
    }
}
