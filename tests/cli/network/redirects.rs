//! Redirects that a server must not be followed in: what is sent stays where it belongs.

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{ADA, Sandbox};

/// A Hub that answers these requests with a redirect to another one, which is returned too.
fn leading_away(method: &str, path: &str, status: u16) -> (Sandbox, Sandbox) {
    let (here, elsewhere) = (Sandbox::demo(), Sandbox::demo());
    let location = ("location", format!("{}/api/whoami-v2", elsewhere.hub().endpoint()));
    here.hub().fault(Fault::new(method, path, Effect::Status(status, vec![location])));
    (here, elsewhere)
}

#[test]
fn a_commit_is_not_sent_to_another_origin() {
    for status in [301, 302, 307, 308] {
        let (here, elsewhere) = leading_away("POST", "/api/models/ada/tiny-bert/commit/*", status);
        here.write("new.txt", "new");
        let output = here.hf("upload ada/tiny-bert new.txt");
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("redirects to"), "{output}");
        assert_eq!(elsewhere.hub().requests(), [""; 0]);
    }
}

#[test]
fn a_login_follows_no_redirect() {
    let (here, elsewhere) = leading_away("POST", "/oauth/*", 307);
    let output = here.command("auth login").no_token().run();
    assert_ne!(output.code(), Some(0), "{output}");
    assert_eq!(elsewhere.hub().requests(), [""; 0]);
}

#[test]
fn a_token_stays_at_the_origin_of_a_request_that_is_led_away() {
    let (here, elsewhere) = leading_away("GET", "/api/whoami-v2", 302);
    let output = here.hf("auth whoami");
    assert_ne!(output.code(), Some(0), "{output}");
    let seen = elsewhere.hub().trace();
    assert!(!seen.is_empty() && seen.iter().all(|request| request.header("authorization").is_none()), "{seen:?}");
    assert!(!output.to_string().contains(ADA), "{output}");
}

#[test]
fn a_mistyped_endpoint_is_named_without_its_password() {
    let output = Sandbox::empty().command("auth whoami").env("HF_ENDPOINT", "https://ada:pass-word@hub example").run();
    assert_ne!(output.code(), Some(0), "{output}");
    assert!(output.stderr.contains("hub example") && !output.stderr.contains("pass-word"), "{output}");
}
