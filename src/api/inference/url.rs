//! Addresses of servers of one's own, and of jobs in queues.

use reqwest::Url;

use super::error::InferenceError;
use super::openai::CHAT;
use crate::http::{self, shown_url};

/// A path of OpenAI's API, such as `/v1/models`, at an address that may be that of the server or of its API.
pub(super) fn openai(url: &Url, path: &str) -> Url {
    let mut place = url.clone();
    let below = url.path().trim_end_matches('/');
    place.set_path(&format!("{}{path}", below.strip_suffix("/v1").unwrap_or(below)));
    place
}

/// An address of the web.
pub(super) fn web_address(text: &str) -> Result<Url, InferenceError> {
    http::web_address(text).ok_or_else(|| InferenceError::BadAddress(shown_url(text)))
}

/// Where chat is at an address, which may be that of the server, of its API, or of chat itself.
pub(super) fn chat(url: &Url) -> Url {
    if url.path().trim_end_matches('/').ends_with("/chat/completions") { url.clone() } else { openai(url, CHAT) }
}

/// The path of a link, without its host and its query: what a provider links to is asked for where it was asked before.
pub(super) fn path_of(link: &str) -> Option<String> {
    Some(Url::parse(link).ok()?.path().to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::{chat, openai, path_of};

    #[test]
    fn chat_is_found_from_every_form_of_an_address() {
        for (typed, expected) in [
            ("https://h", "https://h/v1/chat/completions"),
            ("https://h/", "https://h/v1/chat/completions"),
            ("https://h/v1", "https://h/v1/chat/completions"),
            ("https://h/v1/", "https://h/v1/chat/completions"),
            ("https://h/v1/chat/completions?x=1", "https://h/v1/chat/completions?x=1"),
            ("https://h/openai", "https://h/openai/v1/chat/completions"),
            ("https://h/openai/?x=1", "https://h/openai/v1/chat/completions?x=1"),
        ] {
            assert_eq!(chat(&Url::parse(typed).unwrap()).as_str(), expected, "{typed}");
        }
    }

    #[test]
    fn a_path_of_the_api_is_found_from_the_server_and_from_the_api() {
        for typed in ["https://h/a", "https://h/a/", "https://h/a/v1", "https://h/a/v1/"] {
            assert_eq!(openai(&Url::parse(typed).unwrap(), "/v1/models").as_str(), "https://h/a/v1/models");
        }
    }

    #[test]
    fn a_link_gives_only_its_path() {
        assert_eq!(path_of("https://evil.example/a/b?key=1").as_deref(), Some("/a/b"));
        assert_eq!(path_of("a/b"), None);
    }
}
