//! Several jobs that are watched at once, until all of them have ended.

use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::follow::ending;
use crate::api::jobs::Job;
use crate::api::{Hub, HubError};
use crate::http::retry::Retry;
use crate::ids::job::JobId;
use crate::output::{Status, quantity};

/// Between two looks at the jobs.
pub(super) const POLL: Duration = Duration::from_secs(1);
/// How many jobs are asked for at once.
const AT_ONCE: usize = 8;

/// The jobs as they were seen last, in the order in which they were typed.
pub(super) struct Watched<'a> {
    hub: &'a Hub,
    pub jobs: Vec<(JobId, Option<Job>)>,
    retry: Retry,
}

impl<'a> Watched<'a> {
    pub(super) fn new(hub: &'a Hub, jobs: Vec<JobId>) -> Self {
        Self { hub, jobs: jobs.into_iter().map(|id| (id, None)).collect(), retry: Retry::idempotent() }
    }

    /// Looks at all that are not over, in one round. What may pass is tried again, as often as a request is.
    pub(super) async fn look(&mut self, every: &mut Duration) -> Result<(), HubError> {
        let open = self.jobs.iter_mut().filter(|(_, job)| !job.as_ref().is_some_and(Job::is_over));
        let hub = self.hub;
        let asked = stream::iter(open).map(|(id, job)| async move {
            *job = Some(hub.job(id).await?);
            Ok(())
        });
        let outcome = asked.buffered(AT_ONCE).collect::<Vec<_>>().await.into_iter().collect::<Result<(), HubError>>();
        *every = match outcome {
            Err(error) if error.is_outage() => self.retry.next(None).ok_or(error)?.max(POLL),
            Err(error) => return Err(error),
            Ok(()) => {
                self.retry.refill();
                POLL
            }
        };
        Ok(())
    }

    pub(super) fn left(&self) -> usize {
        self.jobs.iter().filter(|(_, job)| !job.as_ref().is_some_and(Job::is_over)).count()
    }

    pub(super) fn named(&self, some: usize) -> String {
        match self.jobs.as_slice() {
            [(id, _)] => format!("job {id}"),
            all => format!("{some} of {} jobs", all.len()),
        }
    }

    pub(super) fn tell(&self, status: &Status, elapsed: Duration) {
        let stage = match self.jobs.as_slice() {
            [(_, Some(job))] => ending(job),
            _ => format!("{} have not ended", self.named(self.left())),
        };
        status.update(&format!("{stage} ({})", quantity::estimate(elapsed)));
    }
}
