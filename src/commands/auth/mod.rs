//! `hf auth`: the account that commands act for.

mod activate;
mod browser;
pub mod git_credential;
mod home;
pub mod list;
pub mod login;
pub mod logout;
pub mod move_tokens;
mod reply;
mod save;
pub mod status;
mod stored;
pub mod switch;
pub mod token;
pub mod whoami;

use super::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Auth {
    Login(login::Login),
    Logout(logout::Logout),
    Switch(switch::Switch),
    Move(move_tokens::Move),
    List(list::List),
    Token(token::Token),
    Whoami(whoami::Whoami),
    Status(status::Status),
    /// Git's own words are few: it calls this by name.
    #[command(hide = true)]
    GitCredential(git_credential::GitCredential),
}

impl Auth {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Login(command) => Run::waits(command.run(cx)),
            Self::Logout(command) => Run::waits(command.run(cx)),
            Self::Switch(command) => Run::waits(command.run(cx)),
            Self::Move(command) => Run::waits(command.run(cx)),
            Self::List(command) => Run::done(command.run(cx)),
            Self::Token(command) => command.run(cx),
            Self::Whoami(command) => Run::waits(command.run(cx)),
            Self::Status(command) => Run::waits(command.run(cx)),
            Self::GitCredential(command) => command.run(cx),
        }
    }
}
