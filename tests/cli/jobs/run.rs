use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{requests, started};
use crate::local_hub::faults::{Effect, Fault, Then};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::{ADA, BOB, Sandbox};
use crate::wait::until;

/// The ID of the first job that is started in a world.
const FIRST: &str = "ID";

/// Runs a command line with the first job's ID replaced by `ID`.
fn hf(sandbox: &Sandbox, words: &str) -> String {
    let output = sandbox.hf(words);
    let id = first(sandbox);
    output.to_string().replace(&id, FIRST)
}

fn first(sandbox: &Sandbox) -> String {
    sandbox.hub().world().read(|state| state.jobs.all.first().map_or_else(|| "none".to_owned(), |job| job.id.clone()))
}

#[test]
fn an_attached_run_prints_the_log_and_ends_with_the_job() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        hf(&sandbox, "jobs run -e A=1 --timeout 5m ubuntu echo 'hello world'"),
        str![[r#"
status: 0
--- stdout ---
✓ Job started
  id: ID
  name: ubuntu-2dba600f
  url: [HUB]/jobs/ada/ID
echo hello world
A=1
done
Job ada/ID completed
--- stderr ---
Job configuration:
  image    ubuntu
  command  echo 'hello world'
  flavor   cpu-basic
  timeout  5m
  env      A=1
  labels   name=ubuntu-2dba600f
Hint: the job is named 'ubuntu-2dba600f'; choose another name with --name

"#]]
    );
    let asked = [
        "GET /api/whoami-v2 200",
        "POST /api/jobs/ada 201",
        "GET /api/jobs/ada/ID/logs 200",
        "GET /api/jobs/ada/ID 200",
        "GET /api/jobs/ada/ID/logs 200",
    ];
    assert_eq!(requests(&sandbox, &first(&sandbox)), asked);
}

#[test]
fn the_status_of_an_attached_run_is_that_of_the_job() {
    for (stage, code) in [("COMPLETED", 0), ("ERROR", 1), ("CANCELED", 1), ("DELETED", 1)] {
        let sandbox = Sandbox::empty();
        let message = "Job failed with exit code: 3. Reason: Error";
        sandbox.hub().world().script_jobs(Script::stages(&[stage]).message(message));
        let output = sandbox.hf("jobs run ubuntu false");
        assert_eq!(output.code(), Some(code), "{output}");
        assert_eq!(output.stderr.contains(&format!("did not complete: {stage} ({message})")), code == 1, "{output}");
    }
}

#[test]
fn a_job_that_is_not_running_yet_is_looked_at_until_it_does() {
    let sandbox = Sandbox::empty();
    let script = Script { stages: vec!["SCHEDULING".to_owned(), "RUNNING".to_owned()], ..Script::default() };
    sandbox.hub().world().script_jobs(script);
    sandbox.hf("jobs run ubuntu true").success();
    let asked = requests(&sandbox, &first(&sandbox));
    assert_eq!(asked[2..5], ["GET /api/jobs/ada/ID 200", "GET /api/jobs/ada/ID 200", "GET /api/jobs/ada/ID/logs 200"]);
}

#[test]
fn everything_that_is_typed_is_sent() {
    let sandbox = Sandbox::empty();
    sandbox.write("s.env", "FROM_FILE='two\nlines'\n");
    let words = "jobs run -d --name big -l team=ml -l flag -e A=1 -s HERE --secrets-file s.env --flavor t4-small \
                 --timeout 1.5h --attempts 2 --expose 80 --expose-public 81 --expose 80 --ssh --network-group g \
                 --network-alias a --network-alias b --resource-group-id rg --namespace demo-org \
                 -v hf://datasets/ada/planets:/data:ro ubuntu sh -c 'echo $A'";
    let output = sandbox.command(words).env("HERE", "x y").run().success();
    assert_eq!(sandbox.hub().requests(), ["POST /api/jobs/demo-org 201"]);
    let expected = json!({
        "command": ["sh", "-c", "echo $A"], "arguments": [], "environment": {"A": "1"}, "flavor": "t4-small",
        "secrets": {"FROM_FILE": "two\nlines", "HERE": "x y"}, "timeoutSeconds": 5400, "attempts": 2,
        "labels": {"team": "ml", "flag": "", "name": "big"},
        "volumes": [{"type": "dataset", "source": "ada/planets", "mountPath": "/data", "readOnly": true}],
        "expose": {"ports": [80, 81], "portsPublic": [81]}, "ssh": {"enabled": true},
        "network": {"group": "g", "aliases": ["a", "b"]}, "resourceGroupId": "rg", "dockerImage": "ubuntu",
    });
    assert_eq!(started(&sandbox), [expected]);
    let (sent, keys) = (started(&sandbox).remove(0), "command arguments environment flavor secrets timeoutSeconds");
    assert!(sent.as_object().unwrap().keys().map(String::as_str).take(6).eq(keys.split(' ')), "{sent}");
    assert!(!output.stderr.contains("x y") && output.stderr.contains("HERE=***"), "{output}");
}

#[test]
fn a_space_is_an_image_and_what_is_not_typed_is_not_sent() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs run -d https://huggingface.co/spaces/ada/app x").success();
    let expected = json!({
        "command": ["x"], "arguments": [], "environment": {}, "flavor": "cpu-basic",
        "labels": {"name": "ada-app-a4b8dd27"}, "spaceId": "ada/app",
    });
    assert_eq!(started(&sandbox), [expected]);
}

#[test]
fn a_job_without_a_name_gets_the_one_that_the_python_client_gives() {
    for (words, name) in [
        ("python:3.12 python -c \"print('Hello!')\"", "python-3-12-1e984104"),
        ("ubuntu echo hi", "ubuntu-26f33f05"),
        ("ubuntu env -e A=1", "ubuntu-5173e394"),
        ("--timeout 1.5h ubuntu x", "ubuntu-8a82049f"),
        ("sim/error false", "error-6feeb5a8"),
        ("-s S1 -s HF_TOKEN ubuntu env", "ubuntu-43b64c01"),
    ] {
        let sandbox = Sandbox::empty();
        let output = sandbox.command(&format!("jobs run -d --json {words}")).env("S1", "v1").run().success();
        assert_eq!(output.json()["name"], name, "{words}");
    }
}

#[test]
fn a_detached_run_is_one_object_or_one_id() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run -d --name x --json ubuntu true").success();
    let id = first(&sandbox);
    let expected = format!("{{\"id\": \"{id}\", \"name\": \"x\", \"url\": \"[HUB]/jobs/ada/{id}\"}}\n");
    assert_eq!(output.stdout, expected);
    assert!(output.stderr.contains(&format!("`hf jobs logs -f ada/{id}`")), "{output}");
    let quiet = sandbox.hf("jobs run -d -q ubuntu true").success();
    assert_eq!((quiet.stdout.lines().count(), quiet.stderr.as_str()), (1, ""));
}

#[test]
fn programs_get_the_job_and_no_log_of_an_attached_run() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run -q ubuntu true").success();
    assert_eq!(output.stdout, format!("{}\n", first(&sandbox)));
}

#[test]
fn a_dry_run_shows_the_job_and_asks_nobody() {
    let sandbox = Sandbox::empty();
    let words = "jobs run --dry-run --flavor t4-small -s NOT_SET -s S=v -e TOKEN=hf_abc -e A=1 -l a=b --ssh \
                 --expose 80 -v hf://datasets/ada/planets:/data:ro --namespace demo-org ubuntu sh -c 'echo $X'";
    let output = sandbox.command(words).no_token().run();
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
Job configuration:
  image      ubuntu
  command    sh -c 'echo $X'
  flavor     t4-small
  env        TOKEN=***
             A=1
  secrets    S=***
             NOT_SET=<not set>
  volumes    hf://datasets/ada/planets:/data:ro
  labels     a=b
             name=ubuntu-33dcf4c7
  expose     80
  ssh        yes
  namespace  demo-org
(dry run) Job not started.
--- stderr ---
Warning: a secret value on the command line stays in your shell history: prefer --secrets NAME, which reads the environment, or --secrets-file

"#]]
    );
    assert_eq!(sandbox.hf("jobs run --dry-run --json ubuntu x").success().stdout, "");
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn secrets_that_are_not_set_here_start_nothing() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run -d -s S1 -s ' S2 ' ubuntu env");
    assert!(output.code() == Some(1) && output.stderr.contains("not set in the environment: S1, S2;"), "{output}");
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn a_line_of_a_secret_is_never_shown() {
    let sandbox = Sandbox::empty();
    let words = ["jobs", "run", "-d", "-s", "KEY=-----BEGIN\nMIIEvQIBADAN\n-----END", "ubuntu", "env"];
    let output = words.into_iter().fold(sandbox.command(""), |run, word| run.argument(word)).run().success();
    assert!(output.stderr.contains("--secrets: skipping line 2") && !output.stderr.contains("MIIE"), "{output}");
}

#[test]
fn the_secret_hf_token_is_the_token_that_the_run_uses() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs run -d -s HF_TOKEN ubuntu x").success();
    sandbox.command("jobs run -d -s HF_TOKEN ubuntu x").words("--token").argument(BOB).run().success();
    let sent: Vec<_> = started(&sandbox).into_iter().map(|body| body["secrets"]["HF_TOKEN"].clone()).collect();
    assert_eq!(sent, [ADA, BOB]);
}

#[test]
fn options_within_the_command_are_taken_and_that_is_told() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run -d ubuntu env -e A=1 -x --flag=2 -- -e B=2").success();
    let sent = started(&sandbox).remove(0);
    assert_eq!(sent["command"], json!(["env", "-x", "--flag=2", "-e", "B=2"]));
    assert_eq!(sent["environment"], json!({"A": "1"}));
    assert!(output.stderr.contains("Warning: -e was read as an option of hf"), "{output}");
}

#[test]
fn an_unknown_option_in_front_is_no_image() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run --flavour t4-small ubuntu x");
    assert_eq!(output.code(), Some(2));
    assert!(output.stderr.contains("unknown option '--flavour'; did you mean '--flavor'?"), "{output}");
}

#[test]
fn words_that_make_no_sense_start_nothing() {
    let sandbox = Sandbox::empty();
    for words in [
        "ubuntu",
        "--timeout 5w ubuntu x",
        "--attempts 0 ubuntu x",
        "--expose http ubuntu x",
        "--network-alias a ubuntu x",
        "--name a -l name=b ubuntu x",
        "-v hf://ada/tiny ubuntu x",
        "ubuntu x -e",
        "--json -q ubuntu x",
    ] {
        assert_eq!(sandbox.hf(&format!("jobs run -d {words}")).code(), Some(2), "{words}");
    }
    let help = sandbox.hf("jobs run ubuntu free -h").success();
    assert!(help.stdout.starts_with("Usage: hf jobs run"), "{help}");
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn a_start_is_asked_for_once() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/*", Effect::StatusAfterwards(502)));
    assert_eq!(sandbox.hf("jobs run -d ubuntu x").code(), Some(6));
    assert_eq!(started(&sandbox).len(), 1);
}

#[test]
fn without_an_account_nothing_is_started() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("jobs run -d ubuntu x").no_token().run();
    assert!(output.code() == Some(4) && output.stderr.contains("hf auth login"), "{output}");
    assert!(started(&sandbox).is_empty());
}

#[test]
fn the_hubs_refusal_is_told() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run -d --name 'a b' ubuntu x");
    assert!(output.code() == Some(1) && output.stderr.contains("Invalid label 'name'"), "{output}");
}

#[test]
fn ctrl_c_leaves_the_job_alone_and_says_how_to_follow_or_cancel_it() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(2, Then::Silence)));
    let child = sandbox.command("jobs run ubuntu echo hi").spawn();
    until("its log is read", || {
        sandbox.hub().trace().iter().any(|seen| seen.path.ends_with("/logs") && seen.sent > 50)
    });
    child.signal("INT");
    let (output, id) = (child.wait(), first(&sandbox));
    assert_eq!(output.code(), Some(130), "{output}");
    let hints = format!(
        "Hint: job ada/{id} is still running: follow it with `hf jobs logs -f ada/{id}`\n\
         Hint: cancel it with `hf jobs cancel ada/{id}`\n"
    );
    assert!(output.stderr.ends_with(&hints), "{output}");
}

#[test]
fn a_run_that_loses_sight_of_its_job_says_that_it_still_runs() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::status(403)));
    let output = sandbox.hf("jobs run ubuntu echo hi");
    let id = first(&sandbox);
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains(&format!("job ada/{id} is still running")), "{output}");
}

#[test]
fn hardware_that_the_hub_does_not_know_is_answered_with_what_it_has() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "*jobs/ada", Effect::status(400)));
    for words in [
        "jobs run --flavor a10g-smal ubuntu x",
        "jobs run --count 2 --flavor a10g-smal ubuntu x",
        "jobs scheduled run --flavor a10g-smal @daily ubuntu x",
        "sandbox create --flavor a10g-smal",
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains("unknown hardware 'a10g-smal'"), "{output}");
        assert!(output.stderr.contains("a10g-small ($1.00 an hour)"), "{output}");
    }
    // What the Hub knows is not what it refused.
    let output = sandbox.hf("jobs run --flavor a10g-small ubuntu x");
    assert!(output.code() == Some(1) && !output.stderr.contains("unknown hardware"), "{output}");
}

#[test]
fn a_job_that_is_not_paid_for_says_where_to_pay() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::status(402)));
    let output = sandbox.hf("jobs run ubuntu x");
    assert!(output.code() == Some(4) && output.stderr.contains("https://huggingface.co/settings/billing"), "{output}");
}
