//! The tasks of the Hub's own service, each in its documented shape.

use serde_json::{Value, json};

use super::{Asked, events, media};
use crate::local_hub::reply::{Refusal, Reply, answer};

pub(super) fn answer_to(asked: &Asked, task: &str) -> Reply {
    let (inputs, parameters) = (&asked.json["inputs"], &asked.json["parameters"]);
    let text = inputs.as_str().unwrap_or_default();
    let reply = match task {
        "text-generation" => return generated(asked),
        "text-to-image" | "image-to-image" => return Ok(media::answer("image.png")),
        "text-to-speech" => return Ok(media::answer("audio.wav")),
        "text-classification" => {
            let all = [json!({"label": "POSITIVE", "score": 0.98}), json!({"label": "NEGATIVE", "score": 0.02})];
            json!([all[..parameters["top_k"].as_u64().unwrap_or(2) as usize]])
        }
        "token-classification" => {
            json!([{"entity_group": "PER", "score": 0.99, "word": "Alice", "start": 0, "end": 5}])
        }
        "question-answering" => json!({"answer": "Paris", "score": 0.9, "start": 3, "end": 8}),
        "table-question-answering" => {
            json!({"answer": "36542", "cells": ["36542"], "coordinates": [[0, 1]], "aggregator": "NONE"})
        }
        "fill-mask" => {
            json!([{"score": 0.5, "sequence": text.replace("<mask>", "capital"), "token": 1, "token_str": "capital"}])
        }
        "summarization" => json!([{"summary_text": format!("short: {text}")}]),
        "translation" => json!([{"translation_text": format!("translated: {text}")}]),
        "zero-shot-classification" => {
            json!({"sequence": text, "labels": parameters["candidate_labels"], "scores": [0.9, 0.1]})
        }
        "sentence-similarity" => inputs["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(at, _)| json!(1.0 / (at + 1) as f64))
            .collect(),
        "feature-extraction" => match inputs {
            Value::Array(texts) => texts.iter().map(vector).collect(),
            text => vector(text),
        },
        "tabular-classification" => json!(["yes", "no"]),
        "automatic-speech-recognition" => json!({"text": format!("heard {} bytes", asked.bytes.len())}),
        "audio-classification" | "image-classification" | "zero-shot-image-classification" => {
            let all = [json!({"label": "cat", "score": 0.8}), json!({"label": "dog", "score": 0.2})];
            json!(all[..parameters["top_k"].as_u64().unwrap_or(2) as usize])
        }
        "audio-to-audio" => {
            json!([{"label": "speaker_0", "content-type": "audio/flac", "blob": media::base64("audio.wav")}])
        }
        "image-to-text" => json!([{"generated_text": "a picture"}]),
        "object-detection" => {
            json!([{"label": "person", "score": 0.97, "box": {"xmin": 1, "ymin": 2, "xmax": 30, "ymax": 40}}])
        }
        "image-segmentation" => json!([{"label": "sky", "score": 0.9, "mask": media::base64("image.png")}]),
        "document-question-answering" => json!([{"answer": "us-001", "score": 0.4, "start": 16, "end": 16}]),
        "visual-question-answering" => json!([{"answer": "laying down", "score": 0.77}]),
        _ => return Err(Refusal::new(400, format!("Task {task} is not supported"))),
    };
    Ok(answer(&reply))
}

fn vector(text: &Value) -> Value {
    json!([text.as_str().unwrap_or_default().len(), 0.5, -0.25])
}

/// Embeddings in OpenAI's form.
pub(super) fn embeddings(asked: &Asked) -> Reply {
    let input = &asked.json["input"];
    let texts = input.as_array().cloned().unwrap_or_else(|| vec![input.clone()]);
    let rows = texts.iter().enumerate().map(|(index, text)| json!({"index": index, "embedding": vector(text)}));
    Ok(answer(&json!({"object": "list", "data": rows.collect::<Value>()})))
}

fn generated(asked: &Asked) -> Reply {
    let (body, words) = (&asked.json, [" once", " upon", " a", " time"]);
    if body["stream"] == json!(true) {
        let piece = |(index, word): (usize, &&str)| {
            let text = (index == 3).then(|| words.concat());
            format!(
                "data:{}\n\n",
                json!({"index": index, "token": {"text": word, "special": false}, "generated_text": text})
            )
        };
        return Ok(events(words.iter().enumerate().map(piece).collect()));
    }
    let mut text = words.concat();
    if body["parameters"]["return_full_text"] == json!(true) {
        text = format!("{}{text}", body["inputs"].as_str().unwrap_or_default());
    }
    let mut reply = json!({"generated_text": text});
    if body["parameters"]["details"] == json!(true) {
        reply["details"] = json!({"finish_reason": "length", "generated_tokens": 4, "tokens": []});
    }
    Ok(answer(&json!([reply])))
}
