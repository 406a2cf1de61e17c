//! `hf lfs-multipart-upload`: what git-lfs starts to send objects in parts. It speaks git-lfs's protocol of custom
//! transfers, one JSON object a line: a greeting, objects one after the other, and a farewell. An object that cannot be
//! sent is told to git-lfs with its reason (the Python client breaks off), and makes the run fail in the end.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Error, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::Hub;
use crate::api::lfs::{LfsAction, LfsObject};
use crate::base::json;
use crate::context::Context;
use crate::output::Out;
use crate::output::quantity::counted;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::upload::{Given, UploadError, send_given};

/// Bytes that move between two words of progress.
const STEP: u64 = 1024 * 1024;
/// git-lfs shows it with the message.
const WRONG_OPERATION: u32 = 32;

/// Upload objects in parts, as requested by git-lfs on standard input
#[derive(clap::Args)]
pub struct MultipartUpload {}

/// What git-lfs says, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    /// Older releases called it `type`.
    #[serde(alias = "type")]
    event: String,
    operation: Option<String>,
    #[serde(flatten)]
    order: Option<Order>,
}

#[derive(Deserialize)]
struct Order {
    oid: String,
    size: u64,
    path: PathBuf,
    action: LfsAction,
}

impl MultipartUpload {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let greeting = next(&cx.out).await?;
        if !greeting.is_some_and(|said| said.event == "init" && said.operation.as_deref() == Some("upload")) {
            say(&cx.out, &json!({"error": {"code": WRONG_OPERATION, "message": "only uploads are done here"}}))?;
            bail!("git-lfs requested something other than an upload");
        }
        say(&cx.out, &json!({}))?;
        // Every address is signed: no token is needed, and none is looked for.
        let hub = cx.hub_as(None)?;
        let mut failed = 0;
        while let Some(said) = next(&cx.out).await? {
            match (said.event.as_str(), said.order) {
                ("terminate", _) => break,
                ("upload", Some(order)) => failed += usize::from(!send(&hub, &cx.out, order).await?),
                (event, _) => bail!("unexpected message from git-lfs: '{event}'"),
            }
        }
        match failed {
            0 => Ok(()),
            _ => bail!("{} could not be uploaded", counted(failed, "object")),
        }
    }
}

/// The next message; `None` at the end of the input. Waits aside, so that signals are heard meanwhile.
async fn next(out: &Out) -> Result<Option<Message>> {
    let out = out.clone();
    let line = tokio::task::spawn_blocking(move || out.read_line()).await??;
    line.map(|line| serde_json::from_str(&line).context("invalid message from git-lfs")).transpose()
}

fn say(out: &Out, message: &Value) -> Result<()> {
    Ok(out.bytes((json::line(message)? + "\n").as_bytes())?)
}

/// Sends an object and tells git-lfs how that ended. Gives whether it is there.
async fn send(hub: &Hub, out: &Out, order: Order) -> Result<bool> {
    let Order { oid, size, path, action } = order;
    // The first word of one transfer is what git-lfs starts the next one on.
    say(out, &json!({"event": "progress", "oid": oid, "bytesSoFar": 1, "bytesSinceLast": 0}))?;
    let told = Arc::new(Told { out: out.clone(), oid: oid.clone(), bytes: Mutex::default() });
    let given = Given { local: path, object: LfsObject { oid: oid.clone(), size }, action };
    match send_given(hub, &given, Arc::<Told>::clone(&told)).await {
        Ok(()) => {
            told.tell_up_to(size);
            say(out, &json!({"event": "complete", "oid": oid}))?;
            Ok(true)
        }
        Err(error) => {
            let (code, message) = (code_of(&error), format!("{:#}", Error::from(error)));
            say(out, &json!({"event": "complete", "oid": oid, "error": {"code": code, "message": message}}))?;
            Ok(false)
        }
    }
}

/// The status of the answer, if one refused.
fn code_of(error: &UploadError) -> u16 {
    match error {
        UploadError::File { source, .. } => source.refusal().map_or(1, |refusal| refusal.status.as_u16()),
        _ => 1,
    }
}

/// Tells git-lfs how much of an object has moved.
struct Told {
    out: Out,
    oid: String,
    bytes: Mutex<Bytes>,
}

#[derive(Default)]
struct Bytes {
    moved: u64,
    /// What git-lfs knows of: it never grows less.
    told: u64,
}

impl Told {
    fn change(&self, change: impl FnOnce(&mut Bytes)) {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut bytes);
        if bytes.moved >= bytes.told + STEP {
            self.tell(&mut bytes);
        }
    }

    fn tell_up_to(&self, size: u64) {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.moved = size;
        if bytes.told < size {
            self.tell(&mut bytes);
        }
    }

    fn tell(&self, bytes: &mut Bytes) {
        let since = bytes.moved - bytes.told;
        bytes.told = bytes.moved;
        let message = json!({"event": "progress", "oid": self.oid, "bytesSoFar": bytes.told, "bytesSinceLast": since});
        // If git-lfs is gone, the last word of the object finds out.
        drop(say(&self.out, &message));
    }
}

impl Progress for Told {
    fn on(&self, event: Event<'_>) {
        match event {
            Event::Moved { bytes: more, .. } => self.change(|bytes| bytes.moved += more),
            Event::TakenBack { bytes: less, .. } => self.change(|bytes| bytes.moved -= less.min(bytes.moved)),
            Event::Retrying { cause, .. } => self.out.log(&format!("{cause}; trying again")),
            Event::Note { message } => self.out.log(message),
            Event::Planned { .. }
            | Event::Found { .. }
            | Event::Started { .. }
            | Event::Sized { .. }
            | Event::Finished { .. }
            | Event::Committed { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::Message;
    use crate::base::fuzz::{Edit, edited};

    #[test]
    fn any_line_is_a_message_or_refused() {
        let example =
            br#"{"event":"upload","oid":"ab","size":5,"path":"/x","action":{"href":"http://h/x","header":{"a":"b"}}}"#;
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let line = edited(example, edits);
            let Ok(Message { event, .. }) = serde_json::from_slice(&line) else { return };
            let value: Value = serde_json::from_slice(&line).unwrap();
            assert!(value["event"] == event || value["type"] == event, "{value}");
        });
    }
}
