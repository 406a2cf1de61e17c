//! What verbs that make repos take beside their IDs.

use crate::args::exists::ExistOkArg;
use crate::args::token::TokenArg;
use crate::args::visibility::VisibilityArgs;

#[derive(clap::Args)]
pub(super) struct NewRepoArgs {
    #[command(flatten)]
    pub visibility: VisibilityArgs,
    #[command(flatten)]
    pub token: TokenArg,
    #[command(flatten)]
    pub exist_ok: ExistOkArg,
    /// Resource group for the repo; Enterprise organizations only
    #[arg(long, value_name = "ID")]
    pub resource_group_id: Option<String>,
}
