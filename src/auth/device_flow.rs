//! The waiting for a login that goes on in the browser: how often the Hub is asked, and until when. Sends nothing
//! itself and shows nothing.

use std::time::Duration;

use tokio::time::Instant;

use crate::base::wait::until;

/// How much more patience a server gets that asks for it (RFC 8628).
const SLOWER_BY: Duration = Duration::from_secs(5);

/// What the Hub says of the login.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The user has agreed.
    Done(T),
    /// The user is not done.
    NotYet,
    /// Nor then, and the Hub wants to be asked less often.
    SlowDown,
}

/// How long to wait between two questions, and for all of them.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// Between two questions.
    pub interval: Duration,
    /// Until the code is no longer valid.
    pub lifetime: Duration,
}

/// Asks until there is an answer; `None` when the time is over.
///
/// # Errors
/// The first that `ask` gives.
pub async fn wait<T, E>(rhythm: Rhythm, mut ask: impl AsyncFnMut() -> Result<Answer<T>, E>) -> Result<Option<T>, E> {
    let end = Instant::now() + rhythm.lifetime;
    let answered = until(rhythm.interval, Some(end), async |interval| {
        if Instant::now() >= end {
            return Ok(None);
        }
        match ask().await? {
            Answer::Done(outcome) => return Ok(Some(outcome)),
            Answer::NotYet => {}
            Answer::SlowDown => *interval += SLOWER_BY,
        }
        Ok(None)
    });
    answered.await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Answer, Rhythm, wait};

    const AT_ONCE: Rhythm = Rhythm { interval: Duration::ZERO, lifetime: Duration::from_secs(60) };

    /// What comes of these answers, and how many of them were asked for.
    async fn outcome(rhythm: Rhythm, mut answers: Vec<Result<Answer<u8>, &str>>) -> (Result<Option<u8>, &str>, usize) {
        let mut asked = 0;
        let outcome = wait(rhythm, async || {
            asked += 1;
            answers.remove(0)
        });
        let outcome = outcome.await;
        (outcome, asked)
    }

    #[tokio::test]
    async fn it_asks_until_the_user_is_done() {
        let answers = vec![Ok(Answer::NotYet), Ok(Answer::NotYet), Ok(Answer::Done(7))];
        assert_eq!(outcome(AT_ONCE, answers).await, (Ok(Some(7)), 3));
    }

    #[tokio::test]
    async fn an_error_ends_the_waiting() {
        assert_eq!(outcome(AT_ONCE, vec![Ok(Answer::NotYet), Err("denied")]).await, (Err("denied"), 2));
    }

    #[tokio::test]
    async fn a_code_that_is_over_is_not_asked_for() {
        let over = Rhythm { lifetime: Duration::ZERO, ..AT_ONCE };
        assert_eq!(outcome(over, vec![]).await, (Ok(None), 0));
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_the_code_lives() {
        let short = Rhythm { interval: Duration::from_secs(3600), lifetime: Duration::from_millis(1) };
        assert_eq!(outcome(short, vec![Ok(Answer::NotYet)]).await, (Ok(None), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_asks_for_it_gets_five_seconds_more_each_time() {
        let rhythm = Rhythm { interval: Duration::from_secs(5), ..AT_ONCE };
        let start = Instant::now();
        let answers = vec![Ok(Answer::SlowDown), Ok(Answer::SlowDown), Ok(Answer::NotYet), Ok(Answer::Done(7))];
        assert_eq!(outcome(rhythm, answers).await, (Ok(Some(7)), 4));
        assert_eq!(start.elapsed(), Duration::from_secs(10 + 15 + 15));
    }
}
