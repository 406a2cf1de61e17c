//! `hf skills`.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

const BUCKET: &str = "huggingface/skills";

/// With a bucket of skills.
pub fn market() -> Sandbox {
    let sandbox = Sandbox::with(Options { xet: true, seed: Seed::Empty, ..Options::default() });
    let world = sandbox.hub().world();
    world.create_bucket(BUCKET, false);
    let list = json!({"plugins": [
        {"name": "gradio", "source": "./skills/gradio", "description": "Builds apps"},
        {"name": "broken", "source": "skills/broken"},
        {"name": "../evil", "source": "skills/gradio"},
    ]});
    for (path, content) in [
        ("marketplace.json", list.to_string().as_str()),
        ("skills/gradio/SKILL.md", "# Gradio\n"),
        ("skills/gradio/docs/more.md", "More\n"),
        ("skills/gradio-tools/SKILL.md", "# Another\n"),
        ("skills/broken/README.md", "x"),
    ] {
        world.put_in_bucket(BUCKET, path, content.as_bytes(), 0);
    }
    sandbox.hub().bring_to_xet();
    sandbox
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_skill_for_hf_is_made_from_its_commands_without_any_request() {
    let sandbox = Sandbox::empty();
    let preview = sandbox.hf("skills preview").success().stdout;
    assert!(preview.starts_with("---\nname: hf-cli\n"), "{preview}");
    assert!(preview.contains("\n- `hf download REPO_ID` — ") && preview.contains("\n### `hf jobs` — "), "{preview}");
    assert_eq!(sandbox.hf("--skills").success().stdout, preview);
    let output = sandbox.hf("skills add --json").success();
    let (path, link) = ("[CWD]/.agents/skills/hf-cli", "[CWD]/.claude/skills/hf-cli");
    assert_eq!(output.json(), json!({"name": "hf-cli", "path": path, "link": link}));
    assert_eq!(text(&sandbox.work().join(".agents/skills/hf-cli/SKILL.md")), preview);
    let link = fs::read_link(sandbox.work().join(".claude/skills/hf-cli")).unwrap();
    assert_eq!(link, Path::new("../../.agents/skills/hf-cli"));
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_global_skill_goes_to_the_home_folder_and_claudes() {
    let sandbox = Sandbox::empty();
    sandbox.hf("skills add -g -q").success();
    assert!(sandbox.home().join(".agents/skills/hf-cli/.hf-skill-manifest.json").exists());
    assert!(sandbox.home().join(".claude/skills/hf-cli/SKILL.md").exists());
    let elsewhere = sandbox.home().join("cc");
    sandbox.command("skills add -g --force").env("CLAUDE_CONFIG_DIR", &elsewhere).run().success();
    assert!(elsewhere.join("skills/hf-cli").is_symlink());
    let output = sandbox.hf("skills add --dest ~/mine -q").success();
    assert_eq!(output.stdout, "hf-cli\n");
    assert!(sandbox.home().join("mine/hf-cli/SKILL.md").exists());
}

#[test]
fn a_skill_of_the_hub_comes_with_its_files_alone() {
    let sandbox = market();
    let output = sandbox.hf("skills add GRADIO --json").success();
    assert_eq!(output.json()["name"], "gradio");
    let folder = sandbox.work().join(".agents/skills/gradio");
    assert_eq!(crate::disk::files(&folder), [".hf-skill-manifest.json", "SKILL.md", "docs/more.md"]);
    assert!(sandbox.work().join(".claude/skills/gradio/SKILL.md").exists());
    let rows = sandbox.hf("skills ls --json").success().json();
    assert_eq!(rows[0]["description"], "Builds apps");
    assert_eq!((&rows[0]["project"], &rows[0]["global"]), (&json!("yes"), &json!("")));
}

#[test]
fn what_cannot_be_installed_leaves_nothing() {
    let sandbox = market();
    for (name, status) in [("broken", 1), ("nope", 3), ("../evil", 2)] {
        let output = sandbox.hf(&format!("skills add {name}"));
        assert_eq!(output.code(), Some(status), "{output}");
    }
    assert!(crate::disk::files(&sandbox.work()).is_empty());
}

#[test]
fn a_skill_of_the_users_own_is_never_replaced() {
    let sandbox = Sandbox::empty();
    let own = sandbox.write(".claude/skills/hf-cli/SKILL.md", "mine");
    assert_eq!(sandbox.hf("skills add").code(), Some(2));
    let output = sandbox.hf("skills add --force");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("is not a skill that hf installed"), "{output}");
    assert_eq!(text(&own), "mine");
    assert!(!sandbox.work().join(".agents").exists());
}

#[test]
fn an_update_writes_ours_again_and_leaves_others_alone() {
    let sandbox = market();
    assert_eq!(sandbox.hf("skills update").success().stdout, "No results found.\n");
    sandbox.hf("skills add gradio").success();
    sandbox.hf("skills add").success();
    let own = sandbox.write(".agents/skills/own/SKILL.md", "mine");
    for skill in ["gradio", "hf-cli"] {
        fs::write(sandbox.work().join(format!(".agents/skills/{skill}/SKILL.md")), "old").unwrap();
    }
    let rows = sandbox.hf("skills update --json").success().json();
    let statuses: Vec<_> = rows.as_array().unwrap().iter().map(|row| (&row["name"], &row["status"])).collect();
    let expected = [("gradio", "updated"), ("hf-cli", "updated"), ("own", "unmanaged")];
    assert_eq!(json!(statuses), json!(expected));
    assert_eq!((text(&own).as_str(), text(&own.with_file_name("../gradio/SKILL.md")).as_str()), ("mine", "# Gradio\n"));
    assert_eq!(sandbox.hf("skills update nope").code(), Some(3));
}

#[test]
fn an_update_that_fails_keeps_the_skill_and_has_a_status() {
    let sandbox = market();
    sandbox.hf("skills add gradio").success();
    sandbox
        .hub()
        .world()
        .change_bucket(BUCKET, |bucket| bucket.files.retain(|path, _| !path.starts_with("skills/gradio/")));
    let output = sandbox.hf("skills update gradio --json");
    assert_eq!((output.code(), &output.json()[0]["status"]), (Some(1), &json!("failed")), "{output}");
    assert_eq!(text(&sandbox.work().join(".agents/skills/gradio/SKILL.md")), "# Gradio\n");
}
