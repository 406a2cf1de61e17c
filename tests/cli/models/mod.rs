mod card;
mod files;
mod folder;
mod info;
mod list;
mod tags;
