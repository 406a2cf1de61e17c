//! A login with the browser: the user opens a page of the Hub and enters a code there.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::api::Hub;
use crate::api::oauth::{DeviceCode, Grant, OAuthError, Progress};
use crate::auth::device_flow::{Answer, Rhythm, wait};
use crate::auth::store::Credential;
use crate::context::{Context, session};
use crate::output::Format;

/// Shows where to enter which code, and waits until that is done.
pub(super) async fn log_in(cx: &Context) -> Result<Credential> {
    let hub = cx.hub_as(None)?;
    let client = &cx.config.browser.client;
    let code = hub.begin_device_login(client).await?;
    show(cx, &code)?;
    let _waiting = cx.out.status("Waiting for you to log in");
    let rhythm = Rhythm { interval: code.interval, lifetime: code.lifetime };
    match wait(rhythm, async || ask(&hub, client, &code).await).await? {
        Some(grant) => Ok(credential(cx, grant)),
        None => Err(OAuthError::Expired.into()),
    }
}

async fn ask(hub: &Hub, client: &str, code: &DeviceCode) -> Result<Answer<Grant>, OAuthError> {
    Ok(match hub.device_login(client, code).await? {
        Progress::Granted(grant) => Answer::Done(grant),
        Progress::Pending => Answer::NotYet,
        Progress::SlowDown => Answer::SlowDown,
    })
}

fn show(cx: &Context, code: &DeviceCode) -> Result<()> {
    let (page, word) = (&code.page, &code.user_code);
    if cx.out.format() == Format::Agent {
        let minutes = code.lifetime.as_secs().div_ceil(60);
        let text = format!(
            "Tell your user to open {page} and to enter the code {word} there, within {minutes} min. This command \
             waits for that."
        );
        return Ok(cx.out.text(&text)?);
    }
    cx.out.text(&format!("Open this page:       {page}\nand enter this code:  {word}"))?;
    if cx.config.browser.has_screen && cx.out.settings().terminals.stdin && is_web_page(page) {
        open(page);
    }
    Ok(())
}

/// Whatever else a Hub names is not for the programs that open it.
fn is_web_page(page: &str) -> bool {
    (page.starts_with("https://") || page.starts_with("http://")) && !page.contains(char::is_control)
}

/// Opens a page where the user's browser is. Whether that works is seen by the user, who has the address.
fn open(page: &str) {
    let mut opener = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut handler = Command::new("rundll32");
        handler.arg("url.dll,FileProtocolHandler");
        handler
    } else {
        Command::new("xdg-open")
    };
    opener.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // A browser that was started by this must outlive Ctrl-C.
        opener.process_group(0);
    }
    // Dropping the child neither ends it nor waits for it.
    drop(opener.spawn());
}

fn credential(cx: &Context, grant: Grant) -> Credential {
    if let (Some(lifetime), None) = (grant.lifetime, &grant.refresh_token) {
        let days = lifetime.max(0).unsigned_abs().div_ceil(24 * 3600);
        let unit = if days == 1 { "day" } else { "days" };
        cx.out.log(&format!("This token expires in {days} {unit}: log in again then"));
    }
    session::credential(grant, None)
}
