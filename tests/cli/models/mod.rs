mod card;
mod files;
mod info;
mod list;
mod tags;
