//! Files of tensors in the safetensors format: their headers, how many files they are split into, and the index of those.
//! Nothing here reads or writes files.

pub mod dtype;
pub mod header;
pub mod index;
pub mod plan;
