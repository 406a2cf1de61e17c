//! The Python client as the judge: huggingface_hub of the version that we stand in for talks to the local Hub, and shares
//! caches, folders and token files with us. Where it is missing they are not run.

mod buckets;
mod cache;
mod cache_care;
mod cards;
mod commits;
mod downloads;
mod events;
mod inference;
mod installed;
mod jobs;
mod leftovers;
mod local_dir;
mod models;
pub mod python;
mod safetensors;
mod scan;
mod services;
mod tokens;
mod uploads;
mod xet;
