//! Work that blocks, in a thread of its own, and that is told when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinError;

/// Set when it is dropped.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs the work to its end. If the future is dropped before, the flag that the work was handed is set, and the work
/// should end soon.
///
/// # Errors
/// The work panicked.
pub async fn run<T: Send + 'static>(work: impl FnOnce(&AtomicBool) -> T + Send + 'static) -> Result<T, JoinError> {
    let flag = Arc::new(AtomicBool::new(false));
    let _waiting = Waiting(Arc::clone(&flag));
    tokio::task::spawn_blocking(move || work(&flag)).await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;
    use std::sync::mpsc;

    use super::run;

    #[tokio::test]
    async fn work_that_is_waited_for_gives_its_result() {
        assert_eq!(run(|_| 7).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_told() {
        let (started, begins) = tokio::sync::oneshot::channel();
        let (ended, end) = mpsc::channel();
        let running = run(move |flag| {
            started.send(()).unwrap();
            while !flag.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            ended.send(()).unwrap();
        });
        tokio::select! {
            _ = running => unreachable!("it does not end by itself"),
            _ = begins => {}
        }
        end.recv().unwrap();
    }
}
