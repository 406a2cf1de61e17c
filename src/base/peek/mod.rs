//! What the first or the last bytes of a file say of its content: enough to know it without reading it. Works on bytes that
//! others fetched, and says which it still needs.

mod gguf;
mod parquet;
mod parts;
mod safetensors;
mod tar;
mod zip;

pub use parts::{MOST, Parts, Peeked, Trouble};

/// Looks at what is known of a file of that name.
///
/// # Errors
/// [`Trouble`].
pub fn peek(name: &str, parts: &Parts) -> Result<Peeked, Trouble> {
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    // The directory of these is at their end.
    if ends_in(&[".zip", ".npz", ".pt", ".pth", ".whl", ".jar"]) && zip::is_one(parts)? {
        return zip::peek(name, parts);
    }
    if ends_in(&[".parquet"]) {
        return parquet::peek(parts);
    }
    let beginning = parts.beginning()?;
    match beginning {
        [b'G', b'G', b'U', b'F', ..] => gguf::peek(parts),
        [b'P', b'A', b'R', b'1', ..] => parquet::peek(parts),
        [b'P', b'K', 3, 4, ..] => zip::peek(name, parts),
        _ if beginning.get(257..262) == Some(b"ustar") => tar::peek(parts),
        _ if beginning.get(8) == Some(&b'{') => safetensors::peek(parts),
        _ => Err(Trouble::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{MOST, Parts, Peeked, Trouble, peek};
    use crate::base::fuzz::{Edit, edited};

    /// Looks at a file that is read as a caller does. Returns how many reads it took, too.
    pub(super) fn look(name: &str, file: &[u8]) -> (Result<Peeked, Trouble>, usize) {
        let mut parts = Parts::new(file.len() as u64);
        for reads in 0..8 {
            match peek(name, &parts) {
                Err(Trouble::Needs(part)) => {
                    let bytes = &file[usize::try_from(part.start).unwrap()..usize::try_from(part.end).unwrap()];
                    parts.add(part.start, Bytes::copy_from_slice(bytes));
                    assert!(parts.read() <= MOST + 64, "{}", parts.read());
                }
                found => return (found, reads),
            }
        }
        panic!("it never has enough");
    }

    #[test]
    fn what_is_known_to_nobody_is_said() {
        for file in [&b""[..], b"x", b"# A card", &[0; 1000]] {
            assert_eq!(look("a.md", file).0, Err(Trouble::Unknown));
        }
    }

    #[test]
    fn any_file_is_read_or_refused() {
        let examples = [
            ("a.safetensors", super::safetensors::tests::example()),
            ("a.gguf", super::gguf::tests::example()),
            ("a.parquet", super::parquet::tests::example()),
            ("a.zip", super::zip::tests::example()),
            ("a.tar", super::tar::tests::example()),
        ];
        bolero::check!().with_type::<(u8, Vec<Edit>)>().for_each(|(which, edits)| {
            let (name, file) = &examples[usize::from(*which) % examples.len()];
            let (_, reads) = look(name, &edited(file, edits));
            assert!(reads <= 3, "{name}: {reads} reads");
        });
    }
}
