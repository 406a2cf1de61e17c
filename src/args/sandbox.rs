//! Sandboxes as they are typed: IDs, maybe with a namespace in front, and `--namespace`.

use super::job::one;
use super::misuse::Misuse;
use super::namespace::NamespaceArg;
use crate::base::age::Age;
use crate::ids::sandbox::SandboxRef;

/// One sandbox.
#[derive(Debug, Clone, clap::Args)]
pub struct SandboxArgs {
    /// Sandbox ID, or namespace/ID
    #[arg(value_name = "SANDBOX_ID")]
    pub sandbox_id: SandboxRef,
    #[command(flatten)]
    namespace: NamespaceArg,
}

impl SandboxArgs {
    /// The sandbox that the words mean.
    ///
    /// # Errors
    /// Two namespaces were typed.
    pub fn resolve(&self) -> Result<SandboxRef, Misuse> {
        in_namespace(&self.sandbox_id, &self.namespace)
    }
}

/// The sandbox in the namespace that was typed, if one was.
///
/// # Errors
/// Two namespaces were typed.
pub fn in_namespace(sandbox: &SandboxRef, namespace: &NamespaceArg) -> Result<SandboxRef, Misuse> {
    Ok(SandboxRef { job: one(&sandbox.job, namespace)?, local: sandbox.local.clone() })
}

/// Seconds without use after which a sandbox ends, unless it was told otherwise.
pub const IDLE: u64 = 600;

/// `--idle-timeout`.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct IdleArg {
    /// End it after this long without use, such as 10m or 1h [default: 10m]
    #[arg(long, value_name = "TIME")]
    idle_timeout: Option<Age>,
}

impl IdleArg {
    /// What was typed, in seconds.
    pub fn typed(self) -> Option<u64> {
        self.idle_timeout.map(|Age(seconds)| seconds)
    }

    /// In seconds, typed or not.
    pub fn seconds(self) -> u64 {
        self.typed().unwrap_or(IDLE)
    }
}
