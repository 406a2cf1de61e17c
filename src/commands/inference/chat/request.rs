//! Who is asked and how: the flags of chat but for what is said.

use serde_json::Value;

use super::parameters::Parameters;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::task::Task;
use crate::args::call::CallArgs;
use crate::args::inputs::{JsonInput, fields};

/// Who is asked and how.
#[derive(clap::Args)]
pub(super) struct RequestArgs {
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
    pub(super) parameters: Parameters,
    #[command(flatten)]
    pub(super) call: CallArgs,
}

impl RequestArgs {
    /// Whether the answer to a single question comes in pieces.
    pub(super) fn streams(&self) -> bool {
        self.stream && !self.no_stream
    }

    /// The same in a conversation.
    pub(super) fn streams_in_conversation(&self) -> bool {
        !self.no_stream
    }

    /// The question, with its parameters in the order in which they are sent.
    pub(super) fn ask(&self, messages: Vec<Value>, streams: bool) -> Ask {
        let mut parameters = fields(&self.parameters);
        parameters.insert("stream".to_owned(), streams.into());
        if let Some(JsonInput(options)) = &self.stream_options {
            parameters.insert("stream_options".to_owned(), options.clone());
        }
        Ask::new(Task::Conversational, Input::Json(messages.into()), self.call.with_params(parameters))
    }
}
