//! `hf inference status`.

use anyhow::Result;
use serde::Serialize;

use super::asker::{in_time, inference, server};
use crate::api::models::ServedModel;
use crate::args::call::CallArgs;
use crate::args::misuse::Misuse;
use crate::commands::answer::No;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};
use crate::output::Format;

/// Show whether a model is served, or whether a server is healthy
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference status openai/gpt-oss-20b
  $ hf inference status http://localhost:8080 -q
  $ hf inference status --endpoint my-endpoint --info
The status is 0 for yes and 3 for no.")]
pub struct StatusVerb {
    /// Model ID, or the URL of a server
    #[arg(value_name = "MODEL|URL", required_unless_present = "endpoint")]
    of: Option<String>,
    /// Print what the server says about itself
    #[arg(long)]
    info: bool,
    #[command(flatten)]
    call: CallArgs,
}

#[derive(Serialize)]
struct ModelStatus {
    model: String,
    /// `warm` while a provider serves it.
    state: String,
    providers: Vec<ServedModel>,
}

#[derive(Serialize)]
struct ServerStatus<'a> {
    url: &'a str,
    healthy: bool,
}

impl StatusVerb {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let url = match (server(cx, &self.call).await?, &self.of) {
            (Some(url), _) => Some(url),
            (None, Some(of)) if of.contains("://") => Some(of.clone()),
            _ => None,
        };
        match (url, &self.of) {
            (Some(url), _) => in_time(&self.call, self.server(cx, &url)).await,
            (None, Some(model)) if !self.info => in_time(&self.call, self.model(cx, model)).await,
            _ => Err(Misuse("--info needs the URL of a server".to_owned()).into()),
        }
    }

    async fn server(&self, cx: &Context, url: &str) -> Result<()> {
        let client = inference(cx, &self.call)?;
        if self.info {
            return Ok(cx.out.object(&client.server_info(url).await?)?);
        }
        let healthy = client.is_healthy(url).await?;
        match cx.out.format() {
            Format::Json => cx.out.object(&ServerStatus { url: &crate::http::shown_url(url), healthy })?,
            Format::Quiet => {}
            _ => cx.out.raw(if healthy { "healthy" } else { "not healthy" })?,
        }
        if healthy { Ok(()) } else { Err(No.into()) }
    }

    async fn model(&self, cx: &Context, name: &str) -> Result<()> {
        let model = RepoId::new(RepoKind::Model, name)?;
        let found = cx.hub(&self.call.token)?.model_state(&model).await?;
        let providers = found.inference_provider_mapping.unwrap_or_default();
        let is_served = !providers.is_empty();
        let state = found.inference.unwrap_or_else(|| if is_served { "served" } else { "not served" }.to_owned());
        match cx.out.format() {
            Format::Quiet => cx.out.raw(&state)?,
            _ => cx.out.record(&ModelStatus { model: name.to_owned(), state, providers })?,
        }
        if is_served { Ok(()) } else { Err(No.into()) }
    }
}
