use crate::sandbox::Sandbox;

#[test]
fn a_cached_file_is_found_without_a_request() {
    let sandbox = Sandbox::demo();
    let downloaded = sandbox.hf("download ada/tiny-bert config.json -q").success().stdout;
    sandbox.hub().forget();
    assert_eq!(sandbox.hf("cache path ada/tiny-bert config.json").success().stdout, downloaded);
    for (words, state) in [
        ("ada/tiny-bert vocab.txt", "unknown"),
        ("ada/tiny-bert config.json --revision v9", "unknown"),
        ("ada/nothing config.json", "unknown"),
        ("ada/tiny-bert ../x", "unknown"),
    ] {
        let output = sandbox.hf(&format!("cache path {words} --json"));
        assert_eq!(output.code(), Some(3), "{words}: {output}");
        assert!(output.stdout.contains(&format!("\"state\": \"{state}\"")), "{words}: {output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_file_that_the_revision_does_not_have_is_told_apart() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json").success();
    assert_eq!(sandbox.hf("download ada/tiny-bert nothing.json").code(), Some(3));
    let output = sandbox.hf("cache path ada/tiny-bert nothing.json");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: no file in this revision named 'nothing.json'"), "{output}");
}
