//! The Python client as the judge: huggingface_hub of the version that we stand in for talks to the local Hub, and shares
//! caches, folders and token files with us. Without Python these tests pass, and say that they were not run.

mod cache;
mod cache_care;
mod downloads;
mod leftovers;
mod local_dir;
mod python;
mod scan;
mod tokens;
mod uploads;
mod xet;
