//! Moves bytes between the Hub and this machine. Silent: it never prints, prompts or reads the environment; what
//! happens is told to a [`progress::Progress`].

pub mod archive;
pub mod background;
pub mod bucket;
pub mod download;
mod hearing;
pub mod pace;
pub mod placing;
pub mod progress;
pub mod safetensors;
pub mod slots;
pub mod sync;
pub mod upload;
pub mod verify;
pub mod xet;
