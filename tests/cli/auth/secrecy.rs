//! Tokens stay out of everything that is printed.

use std::fs;
use std::path::Path;

use hf::base::time::now;

use super::with_git_helper;
use crate::run::{Output, Run};
use crate::sandbox::{ADA, ADA_FINE, ADA_READS, BOB, Sandbox};
use crate::tree::{leaves, tree};

const STALE: &str = "hf_stale";
/// Of a login with the browser, which has about a minute to go.
const BROWSERS: &str = "hf_oauth_ada_1";
const IDENTITY: &str = "identity-of-workflow";
const KEY: &str = "workflow-secret";

/// Tokens, and how those begin that the local Hub gives away.
const SECRETS: [&str; 10] =
    [ADA, ADA_READS, ADA_FINE, BOB, STALE, "hf_oauth_", "hfr_secret_", "device-secret-", IDENTITY, KEY];

/// The commands of the group in all their ways, the older spellings, and the report on this machine.
const WAYS: [&str; 22] = [
    "auth login --force",
    "auth login --force --add-to-git-credential",
    "auth login --token-stdin --add-to-git-credential",
    "auth login --token-stdin --store keyring",
    "auth login --token hf_stale",
    "auth login --token hf_demo_ada_fine",
    "auth list",
    "auth ls",
    "auth whoami",
    "auth status",
    "auth token",
    "auth switch",
    "auth switch --token-name oauth-ada --add-to-git-credential",
    "auth switch --token-name nobody",
    "auth move --to file",
    "auth move --to keyring",
    "auth logout --token-name laptop",
    "auth logout",
    "login --token-stdin",
    "whoami",
    "logout",
    "env",
];

/// What a sandbox is like before each command, and the variables of the command.
struct Situation {
    name: &'static str,
    active: &'static str,
    variables: Vec<(&'static str, String)>,
}

fn situations(sandbox: &Sandbox) -> Vec<Situation> {
    let of = |name, active, variables| Situation { name, active, variables };
    let resource = ("HF_OIDC_RESOURCE", "ada/tiny-bert".to_owned());
    let address = format!("{}/github/id-token?api-version=2.0", sandbox.hub().endpoint());
    vec![
        of("a token that is renewed", BROWSERS, vec![]),
        of("a token in a file that is refused", STALE, vec![]),
        of("a token in a variable", ADA, vec![("HF_TOKEN", BOB.to_owned())]),
        of("a token in a variable that is refused", ADA, vec![("HF_TOKEN", STALE.to_owned())]),
        of("an identity", ADA, vec![resource.clone(), ("HF_OIDC_ID_TOKEN", IDENTITY.to_owned())]),
        of(
            "a job of GitHub Actions",
            ADA,
            vec![
                resource,
                ("GITHUB_ACTIONS", "true".to_owned()),
                ("ACTIONS_ID_TOKEN_REQUEST_URL", address),
                ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", KEY.to_owned()),
            ],
        ),
    ]
}

/// A Hub that gives everything away at once.
fn generous() -> Sandbox {
    let sandbox = Sandbox::demo();
    with_git_helper(&sandbox);
    sandbox.hub().world().set_oauth(|oauth| oauth.interval = 0);
    sandbox.hub().world().trust(IDENTITY, "ada");
    assert_eq!(sandbox.hub().world().grant("ada").token, BROWSERS);
    sandbox
}

fn store(sandbox: &Sandbox, active: &str) {
    let stored = format!(
        "[laptop]\nhf_token = {ADA}\n\n[oauth-ada]\nhf_token = {BROWSERS}\nrefresh_token = hfr_secret_ada_1\n\
         expires_at = {}\n\n[reader]\nhf_token = {ADA_READS}\n\n",
        now() + 60
    );
    fs::write(sandbox.hf_home().join("stored_tokens"), stored).unwrap();
    fs::write(sandbox.hf_home().join("token"), active).unwrap();
}

/// As talkative as it gets.
fn loud<'a>(sandbox: &'a Sandbox, words: &str, format: &str) -> Run<'a> {
    let run = sandbox.command(words).argument("--format").argument(format).no_token().stdin(ADA);
    run.env("HF_DEBUG", "1").env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full").env("HF_HUB_VERBOSITY", "debug")
}

/// Fails if a secret was printed, but for the one that `hf auth token` is asked for.
#[track_caller]
fn assert_silent(output: &Output, what: &str) {
    let is_asked_for = what.starts_with("auth token") && output.stdout.lines().count() <= 1;
    for secret in SECRETS {
        let said = if is_asked_for && !secret.starts_with("hfr_") { &output.stderr } else { &output.to_string() };
        assert!(!said.contains(secret), "{secret}: hf {what}\n{output}");
        assert!(is_asked_for || !contains(&output.bytes, secret), "{secret}: hf {what}\n{output}");
    }
}

fn contains(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// Fails if a file below the folder has a secret that others may read, or is none of those that hold tokens.
#[track_caller]
fn assert_locked(folder: &Path, what: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_locked(&path, what);
            continue;
        }
        let content = fs::read(&path).unwrap();
        if !SECRETS.iter().any(|secret| contains(&content, secret)) {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(["token", "stored_tokens"].contains(&name), "{name} has a secret after hf {what}");
        assert_eq!(mode(&path), 0o600, "{name} after hf {what}");
    }
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Runs every command in one way of printing, each time anew, in the first so many situations.
fn check(format: &str, count: usize) {
    let sandbox = generous();
    for Situation { name, active, variables } in situations(&sandbox).into_iter().take(count) {
        for words in WAYS {
            fs::remove_dir_all(sandbox.hf_home()).unwrap();
            fs::create_dir(sandbox.hf_home()).unwrap();
            store(&sandbox, active);
            for file in ["token", "stored_tokens"] {
                use std::os::unix::fs::PermissionsExt;
                let path = sandbox.hf_home().join(file);
                fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
            }
            let run = loud(&sandbox, words, format).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
            let run = variables.iter().fold(run, |run, (name, value)| run.env(name, value));
            let what = format!("{words} --format {format}, with {name}");
            assert_silent(&run.run(), &what);
            assert_locked(&sandbox.hf_home(), &what);
        }
    }
}

#[test]
fn every_verb_of_the_group_is_in_the_list() {
    for (path, _) in leaves(&tree()) {
        let verb = path.trim_start_matches("hf ");
        let listed = WAYS.iter().any(|way| way.starts_with(verb));
        assert!(listed || !verb.starts_with("auth "), "`{verb}` is not tried");
    }
}

#[test]
fn no_verb_shows_a_token_to_people() {
    check("human", usize::MAX);
}

#[test]
fn no_verb_shows_a_token_to_agents() {
    check("agent", 2);
}

#[test]
fn no_verb_shows_a_token_to_programs() {
    check("json", usize::MAX);
}

#[test]
fn no_verb_shows_a_token_to_scripts() {
    check("quiet", 2);
}

#[cfg(feature = "keyring")]
#[test]
fn no_verb_shows_a_token_of_the_keyring() {
    let Some(service) = crate::secret_service::SecretService::start() else { return };
    let sandbox = generous();
    store(&sandbox, ADA);
    let run = |words: &str| {
        let run = loud(&sandbox, words, "human").env("DBUS_SESSION_BUS_ADDRESS", service.address());
        let output = run.run();
        assert_silent(&output, words);
        output
    };
    run("auth move --to keyring").success();
    for words in WAYS.into_iter().filter(|way| !way.contains("logout") && !way.contains("move")) {
        run(words);
    }
    run("auth move --to keyring").success();
    assert_locked(&sandbox.hf_home(), "auth move --to keyring");
    run("auth logout").success();
}

#[test]
fn no_command_but_one_shows_a_token() {
    let sandbox = Sandbox::demo();
    with_git_helper(&sandbox);
    let bad = "hf_demo_nobody";
    let commands = [
        "auth login --token-stdin --add-to-git-credential",
        "auth login --token hf_demo_nobody",
        "auth whoami",
        "auth list",
        "auth switch --token-name write",
        "env",
        "download ada/tiny-bert config.json",
        "download bob/secret-bert",
        "download bob/secret-bert --token hf_demo_nobody --json",
        "repos create ada/secrecy",
        "repos create bob/secrecy",
        "repos create ada/secrecy --token hf_demo_nobody",
        "repos create ada/space --type space --sdk static --secrets HF_TOKEN --secrets X=hf_demo_nobody",
        "auth logout",
    ];
    for token in [BOB, bad] {
        for words in commands {
            let output = sandbox.command(words).token(token).env("HF_DEBUG", "1").stdin(ADA).run();
            for secret in [ADA, BOB, bad] {
                assert!(!output.to_string().contains(secret), "hf {words}\n{output}");
            }
        }
    }
}

#[test]
fn a_broken_file_of_tokens_is_not_quoted() {
    let sandbox = Sandbox::empty();
    for content in ["hf_demo_lost", "[a]\nhf_demo_lost\n", "[a]\nhf_demo_lost = 1\nhf_demo_lost = 2\n"] {
        fs::write(sandbox.hf_home().join("stored_tokens"), content).unwrap();
        let output = sandbox.command("auth list").no_token().env("HF_DEBUG", "1").run();
        assert!(output.stderr.contains("cannot parse"), "{output}");
        assert!(!output.to_string().contains("hf_demo_lost"), "{output}");
    }
}
