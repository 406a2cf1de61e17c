//! `--namespace`.

/// Whose things a command works on.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct NamespaceArg {
    /// User or organization; defaults to your own account
    #[arg(long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
}
