//! Logs that the Hub streams, read to their end whatever the connection does.
//!
//! The streams carry no ids, and each begins with the first line of the log: after a reconnect the lines that were told
//! are dropped. Following ends when what writes the log is over and the log was read to its end once more
//! after that, so that no line is missing. A finished log costs two readings for that reason.
//!
//! Numbers: the Hub sends a keep-alive every 30 seconds, so 120 seconds without a byte mean a dead connection. A stream
//! that lives but brings no line for a minute may have been forgotten by the server, which is why the writer is looked
//! at then. What is there now has come when nothing more comes for 5 seconds.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::time::sleep;

use super::HubError;
use super::service::Service;
use crate::base::wait;
use crate::http::HttpError;
use crate::http::query::Query;
use crate::http::reply;
use crate::http::retry::Retry;
use crate::http::stream::{self, ServerEvent};

/// Without a byte for so long, a connection is dead.
const PATIENCE: Duration = Duration::from_secs(120);
/// Without a line for so long, the writer is looked at.
const QUIET: Duration = Duration::from_secs(60);
/// Without a line for so long, the log of a writer that is over has no more.
const QUIET_AT_END: Duration = Duration::from_secs(30);
/// Without a line for so long, everything that is there now has come.
const QUIET_NOW: Duration = Duration::from_secs(5);
/// Between readings of a log that ends while its writer goes on.
const SHORTEST_LULL: Duration = Duration::from_secs(2);
const LONGEST_LULL: Duration = Duration::from_secs(10);
/// Bytes of lines that are taken at once.
const AT_HAND: usize = 64 << 10;
/// How much later than the reply's clock, which counts whole seconds, a line is that was not there when it was asked for.
const CLOCK: SignedDuration = SignedDuration::from_secs(1);

/// One line of a log, which may hold line breaks itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The line without its end.
    pub text: String,
    /// When it was written.
    pub at: Option<Timestamp>,
}

/// How far a log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// To what is there now.
    Now,
    /// To the end of what writes it.
    End,
}

/// The part of a log that is read.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Of the lines that exist now, only the last ones: this many, or all but so many if it is negative.
    pub tail: Option<i64>,
    /// Where it ends.
    pub until: Until,
}

/// A log that is being read.
pub struct Log<'a, F> {
    service: &'a Service,
    path: String,
    until: Until,
    is_over: F,
    reading: Option<Reading>,
    /// Lines that have come and were not given yet.
    lines: VecDeque<LogLine>,
    /// How the present reading ended, behind these lines: in peace, or not.
    end: Option<Option<HttpError>>,
    seen: Seen,
    retry: Retry,
    lull: Duration,
    /// The writer was over before the present reading began.
    writer_is_over: bool,
    is_done: bool,
}

struct Reading {
    events: Pin<Box<dyn Stream<Item = Result<ServerEvent, HttpError>> + Send>>,
    /// Later lines were written after the reading began.
    until: Option<Timestamp>,
}

impl<'a, F: AsyncFnMut() -> Result<bool, HubError>> Log<'a, F> {
    /// The log at a path, or its last lines. `is_over` says whether what writes it is; it is asked only by readings to
    /// the end.
    pub(super) fn new(service: &'a Service, path: String, part: Part, is_over: F) -> Self {
        Self {
            service,
            path,
            until: part.until,
            is_over,
            reading: None,
            lines: VecDeque::new(),
            end: None,
            seen: Seen::new(part.tail),
            retry: Retry::idempotent(),
            lull: Duration::ZERO,
            writer_is_over: false,
            is_done: false,
        }
    }

    /// The next line, or `None` after the last.
    ///
    /// # Errors
    /// Any [`HubError`]. What may pass is tried again as often as a request is; every line starts that count anew.
    pub async fn next(&mut self) -> Result<Option<LogLine>, HubError> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Ok(Some(line));
            }
            if self.is_done {
                return Ok(None);
            }
            match self.end.take() {
                Some(cause) => self.ended(cause).await?,
                None => self.read_on().await?,
            }
        }
    }

    /// Whether the next line has come already.
    pub fn is_at_hand(&self) -> bool {
        !self.lines.is_empty()
    }

    async fn read_on(&mut self) -> Result<(), HubError> {
        let quiet = self.quiet();
        let Some(reading) = &mut self.reading else { return self.open().await };
        match wait::at_most(quiet, reading.events.next()).await {
            Some(event) => self.take(event),
            None if self.until == Until::Now || self.writer_is_over => self.is_done = true,
            // It may be alive for all that: unless the writer is over, the same reading continues.
            None if self.look().await? => self.reading = None,
            None => {}
        }
        Ok(())
    }

    /// Takes what the reading brings next, and some of what has come behind it.
    fn take(&mut self, first: Option<Result<ServerEvent, HttpError>>) {
        let (mut next, mut bytes) = (Some(first), 0);
        while let Some(event) = next.take() {
            match event {
                Some(Ok(event)) => {
                    bytes += event.data.len();
                    let line = self.news(&event);
                    self.lines.extend(line);
                }
                Some(Err(HttpError::TooLong { .. })) => self.skip(),
                Some(Err(cause)) => self.end = Some(Some(cause)),
                None => self.end = Some(None),
            }
            if self.end.is_none() && !self.is_done && bytes < AT_HAND {
                next = self.reading.as_mut().and_then(|reading| reading.events.next().now_or_never());
            }
        }
    }

    fn quiet(&self) -> Duration {
        match self.until {
            Until::Now => QUIET_NOW,
            Until::End if self.writer_is_over => QUIET_AT_END,
            Until::End => QUIET,
        }
    }

    async fn open(&mut self) -> Result<(), HubError> {
        let is_first = !self.seen.has_begun;
        let query = Query::new().maybe("tail", self.seen.restart());
        match self.service.get(&self.path).query(&query).send().await {
            Ok(response) => {
                let now = reply::date(response.headers());
                self.seen.begin(now);
                let until = now.filter(|_| self.until == Until::Now).map(|now| now + CLOCK);
                self.reading = Some(Reading { events: Box::pin(stream::events(response, PATIENCE)), until });
                Ok(())
            }
            Err(error) if !is_first && error.is_outage() => self.pause(error).await,
            Err(error) => Err(error),
        }
    }

    /// The line of an event, unless it was told or is too late.
    fn news(&mut self, event: &ServerEvent) -> Option<LogLine> {
        let line = read(&event.data)?;
        if !self.seen.is_news(&line) {
            return None;
        }
        let until = self.reading.as_ref().and_then(|reading| reading.until);
        if line.at.zip(until).is_some_and(|(at, until)| at > until) {
            self.is_done = true;
            return None;
        }
        self.retry.refill();
        self.lull = Duration::ZERO;
        Some(line)
    }

    fn skip(&mut self) {
        if self.seen.is_news(&LogLine { text: String::new(), at: None }) {
            self.service.http().listener().warned("log", "skipping a line of the log: it is too long to show");
        }
    }

    /// A reading came to its end, in peace or not.
    async fn ended(&mut self, cause: Option<HttpError>) -> Result<(), HubError> {
        self.reading = None;
        let is_cut = cause.as_ref().is_some_and(|cause| !matches!(cause, HttpError::Silent { .. }));
        if !is_cut && (self.until == Until::Now || self.writer_is_over) {
            self.is_done = true;
            return Ok(());
        }
        // Once the writer is over, the log is read once more, at once.
        if self.until == Until::End && !self.writer_is_over && self.look().await? {
            return Ok(());
        }
        match cause {
            Some(cause) if is_cut => self.pause(cause.into()).await,
            _ => {
                self.lull = (self.lull * 2).clamp(SHORTEST_LULL, LONGEST_LULL);
                sleep(self.lull).await;
                Ok(())
            }
        }
    }

    /// Whether the writer is over. If nobody answers for now, it is not.
    async fn look(&mut self) -> Result<bool, HubError> {
        self.writer_is_over = match (self.is_over)().await {
            Err(error) if !error.is_outage() => return Err(error),
            answer => answer.unwrap_or(false),
        };
        Ok(self.writer_is_over)
    }

    async fn pause(&mut self, cause: HubError) -> Result<(), HubError> {
        let Some(wait) = self.retry.next(None) else { return Err(cause) };
        let words = match &cause {
            HubError::Http(cause) => cause.briefly(),
            _ => cause.to_string(),
        };
        self.service.http().listener().retrying(self.retry.failed(), wait, &words);
        sleep(wait).await;
        Ok(())
    }
}

/// Reads an event of a log. Some are empty, to keep the connection alive. What is not as expected is a line itself.
fn read(data: &str) -> Option<LogLine> {
    #[derive(Deserialize)]
    struct Event<'a> {
        data: String,
        #[serde(borrow, default)]
        timestamp: Option<Cow<'a, str>>,
    }
    if data.is_empty() {
        return None;
    }
    Some(match serde_json::from_str::<Event<'_>>(data) {
        Ok(Event { data: mut text, timestamp }) => {
            // Spaces send lines with their ends, jobs without.
            text.truncate(text.strip_suffix('\n').map_or(text.len(), str::len));
            LogLine { text, at: timestamp.and_then(|at| at.parse().ok()) }
        }
        Err(_) => LogLine { text: data.to_owned(), at: None },
    })
}

/// What of a log was told, to drop it when the log is read again.
struct Seen {
    /// How many of the last lines are wanted; `None` for all lines.
    tail: Option<i64>,
    told: Told,
    /// The latest line that was told; of a log that is read from now on, when that was.
    latest: Option<Timestamp>,
    /// How many events the present reading has had.
    read: u64,
    /// The present reading begins with the first line of the log.
    is_whole: bool,
    /// The present reading has not come to where the one before it stopped.
    is_catching_up: bool,
    has_begun: bool,
}

/// Where in the log it stopped.
enum Told {
    /// Behind so many events.
    Count(u64),
    /// Behind the last of so many lines that look like this, of a log whose beginning was not read. `found` counts
    /// those of the present reading.
    Line { last: Option<LogLine>, times: u64, found: u64 },
}

impl Seen {
    fn new(tail: Option<i64>) -> Self {
        let told = if tail.is_none() { Told::Count(0) } else { Told::Line { last: None, times: 0, found: 0 } };
        Self { tail, told, latest: None, read: 0, is_whole: false, is_catching_up: false, has_begun: false }
    }

    /// Before the log is read, maybe again. Returns how many of its last lines to ask for: as soon as one was told, only
    /// the whole log shows what comes behind it.
    fn restart(&mut self) -> Option<i64> {
        let has_told =
            self.latest.is_some() || matches!(self.told, Told::Count(1..) | Told::Line { last: Some(_), .. });
        (self.is_catching_up, self.is_whole, self.read) = (has_told, has_told || self.tail.is_none(), 0);
        if let Told::Line { found, .. } = &mut self.told {
            *found = 0;
        }
        self.tail.filter(|_| !self.is_whole)
    }

    /// The log comes, from a server whose clock shows this.
    fn begin(&mut self, now: Option<Timestamp>) {
        if self.tail == Some(0) && !self.has_begun {
            self.latest = now;
        }
        self.has_begun = true;
    }

    /// Whether the next event of the present reading is new; it counts as told from now on.
    fn is_news(&mut self, line: &LogLine) -> bool {
        self.read += 1;
        self.is_catching_up = self.is_catching_up && self.was_told(line);
        if self.is_catching_up {
            return false;
        }
        self.latest = self.latest.max(line.at);
        match &mut self.told {
            told if self.is_whole => *told = Told::Count(self.read),
            Told::Line { last, times, .. } if last.as_ref() == Some(line) => *times += 1,
            told => *told = Told::Line { last: Some(line.clone()), times: 1, found: 0 },
        }
        true
    }

    fn was_told(&mut self, line: &LogLine) -> bool {
        // However few lines came before it: the server may have dropped the beginning of a long log.
        if line.at.zip(self.latest).is_some_and(|(at, latest)| at > latest) {
            return false;
        }
        match &mut self.told {
            Told::Count(count) => self.read <= *count,
            Told::Line { last: None, .. } => true,
            Told::Line { times, found, .. } if found == times => false,
            Told::Line { last, found, .. } => {
                *found += u64::from(last.as_ref() == Some(line));
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LogLine, Seen, read};

    /// `second text`: a line of that second; without one, a line that has no time.
    fn line(line: &str) -> LogLine {
        let (second, text) = line.split_once(' ').unwrap_or(("", line));
        let at = (!second.is_empty()).then(|| format!("2026-01-01T00:00:{second}.5Z").parse().unwrap());
        LogLine { text: text.to_owned(), at }
    }

    /// What is told of readings that bring these lines, and what is asked for before each.
    fn told(tail: Option<i64>, readings: &[&[&str]]) -> (Vec<String>, Vec<Option<i64>>) {
        let mut seen = Seen::new(tail);
        let (mut news, mut asked) = (vec![], vec![]);
        for reading in readings {
            asked.push(seen.restart());
            seen.begin("2026-01-01T00:00:10Z".parse().ok());
            news.extend(reading.iter().map(|text| line(text)).filter(|line| seen.is_news(line)).map(|line| line.text));
        }
        (news, asked)
    }

    #[track_caller]
    fn check(tail: Option<i64>, readings: &[&[&str]], expected: &str) {
        let (news, asked) = told(tail, readings);
        assert_eq!(news.join(" "), expected, "{readings:?}");
        assert!(asked[0] == tail, "{asked:?}");
    }

    #[test]
    fn lines_are_told_once_however_often_the_log_is_read() {
        check(None, &[&["01 a", "02 b"], &["01 a", "02 b", "03 c"], &["01 a", "02 b", "03 c"]], "a b c");
        check(None, &[&[], &["01 a"], &["01 a"]], "a");
        check(None, &[&["01 a"], &[], &["01 a", "02 b"]], "a b");
    }

    #[test]
    fn equal_lines_are_told_as_often_as_they_were_written() {
        check(None, &[&["01 a", "01 a"], &["01 a", "01 a", "01 a", "01 b"]], "a a a b");
        check(None, &[&["a", "a"], &["a", "a", "a", "b"]], "a a a b");
    }

    #[test]
    fn lines_out_of_order_are_neither_lost_nor_told_twice() {
        check(None, &[&["01 a", "03 c", "02 b"], &["01 a", "03 c", "02 b", "02 d", "04 e"]], "a c b d e");
    }

    #[test]
    fn a_log_that_lost_its_beginning_goes_on_where_it_was() {
        check(None, &[&["01 a", "02 b", "03 c"], &["03 c", "04 d"], &["04 d", "05 e"]], "a b c d e");
    }

    #[test]
    fn a_tail_goes_on_behind_its_last_line() {
        let whole: &[&str] = &["01 a", "02 b", "03 c", "03 c", "03 d"];
        check(Some(2), &[&["02 b", "03 c"], whole], "b c c d");
        check(Some(2), &[&["03 c", "03 c"], whole, &["01 a", "02 b", "03 c", "03 c", "03 d", "04 e"]], "c c d e");
        check(Some(1), &[&["b"], &["a", "b", "c"]], "b c");
    }

    #[test]
    fn a_tail_that_nothing_came_of_is_asked_for_again() {
        assert_eq!(
            told(Some(2), &[&[], &["08 a", "09 b"], &["07 z", "08 a", "09 b", "11 c"]]).1,
            [Some(2), Some(2), None]
        );
        check(Some(2), &[&[], &["08 a", "09 b"], &["07 z", "08 a", "09 b", "11 c"]], "a b c");
    }

    #[test]
    fn without_a_tail_only_what_is_written_from_now_on_is_told() {
        check(Some(0), &[&[], &["01 a", "09 b", "11 c"], &["01 a", "09 b", "11 c", "12 d"]], "c d");
        check(Some(0), &[&["11 c"], &["01 a", "11 c", "12 d"]], "c d");
    }

    #[test]
    fn what_is_not_as_expected_is_a_line_itself() {
        assert_eq!(read(""), None);
        assert_eq!(read(r#"{"data": "a", "timestamp": "2026-01-01T00:00:01.5Z"}"#), Some(line("01 a")));
        assert_eq!(read(r#"{"data": "a\nb"}"#).unwrap().text, "a\nb");
        for text in ["hello", r#"{"error": "gone"}"#, r#"{"data": "a"#] {
            assert_eq!(read(text), Some(LogLine { text: text.to_owned(), at: None }));
        }
    }
}
