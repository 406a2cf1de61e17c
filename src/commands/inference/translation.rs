//! `hf inference translation`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::parameters::RewriteParameters;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::context::Context;

/// Translate a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference translation 'My name is Ada' -m Helsinki-NLP/opus-mt-en-fr
  $ hf inference translation @letter.txt -m facebook/mbart-large-50-many-to-many-mmt --src-lang en_XX --tgt-lang fr_XX")]
pub struct Translation {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Language of the text, as the model names it
    #[arg(long, value_name = "TEXT", requires = "tgt_lang")]
    src_lang: Option<String>,
    /// Language to translate into, as the model names it
    #[arg(long, value_name = "TEXT", requires = "src_lang")]
    tgt_lang: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    rewrite: RewriteParameters,
}

impl Translation {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::Translation,
            kind: Kind::Json,
            parameters: fields(&self.parameters),
            show: Show::Text("translation_text"),
        };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
