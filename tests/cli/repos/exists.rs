use crate::sandbox::Sandbox;

#[test]
fn the_status_is_the_answer() {
    let sandbox = Sandbox::demo();
    for (words, status) in [
        ("ada/tiny-bert", 0),
        ("bob/gated-bert", 0),
        ("ada/none", 3),
        ("bob/secret-bert", 3),
        ("ada/tiny-bert --revision v1.0", 0),
        ("ada/tiny-bert --revision none", 3),
        ("ada/tiny-bert config.json", 0),
        ("ada/tiny-bert none.json", 3),
        ("datasets/ada/planets data/outer/", 0),
        ("ada/tiny-bert LICENSE --revision refs/pr/1", 0),
        ("ada/none config.json", 3),
    ] {
        let output = sandbox.hf(&format!("repos exists {words}"));
        let answer = if status == 0 { "yes\n" } else { "no\n" };
        assert_eq!(
            (output.code(), output.stdout.as_str(), output.stderr.as_str()),
            (Some(status), answer, ""),
            "{words}"
        );
    }
}

#[test]
fn programs_read_the_answer_and_scripts_the_status() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos exists ada/tiny-bert --json").success().stdout, "{\"exists\": true}\n");
    let output = sandbox.hf("repos exists ada/none --json");
    assert_eq!((output.code(), output.stdout.as_str(), output.stderr.as_str()), (Some(3), "{\"exists\": false}\n", ""));
    assert_eq!(sandbox.hf("repos exists ada/none --quiet").stdout, "");
}

#[test]
fn a_token_that_is_not_valid_answers_nothing() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos exists ada/private-bert").token("hf_wrong").run();
    assert_eq!((output.code(), output.stdout.as_str()), (Some(4), ""), "{output}");
}
