//! How each verb is called against a hostile Hub. A verb that is in neither list fails a test.

use crate::local_hub::hostile::Abuse;
use crate::tree::{leaves, tree};

/// A command line that asks the Hub.
pub(super) struct Call {
    pub words: &'static str,
    /// What it reads from standard input.
    pub input: &'static str,
}

/// Command lines without `hf`.
const CALLS: &[&str] = &[
    "auth login",
    "auth whoami",
    "buckets create ada/new --exist-ok",
    "buckets delete ada/vault --yes",
    "buckets info ada/scratch",
    "buckets list",
    "buckets list ada/scratch -R",
    "buckets list ada/scratch --tree -R -h",
    "buckets move ada/vault ada/safe",
    "buckets remove ada/scratch -R --yes",
    "buckets settings ada/scratch --private",
    "cache add folder/README.md --repo ada/tiny-bert",
    "cache verify ada/tiny-bert --local-dir folder",
    "collections add-item ada/things-0123456789abcdef01234567 ada/tiny-bert model",
    "collections create Things",
    "collections delete ada/things-0123456789abcdef01234567 --yes",
    "collections delete-item ada/things-0123456789abcdef01234567 ada/tiny-bert",
    "collections info ada/things-0123456789abcdef01234567",
    "collections list",
    "collections update ada/things-0123456789abcdef01234567 --title Others",
    "collections update-item ada/things-0123456789abcdef01234567 ada/tiny-bert --note x",
    "cp hf://ada/tiny-bert/README.md copied",
    "cp folder/README.md hf://ada/tiny-bert/copied/",
    "datasets card ada/planets --metadata",
    "datasets info ada/planets",
    "datasets leaderboard ada/planets",
    "datasets list",
    "datasets list ada/planets -R -h",
    "datasets tags",
    "discussions close ada/tiny-bert 1 --yes",
    "discussions comment ada/tiny-bert 1 --body x",
    "discussions create ada/tiny-bert --title Question",
    "discussions diff ada/tiny-bert 1",
    "discussions edit ada/tiny-bert 1 0123456789abcdef01234567 --body x",
    "discussions hide ada/tiny-bert 1 0123456789abcdef01234567 --yes",
    "discussions info ada/tiny-bert 1",
    "discussions info ada/tiny-bert 1 --json",
    "discussions list ada/tiny-bert --status all --limit 0",
    "discussions merge ada/tiny-bert 1 --yes",
    "discussions rename ada/tiny-bert 1 Title",
    "discussions reopen ada/tiny-bert 1 --yes",
    "download ada/tiny-bert",
    "download ada/tiny-bert --dry-run",
    "download ada/tiny-bert README.md",
    "download datasets/ada/planets --local-dir local",
    "download spaces/ada/hello --local-dir linked --link-mode auto",
    "jobs cancel 6871f0c0",
    "jobs expose 6871f0c0 80",
    "jobs hardware",
    "jobs inspect 6871f0c0",
    "jobs labels 6871f0c0 --name x",
    "jobs list --limit 0",
    "jobs logs 6871f0c0",
    "jobs rerun 6871f0c0 --detach",
    "jobs run --detach --secrets HF_SECRET_OF_JOB ubuntu true",
    "jobs run --timeout 1m ubuntu true",
    "jobs scheduled delete 6872a0c0 --yes",
    "jobs scheduled inspect 6872a0c0",
    "jobs scheduled labels 6872a0c0 --name x",
    "jobs scheduled list -a",
    "jobs scheduled reschedule 6872a0c0 @daily",
    "jobs scheduled resume 6872a0c0",
    "jobs scheduled run @daily ubuntu true",
    "jobs scheduled suspend 6872a0c0",
    "jobs scheduled trigger 6872a0c0",
    "jobs scheduled uv run @daily folder/README.md",
    "jobs uv run -d folder/README.md",
    "jobs wait ada/6871f0c0 --timeout 2",
    "models card ada/tiny-bert",
    "models info ada/tiny-bert",
    "models info ada/tiny-bert --expand downloads,safetensors,cardData --json",
    "models list",
    "models list --json",
    "models list --quiet --limit 3",
    "models list ada/tiny-bert -R",
    "models list ada/tiny-bert --tree -R -h",
    "models tags --kind license",
    "orgs followers demo-org",
    "orgs info demo-org",
    "orgs members demo-org",
    "papers info 2512.00002",
    "papers list --limit 0",
    "papers read 2512.00002",
    "papers search moons",
    "repos access accept ada/tiny-bert bob eve",
    "repos access ask bob/gated-bert --yes",
    "repos access cancel ada/tiny-bert bob",
    "repos access check ada/tiny-bert",
    "repos access grant ada/tiny-bert bob",
    "repos access list ada/tiny-bert",
    "repos access reject ada/tiny-bert bob",
    "repos branch create ada/tiny-bert draft --exist-ok",
    "repos branch delete ada/tiny-bert draft",
    "repos branch list ada/tiny-bert",
    "repos commit ada/tiny-bert --add folder/large.bin --delete vocab.txt --copy config.json:copy.json",
    "repos cp hf://datasets/ada/planets/data hf://ada/tiny-bert/copied",
    "repos create ada/new --private",
    "repos create ada/new-space --type space --sdk docker --secrets HF_SECRET_OF_JOB",
    "repos delete ada/odd-names --yes",
    "repos delete-files ada/tiny-bert '*.txt'",
    "repos duplicate spaces/ada/hello copy --exist-ok",
    "repos exists ada/tiny-bert config.json",
    "repos history ada/tiny-bert",
    "repos lfs list ada/tiny-bert --unreferenced",
    "repos lfs rm ada/tiny-bert - --yes",
    "repos like ada/tiny-bert datasets/ada/planets",
    "repos likers ada/tiny-bert",
    "repos list --limit 0",
    "repos move ada/odd-names ada/odd",
    "repos preupload ada/tiny-bert folder/large.bin",
    "repos refs ada/tiny-bert --include-pull-requests",
    "repos settings ada/hello --type space --private",
    "repos squash datasets/ada/planets --yes",
    "repos tag create ada/tiny-bert v9",
    "repos tag delete ada/tiny-bert v1.0 --yes",
    "repos tag list ada/tiny-bert",
    "spaces card ada/hello --text",
    "spaces hardware",
    "spaces info ada/hello",
    "spaces list --limit 0",
    "spaces logs ada/hello",
    "spaces pause ada/hello",
    "spaces restart ada/hello",
    "spaces search hello --description",
    "repos unlike ada/tiny-bert",
    "spaces secrets add ada/hello --secrets HF_SECRET_OF_JOB",
    "spaces secrets delete ada/hello KEY --yes",
    "spaces secrets list ada/hello",
    "spaces settings ada/hello --hardware t4-small",
    "spaces storage delete ada/hello --yes",
    "spaces storage set ada/hello small",
    "spaces templates",
    "spaces variables add ada/hello --env A=1",
    "spaces variables delete ada/hello KEY --yes",
    "spaces variables list ada/hello",
    "spaces volumes delete ada/hello --yes",
    "spaces volumes list ada/hello",
    "spaces volumes set ada/hello --volume hf://ada/tiny-bert:/data",
    "spaces wait ada/hello --timeout 2",
    "spaces zero-gpu quota",
    "upload ada/tiny-bert folder",
    "upload ada/tiny-bert folder/large.bin large.bin --create-pr",
    "upload ada/tiny-bert folder --delete '*' --dry-run",
    "users followers ada",
    "users following ada",
    "users info ada",
    "users likes ada",
    "webhooks create --watch user:ada --url https://example.com/hook",
    "webhooks delete 654bbbc16f2ec14d77f109cc --yes",
    "webhooks disable 654bbbc16f2ec14d77f109cc",
    "webhooks enable 654bbbc16f2ec14d77f109cc",
    "webhooks info 654bbbc16f2ec14d77f109cc",
    "webhooks list",
    "webhooks update 654bbbc16f2ec14d77f109cc --url https://example.com/hook",
];

/// With what is typed.
const TYPED: &[(&str, &str)] = &[("auth login --force --token-stdin", "hf_demo_ada_read\n")];

/// Verbs that ask nobody, or a server of this machine only.
const LOCAL: &[&str] = &[
    "hf auth list",
    "hf auth logout",
    "hf auth move",
    "hf auth switch",
    "hf auth token",
    "hf cache delete",
    "hf cache du",
    "hf cache export",
    "hf cache import",
    "hf cache list",
    "hf cache prune",
    "hf cache rm",
    "hf env",
    "hf repos clone",
    "hf repos lfs track",
    "hf version",
];

pub(super) fn calls() -> Vec<Call> {
    let plain = CALLS.iter().map(|words| Call { words, input: "" });
    plain.chain(TYPED.iter().map(|(words, input)| Call { words, input })).collect()
}

impl Call {
    /// Logs may be as long as they like, and are shown as they come. A login may be waited for until its code ends.
    pub(super) fn has_no_end_with(&self, abuse: &Abuse) -> bool {
        match abuse {
            Abuse::EndlessAnswer => self.words.contains(" logs "),
            _ => false,
        }
    }
}

#[test]
fn every_verb_is_called_or_asks_nobody() {
    let tree = tree();
    for (path, _) in leaves(&tree) {
        let is_verb = |words: &&str| format!("hf {words} ").starts_with(&format!("{path} "));
        let is_called = calls().iter().any(|call| is_verb(&call.words));
        assert!(is_called != LOCAL.contains(&path.as_str()), "`{path}` is in none of the lists, or in both");
    }
}
