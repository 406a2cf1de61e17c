//! One cache for both clients: what one has put there is complete for the other.

use std::fs;

use super::python::python;
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;
use crate::traffic::content;

const PYTHONS: &str = r#"
show([
    hub.snapshot_download("ada/tiny-bert"),
    hub.hf_hub_download("ada/tiny-bert", "config.json", revision="v1.0"),
    hub.snapshot_download("ada/planets", repo_type="dataset", allow_patterns="data/*"),
    hub.hf_hub_download("ada/odd-names", "a b#c?.txt"),
])
"#;

/// The same in our words.
const OURS: [&str; 4] = [
    "download ada/tiny-bert --quiet",
    "download ada/tiny-bert config.json --revision v1.0 --quiet",
    "download datasets/ada/planets --include 'data/*' --quiet",
    "download ada/odd-names 'a b#c?.txt' --quiet",
];

fn ours(sandbox: &Sandbox) -> Vec<String> {
    OURS.iter().map(|words| sandbox.hf(words).success().stdout.trim_end().to_owned()).collect()
}

#[test]
fn what_we_have_cached_is_complete_for_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let paths = ours(&sandbox);
    sandbox.hub().forget();
    let online = python.script(&sandbox, PYTHONS).run().success();
    assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
    assert_eq!(online.json(), serde_json::json!(paths));
    sandbox.hub().forget();
    let offline = python.script(&sandbox, PYTHONS).env("HF_HUB_OFFLINE", "1").run().success();
    assert_eq!(offline.stdout, online.stdout);
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn what_python_has_cached_is_complete_for_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let paths = python.script(&sandbox, PYTHONS).run().success().json();
    let before = files(&sandbox.hf_home());
    sandbox.hub().forget();
    assert_eq!(serde_json::json!(ours(&sandbox)), paths);
    assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
    sandbox.hub().forget();
    for (words, path) in OURS.iter().zip(paths.as_array().unwrap()) {
        let output = sandbox.command(words).env("HF_HUB_OFFLINE", "1").run().success();
        assert_eq!(output.stdout.trim_end(), path.as_str().unwrap());
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    let mut after = files(&sandbox.hf_home());
    // It is remembered that the Hub gave the listing, which is the one that Python keeps.
    after.retain(|path| path != "xet/hf/checked");
    assert_eq!(after, before, "nothing was missing");
}

#[test]
fn both_leave_the_same_files() {
    let Some(python) = python() else { return };
    let (one, other) = (Sandbox::demo(), Sandbox::demo());
    ours(&one);
    python.script(&other, PYTHONS).run().success();
    let names = |sandbox: &Sandbox| files(&sandbox.hf_home().join("hub"));
    assert_eq!(names(&one), names(&other));
    for name in names(&one) {
        let read = |sandbox: &Sandbox| fs::read(sandbox.hf_home().join("hub").join(&name)).unwrap();
        assert_eq!(read(&one), read(&other), "{name}");
        let link = |sandbox: &Sandbox| fs::read_link(sandbox.hf_home().join("hub").join(&name)).ok();
        assert_eq!(link(&one), link(&other), "{name}");
    }
}

#[test]
fn each_completes_what_the_other_began() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert --include '*.json'").success();
    python.script(&sandbox, "hub.snapshot_download('ada/tiny-bert', ignore_patterns='*.safetensors')").run().success();
    sandbox.hf("download ada/tiny-bert").success();
    python.script(&sandbox, "hub.snapshot_download('ada/tiny-bert', revision='experiment')").run().success();
    sandbox.hf("download ada/tiny-bert --revision experiment").success();
    // Six files of main, and the one that differs on the branch.
    assert_eq!(content(sandbox.hub()).len(), 7, "{:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn at_the_same_time_they_fetch_everything_once() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Slow(20_000)));
    let theirs = python.script(&sandbox, "show(hub.snapshot_download('ada/planets', repo_type='dataset'))").spawn();
    crate::wait::until("Python is at it", || {
        content(sandbox.hub()).iter().any(|seen| seen.path.starts_with("/objects/"))
    });
    let ours = sandbox.hf("download datasets/ada/planets --json").success();
    let theirs = theirs.wait().success();
    assert_eq!(ours.json()["path"], theirs.json());
    assert_eq!(content(sandbox.hub()).len(), 6, "{:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn python_learns_from_us_that_a_file_is_not_there() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("download ada/tiny-bert adapter_config.json").code(), Some(3));
    let code = "show(hub.try_to_load_from_cache('ada/tiny-bert', 'adapter_config.json') is hub._CACHED_NO_EXIST)";
    assert_eq!(python.script(&sandbox, code).run().success().stdout, "true\n");
}

#[test]
fn a_cache_of_ours_without_links_is_complete_for_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let path = sandbox.command("download ada/tiny-bert --quiet").env("HF_HUB_DISABLE_SYMLINKS", "1").run().success();
    sandbox.hub().forget();
    let code = "show([hub.snapshot_download('ada/tiny-bert'), len(hub.scan_cache_dir().warnings)])";
    let output = python.script(&sandbox, code).run().success();
    assert_eq!(output.json(), serde_json::json!([path.stdout.trim_end(), 0]));
    assert_eq!(content(sandbox.hub()).len(), 0);
}

#[test]
fn what_a_killed_run_of_ours_left_does_not_matter_to_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Stall(6000)).times(1));
    let child = sandbox.command("download ada/tiny-bert").spawn();
    crate::wait::until("it is being written", || !crate::disk::unfinished(&sandbox).is_empty());
    child.signal("KILL");
    child.wait();
    let code = "path = pathlib.Path(hub.snapshot_download('ada/tiny-bert'))\nshow(len(list(path.iterdir())))";
    assert_eq!(python.script(&sandbox, code).run().success().stdout, "6\n");
    sandbox.hf("download ada/tiny-bert").success();
}

#[test]
fn what_was_imported_is_complete_for_python_without_a_network() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    python.script(&sandbox, "show(hub.snapshot_download('ada/tiny-bert'))").run().success();
    sandbox.hf("download datasets/ada/planets").success();
    sandbox.hf("cache export ada/tiny-bert datasets/ada/planets -o all.tar.zst").success();
    let home = sandbox.work().join("elsewhere");
    sandbox.command("cache import all.tar.zst").env("HF_HOME", &home).run().success();
    sandbox.hub().forget();
    let code = "show([hub.snapshot_download('ada/tiny-bert'), hub.snapshot_download('ada/planets', repo_type='dataset')])\n\
        info = hub.scan_cache_dir()\nassert not info.warnings, info.warnings\nassert len(info.repos) == 2";
    let offline = python.script(&sandbox, code).env("HF_HOME", &home).env("HF_HUB_OFFLINE", "1");
    offline.run().success();
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    assert_whole(&sandbox);
}
