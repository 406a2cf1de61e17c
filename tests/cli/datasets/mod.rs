mod card;
mod info;
mod leaderboard;
mod list;
mod sql;
mod tags;
mod viewer;
