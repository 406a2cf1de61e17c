//! What can be done about a request that got no response.

use super::Exit;
use super::explanation::Explanation;
use super::local::disk;
use crate::http::HttpError;

pub(super) fn http(error: &HttpError) -> Explanation {
    let network = Explanation::own_words(Exit::Network);
    match error {
        HttpError::Offline { .. } => network.try_this("unset HF_HUB_OFFLINE to go online"),
        HttpError::Connect { .. } if error.is_untrusted() => network.try_this(
            "if your network has its own certificate authority, set SSL_CERT_FILE to the file of its certificate",
        ),
        HttpError::Connect { proxy: Some(_), .. } => network
            .try_this("check that the proxy runs, or unset its variable; NO_PROXY names hosts to reach without it"),
        HttpError::Connect { .. } => network.try_this("check your connection, the proxy variables and HF_ENDPOINT"),
        HttpError::ProxyLogin { .. } => network.try_this(
            "put them into the proxy variable: http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded",
        ),
        HttpError::Coding { .. } => network.try_this("check the proxies and mirrors between you and the Hub"),
        HttpError::Timeout { .. }
        | HttpError::Silent { .. }
        | HttpError::Unread { .. }
        | HttpError::Broken { .. }
        | HttpError::Short { .. }
        | HttpError::Slow { .. }
        | HttpError::TooLong { .. }
        | HttpError::Redirects { .. } => network.try_this("run the command again: completed files are kept"),
        HttpError::Elsewhere { .. } | HttpError::Unencrypted { .. } => {
            network.try_this("check HF_ENDPOINT: if the server has moved, set its new address")
        }
        HttpError::BadUrl { .. } => Explanation::own_words(Exit::Failure).try_this("check HF_ENDPOINT"),
        HttpError::Content { source, .. } => disk(source),
    }
}
