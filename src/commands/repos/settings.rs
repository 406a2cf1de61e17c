//! `hf repos settings`.

use anyhow::Result;
use clap::ValueEnum;

use super::changed::ChangedRepo;
use crate::api::repos::changes::{Gating, RepoSettings};
use crate::args::misuse::Misuse;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::args::visibility::VisibilityArgs;
use crate::context::Context;
use crate::ids::repo::RepoKind;

/// Change the visibility of a repo and how access is granted
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos settings my-org/my-model --private
  $ hf repos settings my-org/my-model --gated auto
  $ hf repos settings datasets/my-org/my-data --gated false --public")]
pub struct Settings {
    #[command(flatten)]
    repo: RepoArgs,
    /// How people get access: at once when they ask, when you accept their request, or without asking
    #[arg(long, value_enum, value_name = "MODE")]
    gated: Option<Mode>,
    #[command(flatten)]
    visibility: VisibilityArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mode {
    Auto,
    Manual,
    False,
}

impl From<Mode> for Gating {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Auto => Self::Auto,
            Mode::Manual => Self::Manual,
            Mode::False => Self::Off,
        }
    }
}

impl Settings {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        if repo.kind() == RepoKind::Kernel {
            return Err(Misuse("the settings of a kernel cannot be changed".to_owned()).into());
        }
        let visibility = self.visibility.word_for(repo.kind())?;
        let settings = RepoSettings { gated: self.gated.map(Into::into), visibility };
        if settings.gated.is_none() && settings.visibility.is_none() {
            let text = "there is nothing to change: use --gated, --private, --public or --protected";
            return Err(Misuse(text.to_owned()).into());
        }
        cx.hub(&self.token)?.change_repo_settings(&repo, &settings).await?;
        Ok(cx.out.done("Repo settings updated", &ChangedRepo::of(&repo))?)
    }
}
