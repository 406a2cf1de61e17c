//! Where one logs in to a container of the Hub, as its record says it: `ssh://user@host[:port]`.

use std::str::FromStr;

/// An address to log in at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshAddress {
    /// `user@host`.
    pub target: String,
    /// `None` for the usual one.
    pub port: Option<u16>,
}

/// A text that is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an address to log in at: expected ssh://user@host")]
pub struct SshAddressError(pub String);

impl FromStr for SshAddress {
    type Err = SshAddressError;

    /// Nothing in it can be an option of ssh, or a command.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || SshAddressError(text.to_owned());
        let (user, host) = text.strip_prefix("ssh://").and_then(|rest| rest.split_once('@')).ok_or_else(error)?;
        let host = host.trim_end_matches('/');
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| error())?)),
            None => (host, None),
        };
        let is_plain = |text: &str| {
            let is_kept = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
            text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(is_kept)
        };
        if !is_plain(user) || !is_plain(host) {
            return Err(error());
        }
        Ok(Self { target: format!("{user}@{host}"), port })
    }
}

#[cfg(test)]
mod tests {
    use super::{SshAddress, SshAddressError};

    #[test]
    fn an_address_has_a_user_a_host_and_maybe_a_port() {
        let address = |port| SshAddress { target: "42@ssh.hf.jobs".to_owned(), port };
        assert_eq!("ssh://42@ssh.hf.jobs".parse(), Ok(address(None)));
        assert_eq!("ssh://42@ssh.hf.jobs:2222/".parse(), Ok(address(Some(2222))));
    }

    #[test]
    fn an_address_cannot_be_an_option() {
        for text in [
            "ssh://-oProxyCommand=x@host",
            "ssh://a@-host",
            "ssh://a@h:x",
            "ssh://host",
            "https://a@b",
            "ssh://a b@c",
            "",
        ] {
            assert_eq!(text.parse::<SshAddress>(), Err(SshAddressError(text.to_owned())), "{text}");
        }
    }
}
