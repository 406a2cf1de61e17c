use serde_json::json;

use super::{machine, sent};
use crate::sandbox::Sandbox;
use crate::terminal::{ENTER, Terminal};

#[test]
fn volumes_take_the_place_of_all_that_is_mounted() {
    let sandbox = Sandbox::demo();
    let words = "spaces volumes set ada/hello -v hf://ada/tiny-bert:/models -v hf://buckets/ada/data/logs:/data \
                 -v hf://datasets/ada/planets@main:/d:ro --json";
    let output = sandbox.hf(words).success();
    let uris = [
        "hf://models/ada/tiny-bert:/models",
        "hf://buckets/ada/data/logs:/data",
        "hf://datasets/ada/planets@main:/d:ro",
    ];
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "volumes": uris}));
    let body = sent(&sandbox);
    assert_eq!(
        body["volumes"][1],
        json!({"type": "bucket", "source": "ada/data", "mountPath": "/data", "path": "logs"})
    );
    let listed = sandbox.hf("spaces volumes ls ada/hello --json").success().json();
    let last =
        json!({"type": "dataset", "source": "ada/planets", "mount_path": "/d", "revision": "main", "read_only": true});
    assert_eq!(listed[2], last);
}

#[test]
fn a_person_is_asked_before_a_mount_goes_away() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces volumes set ada/hello -v hf://ada/tiny-bert:/old").success();
    let token = ("HF_TOKEN", crate::sandbox::ADA.as_ref());
    let words = "spaces volumes set ada/hello -v hf://ada/tiny-bert:/new";
    let mut terminal = Terminal::start_with(&sandbox, words, (100, 30), &[token]);
    terminal.shows("Unmount /old (ada/tiny-bert) from Space 'ada/hello'?");
    terminal.press(&format!("n{ENTER}"));
    assert_eq!(terminal.end().0, 1);
    assert_eq!(machine(&sandbox).more["volumes"][0]["mountPath"], "/old");
}

#[test]
fn all_volumes_are_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces volumes set ada/hello -v hf://ada/tiny-bert:/old").success();
    assert_eq!(sandbox.command("spaces volumes delete ada/hello").stdin("n\n").run().code(), Some(1));
    let output = sandbox.hf("spaces volumes delete ada/hello --yes --json").success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello"}));
    assert_eq!(sandbox.hf("spaces volumes list ada/hello").success().stdout, "No results found.\n");
    assert_eq!(sandbox.hf("spaces volumes delete ada/hello -y").code(), Some(3));
    sandbox.hf("spaces volumes delete ada/hello -y --missing-ok").success();
}

#[test]
fn no_volume_or_a_bad_one_asks_nothing() {
    let sandbox = Sandbox::demo();
    for words in ["", "-v ada/tiny-bert:/x", "-v hf://ada/tiny-bert"] {
        assert_eq!(sandbox.hf(&format!("spaces volumes set ada/hello {words}")).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().requests().is_empty());
    let twice = "spaces volumes set ada/hello -v hf://ada/tiny-bert:/x -v hf://ada/odd-names:/x";
    assert_eq!(sandbox.hf(twice).code(), Some(1));
}
