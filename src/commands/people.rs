//! Listings of users: what the followers and members of users and organizations have in common.

use anyhow::Result;

use crate::api::Hub;
use crate::api::pages::Pages;
use crate::api::users::User;
use crate::args::limit::LimitArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of_rows().whole("username").for_people(&["username", "fullname", "is_pro"]);

/// Whose people are listed.
#[derive(clap::Args)]
pub(super) struct PeopleArgs {
    /// User or organization name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

impl PeopleArgs {
    /// Prints the users that `of` lists for the name.
    pub(super) async fn print(
        &self,
        cx: &Context,
        of: impl for<'h> Fn(&'h Hub, &str) -> Pages<'h, User>,
    ) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        cx.list(of(&hub, &self.name).take(self.limit.most()), &COLUMNS).await
    }
}
