//! `hf env`.

use anyhow::Result;
use serde_json::{Map, Value};

use super::version::VERSION;
use crate::auth::{git_credential, resolve};
use crate::config::{Config, FlagDefault, FlagValue};
use crate::context::Context;
use crate::output::Format;

/// Print system information for bug reports
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf env\n  $ hf env --json")]
pub struct Env {}

impl Env {
    pub fn run(self, cx: &Context) -> Result<()> {
        if cx.out.format() == Format::Json {
            let all: Map<String, Value> = facts(&cx.config).map(|(key, value)| (key, value.into())).collect();
            return Ok(cx.out.object(&all)?);
        }
        let lines: Vec<String> = facts(&cx.config).map(|(key, value)| format!("- {key}: {value}")).collect();
        Ok(cx
            .out
            .raw(&format!("\nPaste this into your bug report; it contains no tokens.\n\n{}\n", lines.join("\n")))?)
    }
}

/// The keys that the Python client shows come first, then every variable of ours, then where the values come from.
fn facts(config: &Config) -> impl Iterator<Item = (String, String)> {
    let paths = &config.paths;
    let own = [
        ("hf version", VERSION.to_owned()),
        ("Platform", format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)),
        ("Token path ?", paths.token.display().to_string()),
        ("Has saved token ?", if resolve::is_stored(config).unwrap_or(false) { "yes" } else { "no" }.to_owned()),
        ("Configured git credential helpers", git_credential::helpers().join(", ")),
        ("Run by AI agent ?", config.agent.clone().unwrap_or_else(|| "No".to_owned())),
        ("ENDPOINT", config.shown_endpoint()),
        ("HF_HUB_CACHE", paths.hub_cache.display().to_string()),
        ("HF_ASSETS_CACHE", paths.assets_cache.display().to_string()),
        ("HF_XET_CACHE", paths.xet_cache.display().to_string()),
        ("HF_TOKEN_PATH", paths.token.display().to_string()),
        ("HF_STORED_TOKENS_PATH", paths.stored_tokens.display().to_string()),
        ("HF_HUB_ETAG_TIMEOUT", config.metadata_timeout.as_secs().to_string()),
        ("HF_HUB_DOWNLOAD_TIMEOUT", config.download_timeout.as_secs().to_string()),
    ];
    let names = own.each_ref().map(|(name, _)| *name);
    let variables = config.shown.iter().filter(move |(name, _)| !names.contains(name)).cloned();
    own.into_iter().chain(variables).map(|(key, value)| (key.to_owned(), value)).chain(origins(config))
}

/// Variables that a value may come from, the first that is set.
const ORIGINS: [(&str, &[&str]); 7] = [
    ("ENDPOINT", &["HUGGINGFACE_CO_STAGING", "HF_ENDPOINT"]),
    ("HF_HUB_CACHE", &["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"]),
    ("HF_ASSETS_CACHE", &["HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE", "HF_HOME", "XDG_CACHE_HOME"]),
    ("HF_XET_CACHE", &["HF_XET_CACHE", "HF_HOME", "XDG_CACHE_HOME"]),
    ("HF_TOKEN_PATH", &["HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME"]),
    ("HF_HUB_ETAG_TIMEOUT", &["HF_HUB_ETAG_TIMEOUT"]),
    ("HF_HUB_DOWNLOAD_TIMEOUT", &["HF_HUB_DOWNLOAD_TIMEOUT"]),
];

/// Where the values above come from, and the defaults that the configuration file gives to options.
fn origins(config: &Config) -> Vec<(String, String)> {
    let file = config.file.clone().unwrap_or_default();
    let path = file.path.as_ref().map(|path| path.display().to_string());
    let mut all = vec![("Configuration file".to_owned(), path.unwrap_or_else(|| "none".to_owned()))];
    for (key, variables) in ORIGINS {
        let set = variables.iter().find(|name| config.variable(name).is_some_and(|value| !value.is_empty()));
        let origin = match set {
            Some(name) => format!("variable {name}"),
            None if key == "ENDPOINT" && config.services.is_hub_of_file => "configuration file".to_owned(),
            None => "default".to_owned(),
        };
        all.push((format!("Source of {key}"), origin));
    }
    for FlagDefault { verb, flag, value, line } in file.defaults {
        let value = match value {
            FlagValue::Switch(is_on) => is_on.to_string(),
            FlagValue::Texts(texts) => texts.join(", "),
        };
        all.push((format!("Default of {} --{flag}", verb.join(" ")), format!("{value} (line {line})")));
    }
    all
}
