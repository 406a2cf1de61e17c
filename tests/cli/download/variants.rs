//! One variant of a repo's weights: by its name, or the largest that fits.

use super::with_model_and;
use crate::local_hub::Options;
use crate::sandbox::Sandbox;

/// Metadata of a small model: a token takes 2 layers * 1 head * (8 + 8) numbers * 2 bytes.
fn gguf(size: usize) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let number = |key: &str, value: u32| {
        [text(&format!("tiny.{key}")), 4_u32.to_le_bytes().to_vec(), value.to_le_bytes().to_vec()].concat()
    };
    let mut file = b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0".to_vec();
    file.extend([text("general.architecture"), 8_u32.to_le_bytes().to_vec(), text("tiny")].concat());
    let numbers = [("block_count", 2), ("attention.head_count", 1), ("embedding_length", 8), ("context_length", 1000)];
    numbers.iter().for_each(|(key, value)| file.extend(number(key, *value)));
    file.resize(size, 0);
    file
}

fn quantised() -> Sandbox {
    let (small, middle, large) = (gguf(100_000), gguf(200_000), gguf(300_000));
    let files: [(&str, &[u8]); 5] = [
        ("README.md", b"# Tiny"),
        ("tiny-Q2_K.gguf", &small),
        ("tiny-Q4_K_M.gguf", &middle),
        ("Q8_0/tiny-Q8_0-00001-of-00002.gguf", &large),
        ("Q8_0/tiny-Q8_0-00002-of-00002.gguf", &large),
    ];
    with_model_and(&files, Options::default())
}

fn planned(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let plan = sandbox.hf(&format!("download {words} --dry-run --json")).success().json();
    plan.as_array().unwrap().iter().map(|row| row["file"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_variant_behind_the_repo_is_downloaded_alone() {
    let sandbox = quantised();
    let path = sandbox.hf("download ada/model:q4_k_m -q").success().stdout;
    assert!(path.trim().ends_with("/tiny-Q4_K_M.gguf"), "{path}");
    let shards = ["Q8_0/tiny-Q8_0-00001-of-00002.gguf", "Q8_0/tiny-Q8_0-00002-of-00002.gguf"];
    assert_eq!(planned(&sandbox, "ada/model --variant Q8"), shards);
    assert_eq!(planned(&sandbox, "ada/model:Q8_0 --shards 2"), shards[1..]);
    assert_eq!(planned(&sandbox, "ada/model:Q8_0 --exclude *-00002-*"), shards[..1]);
}

#[test]
fn a_name_that_means_none_or_several_lists_the_choices() {
    let sandbox = quantised();
    let unknown = sandbox.hf("download ada/model:Q5");
    assert_eq!(unknown.code(), Some(3), "{unknown}");
    let choices = "'ada/model' has Q2_K (100.0 KB), Q4_K_M (200.0 KB), Q8_0 (600.0 KB)";
    assert!(unknown.stderr.contains("no variant named 'Q5'") && unknown.stderr.contains(choices), "{unknown}");
    let several = sandbox.hf("download ada/model:_K");
    assert_eq!((several.code(), several.stderr.contains("Q2_K, Q4_K_M")), (Some(2), true), "{several}");
    for words in
        ["ada/model:Q2_K --variant Q2_K", "ada/model:Q2_K README.md", "ada/model --context 5", "ada/model --shards 1"]
    {
        assert_eq!(sandbox.hf(&format!("download {words}")).code(), Some(2), "{words}");
    }
    assert_eq!(sandbox.hf("download ada/model:Q2_K --shards 1").code(), Some(3));
}

#[test]
fn the_largest_that_fits_is_downloaded_and_its_sum_is_shown() {
    let sandbox = quantised();
    assert_eq!(planned(&sandbox, "ada/model --fit 400KB"), ["tiny-Q4_K_M.gguf"]);
    assert_eq!(planned(&sandbox, "ada/model --fit 400KB --context 4000"), ["tiny-Q2_K.gguf"]);
    assert_eq!(planned(&sandbox, "ada/model --fit 1MB").len(), 2);
    let shown = sandbox.hf("download ada/model --fit 400KB --dry-run").success().stderr;
    let sum = "Q4_K_M fits: 200.0 KB of weights + 64.0 KB for a text of 1000 tokens + 40.0 KB in reserve = 304.0 KB";
    assert!(shown.contains(sum), "{shown}");
    let none = sandbox.hf("download ada/model --fit 100KB");
    assert_eq!((none.code(), none.stderr.contains("the smallest, Q2_K, takes")), (Some(1), true), "{none}");
    let automatic = sandbox.hf("download ada/model --dry-run --fit").success();
    assert!(automatic.stderr.contains("Q8_0 fits"), "{automatic}");
}

#[test]
fn a_type_of_safetensors_comes_with_its_configuration() {
    let config = br#"{"num_hidden_layers": 2, "num_attention_heads": 1, "hidden_size": 8}"#;
    let files: [(&str, &[u8]); 4] = [
        ("config.json", config),
        ("model.safetensors", &[0; 4000]),
        ("model.fp16.safetensors", &[0; 2000]),
        ("pytorch_model.bin", b"x"),
    ];
    let sandbox = with_model_and(&files, Options::default());
    let mut half = planned(&sandbox, "ada/model --variant fp16");
    half.sort();
    assert_eq!(half, [".gitattributes", "config.json", "model.fp16.safetensors"]);
    let fitting = planned(&sandbox, "ada/model --fit 5000 --context 10");
    assert!(fitting.contains(&"model.fp16.safetensors".to_owned()), "{fitting:?}");
}

#[test]
fn a_header_that_lies_is_refused() {
    let mut hostile = b"GGUF\x03\0\0\0".to_vec();
    hostile.extend([u64::MAX.to_le_bytes(), u64::MAX.to_le_bytes(), u64::MAX.to_le_bytes()].concat());
    for content in [&hostile[..], b"GGUF"] {
        let sandbox = with_model_and(&[("x-Q4_0.gguf", content)], Options::default());
        let refused = sandbox.hf("download ada/model --fit 1GB");
        assert_eq!((refused.code(), refused.stderr.contains("is not a GGUF file")), (Some(1), true), "{refused}");
    }
}
