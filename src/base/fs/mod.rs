//! What `std::fs` leaves out: files that appear whole or not at all, files in folders that others may write to,
//! locks between processes, links, walks, and names that are safe to write. Blocking, and without any knowledge of the Hub.

mod append;
mod at;
mod changes;
mod fence;
mod folder;
mod link;
mod lock;
mod name;
mod own;
mod replacing;
mod second_name;
mod space;
mod staging;
mod stamp;
mod temporary;
mod walk;
mod write;

pub use at::{read_at, write_at};
pub use changes::Changes;
pub use fence::{Fence, Linked, open_regular, open_unlinked};
pub use folder::{create_folder, create_private_folder};
pub use link::{relative_path, symlink, symlinks_work};
pub use lock::FileLock;
pub use name::{UnsafeName, is_of_version_control, is_too_long, safe_relative, windows_refusal};
pub use own::is_ours_alone;
pub use replacing::{Replacing, remove_folder};
pub use second_name::SecondName;
pub use space::{allocated_bytes, folds_case, free_bytes, is_one_disk, longest_name};
pub use staging::Staging;
pub use stamp::Stamp;
pub use temporary::Temporary;
pub use walk::{Entry, Found, LocalFile, NoContent, WalkError, files_under, meant_under};
pub use write::{random_suffix, set_mode, write_beside};
