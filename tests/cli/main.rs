//! The one test binary: black-box tests that run the built `hf` against the local Hub.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

mod chance;
mod disk;
mod http;
mod imports;
mod listings;
#[path = "../local_hub/mod.rs"]
mod local_hub;
mod local_paths;
#[cfg(target_os = "linux")]
mod opens;
mod optional;
mod ports;
mod run;
mod sandbox;
mod sandboxes;
#[cfg(feature = "keyring")]
mod secret_service;
mod terminal;
mod traffic;
mod wait;
mod xet;

mod auth;
mod buckets;
mod cache;
mod cards;
mod collections;
mod command_line;
mod completion;
mod config_file;
mod datasets;
mod discussions;
mod docs;
mod download;
mod endpoints;
mod env;
mod extensions;
mod forgotten;
mod fs;
#[cfg(target_os = "linux")]
mod hostile;
mod inference;
mod install;
#[path = "../interop/mod.rs"]
mod interop;
mod jobs;
mod kill;
mod layers;
mod legacy;
mod lfs;
mod models;
mod network;
#[cfg(target_os = "linux")]
mod no_room;
#[path = "local_hub/mod.rs"]
mod of_the_local_hub;
mod orgs;
mod papers;
mod refused_calls;
mod repos;
mod safetensors;
mod shape;
mod skills;
mod spaces;
mod tree;
mod update;
mod upload;
mod users;
mod webhooks;
