//! `hf inference text-generation`.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Number, Value};

use super::asker::{Asker, in_time};
use super::batch::Kind;
use super::pieces::{self, Reading};
use super::question::{PromptArg, Question, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::ask::Ask;
use crate::api::inference::task::Task;
use crate::args::inputs::{InputError, JsonInput, fields, number};
use crate::context::Context;

/// Continue a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference text-generation 'Once upon a time' -m org/model --max-new-tokens 50
  $ hf inference text-generation @story.txt -m org/model --stream
  $ hf inference text-generation 'The answer is' --endpoint my-endpoint --details --json
For models that chat, use `hf inference chat`.")]
pub struct TextGeneration {
    #[command(flatten)]
    prompt: PromptArg,
    /// Print the text while it is generated
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    stream: Option<bool>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// ID of a LoRA adapter to put on top of the model
    #[arg(long, value_name = "ID")]
    adapter_id: Option<String>,
    /// Generate this many texts and return the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    best_of: Option<i64>,
    /// Also return details of the prompt's tokens; needs --details
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    decoder_input_details: Option<bool>,
    /// Also return details of the tokens
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    details: Option<bool>,
    /// Choose words at random instead of the likeliest
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    do_sample: Option<bool>,
    /// Penalty for words that have come often
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    frequency_penalty: Option<Number>,
    /// Grammar of the text as JSON with type and value, or @FILE
    #[arg(long, value_name = "JSON")]
    grammar: Option<JsonInput>,
    /// Longest text, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_new_tokens: Option<i64>,
    /// Penalty for repeating, where 1 is none
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    repetition_penalty: Option<Number>,
    /// Also return the prompt
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    return_full_text: Option<bool>,
    /// Seed of random choices
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
    /// Text that ends the answer; may be repeated
    #[arg(long, alias = "stop-sequences", value_name = "TEXT", allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    /// How random the choice of words is
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    temperature: Option<Number>,
    /// Choose among this many of the likeliest words
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
    /// How many likely tokens to show at each place
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_n_tokens: Option<i64>,
    /// Sample from the likeliest tokens that add up to this probability
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    top_p: Option<Number>,
    /// Cut the prompt to this many tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    truncate: Option<i64>,
    /// Choose among words that are about as likely as expected, up to this share
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    typical_p: Option<Number>,
    /// Mark the text with a watermark
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    watermark: Option<bool>,
}

impl TextGeneration {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        if self.parameters.decoder_input_details == Some(true) && self.parameters.details != Some(true) {
            cx.out.warning("--decoder-input-details needs --details, and is not asked for");
            self.parameters.decoder_input_details = Some(false);
        }
        let parameters = fields(&self.parameters);
        let task = Task::TextGeneration;
        if self.stream == Some(true) && self.task.batch.input_file.is_none() {
            let ask = self.question()?.ask(task, self.task.call.with_params(parameters));
            return in_time(&self.task.call, self.print_pieces(cx, ask)).await;
        }
        let show = if self.parameters.details == Some(true) { Show::Json } else { Show::Text("generated_text") };
        Spec { task, kind: Kind::Json, parameters, show }.run(cx, &self.task, || self.question()).await
    }

    fn question(&self) -> Result<Question, InputError> {
        let question = self.prompt.question()?;
        Ok(match self.stream {
            Some(stream) => question.with("stream", stream),
            None => question,
        })
    }

    /// Prints the text as it comes; with `--json` one object for each piece.
    async fn print_pieces(&self, cx: &Context, ask: Ask) -> Result<()> {
        let asker = Asker::new(cx, &self.task.call, Task::TextGeneration).await?;
        pieces::print(cx, &asker, ask, Reading { text: text_of, printed: drop }).await
    }
}

/// What a piece adds to the text.
fn text_of(piece: &Value) -> Option<&str> {
    let text = ["/token/text", "/choices/0/text"].iter().find_map(|at| piece.pointer(at)?.as_str());
    let is_special = piece.pointer("/token/special") == Some(&Value::Bool(true));
    text.filter(|_| !is_special)
}
