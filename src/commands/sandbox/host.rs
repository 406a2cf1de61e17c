//! Jobs as servers: where one listens, and whether a host of a pool may be trusted with tokens. A label is not enough for
//! that: in an organization others can set it too.

use anyhow::{Context as _, Result, bail};

use super::bootstrap;
use super::marks::{NONCE, PORT, label, server_token};
use crate::api::Hub;
use crate::api::jobs::Job;
use crate::api::sandbox::SandboxServer;
use crate::args::token::TokenArg;
use crate::base::secret::Secret;
use crate::context::Context;

/// Who uses sandboxes: the token that theirs follow from, and how it was given.
pub(super) struct User<'a> {
    pub token: Secret,
    pub flag: &'a TokenArg,
}

impl<'a> User<'a> {
    /// # Errors
    /// Not logged in.
    pub(super) async fn new(cx: &Context, hub: &Hub, flag: &'a TokenArg) -> Result<Self> {
        match cx.run_token(flag).await? {
            Some(token) => Ok(Self { token, flag }),
            None => {
                hub.whoami().await?;
                bail!("sandboxes need a token: log in with `hf auth login`")
            }
        }
    }

    /// The server that a job runs, at its address.
    pub(super) fn server(&self, cx: &Context, job: &Job, url: &str) -> Result<SandboxServer> {
        let token = label(job, NONCE).and_then(|nonce| server_token(&self.token, nonce));
        let token = token.with_context(|| format!("job {} is not a sandbox", job.full_id()))?;
        Ok(SandboxServer::of_job(cx.sandbox_service(url, self.flag)?, token))
    }
}

/// Where the server of a job is. At a Hub with https only an address of the job's own gets tokens.
pub(super) fn url_of<'a>(hub: &Hub, job: &'a Job) -> Result<&'a str> {
    let mark = format!("--{PORT}.");
    let url = job.status.expose_urls.iter().flatten().find(|url| url.contains(&mark));
    let url = url.with_context(|| format!("job {} does not expose the port {PORT} of a sandbox", job.full_id()))?;
    if hub.endpoint().starts_with("https://") && !is_own(job, url) {
        bail!("job {} does not expose its sandbox at an address of its own: '{url}'", job.full_id());
    }
    Ok(url.trim_end_matches('/'))
}

/// Where a host of several sandboxes is.
///
/// # Errors
/// Why it is not trusted.
pub(super) fn url_of_host(job: &Job) -> Result<&str, &'static str> {
    if !job.command.as_deref().is_some_and(bootstrap::is_command) {
        return Err("it does not run the sandbox server");
    }
    match job.status.expose_urls.as_deref() {
        Some([url]) if is_own(job, url) => Ok(url.trim_end_matches('/')),
        _ => Err("its address is not its own, with https"),
    }
}

fn is_own(job: &Job, url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|host| host.starts_with(&format!("{}--{PORT}.", job.id)))
}
