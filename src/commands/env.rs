//! `hf env`.

use anyhow::Result;

use super::version::VERSION;
use crate::auth::{git_credential, resolve};
use crate::config::Config;
use crate::context::Context;

/// Print system information for bug reports
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf env")]
pub struct Env {}

impl Env {
    pub fn run(self, cx: &Context) -> Result<()> {
        let lines: Vec<String> = facts(&cx.config).map(|(key, value)| format!("- {key}: {value}")).collect();
        Ok(cx
            .out
            .raw(&format!("\nPaste this into your bug report; it contains no tokens.\n\n{}\n", lines.join("\n")))?)
    }
}

/// The keys that the Python client shows come first, then every variable of ours.
fn facts(config: &Config) -> impl Iterator<Item = (&'static str, String)> {
    let paths = &config.paths;
    let python = |yes: bool| if yes { "True" } else { "False" }.to_owned();
    let own = [
        ("hf version", VERSION.to_owned()),
        ("Platform", format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)),
        ("Token path ?", paths.token.display().to_string()),
        ("Has saved token ?", python(resolve::is_stored(config).unwrap_or(false))),
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
    own.into_iter().chain(variables)
}
