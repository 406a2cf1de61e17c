use serde_json::json;

use super::machine;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

/// A Gradio Space, whose replicas answer on this machine.
fn gradio(version: &str) -> Sandbox {
    let sandbox = Sandbox::demo();
    let host = format!("{}/_space/ada-hello", sandbox.hub().endpoint());
    sandbox.hub().world().change_repo(Kind::Space, "ada/hello", |record| {
        record.sdk = Some("gradio".to_owned());
        record.found.insert("host".to_owned(), json!(host));
        record.found.insert("cardData".to_owned(), json!({"sdk": "gradio", "sdk_version": version}));
    });
    sandbox.write("app.py", "print(2)\n");
    sandbox
}

#[test]
fn a_file_is_committed_and_each_replica_says_what_it_did() {
    let sandbox = gradio("6.2.0");
    let status = json!({"status": "created", "replicaStatuses": [["aaaa", "created"], ["bbbb", "created"]]});
    sandbox.hub().world().change_space("ada/hello", |machine| machine.more.insert("hotReloading".into(), status));
    let output = sandbox.hf("spaces hot-reload ada/hello -f app.py").success();
    assert!(output.stdout.starts_with("✓ Committed\n"), "{output}");
    let told = "Replica aaaa:\n  app.py updated\n  updated greet function\n  ran app.py, lines 2-5\n  demo = build()\n  \
                page updated\nReplica bbbb: the same\n";
    assert!(output.stdout.ends_with(told), "{output}");
    let commit = sandbox.hub().trace().into_iter().find(|seen| seen.path.ends_with("/commit/main")).unwrap();
    assert_eq!(commit.query, [("hot_reload".to_owned(), "1".to_owned())]);
    assert!(String::from_utf8_lossy(&commit.body).contains("parentCommit"));
    let repo = sandbox.hub().world().repo(Kind::Space, "ada/hello").unwrap();
    assert_eq!(repo.text(repo.head(), "app.py").as_deref(), Some("print(2)\n"));
}

#[test]
fn a_space_that_cannot_be_changed_so_is_refused_unless_nothing_is_checked() {
    let sandbox = gradio("5.9.0");
    let output = sandbox.hf("spaces hot-reload ada/hello -f app.py");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("uses Gradio '5.9.0'"), "{output}");
    sandbox.hf("spaces hot-reload ada/hello -f app.py --skip-checks --skip-summary").success();
    assert!(!machine(&sandbox).more.contains_key("hotReloading"));
    let output = Sandbox::demo().hf("spaces hot-reload ada/hello app.py");
    assert!(output.stderr.contains("uses static"), "{output}");
    assert_eq!(Sandbox::demo().hf("spaces hot-reload ada/hello").code(), Some(2));
}
