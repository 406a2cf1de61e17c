//! The text of a comment: typed, from a file, or from the editor, with the files that it shows.

use anyhow::Result;

use super::attachments::attach;
use crate::api::Hub;
use crate::args::body::BodyArgs;
use crate::context::Context;
use crate::context::editor::Draft;
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

    /// The text as it is sent, empty if there is neither a text nor a file. The editor opens if there is a draft.
    pub(super) async fn written(&self, cx: &Context, hub: &Hub, draft: Option<&str>) -> Result<Text> {
        let mut text = match draft {
            Some(draft) => {
                let (body, draft) = cx.write_in_editor(draft)?;
                Text { body, draft: Some(draft) }
            }
            None => Text { body: self.body.read()?.unwrap_or_default(), draft: None },
        };
        if !self.attach.is_empty() {
            let outcome = attach(hub, &text.body, &self.attach).await;
            let body = text.kept_unless(cx, outcome)?;
            text.body = body;
        }
        Ok(text)
    }
}

/// A text to be sent.
pub(super) struct Text {
    pub(super) body: String,
    /// The file that it was written in.
    draft: Option<Draft>,
}

impl Text {
    /// Passes on what came of sending it. One that was written in the editor stays in its file unless it was sent.
    pub(super) fn kept_unless<T, E>(&mut self, cx: &Context, sent: Result<T, E>) -> Result<T, E> {
        if let Some(draft) = self.draft.take_if(|_| sent.is_err()) {
            draft.keep(cx, "--body-file");
        }
        sent
    }
}
