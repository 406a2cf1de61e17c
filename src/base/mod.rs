//! What every layer may use: no Hub, no HTTP, no terminal, no environment.

pub mod age;
pub mod core_dump;
pub mod dotenv;
pub mod front_matter;
pub mod fs;
#[cfg(test)]
pub mod fuzz;
pub mod glob;
pub mod hmac;
pub mod json;
pub mod ledger;
pub mod machine;
pub mod media_type;
pub mod moment;
pub mod parallel;
pub mod peek;
pub mod picture;
pub mod safetensors;
pub mod secret;
pub mod sha;
pub mod shell;
pub mod size;
pub mod spelling;
pub mod sql;
pub mod text;
pub mod time;
pub mod url;
pub mod wait;
pub mod weights;
pub mod yaml;
