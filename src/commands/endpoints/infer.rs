//! `hf endpoints infer`.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::named::named;
use super::reached::{self, POLL, Patience};
use crate::api::inference::Inference;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::post::Post;
use crate::api::inference::send::Extras;
use crate::api::inference::task::Task;
use crate::args::call::Param;
use crate::args::endpoint::{EndpointArgs, WaitArgs};
use crate::args::inputs::{MediaInput, TextInput};
use crate::args::misuse::Misuse;
use crate::commands::inference::asker::Asker;
use crate::commands::inference::post::send;
use crate::commands::inference::show::target::Target;
use crate::commands::inference::show::{self, Show};
use crate::context::Context;

/// How the names of tasks begin whose input is a picture or a recording.
const MEDIA_TASKS: [&str; 5] = ["image-", "audio-", "automatic-speech-recognition", "object-detection", "video-"];

/// Ask the model of an endpoint
///
/// The verbs of `hf inference` have typed flags for each task: `hf inference chat 'Hi' --endpoint my-endpoint`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints infer my-endpoint 'Once upon a time' --param max_new_tokens=50
  $ hf endpoints infer my-endpoint photo.jpg --task image-classification --json
  $ hf endpoints infer my-endpoint @story.txt --wait --stream")]
pub struct Infer {
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Text, @FILE to read it from a file, or - for standard input; for a task about pictures or recordings a path or URL
    #[arg(value_name = "INPUT")]
    input: String,
    /// Task; defaults to the endpoint's own
    #[arg(long, value_name = "TASK")]
    task: Option<String>,
    /// Parameter as KEY=VALUE, where the value may be JSON; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE")]
    params: Vec<Param>,
    /// Print the answer as it comes
    #[arg(long, conflicts_with = "output")]
    stream: bool,
    /// File to write the answer to; - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    wait: WaitArgs,
}

impl Infer {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let mut endpoint = endpoints.endpoint(&id).await?;
        if self.wait.wait && !endpoint.is_running() {
            let patience = Patience { every: POLL, limit: self.wait.timeout.limit() };
            endpoint = reached::running(cx, &endpoints, &id, patience).await?;
        }
        let url = reached::awake(cx, &endpoints, &id, (&endpoint, self.wait.timeout.limit())).await?;
        let client = cx.inference(&self.endpoint.token, None)?;
        let task = self.task.as_deref().unwrap_or_else(|| endpoint.text("/model/task"));
        if MEDIA_TASKS.iter().any(|start| task.starts_with(start)) {
            self.ask_about_media(cx, client, (task, &url)).await
        } else {
            self.ask_about_text(cx, &client, (task, &url)).await
        }
    }

    async fn ask_about_media(&self, cx: &Context, client: Inference, (task, url): (&str, &str)) -> Result<()> {
        if self.stream {
            return Err(Misuse(format!("the answer to {task} does not come in pieces: leave out --stream")).into());
        }
        let Some(known) = Task::named(task) else {
            let text = format!("{task} has no form here: use `hf inference post URL --data FILE`");
            return Err(Misuse(text).into());
        };
        let input = self.input.parse::<MediaInput>().map_err(|flaw| Misuse(flaw.to_owned()))?;
        let ask = Ask::new(known, Input::Media(input.read()?), Param::all(&self.params));
        let answer = Asker::at(cx, client, (known, url)).await?.answer(ask).await?;
        show::answer(cx, &Show::Json, answer, &self.target(task))
    }

    async fn ask_about_text(&self, cx: &Context, client: &Inference, (task, url): (&str, &str)) -> Result<()> {
        let Ok(input) = self.input.parse::<TextInput>();
        let mut body = json!({"inputs": input.read()?});
        let parameters: Map<String, Value> = Param::all(&self.params);
        if !parameters.is_empty() {
            body["parameters"] = parameters.into();
        }
        let post = Post { to: url.to_owned(), task: None, json: Some(body), media: None };
        send(cx, client, (&post, &Extras::default()), (self.stream, &self.target(task))).await
    }

    fn target<'a>(&'a self, name: &'a str) -> Target<'a> {
        let name = if name.is_empty() { "answer" } else { name };
        Target { output: self.output.as_deref(), name, shows: false }
    }
}
