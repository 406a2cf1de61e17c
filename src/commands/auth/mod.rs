//! `hf auth`: the account that commands act for.

mod activate;
mod browser;
mod home;
pub mod list;
pub mod login;
pub mod logout;
pub mod move_tokens;
mod save;
mod stored;
pub mod switch;
pub mod token;
pub mod whoami;

use anyhow::Result;

use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Auth {
    Login(login::Login),
    Logout(logout::Logout),
    Switch(switch::Switch),
    Move(move_tokens::Move),
    #[command(visible_alias = "ls")]
    List(list::List),
    Token(token::Token),
    Whoami(whoami::Whoami),
}

impl Auth {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Login(command) => command.run(cx).await,
            Self::Logout(command) => command.run(cx).await,
            Self::Switch(command) => command.run(cx).await,
            Self::Move(command) => command.run(cx).await,
            Self::List(command) => command.run(cx).await,
            Self::Token(command) => command.run(cx).await,
            Self::Whoami(command) => command.run(cx).await,
        }
    }

    /// Whether the command may wait for the Hub, or for others that write tokens.
    pub fn waits(&self, cx: &Context) -> bool {
        match self {
            Self::Login(_) | Self::Logout(_) | Self::Switch(_) | Self::Move(_) | Self::Whoami(_) => true,
            Self::Token(_) => cx.signing_in_waits(),
            Self::List(_) => false,
        }
    }
}
