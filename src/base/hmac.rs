//! HMAC-SHA256, as RFC 2104 defines it.

use sha2::{Digest, Sha256};

/// Bytes that SHA-256 works on at a time.
const BLOCK: usize = 64;

/// The code of the message under the key, as lower-case hex digits.
pub fn sha256(key: &[u8], message: &[u8]) -> String {
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let hashed = |mask: u8, content: &[u8]| {
        let masked: Vec<u8> = block.iter().map(|byte| byte ^ mask).collect();
        Sha256::new().chain_update(masked).chain_update(content).finalize()
    };
    super::sha::hex(&hashed(0x5c, &hashed(0x36, message)))
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn it_is_what_rfc_4231_has() {
        let code = sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(code, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = sha256(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(long, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
}
