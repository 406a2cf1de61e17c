//! `hf papers read`.

use anyhow::Result;
use serde::Serialize;

use crate::args::missing::Missing;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::paper::PaperId;
use crate::output::Format;

/// Print the text of a paper, in Markdown
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf papers read 2501.12948
  $ hf papers read 2501.12948 > paper.md")]
pub struct Read {
    /// ID of the paper at arXiv, or the address of its page
    #[arg(value_name = "PAPER_ID")]
    id: PaperId,
    // Papers are public: an expired token should not keep them away.
    #[command(flatten)]
    _token: TokenArg,
}

/// A paper for programs.
#[derive(Serialize)]
struct Text<'a> {
    id: String,
    content: &'a str,
}

impl Read {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let missing = || Missing {
            kind: "text of a paper",
            name: self.id.to_string(),
            hint: format!("the Hub has no Markdown of it: see its page with `hf papers info {} --web`", self.id),
        };
        let text = cx.hub_as(None)?.paper_text(&self.id).await?.ok_or_else(missing)?;
        let content = String::from_utf8_lossy(&text);
        if cx.out.format() == Format::Json {
            return Ok(cx.out.object(&Text { id: self.id.to_string(), content: &content })?);
        }
        Ok(cx.out.raw(&content)?)
    }
}
