//! Looking again and again until something is there. Knows nothing of what is looked at, and shows nothing.

use std::time::Duration;

use tokio::time::{Instant, sleep};

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::until;

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

    #[tokio::test]
    async fn an_error_ends_it() {
        let outcome: Result<Option<()>, &str> = until(SECOND, None, async |_| Err("refused")).await;
        assert_eq!(outcome, Err("refused"));
    }
}
