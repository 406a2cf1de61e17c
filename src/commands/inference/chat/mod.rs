//! `hf inference chat`.

mod messages;
mod parameters;
mod show;
mod stream;

use anyhow::Result;
use serde_json::Value;

use super::asker::{Asker, in_time};
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::task::Task;
use crate::args::call::CallArgs;
use crate::args::inputs::{JsonInput, fields};
use crate::args::misuse::Misuse;
use crate::context::Context;
use messages::MessageArgs;
use parameters::Parameters;

/// Chat with a language model
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference chat 'What is the capital of France?' -m meta-llama/Llama-3.1-8B-Instruct
  $ hf inference chat 'Explain this' --system 'Be brief' -m org/model:fastest --stream
  $ git diff | hf inference chat - --system 'Write a commit message' -m org/model --provider together
  $ hf inference chat 'What is on it?' --image photo.jpg -m org/vision-model --json
  $ hf inference chat 'Hi' --endpoint http://localhost:8080 --max-tokens 100")]
pub struct Chat {
    #[command(flatten)]
    messages: MessageArgs,
    /// Print the answer while it is generated
    #[arg(long, overrides_with = "no_stream")]
    stream: bool,
    /// Wait for the whole answer
    #[arg(long, overrides_with = "stream")]
    no_stream: bool,
    /// Options of the stream as JSON, such as '{"include_usage": true}'
    #[arg(long, value_name = "JSON")]
    stream_options: Option<JsonInput>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    call: CallArgs,
}

impl Chat {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        if self.messages.is_silent() {
            // A conversation begins here once there is one.
            if cx.out.settings().terminals.stdin {
                return Err(Misuse("a prompt is needed, or --messages".to_owned()).into());
            }
            self.messages = self.messages.with_stdin();
        }
        let ask = self.ask(self.messages.read()?);
        in_time(&self.call, async {
            let asker = Asker::new(cx, &self.call, Task::Conversational).await?;
            if self.is_streamed() {
                return stream::print(cx, &asker, ask).await;
            }
            match asker.answer(ask).await? {
                Answer::Json(reply) => show::completion(cx, &reply),
                // Nobody answers a chat with a picture.
                Answer::Content(content) => Ok(cx.out.bytes(&content.bytes)?),
            }
        })
        .await
    }

    fn is_streamed(&self) -> bool {
        self.stream && !self.no_stream
    }

    /// The question, with its parameters in the order in which they are sent.
    fn ask(&self, messages: Vec<Value>) -> Ask {
        let mut parameters = fields(&self.parameters);
        parameters.insert("stream".to_owned(), self.is_streamed().into());
        if let Some(JsonInput(options)) = &self.stream_options {
            parameters.insert("stream_options".to_owned(), options.clone());
        }
        Ask::new(Task::Conversational, Input::Json(messages.into()), self.call.with_params(parameters))
    }
}
