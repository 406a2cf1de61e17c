//! Token files as editors and shells of Windows write them.

use std::fs;

use super::{STORED, file, logged_in};
use crate::sandbox::{ADA, BOB};

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn tokens_behind_a_byte_order_mark_are_read() {
    for encode in [|text: &str| format!("\u{feff}{text}").into_bytes(), utf16] {
        let sandbox = logged_in();
        fs::write(sandbox.hf_home().join("token"), encode(ADA)).unwrap();
        fs::write(sandbox.hf_home().join("stored_tokens"), encode(STORED)).unwrap();
        let output = sandbox.command("auth whoami -q").no_token().run().success();
        assert_eq!(output.stdout, "ada\n");
        let list = sandbox.command("auth list").no_token().run().success();
        assert!(list.stdout.contains("laptop") && list.stdout.contains("reader"), "{list}");
    }
}

#[test]
fn another_login_loses_no_token_of_a_file_in_another_encoding() {
    let sandbox = logged_in();
    fs::write(sandbox.hf_home().join("stored_tokens"), utf16(STORED)).unwrap();
    sandbox.command("auth login --token-stdin").no_token().stdin(format!("{}\n", BOB)).run().success();
    let stored = file(&sandbox, "stored_tokens").unwrap();
    assert!(stored.contains("[laptop]") && stored.contains("[reader]") && stored.contains(BOB));
}

#[test]
fn a_file_that_is_no_text_is_kept_beside_the_new_one() {
    let sandbox = logged_in();
    let home = sandbox.hf_home();
    fs::write(home.join("stored_tokens"), b"[laptop]\nhf_token = \xff\xfe\n").unwrap();
    sandbox.command("auth login --token-stdin").no_token().stdin(format!("{BOB}\n")).run().success();
    assert_eq!(fs::read(home.join("stored_tokens.unreadable")).unwrap(), b"[laptop]\nhf_token = \xff\xfe\n");
    assert!(file(&sandbox, "stored_tokens").unwrap().contains(BOB));
}
