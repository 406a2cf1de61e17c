use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn who_likes_a_repo_is_listed_until_the_like_is_taken_back() {
    let sandbox = Sandbox::demo();
    sandbox.command("repos like ada/tiny-bert").token(BOB).run().success();
    let output = sandbox.hf("repos like models/ada/tiny-bert datasets/ada/planets").success();
    assert_eq!(output.stdout, "✓ Repo liked\n  repo_id: ada/tiny-bert\n✓ Repo liked\n  repo_id: ada/planets\n");
    assert_eq!(sandbox.hf("repos likers ada/tiny-bert -q").success().stdout, "bob\nada\n");
    let likers = sandbox.hf("repos likers ada/tiny-bert --limit 1 --json").success().json();
    assert_eq!(likers[0]["fullname"], "Bob Example");
    assert_eq!(sandbox.hf("models info ada/tiny-bert").success().json()["likes"], 7);
    sandbox.command("repos unlike -").stdin("ada/tiny-bert\n\n").run().success();
    assert_eq!(sandbox.hf("repos likers ada/tiny-bert -q").success().stdout, "bob\n");
}

#[test]
fn a_repo_that_fails_does_not_stop_the_others() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos like ada/none ada/tiny-bert bob/none");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), "✓ Repo liked\n  repo_id: ada/tiny-bert\n"));
    for id in ["ada/none", "bob/none"] {
        assert!(output.stderr.contains(&format!("Error: model '{id}' not found\n")), "{output}");
    }
    assert_eq!(sandbox.hf("repos like ada/none").code(), Some(3));
}

#[test]
fn what_is_wrong_with_the_account_or_the_hub_ends_it_at_once() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos like ada/tiny-bert datasets/ada/planets").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert_eq!(sandbox.hub().requests().len(), 1);
    sandbox.hub().fault(Fault::new("POST", "*", Effect::Status(503, vec![])));
    assert_eq!(sandbox.hf("repos like ada/tiny-bert datasets/ada/planets").code(), Some(6));
}
