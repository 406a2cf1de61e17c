//! `--allow-secret`.

/// Which files may be uploaded with what looks like a secret.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct AllowSecretArg {
    /// Upload this file even if it holds a token or a key; may be repeated
    #[arg(long, value_name = "PATH")]
    pub allow_secret: Vec<String>,
}
