//! Addresses of servers of one's own, and of jobs in queues.

use reqwest::Url;

use super::openai::CHAT;

/// Where chat is at an address, which may be that of the server, of its API, or of chat itself.
pub(super) fn chat(url: &Url) -> Url {
    let mut chat = url.clone();
    let path = url.path().trim_end_matches('/');
    if !path.ends_with("/chat/completions") {
        let base = path.strip_suffix("/v1").unwrap_or(path);
        chat.set_path(&format!("{base}{CHAT}"));
    }
    chat
}

/// The path of a link, without its host and its query: what a provider links to is asked for where it was asked before.
pub(super) fn path_of(link: &str) -> Option<String> {
    Some(Url::parse(link).ok()?.path().to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::{chat, path_of};

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
    fn a_link_gives_only_its_path() {
        assert_eq!(path_of("https://evil.example/a/b?key=1").as_deref(), Some("/a/b"));
        assert_eq!(path_of("a/b"), None);
    }
}
