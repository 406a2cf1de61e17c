use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::local_hub::Options;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn buckets_are_listed_with_what_they_hold() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("buckets list"),
        str![[r#"
status: 0
--- stdout ---
ID          PRIVATE SIZE TOTAL_FILES CREATED_AT               
----------- ------- ---- ----------- -------------------------
ada/scratch           55           6 2025-10-02 21:00:00+00:00
ada/vault   ✔          2           1 2025-10-02 21:00:00+00:00
--- stderr ---

"#]]
    );
    let output = sandbox.hf("buckets list --search vau --json").success();
    let expected = json!([{
        "id": "ada/vault", "private": true, "size": 2, "total_files": 1, "created_at": "2025-10-02 21:00:00+00:00",
    }]);
    assert_eq!(output.json(), expected);
    assert_eq!(sandbox.hf("buckets ls -h --json").success().json()[0]["size"], "55 B");
    assert_eq!(sandbox.command("buckets list ada/ -q").token(BOB).run().success().stdout, "ada/scratch\n");
}

#[test]
fn files_are_listed_below_their_folder_and_not_beside_it() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("buckets list ada/scratch"),
        str![[r#"
status: 0
--- stdout ---
          10  2025-10-02 22:00:00  README.md
           0  2025-10-02 22:00:01  empty.txt
              2025-10-02 21:00:00  logs/
          21  2025-10-02 22:00:04  logs.txt
              2025-10-02 21:00:00  odd names/
--- stderr ---
Hint: add -R to list the files in folders too

"#]]
    );
    assert_data_eq!(
        sandbox.hf("buckets list ada/scratch --tree -R -h"),
        str![[r#"
status: 0
--- stdout ---
10 B  Oct 02 22:00  ├── README.md
 0 B  Oct 02 22:00  ├── empty.txt
                    ├── logs/
                    │   └── 2026/
 9 B  Oct 02 22:00  │       ├── a.log
 9 B  Oct 02 22:00  │       └── b.log
21 B  Oct 02 22:00  ├── logs.txt
                    └── odd names/
 6 B  Oct 02 22:00      └── café #1.txt
--- stderr ---

"#]]
    );
    for place in ["ada/scratch/logs", "hf://buckets/ada/scratch/logs/", "https://hf.co/buckets/ada/scratch/tree/logs"] {
        let output = sandbox.hf(&format!("buckets list {place} -R -q")).success();
        assert_eq!(output.stdout, "logs/2026/\nlogs/2026/a.log\nlogs/2026/b.log\n", "{place}");
    }
    assert_eq!(sandbox.hf("buckets list 'ada/scratch/odd names' -q").success().stdout, "odd names/café #1.txt\n");
    let entry = &sandbox.hf("buckets list ada/scratch/logs.txt --json").success().json()[0];
    let keys: Vec<&String> = entry.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["type", "path", "size", "xet_hash", "mtime", "uploaded_at"]);
}

#[test]
fn a_listing_goes_on_over_all_pages() {
    let sandbox = Sandbox::with(Options { page_size: 2, ..Options::default() });
    assert_eq!(sandbox.hf("buckets list ada/scratch -R -q").success().stdout.lines().count(), 9);
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_asked() {
    let sandbox = Sandbox::demo();
    for words in
        ["-R", "ada --tree", "ada/scratch --search x", "ada/scratch --tree --json", "hf://datasets/ada/planets"]
    {
        let output = sandbox.hf(&format!("buckets list {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_bucket_that_is_hidden_or_missing_is_not_found() {
    let sandbox = Sandbox::demo();
    for words in ["buckets list ada/vault", "buckets info ada/none"] {
        let output = sandbox.command(words).token(BOB).run();
        assert_eq!(output.code(), Some(3), "{output}");
        assert!(output.stderr.contains("not found"), "{output}");
    }
}

#[test]
fn a_bucket_is_shown() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets info hf://buckets/ada/vault --json").success();
    let expected = json!({
        "id": "ada/vault", "private": true, "created_at": "2025-10-02T21:00:00+00:00", "size": 2, "total_files": 1,
    });
    assert_eq!(output.json(), expected);
    assert_eq!(sandbox.hf("buckets info ada/vault -q").success().stdout, "ada/vault\n");
}
