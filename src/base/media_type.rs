//! The media type of a file by its name. Only types that every system agrees on: a name without one has none.

/// Endings, in lower case, and their types.
const TYPES: &[(&str, &str)] = &[
    ("aac", "audio/aac"),
    ("avi", "video/x-msvideo"),
    ("bin", "application/octet-stream"),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("h5", "application/x-hdf5"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("py", "text/x-python"),
    ("so", "application/octet-stream"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tgz", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("tsv", "text/tab-separated-values"),
    ("txt", "text/plain"),
    ("wav", "audio/x-wav"),
    ("webm", "video/webm"),
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

/// The ending of files of this media type, whatever stands behind a semicolon.
pub fn ending(kind: &str) -> Option<&'static str> {
    let kind = kind.split(';').next().unwrap_or(kind).trim().to_ascii_lowercase();
    match kind.as_str() {
        "image/jpeg" => Some("jpg"),
        "audio/wav" | "audio/wave" | "audio/vnd.wave" => Some("wav"),
        "audio/mp3" => Some("mp3"),
        "audio/ogg" => Some("ogg"),
        "application/octet-stream" => None,
        kind => TYPES.iter().find(|(_, known)| *known == kind).map(|(ending, _)| *ending),
    }
}

/// The media type that content has, by its first bytes.
pub fn kind_of(content: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| content.starts_with(magic);
    let holds = |at: usize, magic: &[u8]| content.get(at..).is_some_and(|rest| rest.starts_with(magic));
    Some(match content {
        _ if starts(b"\x89PNG\r\n\x1a\n") => "image/png",
        _ if starts(b"\xff\xd8\xff") => "image/jpeg",
        _ if starts(b"GIF8") => "image/gif",
        _ if starts(b"RIFF") && holds(8, b"WEBP") => "image/webp",
        _ if starts(b"RIFF") && holds(8, b"WAVE") => "audio/x-wav",
        _ if starts(b"fLaC") => "audio/flac",
        _ if starts(b"OggS") => "audio/ogg",
        _ if starts(b"ID3") || starts(b"\xff\xfb") || starts(b"\xff\xf3") => "audio/mpeg",
        _ if holds(4, b"ftypM4A") => "audio/mp4",
        _ if holds(4, b"ftyp") => "video/mp4",
        _ if starts(b"\x1a\x45\xdf\xa3") => "video/webm",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{ending, kind_of, media_type};

    #[test]
    fn content_says_itself_what_it_is() {
        for (content, expected) in [
            (b"\x89PNG\r\n\x1a\n...".as_slice(), Some("png")),
            (b"\xff\xd8\xff\xe0", Some("jpg")),
            (b"RIFF\0\0\0\0WAVEfmt", Some("wav")),
            (b"\0\0\0\x18ftypmp42", Some("mp4")),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(kind_of(content).and_then(ending), expected);
        }
        assert_eq!(ending("image/png; charset=binary"), Some("png"));
    }

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
