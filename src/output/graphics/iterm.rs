//! The inline images of iTerm2: a file of any format in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Shows a picture at the cursor, in this many columns if it has to be made smaller.
pub(super) fn sequence(picture: &[u8], columns: Option<u32>) -> String {
    let width = columns.map_or_else(String::new, |columns| format!("width={columns};"));
    let content = STANDARD.encode(picture);
    format!("\u{1b}]1337;File=inline=1;{width}size={}:{content}\u{7}", picture.len())
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn a_picture_is_a_file_in_base64() {
        assert_eq!(sequence(b"PNG", None), "\x1b]1337;File=inline=1;size=3:UE5H\x07");
        assert_eq!(sequence(b"PNG", Some(12)), "\x1b]1337;File=inline=1;width=12;size=3:UE5H\x07");
    }
}
