//! Looking again and again until something is there. Knows nothing of what is looked at, and shows nothing.

use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep, timeout};

/// Looks at once and then after `every`, until `look` finds something; `None` when nothing is found by `end`, when it
/// looks for a last time. `look` is handed the wait until the next look, which it may change from then on.
///
/// # Errors
/// The first that `look` returns.
pub async fn until<T, E>(
    mut every: Duration,
    end: Option<Instant>,
    mut look: impl AsyncFnMut(&mut Duration) -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    loop {
        if let Some(found) = look(&mut every).await? {
            return Ok(Some(found));
        }
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        if left == Some(Duration::ZERO) {
            return Ok(None);
        }
        sleep(left.map_or(every, |left| left.min(every))).await;
    }
}

/// Waits for something that may be there already, which then costs no clock; `None` after `limit`.
pub async fn at_most<T>(limit: Duration, what: impl Future<Output = T>) -> Option<T> {
    let mut what = pin!(what);
    match what.as_mut().now_or_never() {
        Some(found) => Some(found),
        None => timeout(limit, what).await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{at_most, until};

    const SECOND: Duration = Duration::from_secs(1);

    /// After how many seconds it looked, if something is found at the last of so many looks.
    async fn looks(end: Option<u64>, most: usize, factor: u32) -> (Option<usize>, Vec<u64>) {
        let start = Instant::now();
        let mut at = Vec::new();
        let end = end.map(|seconds| start + SECOND * u32::try_from(seconds).unwrap());
        let found = until(SECOND, end, async |every| {
            *every *= factor;
            at.push(start.elapsed().as_secs());
            Ok::<_, &str>((at.len() == most).then_some(most))
        });
        let found = found.await.unwrap();
        (found, at)
    }

    #[tokio::test(start_paused = true)]
    async fn it_looks_at_once_and_until_something_is_found() {
        assert_eq!(looks(None, 1, 1).await, (Some(1), vec![0]));
        assert_eq!(looks(None, 4, 1).await, (Some(4), vec![0, 1, 2, 3]));
        assert_eq!(looks(Some(9), 3, 2).await, (Some(3), vec![0, 2, 6]));
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_look_is_at_the_end() {
        assert_eq!(looks(Some(0), 9, 1).await, (None, vec![0]));
        assert_eq!(looks(Some(5), 9, 2).await, (None, vec![0, 2, 5]));
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_come_in_time_is_not_waited_for() {
        assert_eq!(at_most(Duration::ZERO, async { 1 }).await, Some(1));
        assert_eq!(at_most(SECOND * 3, tokio::time::sleep(SECOND * 2)).await, Some(()));
        assert_eq!(at_most(SECOND, tokio::time::sleep(SECOND * 2)).await, None);
    }

    #[tokio::test]
    async fn an_error_ends_it() {
        let outcome: Result<Option<()>, &str> = until(SECOND, None, async |_| Err("refused")).await;
        assert_eq!(outcome, Err("refused"));
    }
}
