//! What git-lfs needs to push files that are too large for one request: the set-up of a clone, and the program that
//! git-lfs starts then. Both are typed as one word, and hidden.

pub mod enable_largefiles;
pub mod multipart_upload;
