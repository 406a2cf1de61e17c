//! Which files are chosen by names, folders and patterns.

use snapbox::{assert_data_eq, str};

use crate::disk::files;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;

/// What a download of planets into a folder of its own puts there.
fn chosen(sandbox: &Sandbox, words: &str) -> Vec<String> {
    drop(std::fs::remove_dir_all(sandbox.work().join("here")));
    sandbox.hf(&format!("download datasets/ada/planets --local-dir here {words}")).success();
    let all = files(&sandbox.work().join("here"));
    all.into_iter().filter(|path| !path.starts_with(".cache/")).collect()
}

#[test]
fn only_what_is_included_and_not_excluded_comes() {
    let sandbox = Sandbox::demo();
    assert_eq!(
        chosen(&sandbox, "--include '*.csv' --include README.md --exclude 'data/inner/*'"),
        ["README.md", "data/outer/planets.csv"]
    );
}

#[test]
fn a_star_crosses_folders() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "--include 'data/*.txt'"), ["data/outer/notes/pluto.txt"]);
}

#[test]
fn a_name_without_a_star_means_the_root_only() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "--include README.md --include pluto.txt"), ["README.md"]);
}

#[test]
fn several_names_are_several_files() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "README.md data/inner/planets.csv"), ["README.md", "data/inner/planets.csv"]);
}

#[test]
fn names_and_patterns_are_a_union() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "README.md --include '*.parquet'"), ["README.md", "parquet/train.parquet"]);
}

#[test]
fn words_behind_a_pattern_are_wanted_too() {
    let sandbox = Sandbox::demo();
    assert_eq!(
        chosen(&sandbox, "--include README.md data/inner/planets.csv '*.parquet'"),
        ["README.md", "data/inner/planets.csv", "parquet/train.parquet"]
    );
}

#[test]
fn a_folder_with_a_slash_is_everything_below() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "data/outer/"), ["data/outer/notes/pluto.txt", "data/outer/planets.csv"]);
    assert_eq!(chosen(&sandbox, "data/outer/ --exclude '*.csv'"), ["data/outer/notes/pluto.txt"]);
    assert_eq!(chosen(&sandbox, "parquet/ README.md"), ["README.md", "parquet/train.parquet"]);
}

#[test]
fn a_bracket_that_is_not_closed_is_a_letter() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/odd-names --include '[brackets*' --include '[be]mpty*' --local-dir here").success();
    let found = files(&sandbox.work().join("here"));
    let found: Vec<_> = found.iter().filter(|path| path.ends_with(".txt")).collect();
    assert_eq!(found, ["[brackets] {braces}.txt", "empty.txt"]);
}

/// Runs what must find nothing: no content is fetched, and no folder is told that is not there.
fn nothing(words: &str) -> Output {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("download datasets/ada/planets {words}"));
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert_eq!(output.code(), Some(3), "{output}");
    assert_eq!(output.stdout, "");
    output
}

#[test]
fn patterns_that_match_nothing_are_an_error() {
    assert_data_eq!(
        nothing("--include '*.gguf' --include '*.pt'"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: nothing in datasets/ada/planets at main matches '*.gguf', '*.pt'
Hint: list the files with `hf download datasets/ada/planets --dry-run`

"#]]
    );
}

#[test]
fn patterns_that_leave_nothing_are_an_error() {
    assert_data_eq!(
        nothing("--exclude '*'"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: nothing in datasets/ada/planets at main remains after excluding '*'
Hint: list the files with `hf download datasets/ada/planets --dry-run`

"#]]
    );
    assert_data_eq!(
        nothing("--include '*.csv' --exclude 'data/*'"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: nothing in datasets/ada/planets at main matches '*.csv' after excluding 'data/*'
Hint: list the files with `hf download datasets/ada/planets --dry-run`

"#]]
    );
}

#[test]
fn each_name_that_is_missing_is_told() {
    assert_data_eq!(
        nothing("README.md none.txt nowhere/"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: nothing in datasets/ada/planets at main matches 'none.txt', 'nowhere/'
Hint: list the files with `hf download datasets/ada/planets --dry-run`

"#]]
    );
}

#[test]
fn one_word_may_be_a_pattern() {
    let sandbox = Sandbox::demo();
    assert_eq!(chosen(&sandbox, "'*.md'"), ["README.md"]);
}
