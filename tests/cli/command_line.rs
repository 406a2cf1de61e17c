//! Habits of people at the command line: where help, the version and formatting options are looked for.

use crate::sandbox::Sandbox;

#[test]
fn help_and_the_version_are_found_wherever_people_look() {
    let sandbox = Sandbox::empty();
    let page = sandbox.hf("download --help").success().stdout;
    assert_eq!(sandbox.hf("help download").success().stdout, page);
    assert_eq!(sandbox.hf("help").success().stdout, sandbox.hf("--help").success().stdout);
    let version = sandbox.hf("version").success().stdout;
    for words in ["--version", "-V", "-v"] {
        assert!(version.contains(sandbox.hf(words).success().stdout.trim()), "{words}");
    }
    let output = sandbox.hf("help nonsense");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("unknown command 'nonsense'"), "{output}");
}

#[test]
fn formatting_options_may_stand_before_the_command() {
    let sandbox = Sandbox::demo();
    let behind = sandbox.hf("models list --json").success().stdout;
    assert_eq!(sandbox.hf("--json models list").success().stdout, behind);
    assert_eq!(sandbox.hf("--format json models list").success().stdout, behind);
}

#[test]
fn a_command_without_the_arguments_that_it_needs_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    for (words, missing) in [
        ("download", "missing <REPO_ID>"),
        ("upload", "missing <REPO_ID>"),
        ("cache rm", "missing <TARGET>..."),
        ("jobs run ubuntu", "missing <COMMAND>..."),
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.ends_with(&format!("Error: {missing}\n")), "{output}");
        assert_eq!(output.stdout, "", "{output}");
    }
}

#[test]
fn a_typo_ends_with_the_message_and_the_one_word_that_fits() {
    let sandbox = Sandbox::empty();
    for (words, message) in [
        ("downlaod ada/x", "Error: unknown command 'downlaod'; did you mean 'download'?\n"),
        ("download ada/x --inclde '*'", "Error: unknown option '--inclde'; did you mean '--include'?\n"),
        ("nonsense", "Error: unknown command 'nonsense'\n"),
        ("repos create x --private --public", "Error: --private and --public cannot be used together\n"),
        ("upload ada/x . --private --no-private", "Error: --private and --no-private cannot be used together\n"),
        (
            "models list --limit many",
            "Error: invalid value 'many' for --limit <N>: expected a whole number, 0 or more\n",
        ),
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.ends_with(message), "{output}");
        assert!(output.stderr.lines().count() < 20, "{output}");
    }
}

#[test]
fn the_address_of_a_page_is_taken_where_an_id_is() {
    let sandbox = Sandbox::demo();
    let path = |words: &str| sandbox.hf(words).success().stdout;
    let plain = path("download ada/tiny-bert config.json --quiet");
    assert_eq!(path("download https://huggingface.co/ada/tiny-bert/blob/main/config.json --quiet"), plain);
    assert_eq!(path("download https://huggingface.co/ada/tiny-bert config.json -q --type model"), plain);
    let info = path("models info ada/tiny-bert");
    assert_eq!(path("models info https://huggingface.co/ada/tiny-bert?library=transformers"), info);
}

#[test]
fn an_address_that_contradicts_its_options_or_names_no_repo_is_refused() {
    let sandbox = Sandbox::demo();
    for (words, message) in [
        ("https://huggingface.co/ada/x/tree/v1 --revision main", "remove --revision"),
        ("https://huggingface.co/datasets/ada/x --type model", "remove --type"),
        ("https://example.org/ada/x", "is not the address of a repo"),
        ("ada/tiny-bert@v1", "ada/tiny-bert --revision v1"),
    ] {
        let output = sandbox.hf(&format!("download {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains(message), "{output}");
    }
}
