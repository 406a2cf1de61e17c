//! Asks one after the other of those that can be asked, until one answers. Never after something of an answer was
//! passed on: a client cannot take text back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::{Map, Value};
use tokio::sync::Notify;

use super::endpoint::{Endpoint, has_content};
use super::failure::Failure;
use super::targets::{Place, Target};
use super::usage::Entry;
use crate::api::inference::Inference;
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::error::InferenceError;
use crate::api::inference::notice::Notice;
use crate::api::inference::prices::Prices;
use crate::api::inference::route::{Route, Wanted};
use crate::api::inference::send::Extras;
use crate::output::Out;

/// One that can be asked, and how.
pub(super) struct Asked {
    pub(super) target: Target,
    pub(super) inference: Inference,
    pub(super) extras: Extras,
}

/// A request to a model.
pub(super) struct Question {
    pub(super) endpoint: Endpoint,
    pub(super) body: Map<String, Value>,
    /// The bytes of the body.
    pub(super) length: u64,
}

/// An answer that has begun.
pub(super) struct Begun {
    pub(super) model: String,
    /// Whether the pieces are in OpenAI's form.
    pub(super) is_passed: bool,
    /// The pieces up to the first with content.
    pub(super) pieces: Vec<Value>,
    pub(super) rest: BoxStream<'static, Result<Value, InferenceError>>,
}

/// All that can be asked, in order.
pub(super) struct Engine {
    out: Out,
    all: Vec<Asked>,
    patience: Duration,
    /// Those of `--max-cost`: what has none is not asked.
    prices: Option<Prices>,
    /// What was found out about who answers, by position, endpoint and model.
    routes: Mutex<HashMap<(usize, &'static str, String), Route>>,
}

/// A question that is ready to be sent.
struct Ready {
    route: Route,
    ask: Ask,
    is_passed: bool,
}

impl Engine {
    pub(super) fn new(out: Out, all: Vec<Asked>, patience: Duration, prices: Option<Prices>) -> Self {
        Self { out, all, patience, prices, routes: Mutex::default() }
    }

    /// The first answer, in OpenAI's form.
    pub(super) async fn answer(&self, question: &Question, entry: &mut Entry) -> Result<Value, Failure> {
        self.first(question, entry, async |asked, ready, hear| {
            let (inference, route) = (&asked.inference, &ready.route);
            let answer = inference.answer(route, ready.ask, &asked.extras, hear).await?;
            match answer {
                Answer::Json(reply) if ready.is_passed => Ok(reply),
                answer => question.endpoint.answer(answer, &question.body, route.model()),
            }
        })
        .await
    }

    /// The first answer that begins.
    pub(super) async fn begin(&self, question: &Question, entry: &mut Entry) -> Result<Begun, Failure> {
        self.first(question, entry, async |asked, ready, hear| {
            let how = (&asked.extras, self.patience);
            let mut rest = asked.inference.stream(&ready.route, ready.ask, how, hear).await?.boxed();
            let mut pieces = Vec::new();
            while let Some(piece) = rest.next().await {
                let piece = piece?;
                let is_enough = has_content(&piece);
                pieces.push(piece);
                if is_enough {
                    break;
                }
            }
            Ok(Begun { model: ready.route.model().to_owned(), is_passed: ready.is_passed, pieces, rest })
        })
        .await
    }

    async fn first<T>(
        &self,
        question: &Question,
        entry: &mut Entry,
        attempt: impl AsyncFn(&Asked, Ready, &dyn Fn(Notice<'_>)) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let order = self.order(question.body.get("model").and_then(Value::as_str));
        for (count, &at) in order.iter().enumerate() {
            let is_last = count + 1 == order.len();
            match self.one(at, question, (&mut *entry, is_last), &attempt).await {
                Err(failure) if !is_last && failure.is_passing() => {
                    self.forget(at);
                    entry.fallbacks += 1;
                    self.out.log(&format!("{failure}: asking the next"));
                }
                outcome => return outcome,
            }
        }
        // There is always one at least.
        Err(Failure::Request("nobody can be asked".to_owned()))
    }

    async fn one<T>(
        &self,
        at: usize,
        question: &Question,
        (entry, is_last): (&mut Entry, bool),
        attempt: &impl AsyncFn(&Asked, Ready, &dyn Fn(Notice<'_>)) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let asked = &self.all[at];
        let ready = self.ready(at, question).await?;
        let by = ready.route.by();
        (entry.by, entry.model) = (by.clone(), ready.route.model().to_owned());
        if let Some(prices) = &self.prices {
            let price = prices.of(&entry.model, ready.route.provider());
            entry.price = Some(price.ok_or_else(|| Failure::NoPrice { model: entry.model.clone(), by: by.clone() })?);
        }
        let loads = Notify::new();
        let hear = |notice: Notice<'_>| {
            if matches!(notice, Notice::Loading { .. }) {
                loads.notify_one();
            }
        };
        let work = attempt(asked, ready, &hear);
        tokio::select! {
            outcome = tokio::time::timeout(self.patience, work) => {
                outcome.unwrap_or_else(|_| Err(Failure::Stalled { by, after: self.patience }))
            }
            // With nobody else to ask, the model is waited for.
            () = loads.notified(), if !is_last => Err(Failure::Loading { by: by.clone() }),
        }
    }

    /// Those that have the model come first; the others stand in for it.
    fn order(&self, model: Option<&str>) -> Vec<usize> {
        let has_it = |at: &usize| match (&self.all[*at].target, model) {
            (Target { model: Some(own), .. }, Some(model)) => own == model,
            // Only a server may know what is meant without a name.
            (Target { model: None, place, .. }, None) => matches!(place, Place::Server(_)),
            _ => true,
        };
        let (first, others): (Vec<_>, Vec<_>) = (0..self.all.len()).partition(has_it);
        first.into_iter().chain(others).collect()
    }

    async fn ready(&self, at: usize, question: &Question) -> Result<Ready, Failure> {
        let (target, inference) = (&self.all[at].target, &self.all[at].inference);
        let (endpoint, body) = (question.endpoint, &question.body);
        let model = target.model.as_deref().or_else(|| body.get("model")?.as_str());
        if let Place::Server(url) = &target.place {
            let mut body = body.clone();
            if let Some(model) = &target.model {
                body.insert("model".to_owned(), model.as_str().into());
            }
            let route = inference.openai_route(url, endpoint.path(), model.unwrap_or_default())?;
            let ask = Ask::new(endpoint.task(), Input::Json(Value::Object(body)), Map::new());
            return Ok(Ready { route, ask, is_passed: true });
        }
        let model = model.ok_or_else(|| Failure::Request("'model' is missing".to_owned()))?;
        let provider = match &target.place {
            Place::Provider(name) => Some(name.as_str()),
            Place::Hub | Place::Server(_) => None,
        };
        let route = self.route(at, endpoint, Wanted { model: Some(model), provider, url: None }).await?;
        let ask = endpoint.ask(body, route.is_own_service())?;
        Ok(Ready { route, ask, is_passed: false })
    }

    /// Who answers is found out once.
    async fn route(&self, at: usize, endpoint: Endpoint, wanted: Wanted<'_>) -> Result<Route, Failure> {
        let key = (at, endpoint.path(), wanted.model.unwrap_or_default().to_owned());
        let known = self.routes.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(route) = known {
            return Ok(route);
        }
        let route = self.all[at].inference.route(endpoint.task(), wanted, &|_| ()).await?;
        self.routes.lock().unwrap_or_else(PoisonError::into_inner).insert(key, route.clone());
        Ok(route)
    }

    /// The Hub may know better by now.
    fn forget(&self, at: usize) {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, ..), _| *known != at);
    }
}
