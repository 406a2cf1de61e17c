//! Novita: chat, completions and videos.

use super::super::openai::{chat, generated, plain_completions};
use super::super::provider::{Fields, Form, Order, Provider, Read, Sent};
use super::super::task::Task;
use crate::base::url::url_path;

pub(super) static PROVIDER: Provider = Provider::new(
    "novita",
    "https://api.novita.ai",
    &[
        (Task::Conversational, Form::new(|order| chat(order, "/v3/openai/chat/completions"), Read::Json)),
        (
            Task::TextGeneration,
            Form::new(|order| plain_completions(order, "/v3/openai/completions"), Read::Shaped(generated)),
        ),
        (Task::TextToVideo, Form::new(video, Read::Link(&["/video/video_url"]))),
    ],
);

fn video(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    Sent::json(format!("/v3/hf/{}", url_path(order.id)), fields.done())
}
