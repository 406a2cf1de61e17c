//! What the headers of a reply say: the next page, how long to wait, a warning. Pure.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap, LINK, RETRY_AFTER};

/// A header as text; bytes beyond ASCII are read as UTF-8.
pub fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The target of `Link: <url>; rel="..."`.
pub fn link(headers: &HeaderMap, rel: &str) -> Option<String> {
    let wanted = format!("rel=\"{rel}\"");
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    links.flat_map(|value| value.split(',')).find_map(|item| {
        let (target, parameters) = item.split_once('>')?;
        let target = target.trim().strip_prefix('<')?;
        parameters.split(';').any(|parameter| parameter.trim() == wanted).then(|| target.to_owned())
    })
}

/// How long the server wants us to wait: `RateLimit: "api";r=0;t=55`, or `Retry-After` as seconds or as a date.
pub fn wait_asked_for(headers: &HeaderMap) -> Option<Duration> {
    let limit = header(headers, "ratelimit").and_then(|value| rate_limit_wait(&value));
    limit.or_else(|| retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?.trim(), Timestamp::now()))
}

/// The server's clock when it answered, in whole seconds.
pub fn date(headers: &HeaderMap) -> Option<Timestamp> {
    read_date(headers.get(DATE)?.to_str().ok()?)
}

/// `X-HF-Warning: topic; message`.
pub fn warning(headers: &HeaderMap) -> Option<(String, String)> {
    let value = header(headers, "x-hf-warning")?;
    let (topic, message) = value.split_once(';').unwrap_or(("", &value));
    let message = message.trim();
    (!message.is_empty()).then(|| (topic.trim().to_owned(), message.to_owned()))
}

/// Only a limit that is used up (`r=0`) makes anyone wait.
fn rate_limit_wait(value: &str) -> Option<Duration> {
    let parameter = |name: &str| {
        let found = value.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        found.and_then(|number| number.parse::<u64>().ok())
    };
    // The window ends within the named second: one more is needed to be past it.
    (parameter("r")? == 0).then_some(Duration::from_secs(parameter("t")?.saturating_add(1)))
}

fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = read_date(value)?;
    Some(Duration::from_secs(u64::try_from(date.as_second() - now.as_second()).unwrap_or(0)))
}

fn read_date(value: &str) -> Option<Timestamp> {
    Some(rfc2822::parse(value).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use reqwest::header::{DATE, HeaderMap, HeaderName, HeaderValue, LINK, RETRY_AFTER};

    use super::{date, link, rate_limit_wait, retry_after, wait_asked_for, warning};
    use crate::base::fuzz::{Edit, edited};

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
    }

    #[test]
    fn the_next_page_is_found_among_other_links() {
        let value = r#"<http://h/a?cursor=1>; rel="prev", <http://h/a?cursor=3>; rel="next""#;
        assert_eq!(link(&headers(LINK.as_str(), value), "next").as_deref(), Some("http://h/a?cursor=3"));
        assert_eq!(link(&headers(LINK.as_str(), value), "last"), None);
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(retry_after("12", now), Some(Duration::from_secs(12)));
        assert_eq!(retry_after("Thu, 01 Jan 2026 00:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Wed, 31 Dec 2025 00:00:30 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn only_a_used_up_rate_limit_makes_us_wait() {
        assert_eq!(rate_limit_wait(r#""api";r=0;t=55"#), Some(Duration::from_secs(56)));
        assert_eq!(rate_limit_wait(r#""api";r=3;t=55"#), None);
    }

    #[test]
    fn a_used_up_rate_limit_wins_over_retry_after() {
        let mut both = headers("ratelimit", r#""api";r=0;t=55"#);
        both.insert("retry-after", HeaderValue::from_static("7"));
        assert_eq!(wait_asked_for(&both), Some(Duration::from_secs(56)));
        both.insert("ratelimit", HeaderValue::from_static(r#""api";r=3;t=55"#));
        assert_eq!(wait_asked_for(&both), Some(Duration::from_secs(7)));
        assert_eq!(wait_asked_for(&headers("retry-after", "soon")), None);
    }

    #[test]
    fn a_warning_has_a_topic_and_a_message() {
        let (topic, message) = warning(&headers("x-hf-warning", "yaml; bad tag")).unwrap();
        assert_eq!((topic.as_str(), message.as_str()), ("yaml", "bad tag"));
    }

    #[test]
    fn any_header_is_read_or_ignored() {
        let examples: [&[u8]; 4] = [
            br#"<http://h/a?cursor=1>; rel="prev", <http://h/b>; rel="next""#,
            b"Thu, 01 Jan 2026 00:00:30 GMT",
            br#""api";r=0;t=55"#,
            b"topic; message",
        ];
        bolero::check!().with_type::<(u8, Vec<Edit>)>().for_each(|(at, edits)| {
            let value = edited(examples[usize::from(*at) % examples.len()], edits);
            let Ok(value) = HeaderValue::from_bytes(&value) else { return };
            for name in
                [LINK, DATE, RETRY_AFTER, HeaderName::from_static("ratelimit"), HeaderName::from_static("x-hf-warning")]
            {
                let headers = HeaderMap::from_iter([(name, value.clone())]);
                let (next, wait, at) = (link(&headers, "next"), wait_asked_for(&headers), date(&headers));
                assert!(next.is_none_or(|next| !next.contains(['<', '>', ','])), "{value:?}");
                assert!(wait.is_none() || at.is_none(), "{value:?}");
                assert!(warning(&headers).is_none_or(|(_, message)| !message.trim().is_empty()), "{value:?}");
            }
        });
    }
}
