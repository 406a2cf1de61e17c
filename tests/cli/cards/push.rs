use super::card;
use crate::sandbox::Sandbox;

#[test]
fn a_card_is_checked_and_committed() {
    let sandbox = Sandbox::demo();
    sandbox.write("card.md", "---\nlicense: mit\n---\n# New\n");
    sandbox.hf("cards push ada/tiny-bert card.md -q").success();
    assert_eq!(card(&sandbox, "main"), "---\nlicense: mit\n---\n# New\n");
    let again = sandbox.hf("cards push ada/tiny-bert card.md").success();
    assert!(again.stdout.starts_with("Nothing to commit"), "{again}");
    let piped = sandbox.command("cards push ada/tiny-bert - --create-pr --json").stdin("# Piped\n").run().success();
    assert_eq!(piped.json()["pr_num"], 2);
}

#[test]
fn an_invalid_card_is_not_sent_unless_nobody_is_asked() {
    let sandbox = Sandbox::demo();
    sandbox.write("card.md", "---\nlicense: [mit\n---\n");
    let output = sandbox.hf("cards push ada/tiny-bert card.md");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: the metadata in README.md is not valid"), "{output}");
    assert_eq!(sandbox.hf("cards push ada/tiny-bert nowhere.md").code(), Some(3));
    sandbox.write("card.md", "---\nlicense: mit\n---\n");
    sandbox.hub().forget();
    sandbox.hf("cards push ada/tiny-bert card.md --no-validate").success();
    assert!(!sandbox.hub().requests().iter().any(|line| line.contains("validate-yaml")));
}
