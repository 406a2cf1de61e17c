//! The text of a comment: typed, from a file, or from the editor, with the files that it shows.

use anyhow::Result;

use super::attachments::attach;
use crate::api::Hub;
use crate::args::body::BodyArgs;
use crate::context::Context;
use crate::output::Format;

/// A text, and the files that it shows.
#[derive(clap::Args)]
pub(super) struct TextArgs {
    #[command(flatten)]
    body: BodyArgs,
    /// Picture, film or sound to show; FILE#TEXT describes it; may be repeated
    #[arg(long, value_name = "FILE")]
    attach: Vec<String>,
}

impl TextArgs {
    /// Whether a text was typed or named.
    pub(super) fn is_given(&self) -> bool {
        self.body.is_given()
    }

    /// Whether the user wants to write the text in an editor.
    pub(super) fn wants_editor(&self) -> bool {
        self.body.wants_editor()
    }

    /// Whether the user writes the text in an editor: a person at a terminal who gave none is asked for it.
    pub(super) fn opens_editor(&self, cx: &Context) -> bool {
        let terminals = cx.out.settings().terminals;
        let may_ask = cx.out.format() == Format::Human && terminals.stdin && terminals.stdout;
        self.wants_editor() || may_ask && !self.body.is_given() && self.attach.is_empty()
    }

    /// The text as it is sent, `None` if there is neither a text nor a file. The editor opens if there is a draft.
    pub(super) async fn written(&self, cx: &Context, hub: &Hub, draft: Option<&str>) -> Result<Option<String>> {
        let typed = match draft {
            Some(draft) => Some(cx.write_in_editor(draft)?),
            None => self.body.read()?.filter(|text| !text.is_empty()),
        };
        if self.attach.is_empty() {
            return Ok(typed);
        }
        Ok(Some(attach(hub, typed.as_deref().unwrap_or_default(), &self.attach).await?))
    }
}
