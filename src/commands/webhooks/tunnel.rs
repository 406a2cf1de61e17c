//! The program that makes a port of this machine reachable from the net. It is told the port and prints its address.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Child;
use tokio::sync::mpsc;

use crate::args::command_line::CommandLine;
use crate::commands::child::command;

/// How long its first address may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// What stands for the port in its command line.
const PORT: &str = "{port}";

/// A tunnel that runs until this is dropped.
pub(super) struct Tunnel {
    program: String,
    child: Child,
    addresses: mpsc::UnboundedReceiver<String>,
    last: String,
}

impl Tunnel {
    /// Starts the program and waits for its address.
    pub(super) async fn start(line: &CommandLine, port: u16) -> Result<Self> {
        let program = line.program().to_owned();
        let mut command = command(line.with(PORT, &port.to_string()).words());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot run '{program}'"))?;
        let (found, addresses) = mpsc::unbounded_channel();
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(read(stdout, found.clone()));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(read(stderr, found));
        }
        let mut tunnel = Self { program, child, addresses, last: String::new() };
        match tokio::time::timeout(PATIENCE, tunnel.moved()).await {
            Ok(first) => first.map(|_| tunnel),
            Err(_) => bail!("'{}' printed no https:// address within {} seconds", tunnel.program, PATIENCE.as_secs()),
        }
    }

    /// Its address, without a slash at the end.
    pub(super) fn address(&self) -> &str {
        &self.last
    }

    /// Waits for an address that differs from the last one.
    ///
    /// # Errors
    /// The program has ended.
    pub(super) async fn moved(&mut self) -> Result<String> {
        while let Some(address) = self.addresses.recv().await {
            if address != self.last {
                self.last.clone_from(&address);
                return Ok(address);
            }
        }
        let status = self.child.wait().await.context("cannot wait for the tunnel")?;
        Err(anyhow!("the tunnel '{}' ended: {status}", self.program))
    }
}

/// Passes on the addresses that a program prints, and reads everything else, so that it never waits for a reader.
async fn read(output: impl AsyncRead + Unpin, found: mpsc::UnboundedSender<String>) {
    let mut lines = BufReader::new(output).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        if let Some(address) = address_in(&String::from_utf8_lossy(&line)) {
            // Nobody listens any more once the command ends.
            drop(found.send(address));
        }
    }
}

/// The address of a server: with a path it is a link to a manual.
fn address_in(line: &str) -> Option<String> {
    const SCHEME: &str = "https://";
    line.match_indices(SCHEME).find_map(|(at, _)| {
        let rest = &line[at + SCHEME.len()..];
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':');
        let end = rest.find(|letter| !is_host(letter)).unwrap_or(rest.len());
        let (host, after) =
            (rest[..end].trim_end_matches([':', '.']), rest[end..].strip_prefix('/').unwrap_or(&rest[end..]));
        let is_alone = after.chars().next().is_none_or(|next| !next.is_ascii_alphanumeric());
        (!host.is_empty() && is_alone).then(|| format!("{SCHEME}{host}"))
    })
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn an_address_is_told_from_links() {
        for (line, expected) in [
            ("INF |  https://some-words.trycloudflare.com  |", Some("https://some-words.trycloudflare.com")),
            ("url=https://abc.ngrok-free.app", Some("https://abc.ngrok-free.app")),
            ("{\"url\":\"https://a.example:8443/\"}", Some("https://a.example:8443")),
            ("see https://developers.cloudflare.com/cloudflare-one/x and https://b.example", Some("https://b.example")),
            ("https://docs.example/a", None),
            ("http://a.example", None),
            ("https://", None),
            ("nothing", None),
        ] {
            assert_eq!(address_in(line).as_deref(), expected, "{line}");
        }
    }
}
