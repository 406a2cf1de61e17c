//! The way from a command line to an answer: who is asked, within which time, and what people hear of it meanwhile.

use anyhow::Result;

use crate::api::endpoints::EndpointId;
use crate::api::inference::Inference;
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::Ask;
use crate::api::inference::error::InferenceError;
use crate::api::inference::notice::Notice;
use crate::api::inference::route::{Route, Wanted};
use crate::api::inference::send::Extras;
use crate::api::inference::task::Task;
use crate::args::call::CallArgs;
use crate::args::namespace::NamespaceArg;
use crate::commands::endpoints::reached::awake;
use crate::commands::wait::NoAnswerInTime;
use crate::context::Context;
use crate::output::{Status, quantity};

/// Whoever was chosen to answer.
pub(in crate::commands) struct Asker<'a> {
    cx: &'a Context,
    pub(super) inference: Inference,
    pub(super) route: Route,
    pub(super) extras: Extras,
}

impl<'a> Asker<'a> {
    /// Finds out who does a task, as the flags say.
    pub(super) async fn new(cx: &'a Context, call: &CallArgs, task: Task) -> Result<Self> {
        let (inference, extras) = (inference(cx, call)?, call.extras()?);
        let url = server(cx, call).await?;
        let wanted = Wanted { model: call.model.as_deref(), provider: call.provider.as_deref(), url: url.as_deref() };
        let route = inference.route(task, wanted, &|notice| tell(cx, None, notice)).await?;
        Ok(Self { cx, inference, route, extras })
    }

    /// The server at this address, for a task that has a form.
    pub(in crate::commands) async fn at(
        cx: &'a Context,
        inference: Inference,
        (task, url): (Task, &str),
    ) -> Result<Self> {
        let wanted = Wanted { url: Some(url), ..Wanted::default() };
        let route = inference.route(task, wanted, &|_| ()).await?;
        Ok(Self { cx, inference, route, extras: Extras::default() })
    }

    /// Asks, and waits for the answer.
    pub(in crate::commands) async fn answer(&self, ask: Ask) -> Result<Answer, InferenceError> {
        let status = self.cx.out.status(&format!("Waiting for {}", self.route.by()));
        let hear = |notice: Notice<'_>| tell(self.cx, Some(&status), notice);
        let answer = self.inference.answer(&self.route, ask, &self.extras, &hear).await?;
        self.cx.left_behind.clear();
        Ok(answer)
    }

    /// The same among others: what happens on the way is not shown.
    pub(super) async fn quietly(&self, ask: Ask) -> Result<Answer, InferenceError> {
        self.inference.answer(&self.route, ask, &self.extras, &|_| ()).await
    }

    /// Hears what happens on the way to an answer that comes in pieces.
    pub(super) fn hear(&self, notice: Notice<'_>) {
        tell(self.cx, None, notice);
    }
}

/// The client, with the token or the key that the flags name.
pub(super) fn inference(cx: &Context, call: &CallArgs) -> Result<Inference> {
    cx.inference(&call.token, call.key(&cx.config)?)
}

/// The work, unless it takes longer than the flags allow.
pub(super) async fn in_time<T>(call: &CallArgs, work: impl Future<Output = Result<T>>) -> Result<T> {
    match call.timeout.limit() {
        None => work.await,
        Some(after) => tokio::time::timeout(after, work).await.unwrap_or_else(|_| Err(NoAnswerInTime { after }.into())),
    }
}

/// The address of the server that is named, by itself or as an Inference Endpoint.
pub(super) async fn server(cx: &Context, call: &CallArgs) -> Result<Option<String>> {
    let Some(named) = &call.endpoint else { return Ok(None) };
    if named.contains("://") {
        return Ok(Some(named.clone()));
    }
    let (namespace, name) = match named.split_once('/') {
        Some((namespace, name)) => (Some(namespace.to_owned()), name.to_owned()),
        None => (None, named.clone()),
    };
    let namespace = cx.namespace(&cx.hub(&call.token)?, &NamespaceArg { namespace }).await?;
    let id = EndpointId { namespace, name };
    let endpoints = cx.endpoints(&call.token)?;
    let endpoint = endpoints.endpoint(&id).await?;
    Ok(Some(awake(cx, &endpoints, &id, (&endpoint, call.timeout.limit())).await?))
}

/// Why there is no answer, in one line and in the words of whoever was asked.
pub(super) fn reason(error: &anyhow::Error) -> String {
    let refusal = error.downcast_ref::<InferenceError>().and_then(|error| match error {
        InferenceError::Refused { by, source, .. } => source.refusal().map(|refusal| (by, refusal)),
        _ => None,
    });
    match refusal {
        Some((by, refusal)) => format!("{by}: {} {}", refusal.status, refusal.message).trim_end().to_owned(),
        None => format!("{error:#}"),
    }
}

/// Says what happened on the way to an answer.
pub(super) fn tell(cx: &Context, status: Option<&Status>, notice: Notice<'_>) {
    match notice {
        Notice::Recommended { model } => cx.out.log(&format!("Using model {model}, which the Hub recommends")),
        Notice::Chosen { provider } => cx.out.log(&format!("Using provider {provider}")),
        Notice::Staging { model, provider } => {
            cx.out.warning(&format!("{provider} only tests model '{model}': it may fail"));
        }
        Notice::Unwell { model, provider } => {
            cx.out.warning(&format!("model '{model}' failed its last health check at {provider}: it may fail"));
        }
        Notice::Loading { model, wait } => {
            cx.out.log(&format!("Model '{model}' is loading; asking again in {}", quantity::time(wait)));
        }
        Notice::Queued { provider, job, state } => {
            if let Some(status) = status {
                status.update(&format!("{provider}: {}", state.to_lowercase().replace('_', " ")));
            }
            cx.left_behind.set(format!("the job '{job}' may go on at {provider}"), []);
        }
    }
}
