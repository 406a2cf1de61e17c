//! The file that tells backup programs to leave a folder out.

use std::io::Write;
use std::path::Path;

use crate::base::fs::Fence;

/// As the Python client writes it. The format asks for the first line only.
const CONTENT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # This file is a cache directory tag created by huggingface_hub.\n\
    # For information about cache directory tags, see:\n\
    #\thttps://bford.info/cachedir/\n";

/// Marks the folder, unless it is marked. Errors do not matter: the cache works without.
pub(super) fn mark(fence: &Fence, folder: &Path) {
    if let Ok(mut file) = fence.create_new(&folder.join("CACHEDIR.TAG"), None) {
        drop(file.write_all(CONTENT.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Fence, mark};
    use crate::base::sha::ContentHash;

    #[test]
    fn the_mark_is_the_one_that_python_leaves() {
        let folder = tempfile::tempdir().unwrap();
        mark(&Fence::new(folder.path().to_owned()), folder.path());
        let path = folder.path().join("CACHEDIR.TAG");
        assert_eq!(fs::metadata(&path).unwrap().len(), 191);
        assert_eq!(
            ContentHash::sha256_of_file(&path).unwrap(),
            "f6572428f6d5e1575e73a1502895a8731f10757dfbb634909c6e154b849af91d"
        );
    }

    #[test]
    fn a_mark_that_is_there_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CACHEDIR.TAG");
        fs::write(&path, "mine").unwrap();
        mark(&Fence::new(folder.path().to_owned()), folder.path());
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }
}
