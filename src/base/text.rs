//! The text of files that people and other programs write: on Windows, editors and shells put a byte-order mark in front,
//! or write UTF-16. Guesses nothing where no mark says so.

use std::borrow::Cow;

/// Bytes that are no text in the encoding that they claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not valid text")]
pub struct NotText {
    /// The first line that is not, counted from 1.
    pub line: usize,
}

/// The text, without a byte-order mark. Without one it is UTF-8.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let line = |valid: usize| bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
    str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| NotText { line: line(error.valid_up_to()) })
}

fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'a, str>, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().copied().map(unit)) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(NotText { line: lines(&text) }),
        }
    }
    if rest.is_empty() { Ok(Cow::Owned(text)) } else { Err(NotText { line: lines(&text) }) }
}

fn lines(text: &str) -> usize {
    text.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{NotText, decode};

    #[test]
    fn a_byte_order_mark_says_the_encoding_and_is_no_text() {
        let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), "hé\n".encode_utf16().flat_map(unit).collect()].concat()
        };
        let marked = ["\u{feff}hé\n".as_bytes().to_vec(), "hé\n".into()];
        for bytes in
            [utf16([0xff, 0xfe], u16::to_le_bytes), utf16([0xfe, 0xff], u16::to_be_bytes)].into_iter().chain(marked)
        {
            assert_eq!(decode(&bytes).unwrap(), "hé\n");
        }
    }

    #[test]
    fn what_is_no_text_says_where() {
        assert_eq!(decode(b"a\nb\xff\n"), Err(NotText { line: 2 }));
        assert_eq!(decode(&[0xff, 0xfe, b'a']), Err(NotText { line: 1 }));
        assert_eq!(decode(&[0xff, 0xfe, b'\n', 0, 0, 0xd8]), Err(NotText { line: 2 }));
    }
}
