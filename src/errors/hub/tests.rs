//! What is said of a refusal, for each kind of thing.

use reqwest::StatusCode;
use serde_json::Value;

use super::refused;
use crate::api::error::{Refusal, RefusalKind};
use crate::api::subject::{ServiceKind, Subject};
use crate::errors::Exit;
use crate::ids::repo::{RepoId, RepoKind};

fn refusal(kind: RefusalKind, status: u16, subject: Subject) -> Refusal {
    Refusal {
        kind,
        service: ServiceKind::Hub,
        subject,
        page: Some("http://h/datasets/ada/d".to_owned()),
        status: StatusCode::from_u16(status).unwrap(),
        url: "http://h/x".to_owned(),
        request_id: None,
        repo_commit: None,
        message: String::new(),
        body: Value::Null,
    }
}

fn what(kind: RefusalKind, subject: Subject) -> String {
    let explanation = refused(&refusal(kind, 404, subject), None);
    assert_eq!(explanation.exit, Exit::NotFound);
    explanation.what.unwrap()
}

fn dataset() -> RepoId {
    RepoId::new(RepoKind::Dataset, "ada/d").unwrap()
}

fn space() -> Subject {
    Subject::Repo(RepoId::new(RepoKind::Space, "ada/s").unwrap())
}

#[test]
fn a_missing_thing_is_named() {
    let revision = Subject::Revision { repo: dataset(), revision: "v9".to_owned() };
    for (subject, expected) in [
        (space(), "Space 'ada/s' not found"),
        (revision, "dataset 'ada/d' or its revision 'v9' not found"),
        (Subject::Discussion { repo: dataset(), num: 3 }, "discussion 3 not found in dataset 'ada/d'"),
        (Subject::Part { what: "secret", of: Box::new(space()) }, "secret not found in Space 'ada/s'"),
        (Subject::Bucket("ada/b".to_owned()), "bucket 'ada/b' not found"),
        (Subject::Collection("ada/x-01".to_owned()), "collection 'ada/x-01' not found"),
        (Subject::Job("ada/42".to_owned()), "job 'ada/42' not found"),
        (Subject::Endpoint("ada/ep".to_owned()), "endpoint 'ada/ep' not found"),
        (Subject::Webhook("9f".to_owned()), "webhook '9f' not found"),
        (Subject::Namespace("ada".to_owned()), "user or organization 'ada' not found"),
    ] {
        assert_eq!(what(RefusalKind::NotFound, subject), expected);
    }
}

#[test]
fn what_holds_a_missing_thing_may_be_what_is_missing() {
    let file = || Subject::File { repo: dataset(), revision: "v9".to_owned(), path: "a.csv".to_owned() };
    assert_eq!(what(RefusalKind::RepoNotFound, file()), "dataset 'ada/d' not found");
    assert_eq!(what(RefusalKind::RevisionNotFound, file()), "revision 'v9' not found in dataset 'ada/d'");
    assert_eq!(what(RefusalKind::EntryNotFound, file()), "file 'a.csv' not found in dataset 'ada/d'");
    let file = Subject::BucketFile { bucket: "ada/b".to_owned(), path: "x".to_owned() };
    assert_eq!(what(RefusalKind::RepoNotFound, file.clone()), "bucket 'ada/b' not found");
    assert_eq!(what(RefusalKind::EntryNotFound, file), "file 'x' not found in bucket 'ada/b'");
}

#[test]
fn a_service_that_fails_is_named() {
    let refusal = Refusal { service: ServiceKind::Endpoints, ..refusal(RefusalKind::Other, 503, Subject::Other) };
    let explanation = refused(&refusal, None);
    assert_eq!(explanation.what.as_deref(), Some("Inference Endpoints failed"));
    assert_eq!(explanation.exit, Exit::Network);
}
