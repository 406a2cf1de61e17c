//! `--yes` and `--dry-run`: what stands between a command and what it destroys.

use crate::output::{Format, Out, PromptError};

/// `-y`, `--yes`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct YesArg {
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
}

impl YesArg {
    /// As if it had been typed.
    pub fn given() -> Self {
        Self { yes: true }
    }

    /// Whether it was typed.
    pub fn is_given(&self) -> bool {
        self.yes
    }

    /// Asks unless the user has agreed already. The question ends in a question mark.
    ///
    /// # Errors
    /// [`PromptError`]: the user does not agree, or nobody is asked in this output mode.
    pub fn confirm(&self, out: &Out, question: &str) -> Result<(), PromptError> {
        out.confirm(question, self.yes)
    }

    /// The same for commands of the Python client that ask nobody there: only a person at a terminal is asked, so that
    /// scripts go on.
    ///
    /// # Errors
    /// The person does not agree.
    pub fn confirm_at_terminal(&self, out: &Out, question: &str) -> Result<(), PromptError> {
        let is_person = out.format() == Format::Human && out.settings().terminals.stdin;
        if is_person { self.confirm(out, question) } else { Ok(()) }
    }
}

/// `--yes` and `--dry-run`, for what is planned before it is done.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ProceedArgs {
    #[command(flatten)]
    pub yes: YesArg,
    /// Show what would be removed without removing it
    #[arg(long)]
    pub dry_run: bool,
}
