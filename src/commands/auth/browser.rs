//! A login with the browser: the user opens a page of the Hub and enters a code there.

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
    if cx.out.settings().terminals.stdin {
        cx.open_page(page);
    }
    Ok(())
}

fn credential(cx: &Context, grant: Grant) -> Credential {
    if let (Some(lifetime), None) = (grant.lifetime, &grant.refresh_token) {
        let days = lifetime.max(0).unsigned_abs().div_ceil(24 * 3600);
        let unit = if days == 1 { "day" } else { "days" };
        cx.out.log(&format!("This token expires in {days} {unit}: log in again then"));
    }
    session::credential(grant, None)
}
