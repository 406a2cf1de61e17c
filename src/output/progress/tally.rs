//! Counts the events of a transfer: how much is done, how fast, how long it will take. Pure: the time is given, and
//! nothing is drawn.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::transfer::progress::Event;

/// The rate is that of the last ten seconds.
const WINDOW: Duration = Duration::from_secs(10);
/// What moves within this time is remembered as one number.
const STEP: Duration = Duration::from_millis(250);
/// Bytes have to move for so long before they say how long the rest takes: the first of them come slowly, or all at once.
const FIRST_ESTIMATE: Duration = Duration::from_secs(1);
/// An estimate beyond this says nothing.
const LONGEST_WAIT: Duration = Duration::from_secs(99 * 3600);

/// The time since the transfer was announced.
pub(super) type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) files_done: usize,
    begun: Option<Duration>,
    /// When the first bytes came.
    moving_since: Option<Duration>,
    /// Bytes of files that are complete.
    complete: u64,
    in_flight: HashMap<String, Flight>,
    /// Bytes that came over the network, those that had to come twice among them.
    pub(crate) moved: u64,
    /// Bytes that were there.
    pub(crate) found: u64,
    recent: VecDeque<(Duration, u64)>,
}

/// A file that is being moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flight {
    pub(crate) bytes: u64,
    done: u64,
    found: u64,
}

impl Flight {
    /// Never more than the file's size.
    pub(crate) fn done(&self) -> u64 {
        self.done.min(self.bytes)
    }
}

impl Tally {
    /// Counts an event that happens at `now`, a time since any fixed moment.
    pub(crate) fn take(&mut self, event: &Event<'_>, now: Duration) {
        match *event {
            Event::Planned { files, bytes } => {
                (self.files, self.bytes) = (files, bytes);
                self.begun = Some(now);
            }
            Event::Started { file, bytes } => {
                self.in_flight.insert(file.to_owned(), Flight { bytes, done: 0, found: 0 });
            }
            Event::Sized { file, bytes } => self.resize(file, bytes),
            Event::Moved { file, bytes } => {
                self.add(file, bytes);
                self.moved += bytes;
                self.moving_since.get_or_insert(now);
                self.remember(bytes, now);
            }
            Event::Found { file, bytes } => {
                self.add(file, bytes);
                self.add_found(file, bytes);
            }
            Event::TakenBack { file, bytes } => {
                self.take_back(file, bytes);
            }
            Event::Finished { file } => {
                self.files_done = (self.files_done + 1).min(self.files);
                self.complete += self.in_flight.remove(file).map_or(0, |flight| flight.bytes);
            }
            Event::Retrying { .. } | Event::Committed { .. } | Event::Note { .. } => {}
        }
    }

    /// Never more than planned.
    pub(crate) fn bytes_done(&self) -> u64 {
        let in_flight: u64 = self.in_flight.values().map(Flight::done).sum();
        (self.complete + in_flight).min(self.bytes)
    }

    /// Whole percents: of the bytes, or of the files if those are empty.
    pub(crate) fn percent(&self) -> u64 {
        let (done, all) = match self.bytes {
            0 => (self.files_done as u64, self.files as u64),
            bytes => (self.bytes_done(), bytes),
        };
        percent(done, all)
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.files_done == self.files
    }

    /// Bytes a second.
    pub(crate) fn rate(&self, now: Duration) -> u64 {
        let since = now.saturating_sub(WINDOW);
        let moved: u64 = self.recent.iter().filter(|(at, _)| *at >= since).map(|(_, bytes)| bytes).sum();
        per_second(moved, self.elapsed(now).min(WINDOW))
    }

    /// Bytes a second from the beginning.
    pub(crate) fn average_rate(&self, now: Duration) -> u64 {
        per_second(self.moved, self.elapsed(now))
    }

    /// The time that the rest will take at the present rate, if anything moves and has done so for a while.
    pub(crate) fn remaining(&self, now: Duration) -> Option<Duration> {
        if now.saturating_sub(self.moving_since?) < FIRST_ESTIMATE {
            return None;
        }
        let rate = self.rate(now);
        let left = self.bytes - self.bytes_done();
        // Rounded up: there is something left to do.
        let seconds = if rate > 0 { left.div_ceil(rate) } else { return None };
        Some(Duration::from_secs(seconds)).filter(|time| *time <= LONGEST_WAIT)
    }

    pub(crate) fn elapsed(&self, now: Duration) -> Duration {
        self.begun.map_or(Duration::ZERO, |begun| now.saturating_sub(begun))
    }

    /// The size of a file that is being moved.
    pub(crate) fn size_of(&self, file: &str) -> Option<u64> {
        self.in_flight.get(file).map(|flight| flight.bytes)
    }

    /// The largest files that are being moved, the largest first.
    pub(crate) fn largest(&self, count: usize) -> Vec<(&str, Flight)> {
        let mut files: Vec<(&str, Flight)> = self.in_flight.iter().map(|(name, flight)| (&**name, *flight)).collect();
        files.sort_by(|(name, flight), (other, than)| than.bytes.cmp(&flight.bytes).then(name.cmp(other)));
        files.truncate(count);
        files
    }

    fn resize(&mut self, file: &str, bytes: u64) {
        let Some(flight) = self.in_flight.get_mut(file) else { return };
        self.bytes = self.bytes.saturating_sub(flight.bytes).saturating_add(bytes);
        flight.bytes = bytes;
    }

    fn add_found(&mut self, file: &str, bytes: u64) {
        self.found += bytes;
        if let Some(flight) = self.in_flight.get_mut(file) {
            flight.found += bytes;
        }
    }

    /// What was there and has to be moved again was of no use.
    fn take_back(&mut self, file: &str, bytes: u64) {
        let Some(flight) = self.in_flight.get_mut(file) else { return };
        flight.done = flight.done.saturating_sub(bytes);
        let useless = flight.found.saturating_sub(flight.done);
        flight.found -= useless;
        self.found -= useless;
    }

    fn add(&mut self, file: &str, bytes: u64) {
        if let Some(flight) = self.in_flight.get_mut(file) {
            flight.done = flight.done.saturating_add(bytes);
        }
    }

    fn remember(&mut self, bytes: u64, now: Duration) {
        while self.recent.front().is_some_and(|(at, _)| *at + WINDOW < now) {
            self.recent.pop_front();
        }
        match self.recent.back_mut() {
            Some((at, sum)) if now < *at + STEP => *sum += bytes,
            _ => self.recent.push_back((now, bytes)),
        }
    }
}

/// Rounded down, and 100 when there is nothing to do.
pub(crate) fn percent(done: u64, all: u64) -> u64 {
    (u128::from(done) * 100).checked_div(u128::from(all)).map_or(100, |percent| percent.min(100) as u64)
}

/// No transfer is taken to last less than a millisecond: a clock's step is no time.
fn per_second(bytes: u64, time: Duration) -> u64 {
    (bytes as f64 / time.as_secs_f64().max(0.001)) as u64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Tally;
    use crate::transfer::progress::Event;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    fn begun(files: usize, bytes: u64) -> Tally {
        let mut tally = Tally::default();
        tally.take(&Event::Planned { files, bytes }, seconds(100));
        tally
    }

    #[test]
    fn the_rate_is_that_of_the_last_ten_seconds() {
        let mut tally = begun(1, 10_000);
        tally.take(&Event::Started { file: "a", bytes: 10_000 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 1000 }, seconds(101));
        assert_eq!(tally.rate(seconds(102)), 500);
        tally.take(&Event::Moved { file: "a", bytes: 4000 }, seconds(110));
        assert_eq!(tally.rate(seconds(110)), 500);
        assert_eq!(tally.rate(seconds(115)), 400);
        assert_eq!(tally.remaining(seconds(115)), Some(seconds(13)));
        assert_eq!(tally.rate(seconds(121)), 0);
        assert_eq!(tally.remaining(seconds(121)), None);
    }

    #[test]
    fn a_rate_is_over_the_true_time_be_it_less_than_a_second() {
        let mut tally = begun(1, 85_000_000);
        tally.take(&Event::Started { file: "a", bytes: 85_000_000 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 85_000_000 }, seconds(100));
        let later = Duration::from_millis(100_200);
        assert_eq!((tally.rate(later), tally.average_rate(later)), (425_000_000, 425_000_000));
        assert_eq!(tally.average_rate(seconds(100)), 85_000_000_000, "no time at all is a millisecond");
    }

    #[test]
    fn nothing_is_guessed_before_bytes_have_moved_for_a_second() {
        let mut tally = begun(1, 10_000);
        tally.take(&Event::Started { file: "a", bytes: 10_000 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 1000 }, seconds(103));
        assert_eq!(tally.remaining(Duration::from_millis(103_999)), None);
        assert_eq!(tally.remaining(seconds(104)), Some(seconds(36)));
    }

    #[test]
    fn what_was_there_is_done_but_no_part_of_the_rate() {
        let mut tally = begun(1, 10_000);
        tally.take(&Event::Started { file: "a", bytes: 10_000 }, seconds(100));
        tally.take(&Event::Found { file: "a", bytes: 8000 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 1000 }, seconds(109));
        assert_eq!((tally.bytes_done(), tally.moved), (9000, 1000));
        assert_eq!((tally.rate(seconds(110)), tally.average_rate(seconds(110))), (100, 100));
        assert_eq!(tally.remaining(seconds(110)), Some(seconds(10)));
    }

    #[test]
    fn nothing_is_ever_over_a_hundred_percent() {
        let mut tally = begun(1, 10);
        tally.take(&Event::Started { file: "a", bytes: 10 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 25 }, seconds(100));
        assert_eq!((tally.percent(), tally.bytes_done()), (100, 10));
        tally.take(&Event::Finished { file: "a" }, seconds(100));
        tally.take(&Event::Finished { file: "a" }, seconds(100));
        assert_eq!((tally.percent(), tally.files_done), (100, 1));
    }

    #[test]
    fn bytes_that_are_taken_back_are_not_done() {
        let mut tally = begun(1, 100);
        tally.take(&Event::Started { file: "a", bytes: 100 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 60 }, seconds(101));
        tally.take(&Event::TakenBack { file: "a", bytes: 20 }, seconds(101));
        assert_eq!(tally.bytes_done(), 40);
    }

    #[test]
    fn what_was_there_and_has_to_be_moved_again_was_not_there() {
        let mut tally = begun(1, 100);
        tally.take(&Event::Started { file: "a", bytes: 100 }, seconds(100));
        tally.take(&Event::Found { file: "a", bytes: 60 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 20 }, seconds(101));
        tally.take(&Event::TakenBack { file: "a", bytes: 80 }, seconds(101));
        assert_eq!((tally.bytes_done(), tally.found, tally.moved), (0, 0, 20));
    }

    #[test]
    fn a_finished_file_is_done_to_the_last_byte() {
        let mut tally = begun(2, 100);
        tally.take(&Event::Started { file: "a", bytes: 60 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 5 }, seconds(101));
        tally.take(&Event::Finished { file: "a" }, seconds(101));
        assert_eq!((tally.bytes_done(), tally.percent(), tally.is_complete()), (60, 60, false));
    }

    #[test]
    fn empty_files_are_counted_instead_of_bytes() {
        let mut tally = begun(2, 0);
        assert_eq!(tally.percent(), 0);
        tally.take(&Event::Started { file: "a", bytes: 0 }, seconds(100));
        tally.take(&Event::Finished { file: "a" }, seconds(100));
        assert_eq!(tally.percent(), 50);
    }

    #[test]
    fn a_size_that_is_known_late_counts_from_then_on() {
        let mut tally = begun(2, 100);
        tally.take(&Event::Started { file: "a", bytes: 0 }, seconds(100));
        tally.take(&Event::Moved { file: "a", bytes: 50 }, seconds(101));
        assert_eq!((tally.bytes_done(), tally.bytes), (0, 100));
        tally.take(&Event::Sized { file: "a", bytes: 200 }, seconds(101));
        assert_eq!((tally.bytes_done(), tally.bytes), (50, 300));
        tally.take(&Event::Sized { file: "a", bytes: 60 }, seconds(101));
        tally.take(&Event::Finished { file: "a" }, seconds(101));
        assert_eq!((tally.bytes_done(), tally.bytes), (60, 160));
    }

    #[test]
    fn the_largest_files_come_first() {
        let mut tally = begun(3, 60);
        for (file, bytes) in [("small", 10), ("b", 30), ("a", 30)] {
            tally.take(&Event::Started { file, bytes }, seconds(100));
        }
        let names: Vec<&str> = tally.largest(2).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
