mod card;
mod info;
mod leaderboard;
mod list;
mod tags;
