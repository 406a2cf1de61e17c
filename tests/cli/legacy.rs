//! `huggingface-cli`: what scripts of older releases type, and what they read.

use crate::sandbox::Sandbox;

#[test]
fn one_line_on_standard_error_names_the_newer_command() {
    let output = Sandbox::empty().old("version").success();
    assert_eq!(output.stderr, "Warning: 'huggingface-cli version' is deprecated: use 'hf version'\n");
    assert_eq!(output.stdout, format!("{}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_download_ends_with_the_bare_path() {
    let sandbox = Sandbox::demo();
    let output = sandbox.old("download ada/tiny-bert config.json --resume-download --quiet").success();
    assert_eq!(output.stdout.lines().count(), 1, "{output}");
    assert!(output.stdout.starts_with("[HF_HOME]/hub/") && output.stdout.ends_with("/config.json\n"), "{output}");
    assert_eq!(output.stderr.lines().count(), 1, "{output}");
}

#[test]
fn patterns_follow_one_option() {
    let sandbox = Sandbox::demo();
    let words =
        "download ada/tiny-bert --include config.json vocab.txt --local-dir here --local-dir-use-symlinks False";
    sandbox.old(words).success();
    assert!(sandbox.work().join("here/config.json").exists() && sandbox.work().join("here/vocab.txt").exists());
}

#[test]
fn of_two_folders_the_local_one_gets_the_files() {
    let sandbox = Sandbox::demo();
    sandbox.old("download ada/tiny-bert config.json --cache-dir cache --local-dir here").success();
    assert!(sandbox.work().join("here/config.json").exists() && !sandbox.work().join("cache/blobs").exists());
    assert_eq!(sandbox.hf("download ada/tiny-bert --cache-dir cache --local-dir here").code(), Some(2));
}

#[test]
fn the_newer_flags_are_unknown_to_it() {
    let output = Sandbox::empty().old("version --json");
    assert_eq!(output.code(), Some(2));
    assert!(output.stderr.contains("unknown option '--json'"), "{output}");
}

#[test]
fn old_flags_of_a_download_change_nothing_in_hf() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download ada/tiny-bert config.json -q --resume-download --local-dir-use-symlinks auto");
    assert!(output.success().stdout.ends_with("/config.json\n"));
}

#[test]
fn an_upload_ends_with_a_bare_address_and_tells_of_its_progress() {
    let sandbox = Sandbox::demo();
    sandbox.write("folder/a.txt", "a");
    sandbox.write("folder/b.md", "b");
    sandbox.write("folder/c.bin", "c");
    let output = sandbox.old("upload ada/tiny-bert folder --include *.txt *.md --commit-mess Both").success();
    assert_eq!(output.stdout, "[HUB]/ada/tiny-bert/tree/main/.\n");
    assert!(output.stderr.contains("Uploaded 2 files"), "{output}");
}

#[test]
fn the_address_of_an_upload_is_where_the_file_or_the_folder_is() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    let last = |words: &str| sandbox.old(words).success().stdout;
    assert_eq!(last("upload ada/tiny-bert d/a.txt"), "[HUB]/ada/tiny-bert/blob/main/a.txt\n");
    assert_eq!(last("upload ada/tiny-bert d/a.txt x/b.txt --quiet"), "[HUB]/ada/tiny-bert/blob/main/x/b.txt\n");
    let dataset = last("upload ada/data d into --repo-type dataset --revision draft/1");
    assert_eq!(dataset, "[HUB]/datasets/ada/data/tree/draft/1/into\n");
    let proposed = last("upload ada/tiny-bert d/a.txt c.txt --create-pr");
    assert_eq!(proposed, "[HUB]/ada/tiny-bert/blob/refs%2Fpr%2F2/c.txt\n");
    assert_eq!(last("upload ada/tiny-bert d/a.txt"), "[HUB]/ada/tiny-bert/blob/main/a.txt\n");
}

#[test]
fn the_account_is_told_in_lines_that_scripts_cut() {
    let sandbox = Sandbox::demo();
    let output = sandbox.old("whoami").success();
    assert_eq!(output.stdout, "user:  ada\norgs:  demo-org\nAuthenticated through private endpoint: [HUB]\n");
    let nobody = sandbox.program(env!("CARGO_BIN_EXE_huggingface-cli"), "whoami").no_token().run().success();
    assert_eq!(nobody.stdout, "Not logged in\n");
}

#[test]
fn a_repo_is_made_for_an_organization_without_a_question() {
    let sandbox = Sandbox::empty();
    let output = sandbox.old("repo create fresh --organization ada -y").success();
    assert_eq!(output.stdout, "ada/fresh\n", "{output}");
    assert!(
        output.stderr.starts_with("Warning: 'huggingface-cli repo' is deprecated: use 'hf repos create'\n"),
        "{output}"
    );
}

#[test]
fn tags_are_created_listed_and_deleted_by_one_word() {
    let sandbox = Sandbox::demo();
    let names = || sandbox.old("tag -l ada/tiny-bert").success().stdout;
    assert_eq!(names(), "v1.0\n");
    let created = sandbox.old("tag ada/tiny-bert v2 -m Second --revision experiment --repo-type model").success();
    assert_eq!(created.stderr.lines().next(), Some("Warning: 'huggingface-cli tag' is deprecated: use 'hf repos tag'"));
    assert_eq!(names(), "v1.0\nv2\n");
    let refused = sandbox.command("tag -d ada/tiny-bert v2").stdin("n\n").run().success();
    assert!(refused.stdout.ends_with("(Y/n) Nothing was deleted.\n"), "{refused}");
    sandbox.command("tag -d ada/tiny-bert v2").stdin("\n").run().success();
    sandbox.old("tag --delete -y ada/tiny-bert v1.0").success();
    assert_eq!(names(), "");
    assert_eq!(sandbox.old("tag ada/tiny-bert").code(), Some(2));
    assert_eq!(sandbox.hf("tag -d ada/tiny-bert v2 --json").code(), Some(1));
}

#[test]
fn the_group_of_old_has_the_verbs_of_today() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repo tag create ada/tiny-bert v2 -q").success();
    assert_eq!(output.stdout, "v2\n");
    let output = sandbox.hf("repo tag list ada/tiny-bert --json").success();
    assert!(output.stderr.contains("is now `hf repos tag`"), "{output}");
    assert_eq!(output.json().as_array().map(Vec::len), Some(2));
}

#[test]
fn files_are_deleted_in_both_orders_of_the_words() {
    let sandbox = Sandbox::demo();
    let output = sandbox.old("repo-files ada/tiny-bert delete vocab.txt").success();
    let page = output.stdout.trim().rsplit(' ').next().unwrap();
    assert!(page.starts_with("[HUB]/ada/tiny-bert/commit/") && page.ends_with('.'), "{output}");
    let notice = "Warning: 'huggingface-cli repo-files' is deprecated: use 'hf repos delete-files'\n";
    assert!(output.stderr.starts_with(notice), "{output}");
    sandbox.old("repo-files --token hf_demo_ada_write ada/tiny-bert delete *.json --revision main").success();
    let output = sandbox.hf("repo-files delete datasets/ada/planets parquet/ --json").success();
    assert!(output.stderr.contains("is now `hf repos delete-files`"), "{output}");
    assert_eq!(sandbox.hf("repos exists ada/tiny-bert config.json").code(), Some(3));
}

#[test]
fn the_old_group_changes_repos_too() {
    let sandbox = Sandbox::demo();
    sandbox.hf("repo branch create ada/tiny-bert draft").success();
    sandbox.hf("repo settings ada/tiny-bert --private").success();
    sandbox.hf("repo move ada/tiny-bert ada/moved").success();
    let output = sandbox.hf("repo delete ada/moved --yes").success();
    assert!(output.stderr.contains("`hf repo delete` is now `hf repos delete`"), "{output}");
}
