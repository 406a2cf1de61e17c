use super::kept;
use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn a_collection_is_created_in_ones_own_namespace_or_in_another() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("collections create 'My Models!' --description D --private --json").success().json();
    let made = kept(&sandbox, "My Models!").unwrap();
    assert_eq!(output["slug"], made.slug);
    assert!(output["url"].as_str().unwrap().ends_with(&format!("/collections/{}", made.slug)), "{output}");
    assert_eq!((made.owner.as_str(), made.description.as_deref(), made.private), ("ada", Some("D"), true));
    sandbox.hf("collections create Theirs --namespace demo-org").success();
    assert_eq!(kept(&sandbox, "Theirs").unwrap().owner, "demo-org");
}

#[test]
fn one_that_exists_is_an_error_unless_it_may() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("collections create 'Tiny things'");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: collection 'ada/tiny-things-"), "{output}");
    for flag in ["--exists-ok", "--exist-ok"] {
        let output = sandbox.hf(&format!("collections create 'Tiny things' --description new {flag} -q")).success();
        assert_eq!(output.stdout, kept(&sandbox, "Tiny things").unwrap().slug + "\n");
    }
    assert_eq!(kept(&sandbox, "Tiny things").unwrap().description.as_deref(), Some("All that is small"));
}

#[test]
fn who_may_not_write_is_told() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("collections create X").token(ADA_READS).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let requests = sandbox.hub().requests().len();
    let stranger = sandbox.command("collections create X").no_token().run();
    assert_eq!(stranger.code(), Some(4), "{stranger}");
    assert_eq!(sandbox.hub().requests().len(), requests);
    assert!(kept(&sandbox, "X").is_none());
}
