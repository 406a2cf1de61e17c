use super::{kept, open};
use crate::local_hub::world::commits::Note;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_pull_request_is_merged_once_the_user_agrees() {
    let sandbox = Sandbox::demo();
    let words = "discussions merge ada/tiny-bert 1";
    assert_eq!(sandbox.command(words).stdin("n\n").run().code(), Some(1));
    assert!(sandbox.hub().requests().is_empty());
    sandbox.hf(&format!("{words} --comment Thanks --yes")).success();
    assert_eq!(kept(&sandbox, 1).status, "merged");
    let listed = sandbox.hf("models ls ada/tiny-bert -q").success();
    assert!(listed.stdout.contains("LICENSE\n"), "{listed}");
}

#[test]
fn files_that_changed_on_both_sides_are_named() {
    let sandbox = Sandbox::demo();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    let note = Note { author: "ada", summary: "Another licence", description: "", when: 1_760_000_000 };
    sandbox.hub().world().commit_files(&repo, "main", &note, &[("LICENSE", b"Mine.\n".as_slice())].into());
    let output = sandbox.hf("discussions merge ada/tiny-bert 1 --yes");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Warning: files that changed on both sides: LICENSE\n"), "{output}");
    let shown = sandbox.hf("discussions info ada/tiny-bert 1").success();
    assert!(shown.stdout.contains("changed on both sides: LICENSE\n"), "{shown}");
}

#[test]
fn what_is_no_pull_request_and_who_may_not_write_is_refused() {
    let sandbox = Sandbox::demo();
    let num = open(&sandbox, "A question", "x");
    let output = sandbox.hf(&format!("discussions merge ada/tiny-bert {num} --yes"));
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("This is not a pull request"), "{output}");
    assert_eq!(sandbox.command("discussions merge ada/tiny-bert 1 --yes").token(BOB).run().code(), Some(4));
}
