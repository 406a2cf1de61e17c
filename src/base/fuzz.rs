//! Inputs for the tests that throw anything at a parser. An example with some bytes changed gets deeper into a parser
//! than noise does. Holds no test itself: a fuzz target stands in the tests of what it feeds.

/// A change of an example: where it begins (counted around the end), how many bytes go, and which come instead.
pub type Edit = (u16, u8, Vec<u8>);

/// The example with all changes made, one after the other.
pub fn edited(example: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = example.to_vec();
    for (at, gone, new) in edits {
        let start = usize::from(*at) % (bytes.len() + 1);
        let end = bytes.len().min(start + usize::from(*gone));
        bytes.splice(start..end, new.iter().copied());
    }
    bytes
}
