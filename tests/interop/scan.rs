//! Python's look over a cache that we have filled.

use serde_json::json;

use super::python::python;
use crate::sandbox::Sandbox;

const SCAN: &str = r#"
info = hub.scan_cache_dir()
show({
    "warnings": [str(warning) for warning in info.warnings],
    "repos": {
        f"{repo.repo_type} {repo.repo_id}": [
            repo.nb_files, repo.size_on_disk, sorted([sorted(revision.refs), len(revision.files)] for revision in repo.revisions)
        ]
        for repo in sorted(info.repos, key=lambda repo: repo.repo_id)
    },
})
"#;

#[test]
fn a_cache_of_ours_is_scanned_without_a_warning() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let commit = sandbox.hf("download ada/tiny-bert --revision v1.0 --quiet").success().stdout;
    let commit = commit.trim_end().rsplit('/').next().unwrap().to_owned();
    for words in [
        "ada/private-bert --dry-run",
        "ada/tiny-bert",
        "ada/tiny-bert --revision experiment --include '*.json'",
        "ada/tiny-bert LICENSE --revision refs/pr/1",
        &format!("ada/tiny-bert --revision {commit}"),
        "datasets/ada/planets data/ --exclude '*.txt'",
        "spaces/ada/hello",
        "kernels/demo-org/relu build.toml",
        "ada/odd-names --force-download",
    ] {
        sandbox.hf(&format!("download {words}")).success();
    }
    let scan = python.script(&sandbox, SCAN).run().success().json();
    assert_eq!(scan["warnings"], json!([]));
    let repos = scan["repos"].as_object().unwrap();
    let names: Vec<_> = repos.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "space ada/hello",
            "model ada/odd-names",
            "dataset ada/planets",
            "model ada/tiny-bert",
            "kernel demo-org/relu"
        ]
    );
    let revisions = json!([[["experiment"], 2], [["main"], 6], [["refs/pr/1"], 1], [["v1.0"], 6]]);
    assert_eq!(repos["model ada/tiny-bert"][2], revisions);
}

#[test]
fn a_failed_download_leaves_nothing_that_python_warns_of() {
    use crate::local_hub::faults::{Effect, Fault};
    use crate::local_hub::world::kinds::Kind;
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hf("download datasets/ada/planets").success();
    sandbox.hub().world().write_file(Kind::Dataset, "ada/planets", "new.bin", b"new");
    sandbox.hub().world().write_file(Kind::Dataset, "ada/planets", "new.parquet", b"new");
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::status(403)));
    assert_eq!(sandbox.hf("download datasets/ada/planets new.parquet").code(), Some(4));
    assert_eq!(sandbox.hf("download datasets/ada/planets --max-workers 1").code(), Some(4));
    let scan = python.script(&sandbox, SCAN).run().success().json();
    assert_eq!(scan["warnings"], json!([]));
    // Offline it is still what it was, for both.
    let offline = |code: &str| python.script(&sandbox, code).env("HF_HUB_OFFLINE", "1").run();
    let theirs = offline("show(hub.snapshot_download('ada/planets', repo_type='dataset'))").success();
    let ours = sandbox.command("download datasets/ada/planets --json").env("HF_HUB_OFFLINE", "1").run().success();
    assert_eq!(ours.json()["path"], theirs.json());
}
