//! What git-lfs needs to push large files: the set-up of a clone, and the program that it starts then.

mod agent;
mod push;
