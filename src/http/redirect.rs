//! Where a request may be led by redirects, and what it may take along. Sends nothing.
//!
//! A token and a body belong to the origin (scheme, host, port) that the request was made for. The token stays behind
//! when a redirect leaves that origin, and is not taken up again when later ones come back: whoever was asked in
//! between chose where. A body is never sent to another origin. An encrypted connection is never given up for a plain one.

use reqwest::{Method, StatusCode, Url};

use super::HttpError;
use super::request::{Body, Follow, Request};
use super::url::{origin, same_origin, shown_url};

const MOST_REDIRECTS: usize = 20;

/// One request on its way through redirects.
pub(super) struct Journey<'a> {
    request: &'a Request,
    start: Url,
    steps: usize,
    /// What to send next, and where.
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) body: &'a Body,
    /// The token may be sent.
    pub(super) is_trusted: bool,
}

/// What a redirect means for a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send it again, as the journey says now.
    Onward,
    /// The redirect itself is the reply.
    Stay,
}

impl<'a> Journey<'a> {
    pub(super) fn new(request: &'a Request) -> Result<Self, HttpError> {
        let start = Url::parse(&request.url).map_err(|_| HttpError::BadUrl { url: shown_url(&request.url) })?;
        let url = start.clone();
        let (method, body) = (request.method.clone(), &request.body);
        Ok(Self { request, start, steps: 0, url, method, body, is_trusted: true })
    }

    /// Follows a redirect with that status to `target`, if the request may go there.
    ///
    /// # Errors
    /// [`HttpError::Redirects`] after too many of them, [`HttpError::Elsewhere`] or [`HttpError::Unencrypted`] where the
    /// request must not go.
    pub(super) fn follow(&mut self, status: StatusCode, target: Url) -> Result<Step, HttpError> {
        let leaves = !same_origin(&self.start, &target);
        match self.request.follow {
            Follow::Never => return Ok(Step::Stay),
            Follow::SameOrigin if leaves => return Ok(Step::Stay),
            Follow::SameOrigin | Follow::Anywhere => {}
        }
        self.steps += 1;
        if self.steps == MOST_REDIRECTS {
            return Err(HttpError::Redirects { url: shown_url(&self.request.url) });
        }
        if status == StatusCode::SEE_OTHER && self.method != Method::HEAD {
            (self.method, self.body) = (Method::GET, &Body::Empty);
        }
        let from = || shown_url(self.url.as_str());
        if self.url.scheme() == "https" && !is_private(&target) {
            return Err(HttpError::Unencrypted { url: from(), target: origin(&target) });
        }
        if leaves && !matches!(self.body, Body::Empty) {
            return Err(HttpError::Elsewhere { url: from(), target: origin(&target) });
        }
        self.is_trusted &= !leaves;
        self.url = target;
        Ok(Step::Onward)
    }
}

/// Nobody between here and there can read along: TLS, or this machine itself.
fn is_private(url: &Url) -> bool {
    let is_here = url.host_str().is_some_and(|host| ["127.0.0.1", "[::1]", "localhost"].contains(&host));
    url.scheme() == "https" || is_here
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, StatusCode, Url};

    use super::{Journey, MOST_REDIRECTS, Step};
    use crate::http::HttpError;
    use crate::http::request::{Body, Follow, Request};

    const HERE: &str = "https://hub.example/a";

    fn request(method: Method, follow: Follow) -> Request {
        let text = || Body::Text { content_type: "text/plain", text: "secret".to_owned() };
        let body = if method == Method::GET { Body::Empty } else { text() };
        let mut request = Request::new(method, HERE.to_owned());
        (request.follow, request.body) = (follow, body);
        request
    }

    /// Follows redirects with status 307 to these addresses; the outcome of the last one.
    fn led(journey: &mut Journey<'_>, targets: &[&str]) -> Result<Step, HttpError> {
        let step = |target: &&str| journey.follow(StatusCode::TEMPORARY_REDIRECT, Url::parse(target).unwrap());
        targets.iter().map(step).collect::<Vec<_>>().pop().unwrap()
    }

    #[test]
    fn a_token_left_behind_is_not_taken_up_again() {
        let request = request(Method::GET, Follow::Anywhere);
        let mut journey = Journey::new(&request).unwrap();
        led(&mut journey, &["https://hub.example/b"]).unwrap();
        assert!(journey.is_trusted);
        led(&mut journey, &["https://cdn.example/b"]).unwrap();
        assert!(!journey.is_trusted);
        led(&mut journey, &["https://hub.example/settings"]).unwrap();
        assert!(!journey.is_trusted);
        assert_eq!(journey.url.as_str(), "https://hub.example/settings");
    }

    #[test]
    fn a_body_stays_at_its_origin() {
        let request = request(Method::POST, Follow::Anywhere);
        for target in ["https://cdn.example/b", "https://hub.example:8443/b"] {
            let mut journey = Journey::new(&request).unwrap();
            assert!(matches!(led(&mut journey, &[target]), Err(HttpError::Elsewhere { .. })), "{target}");
        }
        let mut journey = Journey::new(&request).unwrap();
        assert_eq!(led(&mut journey, &["https://hub.example/b"]).unwrap(), Step::Onward);
        assert!(matches!(journey.body, Body::Text { .. }) && journey.method == Method::POST);
    }

    #[test]
    fn see_other_is_asked_for_without_the_body() {
        let request = request(Method::POST, Follow::Anywhere);
        let mut journey = Journey::new(&request).unwrap();
        let target = Url::parse("https://cdn.example/done").unwrap();
        assert_eq!(journey.follow(StatusCode::SEE_OTHER, target).unwrap(), Step::Onward);
        assert!(matches!(journey.body, Body::Empty) && journey.method == Method::GET && !journey.is_trusted);
    }

    #[test]
    fn an_encrypted_connection_is_not_given_up() {
        let request = request(Method::GET, Follow::Anywhere);
        let mut journey = Journey::new(&request).unwrap();
        let outcome = led(&mut journey, &["https://cdn.example/b", "http://cdn.example/b"]);
        assert!(matches!(outcome, Err(HttpError::Unencrypted { .. })));
        assert_eq!(led(&mut journey, &["http://127.0.0.1:8080/b"]).unwrap(), Step::Onward);
    }

    #[test]
    fn some_requests_go_nowhere_else() {
        for (follow, target, expected) in [
            (Follow::Never, "https://hub.example/b", Step::Stay),
            (Follow::SameOrigin, "https://hub.example/b", Step::Onward),
            (Follow::SameOrigin, "https://cdn.example/b", Step::Stay),
        ] {
            let request = request(Method::GET, follow);
            assert_eq!(led(&mut Journey::new(&request).unwrap(), &[target]).unwrap(), expected, "{target}");
        }
    }

    #[test]
    fn redirects_have_an_end() {
        let request = request(Method::GET, Follow::Anywhere);
        let outcome = led(&mut Journey::new(&request).unwrap(), &[HERE; MOST_REDIRECTS]);
        assert!(matches!(outcome, Err(HttpError::Redirects { .. })));
    }
}
