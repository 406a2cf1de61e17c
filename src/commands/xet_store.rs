//! The store in which buckets keep content.

use anyhow::{Result, bail};

use crate::api::Hub;
use crate::context::Context;
use crate::transfer::xet::Xet;

/// The store, also where Xet is switched off: there is no other way to and from a bucket.
pub(super) fn xet_store(cx: &Context, hub: &Hub) -> Result<Xet> {
    match Xet::new(hub, &cx.xet_settings()) {
        Some(xet) => Ok(xet),
        None => bail!("this build cannot transfer files of buckets: it was made without the feature 'xet'"),
    }
}
