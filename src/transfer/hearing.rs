//! Requests that belong to a file: that one of them is sent again is told as an event of the file.

use std::sync::Arc;
use std::time::Duration;

use super::progress::{Event, Progress};
use crate::api::Hub;
use crate::http::Listener;

/// The Hub for requests of that file, named by its path in the repo.
pub(super) fn hub_for(file: &str, hub: &Hub, progress: &Arc<dyn Progress>) -> Hub {
    let (file, progress) = (file.to_owned(), Arc::clone(progress));
    hub.clone().heard_by(|others| Arc::new(OfFile { file, progress, others }))
}

struct OfFile {
    file: String,
    progress: Arc<dyn Progress>,
    /// Hears all the rest.
    others: Arc<dyn Listener>,
}

impl Listener for OfFile {
    fn retrying(&self, attempt: u32, wait: Duration, cause: &str) {
        self.progress.on(Event::Retrying { file: &self.file, attempt, wait, cause });
    }

    fn warned(&self, topic: &str, message: &str) {
        self.others.warned(topic, message);
    }

    fn sent(&self, line: &str) {
        self.others.sent(line);
    }
}
