//! Files of this user's that grow by whole lines, one write each, so that processes do not wait for one another.

use std::io::{self, Write};
use std::path::Path;

use super::fence::{Fence, parent};
use super::set_mode;

impl Fence {
    /// Appends to a file of this user's by one write. One that is missing is made with these permission bits, and the
    /// folders above it too.
    ///
    /// # Errors
    /// As [`Self::open_ours`].
    pub fn append(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        let mut file = match self.append_to_ours(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folder(parent(path))?;
                let (file, created) = self.open_or_create(path)?;
                if created {
                    set_mode(&file, mode);
                }
                file
            }
            opened => opened?,
        };
        file.write_all(bytes)
    }
}
