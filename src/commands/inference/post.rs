//! `hf inference post`.

use std::path::PathBuf;

use anyhow::Result;
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::asker::{in_time, inference, tell};
use super::pieces::PATIENCE;
use super::show::target::Target;
use super::show::{self, Show};
use crate::api::inference::Inference;
use crate::api::inference::notice::Notice;
use crate::api::inference::post::Post;
use crate::api::inference::send::Extras;
use crate::args::call::CallArgs;
use crate::args::inputs::{JsonInput, MediaInput, TextInput};
use crate::args::misuse::Misuse;
use crate::context::Context;

/// Send a raw request to a model, for tasks without a command
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference post Intel/dpt-large --data photo.jpg --task depth-estimation -o depth.json
  $ hf inference post org/model --inputs 'A text' --param top_k=3
  $ hf inference post http://localhost:8080/generate --json-body '{\"inputs\": \"Once\"}' --stream")]
pub struct PostVerb {
    /// Model ID, or the URL of a server
    #[arg(value_name = "MODEL|URL")]
    to: String,
    /// Text to send as inputs; @FILE reads it from a file, - from standard input
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["json_body", "data"])]
    inputs: Option<TextInput>,
    /// Body of the request as JSON, or @FILE
    #[arg(long, value_name = "JSON", conflicts_with = "data")]
    json_body: Option<JsonInput>,
    /// File to send unchanged: a path, a URL, or - for standard input
    #[arg(long, value_name = "FILE")]
    data: Option<MediaInput>,
    /// Task, where the model does several
    #[arg(long, value_name = "TASK")]
    task: Option<String>,
    /// Print the answer as it comes
    #[arg(long)]
    stream: bool,
    /// File to write the answer to; - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    call: CallArgs,
}

impl PostVerb {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if self.call.provider.as_deref().is_some_and(|name| name != "hf-inference") {
            return Err(
                Misuse("post asks hf-inference or a server: use the verb of a task for --provider".to_owned()).into()
            );
        }
        if self.call.endpoint.is_some() || self.call.model.is_some() {
            return Err(Misuse("name the model or the URL first, without --model or --endpoint".to_owned()).into());
        }
        let post = self.post()?;
        let (client, extras) = (inference(cx, &self.call)?, self.call.extras()?);
        let name = self.task.as_deref().unwrap_or("answer");
        let target = Target { output: self.output.as_deref(), name, shows: false };
        in_time(&self.call, send(cx, &client, (&post, &extras), (self.stream, &target))).await
    }

    fn post(&self) -> Result<Post> {
        let parameters = self.call.with_params(Map::new());
        let json = match (&self.json_body, &self.inputs) {
            (Some(JsonInput(body)), _) => Some(merged(body.clone(), parameters)?),
            (None, Some(inputs)) => {
                let mut body = Map::from_iter([("inputs".to_owned(), Value::from(inputs.read()?))]);
                if !parameters.is_empty() {
                    body.insert("parameters".to_owned(), parameters.into());
                }
                Some(Value::Object(body))
            }
            (None, None) if self.data.is_none() => {
                return Err(Misuse("nothing to send: use --inputs, --json-body or --data".to_owned()).into());
            }
            (None, None) => None,
        };
        let media = self.data.as_ref().map(MediaInput::read).transpose()?;
        Ok(Post { to: self.to.clone(), task: self.task.clone(), json, media })
    }
}

/// Sends a request and shows the answer, piece by piece if it streams.
pub(in crate::commands) async fn send(
    cx: &Context,
    client: &Inference,
    (post, extras): (&Post, &Extras),
    (streams, target): (bool, &Target<'_>),
) -> Result<()> {
    let hear = |notice: Notice<'_>| tell(cx, None, notice);
    if !streams {
        return show::answer(cx, &Show::Json, client.post(post, extras, &hear).await?, target);
    }
    let mut pieces = Box::pin(client.post_stream(post, (extras, PATIENCE), &hear).await?);
    while let Some(piece) = pieces.next().await {
        cx.out.raw(&piece?)?;
    }
    Ok(())
}

/// A body with parameters that were typed beside it.
fn merged(body: Value, parameters: Map<String, Value>) -> Result<Value, Misuse> {
    match body {
        body if parameters.is_empty() => Ok(body),
        Value::Object(mut fields) => {
            match fields.entry("parameters").or_insert_with(|| Value::Object(Map::new())) {
                Value::Object(own) => own.extend(parameters),
                other => *other = Value::Object(parameters),
            }
            Ok(Value::Object(fields))
        }
        _ => Err(Misuse("--param needs a --json-body that is an object".to_owned())),
    }
}
