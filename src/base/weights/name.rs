//! What the names of weights say: which format, variant and shard a file is, as llama.cpp, diffusers and transformers
//! name files.

/// Formats that hold the same weights as others in the repo, or caches of them.
const OTHER_WEIGHTS: [&str; 12] =
    [".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".onnx_data", ".ot", ".tflite", ".nemo", ".npz"];

/// One file of a repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A GGUF file; each variant is a whole model.
    Gguf(Parsed),
    /// A safetensors file, or the index of some.
    Safetensors(Parsed),
    /// Weights in another format.
    OtherWeights,
    /// Anything else, such as a configuration or a tokenizer.
    Beside,
}

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    /// The folder and the name without variant, shard and ending: files of one model have it in common.
    pub(super) stem: String,
    /// Such as `Q4_K_M` or `fp16`; `None` if the name has none.
    pub(super) variant: Option<String>,
    /// The number of the shard, counted from 1.
    pub(super) shard: Option<u32>,
    /// It only says which tensor is in which file.
    pub(super) is_index: bool,
}

impl Kind {
    pub(super) fn of(path: &str) -> Self {
        let lower = path.to_ascii_lowercase();
        if lower.ends_with(".gguf") {
            return Self::Gguf(gguf(path));
        }
        if let Some(parsed) = safetensors(path) {
            return Self::Safetensors(parsed);
        }
        let is_other = OTHER_WEIGHTS.iter().any(|ending| lower.ends_with(ending));
        if is_other || lower.contains(".bin.index.") { Self::OtherWeights } else { Self::Beside }
    }
}

fn gguf(path: &str) -> Parsed {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let (name, shard) = without_shard(&name[..name.len() - ".gguf".len()]);
    let (mut stem, mut variant) = quantisation(name);
    if variant.is_none() {
        // Shards are often in a folder that is called as their variant.
        let last = folder.rsplit('/').next().unwrap_or_default();
        variant = quantisation(last).1;
    }
    if stem.is_empty() {
        stem = name.to_owned();
    }
    Parsed { stem, variant, shard, is_index: false }
}

/// The name without the word for its quantisation, and that word.
fn quantisation(name: &str) -> (String, Option<String>) {
    let mut start = 0;
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in name.split(['-', '.', ' ']) {
        words.push((start, word));
        start += word.len() + 1;
    }
    let Some(at) = words.iter().rposition(|(_, word)| is_quantisation(word)) else { return (name.to_owned(), None) };
    let (mut from, word) = words[at];
    let mut variant = word.to_ascii_uppercase();
    // Quantisations that treat every layer in its own way are named so by those who make them.
    if let Some((before, "UD" | "ud")) = at.checked_sub(1).map(|before| words[before]) {
        (from, variant) = (before, format!("UD-{variant}"));
    }
    (name[..from].trim_end_matches(['-', '.', ' ']).to_owned(), Some(variant))
}

/// `Q4_K_M`, `IQ3_XXS`, `TQ1_0`, `MXFP4`, `F16`, `BF16`, in any case.
fn is_quantisation(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    if matches!(word.as_str(), "F16" | "F32" | "BF16" | "FP16" | "FP32" | "MXFP4" | "MXFP4_MOE") {
        return true;
    }
    let rest = ["IQ", "TQ", "Q"].iter().find_map(|prefix| word.strip_prefix(prefix));
    let mut parts = rest.unwrap_or_default().split('_');
    let bits = parts.next().unwrap_or_default();
    let is_part =
        |part: &str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    bits.len() == 1 && bits.bytes().all(|byte| byte.is_ascii_digit()) && parts.all(is_part)
}

fn safetensors(path: &str) -> Option<Parsed> {
    let of = |stem: &str, variant: Option<&str>, shard, is_index| Parsed {
        stem: stem.to_owned(),
        variant: variant.map(str::to_owned),
        shard,
        is_index,
    };
    if let Some((stem, rest)) = path.split_once(".safetensors.index") {
        let variant = rest.strip_suffix(".json")?;
        return Some(of(stem, variant.strip_prefix('.'), None, true));
    }
    let name = path.strip_suffix(".safetensors")?;
    // `model-00001-of-00002.fp16` is older than `model.fp16-00001-of-00002`.
    let (name, shard) = without_shard(name);
    let (name, variant) = with_variant(name);
    let (name, older) = if shard.is_none() { without_shard(name) } else { (name, None) };
    Some(of(name, variant, shard.or(older), false))
}

fn with_variant(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, variant))
            if variant.starts_with(|first: char| first.is_ascii_alphabetic())
                && variant.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
        {
            (stem, Some(variant))
        }
        _ => (name, None),
    }
}

/// `model-00001-of-00002` is the first shard of `model`.
fn without_shard(name: &str) -> (&str, Option<u32>) {
    let shard = || {
        let (rest, count) = name.rsplit_once("-of-")?;
        let (stem, number) = rest.rsplit_once('-')?;
        let is_number = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(count) && is_number(number)).then_some(())?;
        Some((stem, number.parse().ok()?))
    };
    shard().map_or((name, None), |(stem, number)| (stem, Some(number)))
}

#[cfg(test)]
mod tests {
    use super::Kind;

    fn parsed(path: &str) -> String {
        match Kind::of(path) {
            Kind::Gguf(name) | Kind::Safetensors(name) => {
                let shard = name.shard.map(|shard| format!(" #{shard}")).unwrap_or_default();
                let index = if name.is_index { " index" } else { "" };
                format!("{} {}{shard}{index}", name.stem, name.variant.unwrap_or_else(|| "-".to_owned()))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn names_of_gguf_files_say_their_quantisation() {
        for (path, expected) in [
            ("llama-2-7b.Q4_K_M.gguf", "llama-2-7b Q4_K_M"),
            ("Qwen2.5-7B-Instruct-IQ4_XS.gguf", "Qwen2.5-7B-Instruct IQ4_XS"),
            ("mistral-q4_k_m.gguf", "mistral Q4_K_M"),
            ("x-UD-Q2_K_XL.gguf", "x UD-Q2_K_XL"),
            ("Q8_0/x-Q8_0-00002-of-00003.gguf", "x Q8_0 #2"),
            ("BF16/model-00001-of-00009.gguf", "model BF16 #1"),
            ("model-f16.gguf", "model F16"),
            ("Q5_0.gguf", "Q5_0 Q5_0"),
            ("qwen3-4b.gguf", "qwen3-4b -"),
        ] {
            assert_eq!(parsed(path), expected, "{path}");
        }
    }

    #[test]
    fn names_of_safetensors_say_variant_and_shard() {
        for (path, expected) in [
            ("model.safetensors", "model -"),
            ("unet/diffusion_pytorch_model.fp16.safetensors", "unet/diffusion_pytorch_model fp16"),
            ("model-00002-of-00004.safetensors", "model - #2"),
            ("model.fp16-00002-of-00004.safetensors", "model fp16 #2"),
            ("model-00002-of-00004.fp16.safetensors", "model fp16 #2"),
            ("model.safetensors.index.json", "model - index"),
            ("model.safetensors.index.fp16.json", "model fp16 index"),
            ("consolidated.00.safetensors", "consolidated.00 -"),
            ("Llama-3.1-8B.safetensors", "Llama-3.1-8B -"),
            ("pytorch_model.bin", "OtherWeights"),
            ("pytorch_model.bin.index.json", "OtherWeights"),
            ("onnx/model.onnx_data", "OtherWeights"),
            ("config.json", "Beside"),
            ("tokenizer.model", "Beside"),
        ] {
            assert_eq!(parsed(path), expected, "{path}");
        }
    }
}
