mod card;
mod info;
mod list;
mod tags;
