//! Providers whose work goes through queues. A job is done at the second look, unless its model's name says that it
//! fails (`unlucky`) or never ends (`endless`).

use axum::http::Method;
use serde_json::{Value, json};

use super::Asked;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};

pub(super) fn answer_to(app: &App, asked: &Asked, provider: &str, tail: &str) -> Reply {
    let is_done = |key: &str| !tail.contains("endless") && app.world.looked_at_job(&format!("{provider}/{key}")) > 1;
    let link = |name: &str| json!(format!("{}/_files/{name}", asked.hub_url));
    let fails = tail.contains("unlucky") || asked.json["model"] == "together-unlucky";
    match provider {
        "together" => Ok(together(asked, tail, (fails, &link))),
        "fal-ai" => Ok(fal(asked, tail, (&is_done, &link))),
        "replicate" => Ok(replicate(tail, (fails, &link))),
        "wavespeed" => Ok(wavespeed(asked, tail, (&is_done, &link))),
        "zai-org" if asked.method == Method::POST => Ok(json!({"id": "z1", "task_status": "PROCESSING"})),
        "zai-org" => Ok(json!({"id": "z1", "task_status": "SUCCESS", "image_result": [{"url": link("image.png")}]})),
        "novita" if tail.starts_with("v3/hf/") => Ok(json!({"video": {"video_url": link("video.mp4")}})),
        _ => Err(Refusal::new(404, format!("{provider} has no {tail}"))),
    }
    .map(|reply| answer(&reply))
}

type Link<'a> = &'a dyn Fn(&str) -> Value;

fn together(asked: &Asked, tail: &str, (fails, link): (bool, Link<'_>)) -> Value {
    if asked.method == Method::POST {
        return json!({"id": if fails { "unlucky" } else { "video-1" }, "status": "queued"});
    }
    match tail.ends_with("unlucky") {
        true => json!({"id": "unlucky", "status": "failed", "error": {"message": "no GPU is left"}}),
        false => json!({"id": "video-1", "status": "completed", "outputs": {"video_url": link("video.mp4")}}),
    }
}

fn fal(asked: &Asked, tail: &str, (is_done, link): (&dyn Fn(&str) -> bool, Link<'_>)) -> Value {
    let model = tail.split('/').nth(1).unwrap_or_default();
    let result = match model {
        "wan" | "animate" => json!({"video": {"url": link("video.mp4")}}),
        "cutter" => json!({"image": {"url": link("image.png")}}),
        _ => json!({"images": [{"url": link("image.png"), "content_type": "image/png"}]}),
    };
    if tail.ends_with("/status") {
        return match model {
            "unlucky" => json!({"status": "COMPLETED", "error": "no GPU is left"}),
            _ => json!({"status": if is_done(tail) { "COMPLETED" } else { "IN_PROGRESS" }}),
        };
    }
    if tail.contains("/requests/") {
        return result;
    }
    if asked.query.contains("_subdomain=queue") {
        let at = format!("https://queue.fal.run/{tail}/requests/req-1");
        return json!({"request_id": "req-1", "status": "IN_QUEUE", "response_url": at});
    }
    match model {
        "whisper" => json!({"text": "fal heard you"}),
        "kokoro" => json!({"audio": {"url": link("audio.wav")}}),
        _ => result,
    }
}

fn replicate(tail: &str, (fails, link): (bool, Link<'_>)) -> Value {
    let done = |output: Value| json!({"id": "p1", "status": "succeeded", "output": output});
    match tail {
        _ if fails => json!({"id": "p1", "status": "failed", "error": "NSFW content was found", "output": null}),
        tail if tail.contains("endless") => {
            let get = "https://api.replicate.com/v1/predictions/endless";
            json!({"id": "endless", "status": "processing", "output": null, "urls": {"get": get}})
        }
        tail if tail.contains("speaker") => done(link("audio.wav")),
        tail if tail.contains("filmer") => done(link("video.mp4")),
        tail if tail.contains("listener") => done(json!({"transcription": "replicated speech"})),
        tail if tail.contains("painter") => done(json!([link("image.png")])),
        _ => done(link("image.png")),
    }
}

fn wavespeed(asked: &Asked, tail: &str, (is_done, link): (&dyn Fn(&str) -> bool, Link<'_>)) -> Value {
    let is_video = tail.contains("filmer") || tail.contains("animate") || tail.contains("video");
    let kind = if is_video { "w-video" } else { "w-image" };
    let id = ["unlucky", "endless"].into_iter().find(|word| tail.contains(word)).unwrap_or(kind);
    if asked.method == Method::POST {
        let get = format!("https://api.wavespeed.ai/api/v3/predictions/{id}/result");
        return json!({"code": 200, "data": {"id": id, "status": "created", "urls": {"get": get}}});
    }
    let outputs = json!([link(if is_video { "video.mp4" } else { "image.png" })]);
    match id {
        "unlucky" => json!({"data": {"status": "failed", "error": "no GPU is left"}}),
        _ if is_done(tail) => json!({"data": {"status": "completed", "outputs": outputs}}),
        _ => json!({"data": {"status": "processing", "outputs": []}}),
    }
}
