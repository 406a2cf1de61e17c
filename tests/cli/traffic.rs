//! What went over the wire, sorted by what it was for.

use crate::local_hub::Hub;
use crate::local_hub::trace::{Origin, Seen};

/// The requests that brought content of files, or were meant to.
pub fn content(hub: &Hub) -> Vec<Seen> {
    let is_content = |seen: &Seen| {
        let brings = seen.origin == Origin::Content || seen.path.starts_with("/api/resolve-cache/");
        seen.method == "GET" && brings
    };
    hub.trace().into_iter().filter(is_content).collect()
}

/// The requests with the number of bytes in front that each brought.
pub fn ranges(hub: &Hub) -> Vec<(Option<String>, u64)> {
    content(hub).into_iter().map(|seen| (seen.header("range").map(str::to_owned), seen.sent)).collect()
}

/// Every request as a line, without the answers that only lead elsewhere.
pub fn questions(hub: &Hub) -> Vec<String> {
    let is_answered = |seen: &Seen| !(300..400).contains(&seen.status);
    hub.trace().into_iter().filter(is_answered).map(|seen| seen.to_string()).collect()
}
