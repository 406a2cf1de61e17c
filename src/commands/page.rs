//! A thing of the Hub as JSON, or its page in the browser: what verbs that show one thing have in common.

use anyhow::Result;
use serde::Serialize;

use crate::api::{Hub, HubError};
use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;

/// `--web` and `--token`.
#[derive(clap::Args)]
pub(super) struct PageArgs {
    #[command(flatten)]
    web: WebArg,
    #[command(flatten)]
    token: TokenArg,
}

impl PageArgs {
    /// Prints the record, or shows the page without asking for the record.
    pub(super) async fn print<T: Serialize>(
        &self,
        cx: &Context,
        page: impl Fn(&Hub) -> String,
        record: impl AsyncFn(&Hub) -> Result<T, HubError>,
    ) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        if self.web.is_given() {
            return Ok(cx.show_page(&page(&hub))?);
        }
        Ok(cx.out.record(&record(&hub).await?)?)
    }
}
