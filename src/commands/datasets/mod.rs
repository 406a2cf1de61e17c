//! `hf datasets`: datasets on the Hub.

pub mod card;
pub mod duckdb;
pub mod info;
pub mod leaderboard;
pub mod list;
pub mod parquet;
pub mod rows;
pub mod schema;
pub mod splits;
pub mod sql;
pub mod tags;
mod viewer;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Datasets {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Leaderboard(leaderboard::Leaderboard),
    Tags(tags::Tags),
    Splits(splits::Splits),
    Schema(schema::Schema),
    Rows(Box<rows::Rows>),
    Parquet(parquet::Parquet),
    Sql(sql::Sql),
}

impl Datasets {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Leaderboard(command) => Run::waits(command.run(cx)),
            Self::Tags(command) => Run::waits(command.run(cx)),
            Self::Splits(command) => Run::waits(command.run(cx)),
            Self::Schema(command) => Run::waits(command.run(cx)),
            Self::Rows(command) => Run::waits(command.run(cx)),
            Self::Parquet(command) => Run::waits(command.run(cx)),
            Self::Sql(command) => Run::waits(command.run(cx)),
        }
    }
}
