//! Reading: files, lists, and who may see what.

use reqwest::Method;

use crate::http::Http;
use crate::local_hub::{Hub, Options, serve};
use crate::sandbox::{ADA, BOB};

fn code(hub: &Hub, path: &str, token: Option<&str>) -> String {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    let answer = Http::new().send(Method::GET, &format!("{}{path}", hub.endpoint()), &headers, vec![]);
    format!("{} {}", answer.status, answer.header("x-error-code"))
}

#[test]
fn a_refusal_says_which_kind_it_is() {
    let hub = serve(Options::default());
    assert_eq!(code(&hub, "/api/models/ada/none", None), "401 RepoNotFound");
    assert_eq!(code(&hub, "/api/models/ada/none", Some(ADA)), "404 RepoNotFound");
    assert_eq!(code(&hub, "/api/models/ada/private-bert", None), "401 RepoNotFound");
    assert_eq!(code(&hub, "/api/models/ada/private-bert", Some(BOB)), "404 RepoNotFound");
    assert_eq!(code(&hub, "/api/models/ada/private-bert", Some(ADA)), "200 ");
    assert_eq!(code(&hub, "/api/models/ada/tiny-bert", Some("hf_nobody")), "401 ");
    assert_eq!(code(&hub, "/api/models/ada/tiny-bert/revision/none", None), "404 RevisionNotFound");
    assert_eq!(code(&hub, "/ada/tiny-bert/resolve/none/config.json", None), "404 RevisionNotFound");
    assert_eq!(code(&hub, "/ada/tiny-bert/resolve/main/none", None), "404 EntryNotFound");
    assert_eq!(code(&hub, "/bob/gated-bert/resolve/main/config.json", None), "401 GatedRepo");
    assert_eq!(code(&hub, "/bob/gated-bert/resolve/main/config.json", Some(ADA)), "403 GatedRepo");
    assert_eq!(code(&hub, "/bob/gated-bert/resolve/main/config.json", Some(BOB)), "307 ");
}

#[test]
fn a_renamed_repository_leads_to_its_new_name() {
    let hub = serve(Options::default());
    let answer = Http::new().get(&format!("{}/api/models/ada/old-bert/revision/main?blobs=true", hub.endpoint()));
    assert_eq!((answer.status, answer.header("location")), (307, "/api/models/ada/tiny-bert/revision/main?blobs=true"));
}

#[test]
fn a_repository_may_have_no_namespace() {
    let hub = serve(Options::default());
    assert_eq!(code(&hub, "/api/models/tiny-gpt", None), "200 ");
    assert_eq!(code(&hub, "/api/models/tiny-gpt/tree/main?recursive=true", None), "200 ");
    let http = Http::new();
    let answer = http.get(&format!("{}/tiny-gpt/resolve/main/config.json", hub.endpoint()));
    let file = http.get(&format!("{}{}", hub.endpoint(), answer.header("location")));
    assert_eq!((file.status, file.text().as_str()), (200, "{\"model_type\": \"gpt2\"}\n"));
    let moved = http.get(&format!("{}/api/models/tiny-roberta/tree/main", hub.endpoint()));
    assert_eq!((moved.status, moved.header("location")), (307, "/api/models/ada/tiny-bert/tree/main"));
}

#[test]
fn a_small_file_is_read_through_an_address_with_its_commit() {
    let hub = serve(Options::default());
    let http = Http::new();
    let name = "a%20b%23c%3F.txt";
    let answer = http.get(&format!("{}/ada/odd-names/resolve/main/{name}", hub.endpoint()));
    let commit = answer.header("x-repo-commit");
    assert!(
        answer.header("location").starts_with(&format!("/api/resolve-cache/models/ada/odd-names/{commit}/{name}?"))
    );
    let file = http.get(&format!("{}{}", hub.endpoint(), answer.header("location")));
    assert_eq!((file.status, file.text().as_str()), (200, "space, hash and question mark\n"));
    assert_eq!(file.header("etag"), answer.header("x-linked-etag"));
}

#[test]
fn ranges_are_honoured_on_both_origins() {
    let hub = serve(Options::default());
    let http = Http::new();
    for (path, size) in
        [("ada/tiny-bert/resolve/main/config.json", 92), ("ada/tiny-bert/resolve/main/model.safetensors", 12680)]
    {
        let location = http.get(&format!("{}/{path}", hub.endpoint())).header("location").to_owned();
        let url = if location.starts_with('/') { format!("{}{location}", hub.endpoint()) } else { location };
        let whole = http.get(&url).body;
        for (range, start, end) in [("bytes=10-19", 10, 20), ("bytes=50-", 50, size), ("bytes=-5", size - 5, size)] {
            let part = http.send(Method::GET, &url, &[("range", range)], vec![]);
            assert_eq!((part.status, &part.body[..]), (206, &whole[start..end]), "{path} {range}");
            assert_eq!(part.header("content-range"), format!("bytes {start}-{}/{size}", end - 1));
        }
        let beyond = http.send(Method::GET, &url, &[("range", &format!("bytes={size}-"))], vec![]);
        assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{size}").as_str()));
    }
}

#[test]
fn a_list_comes_in_pages() {
    let hub = serve(Options { page_size: 3, ..Options::default() });
    let http = Http::new();
    let mut url = format!("{}/api/datasets/ada/planets/tree/main?recursive=true", hub.endpoint());
    let mut paths = vec![];
    loop {
        let page = http.get(&url);
        paths.extend(page.json().as_array().unwrap().iter().map(|item| item["path"].as_str().unwrap().to_owned()));
        let Some(next) = page.header("link").strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        next.clone_into(&mut url);
    }
    let expected = [
        "data",
        "data/inner",
        "data/inner/planets.csv",
        "data/outer",
        "data/outer/notes",
        "data/outer/notes/pluto.txt",
        "data/outer/planets.csv",
        "parquet",
        "parquet/train.parquet",
        ".gitattributes",
        "README.md",
    ];
    assert_eq!(paths, expected);
}
