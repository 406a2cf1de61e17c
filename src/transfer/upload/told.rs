//! Files on their way into Xet storage, and what is told of them: the store counts the bytes of all files together, so
//! they are told as if one file were sent after the other.

use std::sync::{Mutex, PoisonError};

use super::content::{Source, produced};
use crate::transfer::progress::{Event, Progress};
use crate::transfer::xet::{Outgoing, Sending, Sha256, Stored, XetError};

/// A local file for the store.
pub(in crate::transfer) fn outgoing(source: &Source, sha256: Sha256) -> Outgoing {
    let (name, content, size) = (source.local.display().to_string(), source.clone(), source.size);
    let open = move || produced(move |pieces| content.copy(0, content.size, |piece| pieces.push(piece)));
    Outgoing { name, size, sha256, open: Box::new(open) }
}

/// Sends files, which are told by these names and sizes in bytes.
pub(in crate::transfer) async fn send_told(
    sending: Sending,
    outgoing: Vec<Outgoing>,
    files: Vec<(&str, u64)>,
    progress: &dyn Progress,
) -> Result<Vec<Stored>, XetError> {
    let tally = Mutex::new(Tally { files, bytes: 0 });
    let lock = || tally.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = sending.run(outgoing, |bytes| lock().add(bytes, moved, progress)).await;
    match &outcome {
        Ok(_) => lock().finish(progress),
        Err(_) => lock().take_back(progress),
    }
    outcome
}

const fn moved(file: &str, bytes: u64) -> Event<'_> {
    Event::Moved { file, bytes }
}

const fn found(file: &str, bytes: u64) -> Event<'_> {
    Event::Found { file, bytes }
}

struct Tally<'a> {
    files: Vec<(&'a str, u64)>,
    /// Told so far.
    bytes: u64,
}

impl Tally<'_> {
    fn add(&mut self, bytes: u64, what: fn(&str, u64) -> Event<'_>, progress: &dyn Progress) {
        let (from, to) = (self.bytes, self.bytes + bytes);
        self.bytes = to;
        let mut start = 0;
        for (file, size) in &self.files {
            let end = start + size;
            if start >= from && start < to {
                progress.on(Event::Started { file, bytes: *size });
            }
            let share = to.min(end).saturating_sub(from.max(start));
            if share > 0 {
                progress.on(what(file, share));
            }
            if end > from && end <= to {
                progress.on(Event::Finished { file });
            }
            start = end;
        }
    }

    /// What the store did not count is there too.
    fn finish(&mut self, progress: &dyn Progress) {
        let all: u64 = self.files.iter().map(|(_, size)| size).sum();
        self.add(all.saturating_sub(self.bytes), found, progress);
    }

    fn take_back(&mut self, progress: &dyn Progress) {
        if let Some((file, _)) = self.files.first() {
            progress.on(Event::TakenBack { file, bytes: self.bytes });
        }
    }
}
