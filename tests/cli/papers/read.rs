use serde_json::json;

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn the_text_of_a_paper_is_printed_as_it_is() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("papers read 2512.00001").success().stdout, "# Tiny Models Are Enough\n\nIt works.\n\n");
    let output = sandbox.hf("papers read 2512.00001 --json").success().json();
    assert_eq!(output, json!({"id": "2512.00001", "content": "# Tiny Models Are Enough\n\nIt works.\n"}));
    assert_eq!(sandbox.hf("papers read 9999.00001").code(), Some(3));
}

#[test]
fn a_page_is_not_taken_for_the_text() {
    let sandbox = Sandbox::demo();
    let page = vec![("content-type", "text/html; charset=utf-8".to_owned())];
    sandbox.hub().fault(Fault::new("GET", "/papers/2512.00001.md", Effect::Status(200, page)));
    let output = sandbox.hf("papers read 2512.00001");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("see its page with `hf papers info 2512.00001 --web`"), "{output}");
}
