use super::{kept, with_webhook};

const UNKNOWN: &str = "000000000000000000000000";

#[test]
fn a_webhook_is_switched_off_and_on() {
    let (sandbox, id) = with_webhook();
    assert_eq!(sandbox.hf(&format!("webhooks disable {id} -q")).success().stdout, format!("{id}\n"));
    assert_eq!(kept(&sandbox)[0]["disabled"], true);
    sandbox.hf(&format!("webhooks enable {id}")).success();
    assert_eq!(kept(&sandbox)[0]["disabled"], false);
    for verb in ["enable", "disable"] {
        assert_eq!(sandbox.hf(&format!("webhooks {verb} {UNKNOWN}")).code(), Some(3), "{verb}");
    }
}

#[test]
fn a_webhook_is_deleted_once_the_user_agrees() {
    let (sandbox, id) = with_webhook();
    assert_eq!(sandbox.command(&format!("webhooks delete {id}")).stdin("n\n").run().code(), Some(1));
    assert_eq!(sandbox.hf(&format!("webhooks delete {id} --json")).code(), Some(1));
    assert!(sandbox.hub().requests().is_empty());
    sandbox.hf(&format!("webhooks delete {id} --yes")).success();
    assert!(kept(&sandbox).is_empty());
    let output = sandbox.hf(&format!("webhooks delete {id} --yes"));
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with(&format!("Error: webhook '{id}' not found\n")), "{output}");
}
