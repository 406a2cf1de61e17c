//! The tables of paths, read as tables.

use reqwest::{Method, Url};

use super::{Asked, ServiceKind, Subject};
use crate::ids::repo::{RepoId, RepoKind};

const HUB: &str = "https://hub.example";

fn of(service: ServiceKind, base: &str, path: &str) -> Subject {
    Subject::of_url(service, base, &format!("{base}{path}"))
}

fn hub(path: &str) -> Subject {
    of(ServiceKind::Hub, HUB, path)
}

fn repo(kind: RepoKind, id: &str) -> RepoId {
    RepoId::new(kind, id).unwrap()
}

fn part(what: &'static str, of: Subject) -> Subject {
    Subject::Part { what, of: Box::new(of) }
}

#[test]
fn a_repos_endpoints_are_about_the_repo() {
    for (path, kind, id) in [
        ("/api/models/ada/tiny", RepoKind::Model, "ada/tiny"),
        ("/api/models/gpt2", RepoKind::Model, "gpt2"),
        ("/api/models/gpt2/refs", RepoKind::Model, "gpt2"),
        ("/api/datasets/ada/d/refs", RepoKind::Dataset, "ada/d"),
        ("/api/datasets/ada/d/discussions?p=1", RepoKind::Dataset, "ada/d"),
        ("/api/spaces/ada/s/restart", RepoKind::Space, "ada/s"),
        ("/api/spaces/ada/semantic-search", RepoKind::Space, "ada/semantic-search"),
        ("/api/spaces/ada/s/logs/run", RepoKind::Space, "ada/s"),
        ("/api/kernels/ada/k/settings", RepoKind::Kernel, "ada/k"),
        ("/datasets/ada/d.git/info/lfs/objects/batch", RepoKind::Dataset, "ada/d"),
        ("/gpt2.git/info/refs", RepoKind::Model, "gpt2"),
    ] {
        assert_eq!(hub(path), Subject::Repo(repo(kind, id)), "{path}");
    }
}

#[test]
fn an_endpoint_of_a_revision_names_it() {
    for (path, id, revision) in [
        ("/api/models/ada/tiny/revision/main", "ada/tiny", "main"),
        ("/api/models/gpt2/revision/main", "gpt2", "main"),
        ("/api/models/gpt2/tree/v1/a%2Fb?recursive=true", "gpt2", "v1"),
        ("/api/models/ada/tree/tree/v1", "ada/tree", "v1"),
        ("/api/models/ada/tiny/commit/refs%2Fpr%2F1", "ada/tiny", "refs/pr/1"),
        ("/api/models/ada/tiny/tag/v2", "ada/tiny", "v2"),
        ("/api/models/ada/tiny/xet-read-token/main", "ada/tiny", "main"),
    ] {
        let expected = Subject::Revision { repo: repo(RepoKind::Model, id), revision: revision.to_owned() };
        assert_eq!(hub(path), expected, "{path}");
    }
}

#[test]
fn a_url_of_content_names_its_file() {
    for (url, kind, id, revision, path) in [
        ("/ada/tiny/resolve/main/x", RepoKind::Model, "ada/tiny", "main", "x"),
        ("/gpt2/resolve/main/resolve/x", RepoKind::Model, "gpt2", "main", "resolve/x"),
        ("/spaces/ada/s/raw/main/app.py", RepoKind::Space, "ada/s", "main", "app.py"),
        ("/datasets/a/d/resolve/refs%2Fpr%2F1/x/y%20z", RepoKind::Dataset, "a/d", "refs/pr/1", "x/y z"),
    ] {
        let (repo, revision, path) = (repo(kind, id), revision.to_owned(), path.to_owned());
        assert_eq!(hub(url), Subject::File { repo, revision, path }, "{url}");
    }
    let file = Subject::BucketFile { bucket: "ada/b".to_owned(), path: "x/y".to_owned() };
    assert_eq!(hub("/buckets/ada/b/resolve/x/y"), file);
}

#[test]
fn the_other_areas_of_the_hub_name_what_they_are_about() {
    let model = || repo(RepoKind::Model, "ada/tiny");
    let space = || Subject::Repo(repo(RepoKind::Space, "ada/s"));
    let discussion = || Subject::Discussion { repo: model(), num: 3 };
    let collection = || Subject::Collection("ada/best-0123".to_owned());
    let id = || "ada/42".to_owned();
    for (path, subject) in [
        ("/api/models/ada/tiny/discussions/3?diff=1", discussion()),
        ("/api/models/ada/tiny/discussions/3/merge", discussion()),
        ("/api/models/ada/tiny/discussions/3/comment/9f/edit", part("comment", discussion())),
        ("/api/models/ada/tiny/discussions/x", Subject::Other),
        ("/api/models/ada/tiny/user-access-request/handle", part("access request", Subject::Repo(model()))),
        ("/api/spaces/ada/s/secrets", part("secret", space())),
        ("/api/spaces/ada/s/volumes", part("volume", space())),
        ("/api/buckets/ada/b/tree/x", Subject::Bucket("ada/b".to_owned())),
        ("/api/buckets/ada", Subject::Namespace("ada".to_owned())),
        ("/api/collections/ada/best-0123", collection()),
        ("/api/collections/ada/best-0123/items", collection()),
        ("/api/collections/ada/best-0123/items/9f", part("item", collection())),
        ("/api/papers/2401.00001", Subject::Paper("2401.00001".to_owned())),
        ("/papers/2401.00001.md", Subject::Paper("2401.00001".to_owned())),
        ("/api/jobs/ada/42", Subject::Job(id())),
        ("/api/jobs/ada/42/logs?tail=5", Subject::Job(id())),
        ("/api/jobs/ada", Subject::Namespace("ada".to_owned())),
        ("/api/scheduled-jobs/ada/42/suspend", Subject::ScheduledJob(id())),
        ("/api/scheduled-jobs/ada", Subject::Namespace("ada".to_owned())),
        ("/api/settings/webhooks/9f/enable", Subject::Webhook("9f".to_owned())),
        ("/api/users/ada/overview", Subject::User("ada".to_owned())),
        ("/api/organizations/acme/members", Subject::Organization("acme".to_owned())),
    ] {
        assert_eq!(hub(path), subject, "{path}");
    }
}

#[test]
fn a_list_or_a_search_names_nothing() {
    let paths = [
        "/api/models",
        "/api/models?search=x",
        "/api/spaces/semantic-search?q=x",
        "/api/spaces/templates",
        "/api/papers/search?q=x",
        "/api/daily_papers",
        "/api/collections",
        "/api/jobs/hardware",
        "/api/settings/webhooks",
    ];
    for path in paths {
        assert_eq!(hub(path), Subject::Listing, "{path}");
    }
    let paths = [
        "/api/whoami-v2",
        "/api/repos/create",
        "/api/repos/move",
        "/api/models-tags-by-type",
        "/api/spaces/zero-gpu/quota",
        "/api/validate-yaml",
        "/oauth/token",
        "/api/complete-multipart",
        "/uploads",
        "",
    ];
    for path in paths {
        assert_eq!(hub(path), Subject::Other, "{path}");
    }
}

#[test]
fn every_service_has_paths_of_its_own() {
    let model = || Subject::Repo(repo(RepoKind::Model, "ada/tiny"));
    let (endpoints, catalog) = ("https://endpoints.example/v2", "https://endpoints.example/api/v1/catalog");
    let (datasets, router) = ("https://datasets.example", "https://router.example");
    let (alone, host) = ("https://42--49983.jobs.example", "https://7f--49983.jobs.example");
    let endpoint = || Subject::Endpoint("ada/my-ep".to_owned());
    let sandbox = |id: &str| Subject::Sandbox(id.to_owned());
    for (service, base, path, subject) in [
        (ServiceKind::Endpoints, endpoints, "/endpoint/ada/my-ep", endpoint()),
        (ServiceKind::Endpoints, endpoints, "/endpoint/ada/my-ep/pause", endpoint()),
        (ServiceKind::Endpoints, endpoints, "/endpoint/ada", Subject::Namespace("ada".to_owned())),
        (ServiceKind::Endpoints, endpoints, "/provider/ada", Subject::Namespace("ada".to_owned())),
        (ServiceKind::Catalog, catalog, "/list?limit=5", Subject::Listing),
        (ServiceKind::Catalog, catalog, "/recipe/r1/deploy", Subject::Recipe("r1".to_owned())),
        (ServiceKind::Catalog, catalog, "/model/ada/tiny/deploy", model()),
        (
            ServiceKind::DatasetsServer,
            datasets,
            "/parquet?dataset=ada%2Fd&config=x",
            Subject::Repo(repo(RepoKind::Dataset, "ada/d")),
        ),
        (ServiceKind::DatasetsServer, datasets, "/parquet", Subject::Other),
        (ServiceKind::Router, router, "/v1/chat/completions", Subject::Other),
        (ServiceKind::Router, router, "/v1/models", Subject::Listing),
        (ServiceKind::Router, router, "/hf-inference/models/ada/tiny/v1/chat/completions", model()),
        (ServiceKind::Router, router, "/fal-ai/queue", Subject::Other),
        (ServiceKind::Inference, "https://inference.example", "/models/ada/tiny/info", model()),
        (ServiceKind::Sandbox, alone, "/health", sandbox("42")),
        (ServiceKind::Sandbox, alone, "/v1/exec", sandbox("42")),
        (ServiceKind::Sandbox, alone, "/v1/files/read?path=x", part("file", sandbox("42"))),
        (ServiceKind::Sandbox, host, "/v1/sandboxes", Subject::Listing),
        (ServiceKind::Sandbox, host, "/v1/sandboxes/a1/processes/9", part("process", sandbox("7f.a1"))),
        (ServiceKind::Sandbox, host, "/v1/sandboxes/a1/token", sandbox("7f.a1")),
    ] {
        assert_eq!(of(service, base, path), subject, "{base}{path}");
    }
}

#[test]
fn a_base_may_have_a_path_and_a_url_elsewhere_is_not_read() {
    let base = "https://mirror.example/hub";
    let url = |url| Subject::of_url(ServiceKind::Hub, base, url);
    let tiny = Subject::Repo(repo(RepoKind::Model, "ada/tiny"));
    assert_eq!(url("https://mirror.example/hub/api/models/ada/tiny"), tiny);
    assert_eq!(url("https://mirror.example/api/models/ada/tiny"), Subject::Other);
    assert_eq!(url("https://mirror.example/hub2/api/models/ada/tiny"), Subject::Other);
    assert_eq!(url("https://cdn.example/ada/tiny/resolve/main/x"), Subject::Other);
}

#[test]
fn names_that_no_repo_can_have_are_not_read() {
    assert_eq!(hub("/api/models/.."), Subject::Other);
    assert_eq!(hub("/ada/%2E%2E/resolve/main/x"), Subject::Other);
}

#[test]
fn a_request_knows_the_page_of_its_repo() {
    let asked = |base: &str, path: &str| Asked::of(ServiceKind::Hub, base, &Method::GET, &format!("{base}{path}"));
    let page = |base: &str, path: &str| asked(base, path).page;
    assert_eq!(page("http://h:1", "/api/datasets/ada/d/tree/main").as_deref(), Some("http://h:1/datasets/ada/d"));
    assert_eq!(page("http://h/hub", "/ada/tiny/resolve/main/x").as_deref(), Some("http://h/hub/ada/tiny"));
    assert_eq!(page("http://u:p@h", "/api/spaces/ada/s/secrets").as_deref(), Some("http://h/spaces/ada/s"));
    assert_eq!(page("http://h", "/api/jobs/ada/42"), None);
}

#[test]
fn a_reply_from_elsewhere_is_one_of_a_storage_server() {
    let from = |answered: &str| {
        let asked = Asked::of(ServiceKind::Hub, HUB, &Method::GET, "https://hub.example/gpt2/resolve/main/x");
        asked.answered_from(&Url::parse(answered).unwrap()).service
    };
    assert_eq!(from("https://hub.example/openai/gpt2/resolve/main/x"), ServiceKind::Hub);
    assert_eq!(from("https://cdn.example/openai/gpt2"), ServiceKind::Storage);
}

#[test]
fn what_is_for_owners_is_never_public() {
    let may_be_public = |path| hub(path).may_be_public();
    for path in ["/api/spaces/ada/s", "/api/spaces/ada/s/variables", "/api/models/ada/tiny/refs"] {
        assert!(may_be_public(path), "{path}");
    }
    for path in ["/api/spaces/ada/s/secrets", "/api/models/ada/tiny/user-access-request/pending"] {
        assert!(!may_be_public(path), "{path}");
    }
}
