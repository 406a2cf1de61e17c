//! One question to a model as a verb or a line of a file has it, and the run of a task's verb.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, Value};

use super::asker::{Asker, in_time};
use super::batch::{self, BatchArgs, Kind};
use super::drawing::View;
use super::show::target::Target;
use super::show::{self, Show};
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::task::Task;
use crate::args::call::CallArgs;
use crate::args::inputs::{InputError, MediaInput, TextInput};
use crate::args::table::TableInput;
use crate::context::Context;

/// What the verbs of all tasks have in common.
#[derive(clap::Args)]
pub(super) struct TaskArgs {
    /// File to write the answer to; - for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) batch: BatchArgs,
    #[command(flatten)]
    pub(super) call: CallArgs,
}

/// A text.
#[derive(clap::Args)]
pub(super) struct TextArg {
    /// Text; @FILE reads it from a file, - from standard input
    #[arg(value_name = "TEXT", required_unless_present = "input_file")]
    text: Option<TextInput>,
}

/// What to make something of.
#[derive(clap::Args)]
pub(super) struct PromptArg {
    /// Prompt; @FILE reads it from a file, - from standard input
    #[arg(value_name = "PROMPT", required_unless_present = "input_file")]
    prompt: Option<TextInput>,
}

/// A picture.
#[derive(clap::Args)]
pub(super) struct ImageArg {
    /// Picture: a path, a URL, or - for standard input
    #[arg(value_name = "IMAGE", required_unless_present = "input_file", value_hint = clap::ValueHint::AnyPath)]
    image: Option<MediaInput>,
}

/// A recording.
#[derive(clap::Args)]
pub(super) struct AudioArg {
    /// Recording: a path, a URL, or - for standard input
    #[arg(value_name = "AUDIO", required_unless_present = "input_file", value_hint = clap::ValueHint::AnyPath)]
    audio: Option<MediaInput>,
}

/// A picture and a question about it.
#[derive(clap::Args)]
pub(super) struct PictureQuestionArgs {
    #[command(flatten)]
    image: ImageArg,
    /// Question about the picture
    #[arg(value_name = "QUESTION", required_unless_present = "input_file")]
    question: Option<TextInput>,
}

/// A table.
#[derive(clap::Args)]
pub(super) struct TableArg {
    /// File with the table: CSV, TSV, or JSON with a list for each column
    #[arg(long, value_name = "FILE", required_unless_present = "input_file")]
    table: Option<TableInput>,
}

/// One question.
pub(super) struct Question {
    input: Input,
    /// What is sent beside the parameters.
    beside: Map<String, Value>,
    /// What a file with the answer is named after.
    name: String,
}

impl Question {
    fn new(input: Input, name: impl Into<String>) -> Self {
        Self { input, beside: Map::new(), name: name.into() }
    }

    /// About JSON, which names no file.
    pub(super) fn json(value: Value) -> Self {
        Self::new(Input::Json(value), String::new())
    }

    /// The same with a field beside the parameters.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.beside.insert(name.to_owned(), value.into());
        self
    }

    /// The request, with these parameters.
    pub(super) fn ask(self, task: Task, parameters: Map<String, Value>) -> Ask {
        Ask { beside: self.beside, ..Ask::new(task, self.input, parameters) }
    }
}

impl TextArg {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        Ok(Question::json(read(self.text.as_ref())?.into()))
    }
}

impl PromptArg {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        let prompt = read(self.prompt.as_ref())?;
        Ok(Question::new(Input::Json(prompt.clone().into()), prompt))
    }
}

impl ImageArg {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        media(self.image.as_ref())
    }
}

impl AudioArg {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        media(self.audio.as_ref())
    }
}

impl PictureQuestionArgs {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        Ok(self.image.question()?.with("question", read(self.question.as_ref())?))
    }
}

impl TableArg {
    pub(super) fn question(&self) -> Result<Question, InputError> {
        let table = self.table.as_ref().map(TableInput::read).transpose()?.unwrap_or_default();
        Ok(Question::new(Input::None, String::new()).with("table", table))
    }
}

/// The parser wants an input unless there is a file with many.
fn read(text: Option<&TextInput>) -> Result<String, InputError> {
    Ok(text.map(TextInput::read).transpose()?.unwrap_or_default())
}

fn media(place: Option<&MediaInput>) -> Result<Question, InputError> {
    match place {
        Some(place) => Ok(Question::new(Input::Media(place.read()?), place.stem())),
        None => Ok(Question::new(Input::None, String::new())),
    }
}

/// A task, as its verb has it.
pub(super) struct Spec {
    pub(super) task: Task,
    /// What the lines of a file with many questions are.
    pub(super) kind: Kind,
    /// Those of its flags.
    pub(super) parameters: Map<String, Value>,
    pub(super) show: Show,
}

impl Spec {
    /// Asks the question, or those of a file, and shows the answer.
    pub(super) async fn run(
        self,
        cx: &Context,
        args: &TaskArgs,
        question: impl FnOnce() -> Result<Question, InputError>,
    ) -> Result<()> {
        self.run_and_view(cx, args, (question, View::default())).await
    }

    /// The same, with something more for pictures.
    pub(super) async fn run_and_view(
        self,
        cx: &Context,
        args: &TaskArgs,
        (question, view): (impl FnOnce() -> Result<Question, InputError>, View),
    ) -> Result<()> {
        view.check(cx, args.output.as_deref())?;
        let (task, parameters, output) = (self.task, args.call.with_params(self.parameters), args.output.as_deref());
        if args.batch.input_file.is_some() {
            let template = Ask::new(task, Input::None, parameters);
            let all = async {
                let asker = Asker::new(cx, &args.call, task).await?;
                batch::run(cx, &asker, (&args.batch, self.kind), (output, &template)).await
            };
            return in_time(&args.call, all).await;
        }
        let question = question()?;
        let name = question.name.clone();
        let ask = question.ask(task, parameters);
        let (answer, canvas) = in_time(&args.call, async {
            let asker = Asker::new(cx, &args.call, task).await?;
            if !view.draws(&self.show) {
                return Ok((asker.answer(ask).await?, None));
            }
            // What is drawn on is what the model sees.
            let ask = asker.inference.fetched(ask).await?;
            let canvas = view.canvas(&ask)?;
            Ok((asker.answer(ask).await?, Some(canvas)))
        })
        .await?;
        let drawn = match (&answer, canvas) {
            (Answer::Json(found), Some(canvas)) => Some((found.clone(), canvas)),
            _ => None,
        };
        show::answer(cx, &self.show, answer, &Target { output, name: &name, shows: view.shows_answer() })?;
        drawn.map_or(Ok(()), |(found, canvas)| canvas.finish(cx, &self.show, found))
    }
}
