//! How much memory a model takes while it answers: its weights, what it keeps of the text so far, and a reserve.

use serde_json::{Map, Value};

/// Bytes of one number in the cache of keys and values: half precision.
const BYTES_OF_NUMBER: u64 = 2;
/// The longest text that is reckoned with unless the user names a length, in tokens.
const USUAL_CONTEXT: u64 = 8192;
/// The part of the memory that is left to buffers and to the system: one in so many.
const RESERVE: u64 = 10;

/// What is known of a model's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// Bytes that each token of the text takes in the cache of keys and values.
    pub bytes_a_token: u64,
    /// The longest text that the model was made for, in tokens.
    pub longest: Option<u64>,
}

impl Attention {
    /// Reads the `config.json` of a model; `None` where it does not say enough.
    pub fn of_config(config: &Value) -> Option<Self> {
        // Models that see pictures have the configuration of their text within.
        let config = if config.get("num_hidden_layers").is_some() { config } else { config.get("text_config")? };
        let number = |name: &str| config.get(name).and_then(Value::as_u64);
        let layers = number("num_hidden_layers")?;
        let longest = number("max_position_embeddings");
        if let Some(rank) = number("kv_lora_rank") {
            return Some(Self::of(layers, 1, (rank, number("qk_rope_head_dim").unwrap_or_default()), longest));
        }
        let heads = number("num_attention_heads")?;
        let size = number("head_dim").or_else(|| number("hidden_size")?.checked_div(heads))?;
        Some(Self::of(layers, number("num_key_value_heads").unwrap_or(heads), (size, size), longest))
    }

    /// Reads the metadata of a GGUF file, as keys and values.
    pub fn of_gguf(metadata: &Map<String, Value>) -> Option<Self> {
        let architecture = metadata.get("general.architecture")?.as_str()?;
        let number = |name: &str| number(metadata.get(&format!("{architecture}.{name}"))?);
        let layers = number("block_count")?;
        let longest = number("context_length");
        let heads = number("attention.head_count")?;
        let usual = || number("embedding_length")?.checked_div(heads);
        let key = number("attention.key_length").or_else(usual)?;
        let value = number("attention.value_length").or_else(usual)?;
        let shared = number("attention.head_count_kv").unwrap_or(heads);
        Some(Self::of(layers, shared, (key, value), longest))
    }

    fn of(layers: u64, heads: u64, (key, value): (u64, u64), longest: Option<u64>) -> Self {
        let numbers = key.saturating_add(value).saturating_mul(heads).saturating_mul(layers);
        Self { bytes_a_token: numbers.saturating_mul(BYTES_OF_NUMBER), longest }
    }
}

/// A number, or the largest of a list that has one for each layer, of which the first are known.
fn number(value: &Value) -> Option<u64> {
    let items = value.get("first").unwrap_or(value).as_array();
    items.map_or_else(|| value.as_u64(), |items| items.iter().filter_map(Value::as_u64).max())
}

/// How much memory there is, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes.
    pub memory: u64,
    /// Tokens that the user wants room for.
    pub context: Option<u64>,
}

/// The sum for one variant, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    pub weights: u64,
    /// `None` where the model's attention is not known.
    pub cache: Option<u64>,
    /// Tokens that the cache is for.
    pub context: u64,
    pub reserve: u64,
}

impl Need {
    /// What these weights take.
    pub fn of(weights: u64, attention: Option<Attention>, budget: Budget) -> Self {
        let usual =
            attention.and_then(|attention| attention.longest).map_or(USUAL_CONTEXT, |most| most.min(USUAL_CONTEXT));
        let context = budget.context.unwrap_or(usual);
        let cache = attention.map(|attention| attention.bytes_a_token.saturating_mul(context));
        Self { weights, cache, context, reserve: budget.memory / RESERVE }
    }

    /// All of it.
    pub fn sum(&self) -> u64 {
        self.weights.saturating_add(self.cache.unwrap_or_default()).saturating_add(self.reserve)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Attention, Budget, Need};

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_cache_of_a_text_follows_from_the_configuration() {
        let llama = json!({"num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
                           "hidden_size": 4096, "max_position_embeddings": 131_072});
        let attention = Attention::of_config(&llama).unwrap();
        // 2 (keys and values) * 32 layers * 8 heads * 128 numbers * 2 bytes
        assert_eq!(attention, Attention { bytes_a_token: 131_072, longest: Some(131_072) });
        assert_eq!(Attention::of_config(&json!({"text_config": llama})), Some(attention));
        let latent = json!({"num_hidden_layers": 10, "kv_lora_rank": 512, "qk_rope_head_dim": 64});
        assert_eq!(Attention::of_config(&latent).unwrap().bytes_a_token, 11_520);
        for hostile in [
            json!({}),
            json!({"num_hidden_layers": 1, "num_attention_heads": 0, "hidden_size": 5}),
            json!({"num_hidden_layers": -1, "num_attention_heads": 1, "hidden_size": 5}),
            json!([]),
        ] {
            assert_eq!(Attention::of_config(&hostile), None, "{hostile}");
        }
        let huge = json!({"num_hidden_layers": u64::MAX, "num_attention_heads": 2, "hidden_size": u64::MAX});
        assert_eq!(Attention::of_config(&huge).unwrap().bytes_a_token, u64::MAX);
    }

    #[test]
    fn gguf_says_the_same_in_its_own_words() {
        let metadata = object(&json!({"general.architecture": "llama", "llama.block_count": 32,
            "llama.attention.head_count": 32, "llama.attention.head_count_kv": 8, "llama.embedding_length": 4096,
            "llama.context_length": 4096}));
        assert_eq!(Attention::of_gguf(&metadata), Some(Attention { bytes_a_token: 131_072, longest: Some(4096) }));
        let layered = object(&json!({"general.architecture": "x", "x.block_count": 2, "x.attention.head_count": 4,
            "x.attention.head_count_kv": {"count": 20, "first": [1, 2]}, "x.attention.key_length": 16,
            "x.attention.value_length": 8}));
        assert_eq!(Attention::of_gguf(&layered).unwrap().bytes_a_token, 2 * 2 * 24 * 2);
        assert_eq!(Attention::of_gguf(&Map::new()), None);
    }

    #[test]
    fn the_sum_has_weights_cache_and_reserve() {
        let attention = Some(Attention { bytes_a_token: 100, longest: Some(2048) });
        let budget = Budget { memory: 1_000_000, context: None };
        let need = Need::of(500_000, attention, budget);
        assert_eq!((need.context, need.cache, need.reserve, need.sum()), (2048, Some(204_800), 100_000, 804_800));
        let longer = Need::of(500_000, attention, Budget { context: Some(4096), ..budget });
        assert_eq!(longer.cache, Some(409_600));
        assert_eq!(Need::of(u64::MAX, None, budget).sum(), u64::MAX);
    }
}
