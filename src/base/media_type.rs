//! The media type of a file by its name. Only types that every system agrees on: a name without one has none.

/// Endings, in lower case, and their types.
const TYPES: &[(&str, &str)] = &[
    ("bin", "application/octet-stream"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("gif", "image/gif"),
    ("h5", "application/x-hdf5"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("md", "text/markdown"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("py", "text/x-python"),
    ("so", "application/octet-stream"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tgz", "application/x-tar"),
    ("tsv", "text/tab-separated-values"),
    ("txt", "text/plain"),
    ("wav", "audio/x-wav"),
    ("webp", "image/webp"),
    ("zip", "application/zip"),
];
/// Endings of compressed files, which have the type of what is in them.
const COMPRESSED: &[&str] = &["br", "bz2", "gz", "xz", "z"];

/// The media type of a file of this name or path.
pub fn media_type(name: &str) -> Option<&'static str> {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = if COMPRESSED.contains(&ending) { stem.rsplit_once('.')?.1 } else { ending };
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_type_is_that_of_the_ending_and_of_what_is_compressed() {
        assert_eq!(media_type("a/b.TXT"), Some("text/plain"));
        assert_eq!(media_type("x.json.gz"), Some("application/json"));
        assert_eq!(media_type("x.tgz"), Some("application/x-tar"));
        for name in ["weights.safetensors", "README", "x.gz", ".txt.d/x", ""] {
            assert_eq!(media_type(name), None, "{name}");
        }
    }
}
