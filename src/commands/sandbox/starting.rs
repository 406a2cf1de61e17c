//! The job of a sandbox that is being started. A signal that ends the program before the sandbox is ready cancels it:
//! nobody would use it, and it costs money until it has been idle for long enough.

use std::cell::RefCell;

use anyhow::Result;

use super::host::User;
use super::marks::NONCE;
use crate::api::{Hub, HubError};
use crate::args::job_filters::active;
use crate::commands::signals::{STOP, Signals, unless};
use crate::context::Context;

/// Who starts a sandbox, and what is being started now.
#[derive(Clone, Copy)]
pub(super) struct Starter<'a> {
    pub hub: &'a Hub,
    pub user: &'a User<'a>,
    pub starting: &'a Starting,
}

/// The namespace and the nonce of a job that is being started: it is found by them though the answer was not waited for.
#[derive(Default)]
pub(super) struct Starting(RefCell<Option<(String, String)>>);

impl Starting {
    /// From now on a signal cancels this job.
    pub(super) fn begin(&self, namespace: &str, nonce: &str) {
        *self.0.borrow_mut() = Some((namespace.to_owned(), nonce.to_owned()));
    }

    /// It is ready, or was cancelled.
    pub(super) fn end(&self) {
        *self.0.borrow_mut() = None;
    }

    /// Does the work, unless a signal comes first: then the job that is being started is cancelled.
    pub(super) async fn or_cancel<T>(
        &self,
        cx: &Context,
        hub: &Hub,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let mut signals = Signals::of(&STOP)?;
        match unless(&mut signals, work).await {
            Ok(outcome) => outcome,
            Err(ended) => {
                // Another signal does not wait for that.
                unless(&mut signals, self.cancel(cx, hub)).await?;
                Err(ended.into())
            }
        }
    }

    /// Cancels the job that is being started, if there is one by now.
    pub(super) async fn cancel(&self, cx: &Context, hub: &Hub) {
        let Some((namespace, nonce)) = self.0.take() else { return };
        let label = format!("{NONCE}={nonce}");
        if let Err(error) = cancel(cx, hub, (&namespace, &label)).await {
            cx.out.warning(&format!("the job of the sandbox could not be canceled and may still run: {error}"));
            cx.out.hint(&format!("cancel it with `hf jobs cancel --namespace {namespace} --label {label}`"));
        }
    }
}

async fn cancel(cx: &Context, hub: &Hub, (namespace, label): (&str, &str)) -> Result<(), HubError> {
    for job in hub.jobs(namespace, &active([label])).all().await? {
        let id = job.full_id();
        hub.cancel_job(&id).await?;
        cx.out.log(&format!("Canceled job {id}"));
    }
    Ok(())
}
