//! `hf inference text-to-speech`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::question::{PromptArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{OrWord, bool_or, fields, number};
use crate::context::Context;

/// Speak a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference text-to-speech 'Hello, world' -m hexgrad/Kokoro-82M -o hello.wav
  $ hf inference text-to-speech @chapter.txt -m org/model --provider fal-ai --param voice=af_heart")]
pub struct TextToSpeech {
    #[command(flatten)]
    prompt: PromptArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Choose at random instead of the likeliest
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    do_sample: Option<bool>,
    /// When the search of beams ends: true, false or never
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = bool_or("never"))]
    early_stopping: Option<OrWord>,
    /// Skip tokens less likely than this
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    epsilon_cutoff: Option<Number>,
    /// The same, adjusted to how sure the model is
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    eta_cutoff: Option<Number>,
    /// Longest answer with the prompt, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_length: Option<i64>,
    /// Longest answer, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_new_tokens: Option<i64>,
    /// Shortest answer with the prompt, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    min_length: Option<i64>,
    /// Shortest answer, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    min_new_tokens: Option<i64>,
    /// Groups of beams that differ from one another
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_beam_groups: Option<i64>,
    /// Beams of the search; 1 for none
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_beams: Option<i64>,
    /// Weight of the penalty in a contrastive search
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    penalty_alpha: Option<Number>,
    /// How random the choice is
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    temperature: Option<Number>,
    /// Choose among this many of the likeliest
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
    /// Sample from the likeliest tokens that add up to this probability
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    top_p: Option<Number>,
    /// Choose among those about as likely as expected, up to this share
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    typical_p: Option<Number>,
    /// Keep earlier computations of the model
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    use_cache: Option<bool>,
}

impl TextToSpeech {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec =
            Spec { task: Task::TextToSpeech, kind: Kind::Json, parameters: fields(&self.parameters), show: Show::Json };
        spec.run(cx, &self.task, || self.prompt.question()).await
    }
}
