//! Paths as people write them.

use crate::sandbox::Sandbox;

const DOWNLOAD: &str = "download ada/tiny-bert config.json";

#[test]
fn a_tilde_is_the_home_of_the_user_wherever_a_path_is_taken() {
    let sandbox = Sandbox::demo();
    sandbox.hf(&format!("{DOWNLOAD} --local-dir=~/here")).success();
    assert!(sandbox.home().join("here/config.json").exists());
    sandbox.hf(&format!("{DOWNLOAD} --cache-dir ~/cache")).success();
    assert!(sandbox.home().join("cache/models--ada--tiny-bert").exists());
    sandbox.hf("upload ada/new ~/here/config.json").success();
    sandbox.hf("cache export ada/tiny-bert --cache-dir ~/cache -o ~/x.tar").success();
    sandbox.hf("cache import ~/x.tar").success();
    assert!(!sandbox.work().join("~").exists());
}

#[test]
fn a_relative_folder_of_a_variable_is_absolute_in_what_is_printed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command(&format!("{DOWNLOAD} --quiet")).env("HF_HOME", "here").run().success();
    assert!(output.stdout.starts_with("[CWD]/here/hub/models--ada--tiny-bert/"), "{output}");
}

#[test]
fn without_a_home_the_systems_own_record_counts_and_never_the_root_of_the_file_system() {
    let sandbox = Sandbox::empty();
    let cache = |run: crate::run::Run<'_>| {
        let facts = run.no_env("HF_HOME").run().success().json();
        facts["HF_HUB_CACHE"].as_str().unwrap().to_owned()
    };
    assert!(!cache(sandbox.command("env --json").no_env("HOME")).starts_with("/.cache"));
    assert!(!cache(sandbox.command("env --json").env("HOME", "")).starts_with("/.cache"));
}

#[test]
fn dots_and_doubled_slashes_in_a_path_of_a_repo_mean_nothing() {
    let sandbox = Sandbox::demo();
    for name in ["./config.json", ".//config.json", "././config.json"] {
        sandbox.hf(&format!("download ada/tiny-bert {name} --local-dir here")).success();
    }
    for name in ["/config.json", "../config.json"] {
        let output = sandbox.hf(&format!("download ada/tiny-bert {name} --local-dir here"));
        assert_ne!(output.code(), Some(0), "{output}");
    }
}
