//! Models that providers serve, all in the namespace `lab`: which provider does what, under which ID. Models whose names
//! say so fail.

use serde_json::{Value, json};

/// A white picture of one pixel.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0bIDATx\xdac\xf8\x0f\x04\0\x09\xfb\x03\xfdh\xfa\x1c\xcc\0\0\0\0IEND\xaeB`\x82";
/// The beginning of a picture that says it is 100,000 pixels wide and as high.
pub const GIANT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0\xa8\x52\x0b\xc8\0\0\0\0IDAT\x35\xaf\x06\x1e";
/// A recording of nothing.
pub const RECORDING: &[u8] =
    b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0";
/// The beginning of a video.
pub const VIDEO: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";

/// A model and its providers.
pub struct Served {
    pub name: &'static str,
    /// What its page says that it is for.
    pub tag: &'static str,
    pub tags: &'static [&'static str],
    /// Provider, ID there, task, state.
    pub providers: Vec<(&'static str, &'static str, &'static str, &'static str)>,
    /// The file of its weights, if they are put on top of another model's.
    pub adapter: Option<&'static str>,
}

/// Providers of chat, with the ID of the one model there.
const CHAT: [(&str, &str); 15] = [
    ("together", "together-chat-id"),
    ("groq", "groq-chat-id"),
    ("cerebras", "cerebras-chat-id"),
    ("cohere", "cohere-chat-id"),
    ("deepinfra", "deepinfra-chat-id"),
    ("featherless-ai", "featherless-ai-chat-id"),
    ("fireworks-ai", "fireworks-ai-chat-id"),
    ("novita", "novita-chat-id"),
    ("nscale", "nscale-chat-id"),
    ("scaleway", "scaleway-chat-id"),
    ("ovhcloud", "ovhcloud-chat-id"),
    ("publicai", "publicai-chat-id"),
    ("baseten", "baseten-chat-id"),
    ("zai-org", "zai-org-chat-id"),
    ("hf-inference", "lab/chat"),
];

/// Models of the Hub's own service, by what they are for.
const OWN: [(&str, &str); 23] = [
    ("sentiment", "text-classification"),
    ("ner", "token-classification"),
    ("qa", "question-answering"),
    ("tapas", "table-question-answering"),
    ("bert", "fill-mask"),
    ("bart", "summarization"),
    ("opus", "translation"),
    ("zsc", "zero-shot-classification"),
    ("tts", "text-to-speech"),
    ("whisper", "automatic-speech-recognition"),
    ("audio-cls", "audio-classification"),
    ("separator", "audio-to-audio"),
    ("vit", "image-classification"),
    ("segmenter", "image-segmentation"),
    ("captioner", "image-to-text"),
    ("detr", "object-detection"),
    ("layout", "document-question-answering"),
    ("vqa", "visual-question-answering"),
    ("clip", "zero-shot-image-classification"),
    ("tabular", "tabular-classification"),
    ("diffusion", "text-to-image"),
    ("giant", "text-to-image"),
    ("img2img", "image-to-image"),
];

/// Models that fail, each as its name says.
pub const FAILING: [&str; 12] = [
    "overloaded",
    "loading",
    "invalid",
    "gone",
    "slow",
    "forbidden",
    "paid",
    "limited",
    "broken",
    "stream-error",
    "stream-cut",
    "stream-hangs",
];

type Row = (&'static str, &'static str, &'static str, &'static str);

fn of(name: &'static str, tag: &'static str, providers: &[Row]) -> Served {
    Served { name, tag, tags: &[], providers: providers.to_vec(), adapter: None }
}

/// The model of that name in `lab`.
pub fn served(name: &str) -> Option<Served> {
    if let Some((name, task)) = OWN.iter().find(|(known, _)| *known == name) {
        return Some(of(name, task, &[("hf-inference", "", task, "live")]));
    }
    if let Some(name) = FAILING.iter().find(|known| **known == name) {
        let rows = [("hf-inference", "", "conversational", "live"), ("together", "", "conversational", "live")];
        return Some(of(name, "text-generation", &rows));
    }
    Some(match name {
        "chat" => {
            let rows = CHAT.map(|(provider, id)| (provider, id, "conversational", "live"));
            of("chat", "text-generation", &rows)
        }
        "vlm" => of("vlm", "image-text-to-text", &[("hf-inference", "lab/vlm", "conversational", "live")]),
        "text" => of("text", "text-generation", &TEXT),
        "embedder" => Served { tags: &["sentence-similarity"], ..of("embedder", "feature-extraction", &EMBEDDER) },
        "painter" => of("painter", "text-to-image", &PAINTER),
        "painter-lora" => {
            let rows = [
                ("fal-ai", "fal-ai/flux-lora", "text-to-image", "live"),
                ("replicate", "acme/lora:abc123", "text-to-image", "live"),
            ];
            Served { adapter: Some("lora.safetensors"), ..of("painter-lora", "text-to-image", &rows) }
        }
        "editor" => of("editor", "image-to-image", &EDITOR),
        "speaker" => of("speaker", "text-to-speech", &SPEAKER),
        "listener" => of("listener", "automatic-speech-recognition", &LISTENER),
        "filmer" => of("filmer", "text-to-video", &FILMER),
        "animator" => of("animator", "image-to-video", &ANIMATOR),
        "cutter" => of("cutter", "image-segmentation", &[("fal-ai", "fal-ai/cutter", "image-segmentation", "live")]),
        "unlucky" => of("unlucky", "text-to-video", &UNLUCKY),
        "endless" => of("endless", "text-to-video", &ENDLESS),
        "mixed" => of("mixed", "text-to-image", &MIXED),
        "unmapped" => of("unmapped", "text-generation", &[]),
        _ => return None,
    })
}

const TEXT: [Row; 5] = [
    ("together", "together-text", "text-generation", "live"),
    ("featherless-ai", "lab/text", "text-generation", "live"),
    ("novita", "novita-text", "text-generation", "error"),
    ("deepinfra", "deep-text", "text-generation", "staging"),
    ("hf-inference", "lab/text", "text-generation", "live"),
];
const EMBEDDER: [Row; 4] = [
    ("hf-inference", "lab/embedder", "feature-extraction", "live"),
    ("together", "together-embed", "feature-extraction", "live"),
    ("scaleway", "scaleway-embed", "feature-extraction", "live"),
    ("deepinfra", "deep-embed", "feature-extraction", "live"),
];
const PAINTER: [Row; 6] = [
    ("fal-ai", "fal-ai/flux/schnell", "text-to-image", "live"),
    ("together", "black-forest-labs/FLUX.1-schnell", "text-to-image", "live"),
    ("replicate", "acme/painter", "text-to-image", "live"),
    ("nscale", "nscale-painter", "text-to-image", "live"),
    ("wavespeed", "wavespeed-ai/painter", "text-to-image", "live"),
    ("zai-org", "cogview-4", "text-to-image", "live"),
];
const EDITOR: [Row; 4] = [
    ("fal-ai", "fal-ai/edit", "image-to-image", "live"),
    ("together", "black-forest-labs/FLUX.1-kontext-dev", "image-to-image", "live"),
    ("replicate", "acme/editor", "image-to-image", "live"),
    ("wavespeed", "wavespeed-ai/editor", "image-to-image", "live"),
];
const SPEAKER: [Row; 4] = [
    ("fal-ai", "fal-ai/kokoro", "text-to-speech", "live"),
    ("replicate", "acme/speaker", "text-to-speech", "live"),
    ("together", "together-speaker", "text-to-speech", "live"),
    ("deepinfra", "deep-speaker", "text-to-speech", "live"),
];
const LISTENER: [Row; 3] = [
    ("fal-ai", "fal-ai/whisper", "automatic-speech-recognition", "live"),
    ("deepinfra", "deep-whisper", "automatic-speech-recognition", "live"),
    ("replicate", "acme/listener", "automatic-speech-recognition", "live"),
];
const FILMER: [Row; 5] = [
    ("fal-ai", "fal-ai/wan", "text-to-video", "live"),
    ("novita", "novita-video", "text-to-video", "live"),
    ("replicate", "acme/filmer", "text-to-video", "live"),
    ("together", "together-video", "text-to-video", "live"),
    ("wavespeed", "wavespeed-ai/filmer", "text-to-video", "live"),
];
const ANIMATOR: [Row; 3] = [
    ("fal-ai", "fal-ai/animate", "image-to-video", "live"),
    ("together", "together-animate", "image-to-video", "live"),
    ("wavespeed", "wavespeed-ai/animate", "image-to-video", "live"),
];
/// Its jobs fail.
const UNLUCKY: [Row; 4] = [
    ("fal-ai", "fal-ai/unlucky", "text-to-video", "live"),
    ("replicate", "acme/unlucky", "text-to-video", "live"),
    ("together", "together-unlucky", "text-to-video", "live"),
    ("wavespeed", "wavespeed-ai/unlucky", "text-to-video", "live"),
];
/// Its jobs never end.
const ENDLESS: [Row; 3] = [
    ("fal-ai", "fal-ai/endless", "text-to-video", "live"),
    ("replicate", "acme/endless", "text-to-video", "live"),
    ("wavespeed", "wavespeed-ai/endless", "text-to-video", "live"),
];
/// Its first providers are not known, not well, or do something else.
const MIXED: [Row; 4] = [
    ("newcomer", "new-painter", "text-to-image", "live"),
    ("fal-ai", "fal-ai/edit", "image-to-image", "live"),
    ("nscale", "nscale-painter", "text-to-image", "error"),
    ("together", "black-forest-labs/FLUX.1-schnell", "text-to-image", "live"),
];

impl Served {
    /// As the Hub maps it: a list, or for some models an object.
    pub fn mapping(&self) -> Value {
        let entry = |(provider, id, task, status): &Row| {
            let id = match (*id, *provider) {
                ("", "hf-inference") => format!("lab/{}", self.name),
                ("", provider) => format!("{provider}-{}", self.name),
                (id, _) => id.to_owned(),
            };
            let mut entry = json!({"provider": provider, "providerId": id, "task": task, "status": status});
            if let Some(adapter) = self.adapter {
                entry["adapter"] = json!("lora");
                entry["adapterWeightsPath"] = json!(adapter);
            }
            entry
        };
        if self.name != "text" {
            return self.providers.iter().map(entry).collect();
        }
        let by_name = self.providers.iter().map(|row| {
            let mut entry = entry(row);
            entry.as_object_mut().unwrap().shift_remove("provider");
            (row.0.to_owned(), entry)
        });
        Value::Object(by_name.collect())
    }
}
