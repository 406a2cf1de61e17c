//! The graphics protocol of kitty: a PNG in base64, in portions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Characters of a portion.
const PORTION: usize = 4096;

/// Shows a PNG at the cursor, in this many columns if it has to be made smaller. The terminal answers nothing.
pub(super) fn sequence(png: &[u8], columns: Option<u32>) -> String {
    let content = STANDARD.encode(png);
    let columns = columns.map_or_else(String::new, |columns| format!(",c={columns}"));
    let mut head = format!("a=T,f=100,q=2{columns},");
    let (mut sequence, mut rest) = (String::new(), content.as_str());
    loop {
        let (portion, after) = rest.split_at(rest.len().min(PORTION));
        let goes_on = u8::from(!after.is_empty());
        sequence += &format!("\u{1b}_G{head}m={goes_on};{portion}\u{1b}\\");
        if after.is_empty() {
            return sequence;
        }
        (rest, head) = (after, String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn a_small_picture_is_one_portion() {
        assert_eq!(sequence(b"PNG", None), "\x1b_Ga=T,f=100,q=2,m=0;UE5H\x1b\\");
        assert_eq!(sequence(b"PNG", Some(80)), "\x1b_Ga=T,f=100,q=2,c=80,m=0;UE5H\x1b\\");
    }

    #[test]
    fn a_large_picture_goes_in_portions_of_4096_characters() {
        // 3072 bytes are 4096 characters.
        let shown = sequence(&[0; 3072 * 2 + 1], None);
        let (full, last) = ("A".repeat(4096), "AA==");
        let expected = format!("\x1b_Ga=T,f=100,q=2,m=1;{full}\x1b\\\x1b_Gm=1;{full}\x1b\\\x1b_Gm=0;{last}\x1b\\");
        assert!(shown == expected);
        assert!(sequence(&[0; 3072], None).ends_with(&format!("m=0;{full}\x1b\\")));
    }
}
