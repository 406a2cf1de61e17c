//! Signals that a verb hears itself, where they would end others. What each means is decided by the verb.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

use anyhow::{Context as _, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::child::ChildEnded;

/// Ctrl-C, and what asks a program to end.
pub(super) const STOP: [SignalKind; 2] = [SignalKind::interrupt(), SignalKind::terminate()];

/// The status of a program that a signal ended is this and the number of the signal.
pub(super) const BY_SIGNAL: i32 = 128;

/// Signals that are heard from now on.
pub(super) struct Signals(Vec<(SignalKind, Signal)>);

impl Signals {
    /// Hears signals of these kinds.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(super) fn of(kinds: &[SignalKind]) -> Result<Self> {
        let heard = kinds.iter().map(|kind| Ok((*kind, signal(*kind)?)));
        heard.collect::<io::Result<_>>().map(Self).context("cannot listen for signals")
    }

    /// Waits for the next one. Of several, the first in the order of the kinds.
    pub(super) async fn next(&mut self) -> SignalKind {
        poll_fn(|waker| {
            let told = self.0.iter_mut().find_map(|(kind, signal)| signal.poll_recv(waker).is_ready().then_some(*kind));
            told.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Waits for one of this kind. Others that come before are forgotten.
    pub(super) async fn until(&mut self, kind: SignalKind) {
        while self.next().await != kind {}
    }
}

/// The work, unless a signal comes first: then the status that it stands for.
///
/// # Errors
/// A signal came.
pub(super) async fn unless<T>(signals: &mut Signals, work: impl Future<Output = T>) -> Result<T, ChildEnded> {
    tokio::select! {
        done = work => Ok(done),
        told = signals.next() => Err(ChildEnded(u8::try_from(BY_SIGNAL + told.as_raw_value()).unwrap_or(1))),
    }
}
