//! What the Python client downloads from the local Hub is what the repo holds: the Hub is a fair one.

use std::fs;

use serde_json::json;

use super::python::python;
use crate::disk::assert_whole;
use crate::sandbox::Sandbox;
use crate::traffic::content;

#[test]
fn python_downloads_files_snapshots_and_patterns() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let code = r#"
file = hub.hf_hub_download("ada/tiny-bert", "model.safetensors")
tagged = hub.hf_hub_download("ada/tiny-bert", "config.json", revision="v1.0")
planets = hub.snapshot_download("ada/planets", repo_type="dataset", allow_patterns=["*.csv"], ignore_patterns=["*/outer/*"])
odd = pathlib.Path(hub.snapshot_download("ada/odd-names"))
below = lambda folder: sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file())
show([os.path.getsize(file), os.path.basename(tagged), below(planets), below(odd), (odd / "a b#c?.txt").read_text()])
"#;
    let output = python.script(&sandbox, code).run().success();
    let odd = [
        ".gitattributes",
        "[brackets] {braces}.txt",
        "a b#c?.txt",
        "empty.txt",
        "folder/.hidden",
        "percent%20name.txt",
        "plus+and&.txt",
        "weights [v1].bin",
        "ünïcödé/日本語.txt",
    ];
    let text = "space, hash and question mark\n";
    assert_eq!(output.json(), json!([12_680, "config.json", ["data/inner/planets.csv"], odd, text]));
    assert_whole(&sandbox);
}

#[test]
fn the_official_program_downloads_into_a_folder() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let words = "download ada/planets --repo-type dataset --local-dir here --include 'data/*' --quiet";
    let output = python.hf(&sandbox, words).run().success();
    assert_eq!(output.stdout, "[CWD]/here\n");
    assert_eq!(
        fs::read(sandbox.work().join("here/data/outer/notes/pluto.txt")).unwrap(),
        b"A dwarf planet since 2006.\n"
    );
    assert_whole(&sandbox);
}

#[test]
fn both_programs_print_the_same_path_and_plan() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    for words in [
        "download ada/tiny-bert --quiet",
        "download ada/tiny-bert config.json --json",
        "download ada/planets data/ --repo-type dataset --format agent",
        "download ada/tiny-bert --revision v1.0 --dry-run --json",
        "download ada/tiny-bert README.md vocab.txt --local-dir here --quiet",
        "download ada/tiny-bert --include '*.json' --dry-run --quiet",
    ] {
        let official = python.hf(&sandbox, words).run().success();
        fs::remove_dir_all(sandbox.hf_home().join("hub")).unwrap();
        let ours = sandbox.hf(words).success();
        assert_eq!(ours.stdout, official.stdout, "{words}");
    }
}

#[test]
fn python_resumes_and_gives_up_at_the_local_hub_as_at_a_real_one() {
    use crate::local_hub::faults::{Effect, Fault};
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Close(6000)).times(1));
    let code = r#"
hub.hf_hub_download("ada/tiny-bert", "model.safetensors")
try:
    hub.hf_hub_download("ada/tiny-bert", "none.txt")
except hub.errors.EntryNotFoundError as error:
    show(type(error).__name__)
for repo in ["ada/none", "bob/secret-bert", "bob/gated-bert"]:
    try:
        hub.hf_hub_download(repo, "config.json")
    except hub.errors.RepositoryNotFoundError as error:
        show(type(error).__name__)
"#;
    let output = python.script(&sandbox, code).run().success();
    assert_eq!(
        output.stdout,
        "\"RemoteEntryNotFoundError\"\n\"RepositoryNotFoundError\"\n\"RepositoryNotFoundError\"\n\"GatedRepoError\"\n"
    );
    assert!(content(sandbox.hub()).len() >= 2);
    assert_whole(&sandbox);
}
