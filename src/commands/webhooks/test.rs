//! `hf webhooks test`.

use anyhow::{Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use reqwest::header::HeaderValue;
use serde::Serialize;

use super::handler::delivery;
use super::secret::SecretArgs;
use crate::api::webhook_event::{SAMPLES, SampleKind, sample};
use crate::base::secret::Secret;
use crate::context::Context;
use crate::http::request::Body;
use crate::http::{body, shown_url};
use crate::ids::argument::RepoArgument;

/// Send a sample event to a webhook receiver
///
/// The payload is like one that the Hub sends. Fails unless the receiver answers with a status of success.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks test http://127.0.0.1:7860
  $ hf webhooks test https://example.com/hook --event discussion.create --repo datasets/ada/planets
  $ hf webhooks test http://127.0.0.1:7860/webhooks/train --secret-file secret.txt")]
pub struct Test {
    /// URL of the receiver
    url: String,
    /// Event to send
    #[arg(long, value_name = "EVENT", default_value = "repo.update", value_parser = event())]
    event: SampleKind,
    /// Repo that the event is about
    #[arg(long, value_name = "REPO_ID", default_value = "username/my-model")]
    repo: RepoArgument,
    #[command(flatten)]
    secret: SecretArgs,
}

#[derive(Serialize)]
struct Answered {
    status: u16,
    body: String,
}

fn event() -> impl TypedValueParser<Value = SampleKind> {
    let names = PossibleValuesParser::new(SAMPLES.iter().map(|(name, _)| *name));
    names.try_map(|typed| {
        SAMPLES.iter().find(|(name, _)| *name == typed).map(|(_, kind)| *kind).ok_or("it is not an event")
    })
}

impl Test {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve(None)?;
        let kind = repo.kind().singular();
        let payload = sample(self.event, (kind, repo.id()), &cx.config.shown_endpoint());
        let secret = self.secret.read(cx)?;
        let body = Body::Text { content_type: "application/json", text: payload.payload().to_string() };
        let request = delivery(&self.url, body, secret.as_ref().map(header).transpose()?);
        let response = cx.http()?.send(request).await?;
        let status = response.status();
        let body = String::from_utf8_lossy(&body::read(response).await?).into_owned();
        if !status.is_success() {
            cx.out.details(&body);
            bail!("'{}' answered with status {status}", shown_url(&self.url));
        }
        Ok(cx.out.done("Event delivered", &Answered { status: status.as_u16(), body })?)
    }
}

fn header(secret: &Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose())?;
    value.set_sensitive(true);
    Ok(value)
}
