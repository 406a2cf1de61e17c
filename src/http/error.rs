//! Why a request got no reply.

use std::time::Duration;

use super::url::brief_url;

/// Why no reply came.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("cannot reach {url}: offline mode is on")]
    Offline { url: String },
    /// `proxy` is what the connection was to lead through, without its password.
    #[error("cannot connect to {origin}{}", through(proxy.as_deref()))]
    Connect { origin: String, proxy: Option<String>, source: reqwest::Error },
    #[error("the proxy {proxy} wants a user name and a password")]
    ProxyLogin { proxy: String },
    #[error("{url} did not respond within {} s", .after.as_secs())]
    Timeout { url: String, after: Duration },
    /// In the middle of a body.
    #[error("{url} sent no data for {} s", .after.as_secs())]
    Silent { url: String, after: Duration },
    /// In the middle of a body.
    #[error("{url} accepted no data for {} s", .after.as_secs())]
    Unread { url: String, after: Duration },
    #[error("the connection to {url} was lost")]
    Broken { url: String, source: reqwest::Error },
    #[error("the response from {url} ended too early")]
    Short { url: String },
    /// In the middle of a body that nobody would wait for.
    #[error("{url} sent its response too slowly")]
    Slow { url: String },
    #[error("the response from {url} is too large")]
    TooLong { url: String },
    /// Compressed in a way that nobody asked for.
    #[error("{url} sent its response in the coding '{coding}', which is not supported")]
    Coding { url: String, coding: String },
    #[error("too many redirects from {url}")]
    Redirects { url: String },
    /// A request with a body was led to another origin.
    #[error("{url} redirects to {target}, where nothing may be sent")]
    Elsewhere { url: String, target: String },
    #[error("{url} redirects to {target} over an unencrypted connection")]
    Unencrypted { url: String, target: String },
    #[error("'{url}' is not a valid URL")]
    BadUrl { url: String },
    #[error("cannot read '{path}'")]
    Content { path: String, source: std::io::Error },
}

impl HttpError {
    /// Whether the server is one that nobody we trust vouches for.
    pub fn is_untrusted(&self) -> bool {
        let Self::Connect { source, .. } = self else { return false };
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(source);
        while let Some(error) = cause {
            if let Some(rustls::Error::InvalidCertificate(_) | rustls::Error::General(_)) = error.downcast_ref() {
                return true;
            }
            // An I/O error gives away what it holds, but not as its source.
            cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        false
    }

    /// Its words with a [`brief_url`], for messages that pass by.
    pub fn briefly(&self) -> String {
        let words = self.to_string();
        match self {
            Self::Offline { url }
            | Self::Timeout { url, .. }
            | Self::Silent { url, .. }
            | Self::Unread { url, .. }
            | Self::Broken { url, .. }
            | Self::Short { url }
            | Self::Slow { url }
            | Self::TooLong { url }
            | Self::Coding { url, .. }
            | Self::Redirects { url }
            | Self::Elsewhere { url, .. }
            | Self::Unencrypted { url, .. }
            | Self::BadUrl { url } => words.replace(url, &brief_url(url)),
            Self::Connect { .. } | Self::ProxyLogin { .. } | Self::Content { .. } => words,
        }
    }
}

fn through(proxy: Option<&str>) -> String {
    proxy.map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::HttpError;

    #[test]
    fn a_message_that_passes_by_has_a_brief_url() {
        let url = format!("https://cdn.example/repos/{0}/{0}", "2db1f8c0a1b2c3d4".repeat(4));
        let silent = HttpError::Silent { url, after: Duration::from_secs(10) };
        assert_eq!(silent.briefly(), "https://cdn.example/.../2db1f8c0a1b2c3d4... sent no data for 10 s");
    }
}
