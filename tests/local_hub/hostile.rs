//! A Hub that means harm: what it answers to any request, or makes of every answer of its routes.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, Uri, header};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::reply::answer_with;

/// No answer that is changed is longer.
const LONGEST: usize = 64 << 20;
/// What no terminal and no log of a CI service should get.
const FORGED: &str = "\u{1b}]0;forged\u{7}\u{9b}2J\r\n::set-env name=PATH::/forged\n\u{202e}";

/// One way to do harm.
#[derive(Clone, Debug)]
pub enum Abuse {
    /// Every request is led to another origin, with its method and its body.
    RedirectElsewhere(String),
    /// Every answer names a next page, at another origin.
    LinkElsewhere(String),
    /// Every answer names itself as the next page.
    RepeatingPages,
    /// Every number is this one, in headers too.
    Numbers(u64),
    /// Every path has 100,000 segments.
    DeepPaths,
    /// Every path and every hash leads out of any folder, in headers too.
    EscapingPaths,
    /// Every text holds control characters and commands of CI services.
    ForgedLines,
    /// A refusal in such words.
    ForgedRefusal,
    /// Every value is of another type.
    WrongTypes,
    /// A refusal without end.
    EndlessRefusal,
    /// An answer without end.
    EndlessAnswer,
    /// 100,000 arrays, one in the other.
    DeepNesting,
    /// More headers than any client takes.
    HugeHeaders,
    /// To be asked again in half a billion years.
    AbsurdWait,
    /// An answer that is shorter than its length says.
    CutAnswer,
}

impl Abuse {
    /// The answer that is given without asking the route.
    pub(crate) fn instead(&self, uri: &Uri) -> Option<Response<Body>> {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Some(match self {
            Self::RedirectElsewhere(origin) => {
                let location = format!("{origin}{path}");
                Response::builder().status(307).header(header::LOCATION, location).body(Body::empty()).unwrap()
            }
            Self::ForgedRefusal => {
                let mut refusal = answer_with(403, &json!({"error": FORGED, "message": FORGED, "errors": [FORGED]}));
                let said = HeaderValue::from_bytes(b"\xc2\x9b2J ::error::forged").unwrap();
                refusal.headers_mut().insert("x-error-message", said.clone());
                refusal.headers_mut().insert("x-hf-warning", said);
                refusal
            }
            Self::EndlessRefusal => Response::builder().status(403).body(endless()).unwrap(),
            Self::EndlessAnswer => json_kind(endless()),
            Self::DeepNesting => json_kind(Body::from("[".repeat(100_000))),
            Self::HugeHeaders => {
                let mut answer = json_kind(Body::from("{}"));
                let value = HeaderValue::from_str(&"x".repeat(8000)).unwrap();
                for number in 0..200 {
                    let name = HeaderName::try_from(format!("x-huge-{number}")).unwrap();
                    answer.headers_mut().insert(name, value.clone());
                }
                answer
            }
            Self::AbsurdWait => {
                let mut answer = answer_with(429, &json!({"error": "later"}));
                answer.headers_mut().insert("retry-after", u64::MAX.into());
                let limit = format!("\"api\";r=0;t={}", u64::MAX);
                answer.headers_mut().insert("ratelimit", limit.parse().unwrap());
                answer
            }
            Self::CutAnswer => {
                // The pause lets the headers go out first.
                let end = stream::once(async {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    Err(io::Error::other("cut"))
                });
                let mut answer = json_kind(Body::from_stream(stream::iter([Ok(Bytes::from("{\"a\":"))]).chain(end)));
                answer.headers_mut().insert(header::CONTENT_LENGTH, 1000.into());
                answer
            }
            Self::LinkElsewhere(_)
            | Self::RepeatingPages
            | Self::Numbers(_)
            | Self::DeepPaths
            | Self::EscapingPaths
            | Self::ForgedLines
            | Self::WrongTypes => return None,
        })
    }

    /// What becomes of a route's answer.
    pub(crate) async fn after(&self, uri: &Uri, response: Response<Body>) -> Response<Body> {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let (mut head, body) = response.into_parts();
        let mut link = |target: String| {
            head.headers.insert(header::LINK, format!("<{target}>; rel=\"next\"").parse().unwrap());
        };
        match self {
            Self::LinkElsewhere(origin) => link(format!("{origin}{path}")),
            Self::RepeatingPages => {
                let host = uri.authority().map_or_else(String::new, |host| format!("http://{host}"));
                link(format!("{host}{path}"));
            }
            Self::Numbers(number) => set(&mut head.headers, &["x-linked-size"], &number.to_string()),
            Self::EscapingPaths => {
                set(&mut head.headers, &["x-repo-commit", "etag", "x-linked-etag"], "../../../../../escaped.txt");
            }
            _ => {}
        }
        let is_json = head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| {
            let kind = kind.to_str().unwrap_or_default();
            kind.starts_with("application/json")
        });
        if !is_json {
            return Response::from_parts(head, body);
        }
        let bytes = to_bytes(body, LONGEST).await.unwrap_or_default();
        let body = match serde_json::from_slice(&bytes) {
            Ok(value) => Bytes::from(self.changed("", value).to_string()),
            Err(_) => bytes,
        };
        head.headers.remove(header::CONTENT_LENGTH);
        Response::from_parts(head, Body::from(body))
    }

    fn changed(&self, key: &str, value: Value) -> Value {
        let value = match value {
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.changed(key, item)).collect()),
            Value::Object(fields) => {
                Value::Object(fields.into_iter().map(|(key, value)| (key.clone(), self.changed(&key, value))).collect())
            }
            value => value,
        };
        let is_path = ["path", "rfilename"].contains(&key);
        let is_hash = ["sha", "oid", "xetHash", "commit"].contains(&key);
        match (self, value) {
            (Self::Numbers(number), Value::Number(_)) => json!(number),
            (Self::DeepPaths, Value::String(_)) if is_path => json!("a/".repeat(100_000) + "a"),
            (Self::EscapingPaths, Value::String(_)) if is_path || is_hash => json!("../../../../../escaped.txt"),
            // With others there would be nothing to show.
            (Self::ForgedLines, Value::String(text)) if !is_checked(key) => json!(text + FORGED),
            (Self::WrongTypes, Value::String(_)) => json!(7),
            (Self::WrongTypes, Value::Number(number)) => json!({ "number": number }),
            (Self::WrongTypes, Value::Bool(_) | Value::Null) => json!("yes"),
            (Self::WrongTypes, Value::Array(_)) if !key.is_empty() => json!("none"),
            (_, value) => value,
        }
    }
}

/// Whether a text is one of a few words, or a time.
fn is_checked(key: &str) -> bool {
    ["type", "uploadMode", "stage", "date", "lastModified"].contains(&key) || key.ends_with("At")
}

fn set(headers: &mut HeaderMap, names: &[&'static str], value: &str) {
    for name in names {
        if headers.contains_key(*name) {
            headers.insert(*name, value.parse().unwrap());
        }
    }
}

fn json_kind(body: Body) -> Response<Body> {
    Response::builder().header(header::CONTENT_TYPE, "application/json").body(body).unwrap()
}

fn endless() -> Body {
    let piece = Bytes::from(vec![b' '; 1 << 20]);
    Body::from_stream(stream::repeat_with(move || Ok::<_, io::Error>(piece.clone())))
}
