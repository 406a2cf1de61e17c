use std::env::{join_paths, split_paths};
use std::ffi::OsStr;
use std::fs;
use std::iter::once;

use super::{file, logged_in};
use crate::local_hub::faults::{Effect, Fault};
use crate::run::search_path;
use crate::sandbox::{BOB, Sandbox};
use crate::terminal::{ENTER, Terminal};
use crate::wait::until;

const TOKEN: &str = "hf_oauth_ada_2";

/// A Hub whose user enters a code as soon as it is asked for, after these answers.
fn eager(trouble: &[&str]) -> Sandbox {
    let sandbox = Sandbox::empty();
    let trouble = trouble.iter().map(|&error| error.to_owned()).collect();
    sandbox.hub().world().set_oauth(|oauth| {
        oauth.interval = 0;
        oauth.trouble = trouble;
    });
    sandbox
}

/// The fields of a section of the stored tokens.
fn section(sandbox: &Sandbox, name: &str) -> Vec<(String, String)> {
    let stored = file(sandbox, "stored_tokens").unwrap();
    let section = stored.split("\n\n").find_map(|section| section.strip_prefix(&format!("[{name}]\n"))).unwrap();
    section.lines().map(|line| line.split_once(" = ").unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

#[test]
fn a_login_shows_the_page_and_the_code_and_stores_all_that_it_gets() {
    let sandbox = eager(&[]);
    let output = sandbox.command("auth login").no_token().run().success();
    assert_eq!(output.stdout, "Open this page:       [HUB]/device?code=DEMO-0001\nand enter this code:  DEMO-0001\n");
    assert!(output.stderr.contains("Logged in as ada with the token 'oauth-ada'"), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(TOKEN));
    let fields = section(&sandbox, "oauth-ada");
    let keys: Vec<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["hf_token", "refresh_token", "expires_at"]);
    assert_eq!((fields[0].1.as_str(), fields[1].1.as_str()), (TOKEN, "hfr_secret_ada_2"));
    let requests = ["POST /oauth/device 200", "POST /oauth/token 200", "GET /api/whoami-v2 200"];
    assert_eq!(sandbox.hub().requests(), requests);
}

#[test]
fn nothing_is_said_of_this_program_while_nobody_is_logged_in() {
    let sandbox = eager(&[]);
    sandbox.command("auth login --force").token(BOB).run().success();
    for seen in &sandbox.hub().trace()[..2] {
        assert_eq!((seen.header("authorization"), seen.header("user-agent")), (None, None));
    }
}

#[test]
fn it_asks_until_the_user_is_done_whatever_the_hub_says_meanwhile() {
    let sandbox = eager(&["authorization_pending", "html", "authorization_pending"]);
    sandbox.command("auth login").no_token().run().success();
    let asked = sandbox.hub().requests().iter().filter(|line| line.starts_with("POST /oauth/token")).count();
    assert_eq!(asked, 4);
}

#[test]
fn a_login_that_fails_says_why_and_stores_nothing() {
    for (error, said) in [
        ("access_denied", "Error: the login was denied in the browser\n"),
        ("expired_token", "Error: the code was not entered in time\n"),
        ("odd", "Error: [HUB]/oauth/token rejected the request: odd: So it was arranged\n"),
    ] {
        let sandbox = eager(&[error]);
        let output = sandbox.command("auth login").no_token().run();
        assert_eq!(output.code(), Some(4), "{output}");
        assert!(output.stderr.contains(said), "{output}");
        assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
    }
}

#[test]
fn a_code_that_is_over_is_not_waited_for() {
    let sandbox = eager(&[]);
    sandbox.hub().world().set_oauth(|oauth| oauth.code_lifetime = 0);
    let output = sandbox.command("auth login").no_token().run();
    assert!(output.stderr.contains("the code was not entered in time"), "{output}");
}

#[test]
fn times_that_no_clock_shows_are_no_reason_to_fail() {
    let sandbox = eager(&["slow_down"]);
    sandbox.hub().world().set_oauth(|oauth| (oauth.code_lifetime, oauth.token_lifetime) = (u64::MAX, i64::MAX));
    let login = sandbox.command("auth login").no_token().spawn();
    until("it asks", || sandbox.hub().requests().iter().any(|line| line.starts_with("POST /oauth/token")));
    login.signal("INT");
    assert_eq!(login.wait().code(), Some(130));
    sandbox.hub().world().set_oauth(|oauth| oauth.trouble.clear());
    sandbox.command("auth login").no_token().run().success();
    assert_eq!(section(&sandbox, "oauth-ada")[2].1, i64::MAX.to_string());
}

#[test]
fn a_client_that_the_hub_does_not_know_is_told() {
    let sandbox = eager(&[]);
    let output = sandbox.command("auth login").no_token().env("HF_DEVICE_CODE_OAUTH_CLIENT_ID", "other").run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("[HUB]/oauth/device rejected the request: invalid_client"), "{output}");
    assert!(output.stderr.contains("hf auth login --token-stdin"), "{output}");
}

#[test]
fn agents_get_a_sentence_for_their_users() {
    let sandbox = eager(&[]);
    sandbox.hub().world().set_oauth(|oauth| oauth.has_complete_page = false);
    let output = sandbox.command("auth login --format agent").no_token().run().success();
    assert!(
        output.stdout.contains("open [HUB]/device and to enter the code DEMO-0001 there, within 15 min"),
        "{output}"
    );
}

#[test]
fn a_token_that_nothing_renews_has_an_end_that_is_told() {
    let sandbox = eager(&[]);
    sandbox.hub().world().set_oauth(|oauth| oauth.gives_refresh_tokens = false);
    let output = sandbox.command("auth login").no_token().run().success();
    assert!(output.stderr.contains("This token expires in 30 days"), "{output}");
    let keys: Vec<String> = section(&sandbox, "oauth-ada").into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["hf_token", "expires_at"]);
}

#[test]
fn who_is_logged_in_may_log_in_again() {
    let sandbox = logged_in();
    sandbox.hub().world().set_oauth(|oauth| oauth.interval = 0);
    sandbox.command("auth login --force").no_token().run().success();
    assert_eq!(file(&sandbox, "token").as_deref(), Some(TOKEN));
    assert!(file(&sandbox, "stored_tokens").unwrap().starts_with(super::STORED.split("[reader]").next().unwrap()));
}

#[test]
fn ctrl_c_ends_the_waiting_and_stores_nothing() {
    let sandbox = Sandbox::empty();
    let login = sandbox.command("auth login").no_token().spawn();
    until("the Hub is asked", || sandbox.hub().requests().iter().any(|line| line.starts_with("POST /oauth/token")));
    login.signal("INT");
    let output = login.wait();
    assert_eq!(output.code(), Some(130), "{output}");
    assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
}

#[test]
fn the_user_who_enters_the_code_on_the_page_is_logged_in() {
    let sandbox = Sandbox::empty();
    let login = sandbox.command("auth login").no_token().spawn();
    until("there is a code to enter", || sandbox.hub().world().enter_code("DEMO-0001", "bob"));
    login.wait().success();
    assert_eq!(file(&sandbox, "token").as_deref(), Some("hf_oauth_bob_2"));
}

/// Runs `hf auth login` on a terminal, presses these keys when it asks how, and then those when it asks for more. The
/// programs that open pages are replaced by one that notes what it is to open.
fn on_terminal(sandbox: &Sandbox, first: &str, then: Option<&str>) -> String {
    use std::os::unix::fs::PermissionsExt;
    let opener = sandbox.home().join("xdg-open");
    fs::write(&opener, "#!/bin/sh\necho \"$1\" >> \"$HOME/opened\"\n").unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = join_paths(once(sandbox.home()).chain(split_paths(&search_path()))).unwrap();
    let variables = [("PATH", path.as_os_str()), ("DISPLAY", OsStr::new(":0"))];
    let mut terminal = Terminal::start_with(sandbox, "auth login", (120, 30), &variables);
    terminal.shows("How would");
    terminal.press(first);
    if let Some(then) = then {
        terminal.shows("Enter your");
        terminal.press(then);
    }
    terminal.shows("Logged in as");
    let (status, screen) = terminal.end();
    assert_eq!(status, 0, "{screen}");
    screen
}

#[test]
fn on_a_terminal_the_user_chooses_the_browser_which_is_opened() {
    let sandbox = eager(&[]);
    let screen = on_terminal(&sandbox, ENTER, None);
    assert!(screen.contains("DEMO-0001"), "{screen}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(TOKEN));
    let opened = sandbox.home().join("opened");
    until("the browser is there", || fs::read_to_string(&opened).is_ok_and(|text| text.ends_with('\n')));
    let page = format!("{}/device?code=DEMO-0001\n", sandbox.hub().endpoint());
    assert_eq!(fs::read_to_string(&opened).unwrap(), page);
}

#[test]
fn on_a_terminal_a_token_can_be_pasted_unseen() {
    let sandbox = eager(&[]);
    let screen = on_terminal(&sandbox, "2", Some(&format!("{BOB}{ENTER}")));
    assert!(!screen.contains(BOB), "{screen}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(BOB));
    assert!(!sandbox.home().join("opened").exists());
}

#[test]
fn what_a_server_says_of_a_login_forges_no_line() {
    let sandbox = Sandbox::empty();
    let told = "denied\n::set-env name=PATH::/evil\nHint: run this\r\u{1b}[2J";
    let answer = serde_json::json!({"error": "invalid_client", "error_description": told});
    sandbox.hub().fault(Fault::new("POST", "/oauth/device", Effect::Json(answer)));
    let output = sandbox.command("auth login").no_token().run();
    assert_ne!(output.code(), Some(0), "{output}");
    let lines: Vec<&str> = output.stderr.lines().collect();
    assert!(lines.iter().all(|line| !line.starts_with("Hint: run this") && !line.trim().starts_with("::")), "{output}");
    assert!(!output.stderr.contains(['\u{1b}', '\r']), "{output}");
}
