//! Commits of any changes: what one client makes the other reads, and builds on.

use serde_json::{Value, json};

use super::python::python;
use crate::sandbox::Sandbox;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn python_reads_our_commit_and_makes_the_next_on_top_of_it() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.write("new.txt", "new");
    let words = "repos commit ada/tiny-bert --add new.txt --delete vocab.txt --copy config.json:copy.json \
                 --move model.safetensors:m.safetensors -m 'Four changes' --commit-description Why -q";
    sandbox.hf(words).success();
    sandbox.hf("repos branch create ada/tiny-bert draft").success();
    let code = r#"
api = hub.HfApi()
newest = api.list_repo_commits("ada/tiny-bert")[0]
show([newest.title, newest.message, newest.authors])
refs = api.list_repo_refs("ada/tiny-bert")
show([branch.name for branch in refs.branches if branch.target_commit == newest.commit_id])
show(sorted(api.list_repo_files("ada/tiny-bert")))
ops = [hub.CommitOperationDelete("copy.json"), hub.CommitOperationAdd("p.txt", b"p"),
       hub.CommitOperationCopy("m.safetensors", "again.safetensors")]
made = api.create_commit("ada/tiny-bert", ops, commit_message="On top", parent_commit=newest.commit_id)
show(made.oid)
"#;
    let said = lines(&python.script(&sandbox, code).run().success().stdout);
    assert_eq!(said[0], json!(["Four changes", "Why", ["ada"]]));
    assert_eq!(said[1], json!(["draft", "main"]));
    let names = [".gitattributes", "README.md", "config.json", "copy.json", "m.safetensors", "new.txt"];
    assert_eq!(said[2], json!([names.as_slice(), &["tokenizer_config.json"]].concat()));
    let newest = &sandbox.hf("repos history ada/tiny-bert --json").success().json()[0];
    assert_eq!((&newest["commit_id"], &newest["title"]), (&said[3], &json!("On top")));
    let words = "repos commit ada/tiny-bert --delete p.txt --parent-commit";
    sandbox.hf(&format!("{words} {}", said[3].as_str().unwrap())).success();
    sandbox.hf("download ada/tiny-bert again.safetensors m.safetensors --local-dir got").success();
    assert!(sandbox.read("got/again.safetensors") == sandbox.read("got/m.safetensors"));
}

#[test]
fn content_that_one_has_sent_ahead_the_other_can_commit() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.hf("repos create ada/new").success();
    sandbox.write("ours.bin", "ours");
    sandbox.write("theirs.bin", "theirs");
    let ops = sandbox.hf("repos preupload ada/new ours.bin --json").success().stdout;
    let code = r#"
api = hub.HfApi()
add = hub.CommitOperationAdd("theirs.bin", "theirs.bin")
api.preupload_lfs_files("ada/new", [add])
show(add.upload_info.sha256.hex())
"#;
    let oid = lines(&python.script(&sandbox, code).run().success().stdout)[0].clone();
    let theirs = json!({"op": "add", "path": "theirs.bin", "oid": oid, "size": 6, "uploaded": true});
    sandbox.command("repos commit ada/new --ops -").stdin(format!("{ops}{theirs}\n")).run().success();
    let code = "show(open(hub.hf_hub_download('ada/new', 'theirs.bin')).read())";
    assert_eq!(python.script(&sandbox, code).run().success().stdout, "\"theirs\"\n");
    sandbox.hf("download ada/new --local-dir got").success();
    assert_eq!((sandbox.read("got/ours.bin"), sandbox.read("got/theirs.bin")), (b"ours".to_vec(), b"theirs".to_vec()));
}
