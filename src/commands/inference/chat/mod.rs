//! `hf inference chat`.

mod command;
mod conversation;
mod history;
mod messages;
mod parameters;
mod request;
mod show;
mod stream;
mod tool_calls;

use anyhow::Result;

use super::asker::{Asker, in_time};
use crate::api::inference::answer::Answer;
use crate::api::inference::task::Task;
use crate::args::misuse::Misuse;
use crate::commands::run::Run;
use crate::context::Context;
use crate::output::Format;
use conversation::Conversation;
use messages::MessageArgs;
use request::RequestArgs;

/// Chat with a language model
///
/// Without a prompt, a conversation begins on a terminal: /help lists its commands. What is typed there is kept for the
/// arrow keys, unless it begins with a blank or holds a secret.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference chat 'What is the capital of France?' -m meta-llama/Llama-3.1-8B-Instruct
  $ hf inference chat 'Explain this' --system 'Be brief' -m org/model:fastest --stream
  $ hf inference chat -m meta-llama/Llama-3.1-8B-Instruct
  $ git diff | hf inference chat - --system 'Write a commit message' -m org/model --provider together
  $ hf inference chat 'What is on it?' --image photo.jpg -m org/vision-model --json
  $ hf inference chat 'Hi' --endpoint http://localhost:8080 --max-tokens 100")]
pub struct Chat {
    #[command(flatten)]
    messages: MessageArgs,
    #[command(flatten)]
    request: RequestArgs,
}

impl Chat {
    pub fn run(self, cx: &Context) -> Run<'_> {
        let is_for_people = matches!(cx.out.format(), Format::Human | Format::Agent);
        if self.messages.is_silent() && cx.out.settings().terminals.stdin && is_for_people {
            return Run::waits(self.converse(cx)).hears_interrupts();
        }
        Run::waits(self.answer(cx)).on_one_thread()
    }

    async fn converse(self, cx: &Context) -> Result<()> {
        if self.request.parameters.has_tools() {
            return Err(Misuse("--tools needs a prompt: nobody answers its calls in a conversation".to_owned()).into());
        }
        Conversation::new(cx, &self.request, self.messages.read()?).await?.run().await
    }

    async fn answer(mut self, cx: &Context) -> Result<()> {
        if self.messages.is_silent() {
            if cx.out.settings().terminals.stdin {
                return Err(Misuse("a prompt is needed, or --messages".to_owned()).into());
            }
            self.messages = self.messages.with_stdin();
        }
        let (call, streams) = (&self.request.call, self.request.streams());
        let ask = self.request.ask(self.messages.read()?, streams);
        in_time(call, async {
            let asker = Asker::new(cx, call, Task::Conversational).await?;
            if streams {
                return stream::print(cx, &asker, ask, |_| ()).await;
            }
            match asker.answer(ask).await? {
                Answer::Json(reply) => show::completion(cx, &reply),
                // Nobody answers a chat with a picture.
                Answer::Content(content) => Ok(cx.out.bytes(&content.bytes)?),
            }
        })
        .await
    }
}
