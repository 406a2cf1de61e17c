//! Replies that are read while they are still being sent: server-sent events and JSON lines. Bodies that are needed
//! whole are read in `body`; reconnecting is the business of whoever knows what the stream means.
//!
//! A stream that sends no byte for longer than its reader's patience is an error. Keep-alives count as bytes, so
//! patience should be a few times the interval at which the server sends them.

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use memchr::{memchr, memchr2};
use reqwest::Response;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{HttpError, shown_url};
use crate::base::wait;

/// An event, or a JSON line, may have this many bytes. A log line of 10 MB passes whole. A longer one becomes
/// [`HttpError::TooLong`] in its place, the rest of it is dropped, and the stream continues behind it.
const LONGEST: usize = 64 << 20;

/// Chunks that are read ahead.
const AHEAD: usize = 8;

/// One server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerEvent {
    /// `message` unless the server names another kind.
    pub name: String,
    /// The `data` lines, joined by `\n`.
    pub data: String,
    /// The id that the stream had given last.
    pub id: Option<String>,
}

/// The next bytes of a body; `None` at its end.
///
/// # Errors
/// [`HttpError::Silent`] when nothing came for as long as `patience`, [`HttpError::Broken`] when the connection broke.
pub async fn next(
    chunks: &mut (impl Stream<Item = reqwest::Result<Bytes>> + Unpin),
    patience: Duration,
    url: &str,
) -> Result<Option<Bytes>, HttpError> {
    let chunk = wait::at_most(patience, chunks.next()).await;
    let chunk = chunk.ok_or_else(|| HttpError::Silent { url: url.to_owned(), after: patience })?;
    chunk.transpose().map_err(|error| HttpError::Broken { url: url.to_owned(), source: error.without_url() })
}

/// The same stream, read ahead by a task of its own: where every line is a chunk, many of them are handed over at a time.
fn ahead<T: Send + 'static>(chunks: impl Stream<Item = T> + Send + 'static) -> impl Stream<Item = T> + Send {
    let (sender, receiver) = mpsc::channel(AHEAD);
    // The task ends with the stream that is given out.
    let mut reader = JoinSet::new();
    reader.spawn(async move {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = chunks.next().await {
            if sender.send(chunk).await.is_err() {
                break;
            }
        }
    });
    stream::unfold((receiver, reader), async |(mut receiver, reader)| {
        Some((receiver.recv().await?, (receiver, reader)))
    })
}

/// The events of a `text/event-stream`, as the HTML standard parses them, with two liberties: bytes that are not UTF-8
/// become U+FFFD, and an event that a clean end of the body cuts off before its blank line is given, not dropped.
///
/// The stream ends after its first error, except after [`HttpError::TooLong`].
pub fn events(response: Response, patience: Duration) -> impl Stream<Item = Result<ServerEvent, HttpError>> + Send {
    let state = (Lines::new(response, patience, Ends::Any), Draft::default());
    stream::unfold(state, async |(mut lines, mut draft)| Some((draft.next(&mut lines).await?, (lines, draft))))
}

/// The lines of `application/x-ndjson` that are not blank. The last one needs no line end.
///
/// The stream ends after its first error, except after [`HttpError::TooLong`].
pub fn lines(response: Response, patience: Duration) -> impl Stream<Item = Result<String, HttpError>> + Send {
    let lines = Lines::new(response, patience, Ends::LineFeed);
    let all = stream::unfold(lines, async |mut lines| Some((lines.next().await?, lines)));
    all.filter(|line| std::future::ready(line.as_ref().map_or(true, |line| !line.trim().is_empty())))
}

/// An event that is being put together.
#[derive(Default)]
struct Draft {
    name: String,
    data: Option<String>,
    id: Option<String>,
    /// The event is too long: what else belongs to it is dropped.
    is_dropped: bool,
}

impl Draft {
    async fn next(&mut self, lines: &mut Lines) -> Option<Result<ServerEvent, HttpError>> {
        loop {
            let line = match lines.next().await {
                Some(Ok(line)) => line,
                Some(Err(HttpError::TooLong { url })) => {
                    if let Some(error) = self.drop_rest(url) {
                        return Some(Err(error));
                    }
                    continue;
                }
                Some(Err(error)) => {
                    // What has come of this event is not all of it.
                    self.data = None;
                    return Some(Err(error));
                }
                None => return self.finish().map(Ok),
            };
            if line.is_empty() {
                if let Some(event) = self.finish() {
                    return Some(Ok(event));
                }
            } else if self.take(&line).is_err()
                && let Some(error) = self.drop_rest(lines.url.clone())
            {
                return Some(Err(error));
            }
        }
    }

    /// Reads a field. A line that begins with a colon is a comment; unknown fields are ignored, and so is `retry`: how
    /// long to wait is decided by who reconnects.
    fn take(&mut self, line: &str) -> Result<(), TooMuch> {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "data" if !self.is_dropped => match &mut self.data {
                Some(data) if data.len() + 1 + value.len() > LONGEST => return Err(TooMuch),
                Some(data) => data.extend(["\n", value]),
                None => self.data = Some(value.to_owned()),
            },
            _ => {}
        }
        Ok(())
    }

    /// The event is told as too long once.
    fn drop_rest(&mut self, url: String) -> Option<HttpError> {
        self.data = None;
        (!std::mem::replace(&mut self.is_dropped, true)).then_some(HttpError::TooLong { url })
    }

    /// The event that ends here, if there is one. The id stays for those to come.
    fn finish(&mut self) -> Option<ServerEvent> {
        self.is_dropped = false;
        let name = std::mem::take(&mut self.name);
        let data = self.data.take()?;
        let name = if name.is_empty() { "message".to_owned() } else { name };
        Some(ServerEvent { name, data, id: self.id.clone() })
    }
}

struct TooMuch;

/// What ends a line. U+2028 and its like never do: a log may contain them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// LF, CR or CRLF.
    Any,
    LineFeed,
}

/// The lines of a body, blank ones too.
struct Lines {
    chunks: BoxStream<'static, reqwest::Result<Bytes>>,
    url: String,
    patience: Duration,
    cutter: Cutter,
    ready: VecDeque<Result<String, TooMuch>>,
    is_over: bool,
}

impl Lines {
    fn new(response: Response, patience: Duration, ends: Ends) -> Self {
        Self {
            url: shown_url(response.url().as_str()),
            chunks: ahead(response.bytes_stream()).boxed(),
            patience,
            cutter: Cutter::new(ends, LONGEST),
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    async fn next(&mut self) -> Option<Result<String, HttpError>> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(line.map_err(|TooMuch| HttpError::TooLong { url: self.url.clone() }));
            }
            if self.is_over {
                return None;
            }
            match next(&mut self.chunks, self.patience, &self.url).await {
                Ok(Some(chunk)) => self.cutter.cut(&chunk, &mut self.ready),
                Ok(None) => {
                    self.is_over = true;
                    self.ready.extend(self.cutter.rest().map(Ok));
                }
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Cuts bytes into lines, however they arrive.
struct Cutter {
    ends: Ends,
    most: usize,
    begun: Vec<u8>,
    /// The last byte was a CR that ended a line: an LF behind it is part of the same end.
    after_cr: bool,
    /// The line that has begun is too long, and that was told.
    is_dropped: bool,
    is_first: bool,
}

impl Cutter {
    fn new(ends: Ends, most: usize) -> Self {
        Self { ends, most, begun: Vec::new(), after_cr: false, is_dropped: false, is_first: true }
    }

    fn cut(&mut self, chunk: &[u8], lines: &mut VecDeque<Result<String, TooMuch>>) {
        let mut rest = chunk;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr) && rest[0] == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = match self.ends {
                Ends::Any => memchr2(b'\n', b'\r', rest),
                Ends::LineFeed => memchr(b'\n', rest),
            };
            let (piece, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if !self.is_dropped && self.begun.len() + piece.len() > self.most {
                (self.begun, self.is_dropped) = (Vec::new(), true);
                lines.push_back(Err(TooMuch));
            }
            if !self.is_dropped {
                self.begun.extend_from_slice(piece);
            }
            let Some(end) = behind.first() else { return };
            self.after_cr = *end == b'\r';
            rest = &behind[1..];
            if !std::mem::take(&mut self.is_dropped) {
                lines.push_back(Ok(self.line()));
            }
        }
    }

    /// The last line, if it has no end.
    fn rest(&mut self) -> Option<String> {
        (!self.begun.is_empty()).then(|| self.line())
    }

    fn line(&mut self) -> String {
        let bytes = std::mem::take(&mut self.begun);
        let line = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into());
        match line.strip_prefix('\u{feff}') {
            Some(line) if std::mem::take(&mut self.is_first) => line.to_owned(),
            _ => {
                self.is_first = false;
                line
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::{Stream, StreamExt, stream};
    use reqwest::{Body, Response, ResponseBuilderExt};

    use super::{Cutter, Ends, HttpError, LONGEST, ServerEvent, TooMuch, events, lines};

    const PATIENCE: Duration = Duration::from_secs(120);

    fn reply(chunks: impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static) -> Response {
        let builder = http::response::Builder::new().url("http://hub.example/logs?secret".parse().unwrap());
        builder.body(Body::wrap_stream(chunks)).unwrap().into()
    }

    fn of(chunks: &[&[u8]]) -> Response {
        let chunks: Vec<_> = chunks.iter().map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        reply(stream::iter(chunks))
    }

    fn event(name: &str, data: &str, id: Option<&str>) -> ServerEvent {
        ServerEvent { name: name.to_owned(), data: data.to_owned(), id: id.map(str::to_owned) }
    }

    async fn read(response: Response) -> Vec<ServerEvent> {
        events(response, PATIENCE).map(Result::unwrap).collect().await
    }

    async fn data_of(text: &[u8]) -> Vec<String> {
        read(of(&[text])).await.into_iter().map(|event| event.data).collect()
    }

    #[tokio::test]
    async fn fields_are_read_as_the_standard_says() {
        for (text, expected) in [
            ("data: a\n\n", vec!["a"]),
            ("data:a\n\ndata:  b\n\n", vec!["a", " b"]),
            ("data: a\ndata: b\ndata\n\n", vec!["a\nb\n"]),
            ("data\n\n", vec![""]),
            (": keep-alive\n\n\n\ndata: a\n: within\ndata: b\n\n", vec!["a\nb"]),
            ("event: x\nid: 1\nretry: 5\nunknown: y\n\n", vec![]),
            ("data : a\nDATA: a\n\n", vec![]),
            ("data: a:b: c\n\n", vec!["a:b: c"]),
            ("data: last, without a blank line\n", vec!["last, without a blank line"]),
            ("data: last, without an end", vec!["last, without an end"]),
        ] {
            assert_eq!(data_of(text.as_bytes()).await, expected, "{text:?}");
        }
    }

    #[tokio::test]
    async fn a_name_is_its_events_own_and_an_id_stays() {
        let text = b"event: metric\nid: 7\ndata: a\n\ndata: b\n\nid: bad\0\ndata: c\n\nid\ndata: d\n\n";
        let expected = [
            event("metric", "a", Some("7")),
            event("message", "b", Some("7")),
            event("message", "c", Some("7")),
            event("message", "d", Some("")),
        ];
        assert_eq!(read(of(&[text])).await, expected);
    }

    #[tokio::test]
    async fn every_line_end_of_the_standard_ends_a_line_and_no_other() {
        let text =
            "\u{feff}data: a\r\rdata: b\r\n\r\ndata: c\u{2028}\u{2029}\u{85}\u{b}\u{c}d\n\r\ndata: \u{feff}e\n\n";
        assert_eq!(data_of(text.as_bytes()).await, ["a", "b", "c\u{2028}\u{2029}\u{85}\u{b}\u{c}d", "\u{feff}e"]);
    }

    #[tokio::test]
    async fn it_does_not_matter_how_the_bytes_arrive() {
        let text = "\u{feff}event: é\r\ndata: ✓\rdata: b\n\r\n: c\n\ndata: d\r\n\r\n".as_bytes();
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        let whole = read(of(&[text])).await;
        assert_eq!(whole, [event("é", "✓\nb", None), event("message", "d", None)]);
        assert_eq!(read(of(&bytes)).await, whole);
    }

    #[tokio::test]
    async fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(data_of(b"data: a\xff\xe2\x9cb\n\n").await, ["a\u{fffd}\u{fffd}b"]);
    }

    #[tokio::test]
    async fn a_long_event_passes_and_one_that_is_too_long_is_told_in_its_place() {
        let long = "x".repeat(10 << 20);
        assert_eq!(data_of(format!("data: {long}\n\n").as_bytes()).await, [long]);
        let half = format!("data: {}\n", "y".repeat(LONGEST / 2));
        let text = format!("{half}{half}{half}data: rest\n\ndata: next\n\n");
        let found: Vec<_> = events(of(&[text.as_bytes()]), PATIENCE).collect().await;
        let [Err(HttpError::TooLong { url }), Ok(next)] = found.as_slice() else { panic!("{}", found.len()) };
        assert_eq!((url.as_str(), next.data.as_str()), ("http://hub.example/logs", "next"));
    }

    #[test]
    fn a_line_that_is_too_long_costs_no_more_memory_than_one_that_is_not() {
        let mut cutter = Cutter::new(Ends::Any, 4);
        let mut found = std::collections::VecDeque::new();
        for chunk in [b"abcd\nabc".as_slice(), b"de", b"fghijkl", b"mn\nopq\n"] {
            cutter.cut(chunk, &mut found);
            assert!(cutter.begun.len() <= 4);
        }
        let found: Vec<_> = found.into_iter().map(|line| line.map_err(|TooMuch| "too long")).collect();
        assert_eq!(found, [Ok("abcd".to_owned()), Err("too long"), Ok("opq".to_owned())]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_falls_silent_ends_with_an_error() {
        let chunks = stream::iter([Ok(Bytes::from("data: a\n\ndata: b"))]).chain(stream::pending());
        let found: Vec<_> = events(reply(chunks), PATIENCE).collect().await;
        let [Ok(first), Err(HttpError::Silent { after: PATIENCE, .. })] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(first.data, "a");
    }

    #[tokio::test]
    async fn what_a_broken_connection_cut_off_is_not_given() {
        let chunks = stream::iter([Ok(Bytes::from("data: a\n\ndata: b\n")), Err(std::io::Error::other("cut"))]);
        let found: Vec<_> = events(reply(chunks), PATIENCE).collect().await;
        assert!(matches!(found.as_slice(), [Ok(_), Err(HttpError::Broken { .. })]), "{found:?}");
    }

    #[tokio::test]
    async fn json_lines_end_with_a_line_feed() {
        let text = b"{\"a\": 1}\r\n\n  \n[2,\r3]\n\"\xe2\x80\xa8\"";
        let found: Vec<_> = lines(of(&[text]), PATIENCE).map(Result::unwrap).collect().await;
        assert_eq!(found, ["{\"a\": 1}\r", "[2,\r3]", "\"\u{2028}\""]);
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_arrive() {
        bolero::check!().with_type::<(bool, Vec<Vec<u8>>)>().for_each(|(any, chunks)| {
            let ends = || if *any { Ends::Any } else { Ends::LineFeed };
            let cut = |chunks: &[&[u8]]| {
                let (mut cutter, mut lines) = (Cutter::new(ends(), 16), VecDeque::new());
                chunks.iter().for_each(|chunk| cutter.cut(chunk, &mut lines));
                let lines: Vec<_> = lines.into_iter().map(|line| line.ok()).collect();
                (lines, cutter.rest())
            };
            let pieces: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
            assert_eq!(cut(&pieces), cut(&[&chunks.concat()]));
        });
    }
}
