//! Events of webhooks, uploads that repeat, and the dataset viewer: the Python client understands ours.

use serde_json::{Value, json};

use super::python::python;
use crate::listings::find;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;
use crate::wait::until;

/// Receives each sample event and reads it; prints what it is about, and the fields that Python does not read.
const RECEIVER: &str = r#"
import http.server, subprocess, threading
seen = []
def unread(sent, kept, at=""):
    for key, value in sent.items():
        if key not in kept:
            yield at + key
        elif isinstance(value, dict):
            yield from unread(value, kept[key], f"{at}{key}.")
        elif kept[key] != value:
            yield f"{at}{key} differs"
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        seen.append((self.headers["X-Webhook-Secret"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
for event in os.environ["EVENTS"].split():
    words = ["webhooks", "test", f"http://127.0.0.1:{server.server_port}", "--event", event, "--repo", "datasets/ada/planets"]
    subprocess.run([os.environ["OURS"], *words], check=True, stdout=subprocess.DEVNULL)
    secret, body = seen.pop()
    payload = hub.WebhookPayload.model_validate_json(body)
    kept, sent = json.loads(payload.model_dump_json(exclude_unset=True)), json.loads(body)
    show([event, payload.event.action, payload.repo.type, payload.repo.name, secret, sorted(unread(sent, kept))])
"#;

#[test]
fn every_sample_event_is_one_that_python_reads() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let events: Vec<&str> = hf::api::webhook_event::SAMPLES.iter().map(|(name, _)| *name).collect();
    let run = python.script(&sandbox, RECEIVER).env("EVENTS", events.join(" ")).env("WEBHOOK_SECRET", "s3same");
    let said = run.env("OURS", env!("CARGO_BIN_EXE_hf")).run().success().stdout;
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), events.len(), "{said}");
    for (line, event) in lines.iter().zip(&events) {
        assert_eq!(line[0], **event);
        let action = event.split('.').next_back().unwrap();
        assert!(line[1] == action || line[1] == "update", "{line}");
        let rest = &line.as_array().unwrap()[2..5];
        assert_eq!(rest, [json!("dataset"), json!("ada/planets"), json!("s3same")], "{line}");
        // These the Hub sends, and the client's class does not have them.
        let unread = line[5].as_array().unwrap();
        assert!(unread.iter().all(|field| field == "repo.headSha" || field == "updatedConfig"), "{line}");
    }
}

#[test]
fn a_log_that_python_commits_on_a_schedule_is_continued_by_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.log", "one\n");
    let code = r#"
scheduler = hub.CommitScheduler(repo_id="ada/new", folder_path="d", path_in_repo="logs", every=60)
scheduler.trigger().result()
with scheduler.lock, open("d/a.log", "a") as log:
    log.write("two\n")
scheduler.trigger().result()
scheduler.stop()
"#;
    python.script(&sandbox, code).run().success();
    sandbox.write("d/a.log", "one\ntwo\nthree\n");
    let commits = || {
        let requests = sandbox.hub().requests();
        requests.iter().filter(|request| *request == "POST /api/models/ada/new/commit/main 200").count()
    };
    let before = commits();
    assert!(before >= 2, "{before}");
    let running = sandbox.command("upload ada/new d logs --every 60").spawn();
    until("it is committed", || commits() > before);
    sandbox.write("d/a.log", "one\ntwo\nthree\nfour\n");
    running.signal("TERM");
    running.wait().success();
    assert_eq!(commits(), before + 2);
    let code = r#"
show(pathlib.Path(hub.hf_hub_download("ada/new", "logs/a.log")).read_text())
show({commit.title for commit in hub.list_repo_commits("ada/new")} == {"Scheduled Commit", "initial commit"})
"#;
    let said = python.script(&sandbox, code).run().success().stdout;
    assert_eq!(said, "\"one\\ntwo\\nthree\\nfour\\n\"\ntrue\n");
}

/// `filelock` is what Python programs lock files with.
#[test]
fn a_folder_is_not_looked_at_while_python_holds_its_lock() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("d/a", "a");
    let code = r#"
import filelock, time
with filelock.FileLock("lock"):
    pathlib.Path("held").touch()
    while not pathlib.Path("d/b").exists():
        time.sleep(0.01)
    pathlib.Path("d/c").write_text("written under the lock")
"#;
    let holder = python.script(&sandbox, code).spawn();
    until("the lock is held", || sandbox.work().join("held").exists());
    let run = sandbox.command("upload ada/new d --every 60 --lock-file lock --before").argument("sh -c 'mv d/a d/b'");
    let running = run.spawn();
    holder.wait().success();
    until("it is committed", || sandbox.hub().requests().iter().any(|request| request.contains("/commit/main 200")));
    running.signal("INT");
    running.wait().success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    let paths: Vec<String> = repo.files(repo.head()).into_iter().map(|entry| entry.path).collect();
    assert_eq!(paths, [".gitattributes", "b", "c"]);
}

#[test]
fn python_is_told_the_same_of_parquet_files_and_of_a_leaderboard() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let entries = json!([
        {"rank": 1, "modelId": "ada/tiny-bert", "value": 97.5, "verified": false, "filename": "a.yaml", "author": {"type": "user", "name": "ada"}},
        {"rank": 2, "modelId": "tiny-gpt", "value": 3, "verified": true, "filename": "b.yaml", "author": {"type": "user", "name": "ada"}},
    ]);
    find(&sandbox, Kind::Dataset, "ada/planets", json!({ "leaderboard": entries }));
    let code = r#"
show([[entry.rank, entry.model_id, entry.value, entry.verified] for entry in hub.HfApi().get_dataset_leaderboard("ada/planets")])
"#;
    let theirs = python.script(&sandbox, code).run().success().json();
    let ours = sandbox.hf("datasets leaderboard ada/planets --json").success().json();
    let row = |row: &Value| ["rank", "model_id", "value", "verified"].map(|key| row[key].clone());
    assert_eq!(theirs, json!(ours.as_array().unwrap().iter().map(row).collect::<Vec<_>>()));
    // The viewer serves the Hub's own address alone.
    let code = r#"
import huggingface_hub.constants
hub.constants.DATASETS_SERVER_ENDPOINT = os.environ["HF_DATASETS_SERVER_ENDPOINT"]
files = hub.HfApi().list_dataset_parquet_files("ada/planets")
show([{"subset": file.config, "split": file.split, "url": file.url, "size": file.size} for file in files])
"#;
    let theirs = python.script(&sandbox, code).no_env("HF_ENDPOINT").run().success().json();
    let ours = sandbox.command("datasets parquet ada/planets --json").no_env("HF_ENDPOINT").run().success().json();
    assert_eq!(theirs, ours);
    assert_eq!(ours.as_array().unwrap().len(), 2);
}
