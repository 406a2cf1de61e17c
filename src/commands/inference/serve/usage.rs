//! What is used: limits on it, and a log of it that holds nothing of what was said.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::endpoint::{has_text, length};
use crate::api::inference::prices::Price;
use crate::args::cost::Dollars;
use crate::base::moment::Moment;
use crate::output::quantity::dollars;
use crate::output::{Format, Out};

/// Most that may be used until the program ends.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct Limits {
    /// Refuse requests after this many
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Refuse requests after this many tokens, read and written together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// Refuse requests after this many US dollars, and those whose price is not known
    #[arg(long, value_name = "USD", conflicts_with = "base-url")]
    max_cost: Option<Dollars>,
}

/// What all requests have used so far.
pub(super) struct Usage {
    out: Out,
    limits: Limits,
    requests: AtomicU64,
    tokens: AtomicU64,
    /// In US dollars.
    cost: Mutex<f64>,
    log: Option<Mutex<File>>,
}

impl Usage {
    /// `log` is a file that lines are appended to.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn new(out: &Out, limits: Limits, log: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = OpenOptions::new().append(true).create(true).open(path);
            file.map(Mutex::new).with_context(|| format!("cannot write '{}'", path.display()))
        };
        let log = log.map(open).transpose()?;
        let (requests, tokens, cost) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(0.0));
        Ok(Self { out: out.clone(), limits, requests, tokens, cost, log })
    }

    /// Counts a request, unless a limit is reached: then says which.
    pub(super) fn admit(&self) -> Result<(), String> {
        if let Some(most) = self.limits.max_tokens
            && self.tokens.load(Ordering::Relaxed) >= most
        {
            return Err(format!("the limit of --max-tokens ({most}) is reached"));
        }
        if let Some(Dollars(most)) = self.limits.max_cost
            && self.cost() >= most
        {
            return Err(format!("the limit of --max-cost ({}) is reached", dollars(most)));
        }
        let before = self.requests.fetch_add(1, Ordering::Relaxed);
        match self.limits.max_requests {
            Some(most) if before >= most => Err(format!("the limit of --max-requests ({most}) is reached")),
            _ => Ok(()),
        }
    }

    /// Whether tokens must be known, so that providers are asked for them.
    pub(super) fn needs_tokens(&self) -> bool {
        self.limits.max_tokens.is_some() || self.counts_cost()
    }

    /// Whether prices must be known.
    pub(super) fn counts_cost(&self) -> bool {
        self.limits.max_cost.is_some()
    }

    /// What was spent so far.
    fn cost(&self) -> f64 {
        *self.cost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spend(&self, cost: f64) {
        *self.cost.lock().unwrap_or_else(PoisonError::into_inner) += cost;
    }

    fn write(&self, entry: &Entry) {
        let seconds = entry.began.elapsed().as_secs_f64();
        let (path, model, by, status) = (entry.path, &entry.model, &entry.by, entry.status.as_u16());
        if self.out.format() != Format::Json {
            let cost = if self.counts_cost() { format!(", {} in all", dollars(self.cost())) } else { String::new() };
            let used = format!("{} in, {} out{cost}", entry.read, entry.written);
            self.out.log(&format!("{path} {model} by {by}: {status}, {used}, {seconds:.1} s"));
        }
        if let Some(log) = &self.log {
            let mut line = json!({
                "time": Moment::now(), "path": path, "model": model, "by": by, "status": status,
                "fallbacks": entry.fallbacks, "prompt_tokens": entry.read, "completion_tokens": entry.written,
                "seconds": (seconds * 1000.0).round() / 1000.0,
            });
            if self.counts_cost() {
                (line["cost_usd"], line["total_cost_usd"]) = (entry.cost().into(), self.cost().into());
            }
            let mut file = log.lock().unwrap_or_else(PoisonError::into_inner);
            if file.write_all(format!("{line}\n").as_bytes()).is_err() {
                self.out.warning("the usage log cannot be written");
            }
        }
    }
}

/// What one request uses; told when it is dropped, however the request ended.
pub(super) struct Entry {
    usage: Arc<Usage>,
    path: &'static str,
    began: Instant,
    pub(super) model: String,
    pub(super) by: String,
    pub(super) status: StatusCode,
    /// How many were asked in vain.
    pub(super) fallbacks: u64,
    /// Of whoever answers, if money is counted.
    pub(super) price: Option<Price>,
    /// Bytes of the question, and of what is answered.
    asked: u64,
    said: u64,
    read: u64,
    written: u64,
    has_usage: bool,
}

impl Entry {
    /// `asked` is the length of the question.
    pub(super) fn new(usage: Arc<Usage>, path: &'static str, asked: u64) -> Self {
        let (model, by) = (String::new(), "nobody".to_owned());
        let status = StatusCode::OK;
        Self {
            usage,
            path,
            began: Instant::now(),
            model,
            by,
            status,
            fallbacks: 0,
            price: None,
            asked,
            said: 0,
            read: 0,
            written: 0,
            has_usage: false,
        }
    }

    /// Reads the tokens of an answer or of a piece of one. Where nobody counts, each piece with text is one token.
    pub(super) fn count(&mut self, answer: &Value) {
        let count = |name: &str| answer["usage"][name].as_u64();
        self.said += length(answer);
        // No question has no tokens: those of a vector are not known.
        if let Some(read) = count("prompt_tokens").filter(|read| *read > 0) {
            (self.read, self.written) = (read, count("completion_tokens").unwrap_or_default());
            self.has_usage = true;
        } else if !self.has_usage && has_text(answer) {
            self.written += 1;
        }
    }

    /// In US dollars. Where nobody counts, it is what it may be at most: a token has a byte at least.
    fn cost(&self) -> f64 {
        let is_answered = self.status == StatusCode::OK || self.said > 0;
        match self.price {
            Some(price) if self.has_usage => price.cost(self.read, self.written),
            Some(price) if is_answered => price.cost(self.asked, self.said),
            _ => 0.0,
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.usage.tokens.fetch_add(self.read + self.written, Ordering::Relaxed);
        self.usage.spend(self.cost());
        self.usage.write(self);
    }
}
