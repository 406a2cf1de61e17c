//! `hf inference serve`.

mod desk;
mod endpoint;
mod engine;
mod failure;
mod models;
mod targets;
mod usage;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::header::HeaderValue;
use serde_json::json;
use tokio::net::TcpListener;

use super::asker::inference;
use crate::api::inference::send::Extras;
use crate::args::call::CallArgs;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::secret::Secret;
use crate::commands::drawn::drawn;
use crate::commands::signals::{STOP, Signals};
use crate::context::Context;
use crate::http::server::serve;
use crate::output::Format;
use desk::Desk;
use engine::{Asked, Engine};
use models::Models;
use targets::{Place, Target, TargetArgs};
use usage::{Limits, Usage};

/// Serve models to programs that speak OpenAI's API
///
/// Listens on this machine only: chat, completions, embeddings, pictures and the list of models, below /v1. Requests get
/// your token or key on the way, and clients send a key of this server instead. Where several can be asked, the next one is
/// asked when one refuses with status 429 or 5xx, cannot be reached or is silent, but never after text was passed on.
/// Ctrl-C stops it.
///
/// Requests that have begun when a limit is reached are answered to their end. Money is counted by the prices that the router
/// lists when the server starts: those of the provider, or the highest of the model's providers where the Hub chooses.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference serve
  $ hf inference serve -m meta-llama/Llama-3.1-8B-Instruct --port 8000 --max-tokens 1000000
  $ hf inference serve -m org/model --provider groq --provider together -m org/smaller-model
  $ hf inference serve -m openai/gpt-oss-120b:groq --max-cost 2.50
  $ hf inference serve --base-url http://localhost:8080 -m org/model --log usage.jsonl
  $ hf inference serve --provider groq --api-key-env GROQ_API_KEY --key-env LOCAL_KEY")]
pub struct Serve {
    #[command(flatten)]
    targets: TargetArgs,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Environment variable with the key that clients must send; without it, a random key is printed
    #[arg(long, value_name = "VARIABLE")]
    key_env: Option<String>,
    /// Ask clients for no key: every program on this machine can then use your account
    #[arg(long, conflicts_with = "key_env")]
    no_key: bool,
    /// Ask the next one after this many seconds without data
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    stall_timeout: u64,
    #[command(flatten)]
    limits: Limits,
    /// File to append a line of JSON to for each request: who answered, tokens and time, but nothing of what was said
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Organization that pays
    #[arg(long, value_name = "ORG")]
    bill_to: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Serve {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let key = self.key(cx)?;
        let all = self.targets.0.iter().map(|target| self.asked(cx, target)).collect::<Result<Vec<_>>>()?;
        let mut secrets: Vec<Secret> = all.iter().filter_map(|(_, key)| key.clone()).chain(key.clone()).collect();
        let token = match self.token.given() {
            Some(token) => Some(token),
            None => cx.signed_in().await?.map(crate::auth::resolve::Found::into_token),
        };
        secrets.extend(token);
        let usage = Arc::new(Usage::new(&cx.out, self.limits, self.log.as_deref())?);
        let first = all.first().map(|(asked, _)| asked.inference.clone()).context("nobody can be asked")?;
        let all = all.into_iter().map(|(asked, _)| asked).collect();
        let prices = if usage.counts_cost() { Some(first.prices().await?) } else { None };
        let models = Models::of(&self.targets.0, cx.hub(&self.token)?, first);
        let engine = Engine::new(cx.out.clone(), all, Duration::from_secs(self.stall_timeout), prices);
        let desk = Desk { engine, models, usage, key, secrets: secrets.into() };
        let mut signals = Signals::of(&STOP)?;
        let place = ("127.0.0.1", self.port);
        let listener =
            TcpListener::bind(place).await.with_context(|| format!("cannot listen on {}:{}", place.0, place.1))?;
        self.announce(cx, listener.local_addr()?.port(), desk.key.as_ref())?;
        serve(&listener, async |received| desk.answer(received).await, async {
            let _ = signals.next().await;
        })
        .await;
        Ok(())
    }

    /// What clients must send; `None` for nothing.
    fn key(&self, cx: &Context) -> Result<Option<Secret>> {
        if self.no_key {
            cx.out.warning("no key is asked for: every program on this machine can use your account");
            return Ok(None);
        }
        let Some(name) = &self.key_env else { return drawn().map(Some) };
        let key = cx.config.variable(name).and_then(|value| Secret::parse(&value));
        Ok(Some(key.ok_or_else(|| Misuse(format!("the variable {name} of --key-env is not set")))?))
    }

    /// One that can be asked, and its key.
    fn asked(&self, cx: &Context, target: &Target) -> Result<(Asked, Option<Secret>)> {
        let call = CallArgs { api_key_env: target.key.clone(), token: self.token.clone(), ..CallArgs::default() };
        let pays = target.key.is_none() && !matches!(target.place, Place::Server(_));
        let bill_to = self.bill_to.as_deref().filter(|_| pays).map(HeaderValue::from_str).transpose();
        let bill_to = bill_to.map_err(|_| Misuse("the value of --bill-to cannot be sent in a header".to_owned()))?;
        let extras = Extras { bill_to, ..Extras::default() };
        let asked = Asked { target: target.clone(), inference: inference(cx, &call)?.impatient(), extras };
        Ok((asked, call.key(&cx.config)?))
    }

    /// What clients need, as the variables that they read. The key is printed here and nowhere else.
    fn announce(&self, cx: &Context, port: u16, key: Option<&Secret>) -> Result<()> {
        let url = format!("http://127.0.0.1:{port}/v1");
        // A key of the user's own is known.
        let key = key.filter(|_| self.key_env.is_none()).map(Secret::expose);
        if cx.out.format() == Format::Json {
            cx.out.object(&json!({"base_url": url, "api_key": key}))?;
        } else {
            cx.out.raw(&format!("OPENAI_BASE_URL={url}"))?;
            key.map_or(Ok(()), |key| cx.out.raw(&format!("OPENAI_API_KEY={key}")))?;
        }
        cx.out.log("Press Ctrl-C to stop");
        Ok(())
    }
}
