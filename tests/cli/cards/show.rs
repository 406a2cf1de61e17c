use serde_json::json;

use crate::sandbox::Sandbox;

const CARD: &str = "---\nzeta: 1\nlicense: mit # ours\ntags: [b, a]\n---\n\n# Title\n";

#[test]
fn a_card_is_shown_whole_or_in_parts() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", CARD);
    for (flags, expected) in [
        ("", CARD),
        ("--text", "\n# Title\n"),
        ("--yaml", "zeta: 1\nlicense: mit # ours\ntags: [b, a]\n"),
        ("--metadata --yaml --quiet", "zeta: 1\nlicense: mit # ours\ntags: [b, a]\n"),
        ("--metadata --quiet", "{\"license\": \"mit\", \"tags\": [\"b\", \"a\"], \"zeta\": 1}\n"),
    ] {
        assert_eq!(sandbox.hf(&format!("cards show ./README.md {flags}")).success().stdout, expected, "{flags}");
    }
    let output = sandbox.command("cards show - --text --json").stdin(CARD).run().success();
    assert_eq!(output.json(), json!({"content": "\n# Title\n"}));
}

#[test]
fn the_card_of_a_repo_comes_from_any_revision_and_offline_from_the_cache() {
    let sandbox = Sandbox::demo();
    let words = "cards show ada/tiny-bert --revision v1.0 --json";
    let online = sandbox.hf(words).success().json();
    assert_eq!(online["id"], "ada/tiny-bert");
    assert_eq!(sandbox.command(words).env("HF_HUB_OFFLINE", "1").run().success().json(), online);
    let other = sandbox.command("cards show datasets/ada/planets").env("HF_HUB_OFFLINE", "1").run();
    assert_eq!(other.code(), Some(6), "{other}");
}

#[test]
fn invalid_metadata_is_an_error_unless_it_does_not_matter() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "---\na: [1\n---\nText\n");
    let output = sandbox.hf("cards show README.md --metadata");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("not valid YAML") && output.stderr.contains("line 3"), "{output}");
    let output = sandbox.hf("cards show README.md --metadata --ignore-metadata-errors").success();
    assert!(output.stdout == "{}\n" && output.stderr.starts_with("Warning: "), "{output}");
    assert_eq!(sandbox.hf("cards show README.md --text").success().stdout, "Text\n");
}
