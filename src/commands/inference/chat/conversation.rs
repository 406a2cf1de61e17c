//! A conversation on a terminal: lines are read, commands obeyed, and answers kept, so that the next question is about
//! all that was said. Ctrl-C ends an answer and not the program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};

use super::command::{Command, HELP, WORDS};
use super::history::History;
use super::messages::user;
use super::request::RequestArgs;
use super::{show, stream};
use crate::api::inference::answer::Answer;
use crate::api::inference::task::Task;
use crate::args::call::CallArgs;
use crate::args::inputs::MediaInput;
use crate::commands::inference::asker::{Asker, in_time, reason};
use crate::context::Context;
use crate::output::quantity::counted;
use crate::output::{LineEditor, PromptError, Typed, is_unwritten};

const PROMPT: &str = "> ";
/// Of a message that continues.
const CONTINUED: &str = ". ";

/// A conversation, as far as it has come.
pub(super) struct Conversation<'a> {
    cx: &'a Context,
    request: &'a RequestArgs,
    /// Those of the command line, with the model of now.
    call: CallArgs,
    asker: Asker<'a>,
    messages: Vec<Value>,
    /// For the next message.
    images: Vec<MediaInput>,
    editor: LineEditor,
    history: History,
    /// The file that this conversation was saved to, which it may replace.
    saved: Option<PathBuf>,
}

impl<'a> Conversation<'a> {
    /// Finds out who answers.
    ///
    /// # Errors
    /// Nobody does, or the user has no more patience.
    pub(super) async fn new(cx: &'a Context, request: &'a RequestArgs, messages: Vec<Value>) -> Result<Self> {
        let connecting = in_time(&request.call, Asker::new(cx, &request.call, Task::Conversational));
        let asker = unless_interrupted(cx, connecting).await?.ok_or(PromptError::Interrupted)?;
        let history = History::new(&cx.config.paths.own);
        let editor = cx.out.line_editor(history.read(), &WORDS)?;
        let call = request.call.clone();
        Ok(Self { cx, request, call, asker, messages, images: Vec::new(), editor, history, saved: None })
    }

    /// Talks until the user leaves.
    ///
    /// # Errors
    /// The terminal cannot be read or written; what a model refuses is only said.
    pub(super) async fn run(mut self) -> Result<()> {
        let model = self.asker.route.model();
        self.cx.out.log(&format!("Chatting with '{model}': /help lists commands, Ctrl-D leaves"));
        let _keys = self.cx.out.keep_keys()?;
        let mut is_leaving = false;
        loop {
            match self.message().await? {
                Typed::Ended => return Ok(()),
                Typed::Interrupted if is_leaving => return Ok(()),
                Typed::Interrupted => {
                    is_leaving = true;
                    self.cx.out.log("Press Ctrl-C again to leave");
                    continue;
                }
                Typed::Cleared => {}
                Typed::Line(line) if line.trim().is_empty() => {}
                Typed::Line(line) => {
                    self.editor.remember(&line);
                    self.history.add(&line);
                    match line.parse() {
                        Ok(Command::Quit) => return Ok(()),
                        Ok(command) => self.outcome(command).await?,
                        Err(why) => self.cx.out.error(&why),
                    }
                }
            }
            is_leaving = false;
        }
    }

    /// A line, and those that continue it.
    async fn message(&self) -> Result<Typed, PromptError> {
        let mut message = String::new();
        loop {
            let prompt = if message.is_empty() { PROMPT } else { CONTINUED };
            match self.editor.read(prompt).await? {
                Typed::Line(line) => message.push_str(line.trim_end()),
                Typed::Interrupted if !message.is_empty() => return Ok(Typed::Cleared),
                other => return Ok(other),
            }
            match message.strip_suffix('\\') {
                Some(begun) => message = format!("{begun}\n"),
                None => return Ok(Typed::Line(message)),
            }
        }
    }

    /// Does what was typed. Only an output that cannot be written ends the conversation.
    async fn outcome(&mut self, command: Command) -> Result<()> {
        match self.obey(command).await {
            Err(error) if error.downcast_ref().is_some_and(is_unwritten) => Err(error),
            Err(error) => {
                self.cx.out.error(&reason(&error));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn obey(&mut self, command: Command) -> Result<()> {
        match command {
            Command::Say(text) => self.ask(text).await,
            Command::System(None) => {
                let text = self.system().and_then(|message| message["content"].as_str());
                self.cx.out.log(text.unwrap_or("No system prompt is set"));
                Ok(())
            }
            Command::System(Some(text)) => {
                let message = json!({"role": "system", "content": text});
                match self.system() {
                    Some(_) => self.messages[0] = message,
                    None => self.messages.insert(0, message),
                }
                self.cx.out.log("The system prompt is set");
                Ok(())
            }
            Command::Model(model) => self.model(model).await,
            Command::Image(place) => {
                // A file that is missing is better known now.
                place.read()?;
                self.images.push(place);
                let count = counted(self.images.len(), "picture");
                self.cx.out.log(&format!("The next message has {count}"));
                Ok(())
            }
            Command::Save(path) => self.save(&path),
            Command::Help => Ok(self.cx.out.text(HELP)?),
            Command::Quit => Ok(()),
        }
    }

    fn system(&self) -> Option<&Value> {
        self.messages.first().filter(|message| message["role"] == "system")
    }

    async fn model(&mut self, model: Option<String>) -> Result<()> {
        if let Some(model) = model {
            let call = CallArgs { model: Some(model), ..self.call.clone() };
            let connecting = in_time(&call, Asker::new(self.cx, &call, Task::Conversational));
            let Some(asker) = unless_interrupted(self.cx, connecting).await? else { return Ok(()) };
            (self.asker, self.call) = (asker, call);
        }
        self.cx.out.log(&format!("Model: {}", self.asker.route.model()));
        Ok(())
    }

    /// Asks, shows the answer, and keeps both. A question without any answer is not kept: it can be asked again.
    async fn ask(&mut self, text: String) -> Result<()> {
        let question = user(Some(text), &self.images)?;
        let messages = self.messages.iter().cloned().chain([question.clone()]).collect();
        let mut heard = String::new();
        let answering = in_time(&self.call, self.answer(messages, &mut heard));
        let outcome = unless_interrupted(self.cx, answering).await;
        if matches!(outcome, Ok(None)) {
            if self.request.streams_in_conversation() && !heard.is_empty() {
                self.cx.out.raw("")?;
            }
            self.cx.out.log("Stopped");
        }
        if !heard.is_empty() {
            self.messages.extend([question, json!({"role": "assistant", "content": heard})]);
            self.images.clear();
        }
        outcome.map(drop)
    }

    async fn answer(&self, messages: Vec<Value>, heard: &mut String) -> Result<()> {
        let streams = self.request.streams_in_conversation();
        let ask = self.request.ask(messages, streams);
        if streams {
            return stream::print(self.cx, &self.asker, ask, |text| heard.push_str(text)).await;
        }
        match self.asker.answer(ask).await? {
            Answer::Json(reply) => {
                let text = reply.pointer("/choices/0/message/content").and_then(Value::as_str);
                heard.push_str(text.unwrap_or_default());
                show::completion(self.cx, &reply)
            }
            // Nobody answers a chat with a picture.
            Answer::Content(_) => bail!("the answer is not text"),
        }
    }

    /// Writes the conversation in the form that `--messages` reads. No other file is replaced.
    fn save(&mut self, path: &Path) -> Result<()> {
        let conversation = json!({"model": self.asker.route.model(), "messages": self.messages});
        let text = format!("{conversation:#}\n");
        let is_ours = self.saved.as_deref() == Some(path);
        if !is_ours && path.symlink_metadata().is_ok() {
            bail!("'{}' exists: choose another name", path.display());
        }
        fs::write(path, text).with_context(|| format!("cannot write '{}'", path.display()))?;
        self.cx.out.log(&format!("Saved {} to '{}'", counted(self.messages.len(), "message"), path.display()));
        self.saved = Some(path.to_owned());
        Ok(())
    }
}

/// The outcome of some work; `None` if Ctrl-C ended it.
async fn unless_interrupted<T>(cx: &Context, work: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    let _keys = cx.out.keep_keys_but_interrupts()?;
    // What was pressed earlier does not count.
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    tokio::select! {
        outcome = work => outcome.map(Some),
        _ = interrupt.recv() => Ok(None),
    }
}
