use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::names;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Repo;
use crate::sandbox::{BOB, Sandbox};

fn tiny_bert(sandbox: &Sandbox) -> Repo {
    sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap()
}

#[test]
fn a_tag_points_to_the_head_of_the_main_branch() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos tag create ada/tiny-bert v2 --json").success();
    assert_eq!(output.stdout, "{\"tag\": \"v2\", \"repo_type\": \"model\", \"repo_id\": \"ada/tiny-bert\"}\n");
    let sent = sandbox.hub().trace();
    assert_eq!(sent[0].to_string(), "POST /api/models/ada/tiny-bert/tag/main 201");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&sent[0].body).unwrap(), json!({"tag": "v2"}));
    let repo = tiny_bert(&sandbox);
    assert_eq!(repo.resolve("refs/tags/v2"), Some(repo.head()));
}

#[test]
fn a_tag_points_to_the_revision_that_is_named_and_keeps_its_message() {
    let sandbox = Sandbox::demo();
    let words = "repos tag create ada/tiny-bert pr/one -m 'A proposal' --revision refs/pr/1 -q";
    assert_eq!(sandbox.hf(words).success().stdout, "pr/one\n");
    assert_eq!(sandbox.hub().requests(), ["POST /api/models/ada/tiny-bert/tag/refs%2Fpr%2F1 201"]);
    let repo = tiny_bert(&sandbox);
    assert_eq!(repo.resolve("refs/tags/pr/one"), repo.resolve("refs/pr/1"));
    let git = repo.git();
    let tag = git.find_reference("refs/tags/pr/one").unwrap().peel_to_tag().unwrap();
    assert_eq!(tag.message().unwrap(), Some("A proposal"));
}

#[test]
fn each_mode_says_what_was_created() {
    let sandbox = Sandbox::demo();
    let human = sandbox.hf("repos tag create datasets/ada/planets v1").success();
    assert_eq!(human.stdout, "✓ Tag created\n  tag: v1\n  repo_type: dataset\n  repo_id: ada/planets\n");
    let agent = sandbox.hf("repos tag create ada/planets v2 --type dataset --format agent").success();
    assert_eq!(agent.stdout, "tag=v2 repo_type=dataset repo_id=ada/planets\n");
    assert_eq!(names(&sandbox, "datasets/ada/planets"), ["v1", "v2"]);
}

#[test]
fn a_tag_that_exists_is_an_error_unless_that_is_fine_and_stays_where_it_is() {
    let sandbox = Sandbox::demo();
    let before = tiny_bert(&sandbox).resolve("refs/tags/v1.0");
    assert_data_eq!(
        sandbox.hf("repos tag create ada/tiny-bert v1.0"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: tag 'v1.0' already exists
Cause: 409 Conflict for [HUB]/api/models/ada/tiny-bert/tag/main (request ID [..])
  Tag reference exists already: refs/tags/v1.0
Hint: add --exist-ok if it may already exist

"#]]
    );
    let output = sandbox.hf("repos tag create ada/tiny-bert v1.0 --exist-ok").success();
    assert!(output.stdout.starts_with("Nothing to do: the tag already exists\n  tag: v1.0\n"), "{output}");
    assert_eq!(tiny_bert(&sandbox).resolve("refs/tags/v1.0"), before);
}

#[test]
fn what_cannot_be_tagged_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    for (words, status, says) in [
        ("ada/none v1", 3, "model 'ada/none' not found"),
        ("ada/tiny-bert v2 --revision none", 3, "revision"),
        ("ada/tiny-bert 'a b'", 1, "Invalid tag name a b"),
        ("ada/tiny-bert ''", 2, "<TAG>"),
    ] {
        let output = sandbox.hf(&format!("repos tag create {words} --exist-ok"));
        assert_eq!(output.code(), Some(status), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    let stranger = sandbox.command("repos tag create ada/tiny-bert v2").token(BOB).run();
    assert_eq!(stranger.code(), Some(4), "{stranger}");
    assert_eq!(names(&sandbox, "ada/tiny-bert"), ["v1.0"]);
}

#[test]
fn without_a_token_it_says_how_to_log_in() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos tag create ada/tiny-bert v2").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}
