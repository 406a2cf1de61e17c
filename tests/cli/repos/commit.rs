use serde_json::{Value, json};

use crate::local_hub::Options;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{BOB, Sandbox};

/// The paths of a model of ada's on a branch.
fn paths(sandbox: &Sandbox, revision: &str) -> Vec<String> {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    repo.files(repo.resolve(revision).unwrap()).into_iter().map(|entry| entry.path).collect()
}

fn head(sandbox: &Sandbox) -> String {
    sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head().to_string()
}

/// The lines of the commit that was sent last.
fn lines(sandbox: &Sandbox) -> Vec<(String, String)> {
    let trace = sandbox.hub().trace();
    let commit = trace.iter().rfind(|seen| seen.path.contains("/commit/")).unwrap();
    let lines = String::from_utf8(commit.body.clone()).unwrap();
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&line["key"]), text(&line["value"]["path"]))
    };
    lines.lines().skip(1).map(line).collect()
}

#[test]
fn any_changes_become_one_commit_in_the_order_in_which_they_are_written() {
    let sandbox = Sandbox::demo();
    sandbox.write("new.txt", "new");
    let words = "repos commit ada/tiny-bert --delete vocab.txt --add new.txt:notes/ --copy config.json:copy.json \
                 --move model.safetensors:weights/model.safetensors -m 'All of it' --commit-description Body --json";
    let output = sandbox.hf(words).success().json();
    let head = head(&sandbox);
    assert_eq!(
        output,
        json!({"commit_url": format!("[HUB]/ada/tiny-bert/commit/{head}"), "oid": head,
                              "pr_url": null, "pr_num": null})
    );
    let line = |key: &str, path: &str| (key.to_owned(), path.to_owned());
    let expected = [
        line("deletedFile", "vocab.txt"),
        line("file", "notes/new.txt"),
        line("file", "copy.json"),
        line("lfsFile", "weights/model.safetensors"),
        line("deletedFile", "model.safetensors"),
    ];
    assert_eq!(lines(&sandbox), expected);
    let names = [".gitattributes", "README.md", "config.json", "copy.json", "notes/new.txt", "tokenizer_config.json"];
    assert_eq!(paths(&sandbox, "main"), [names.as_slice(), &["weights/model.safetensors"]].concat());
    let newest = &sandbox.hf("repos history ada/tiny-bert --json").success().json()[0];
    assert_eq!((&newest["title"], &newest["message"]), (&json!("All of it"), &json!("Body")));
    sandbox.hf("download ada/tiny-bert weights/model.safetensors --local-dir got").success();
}

#[test]
fn a_dry_run_prints_lines_that_ops_reads() {
    let sandbox = Sandbox::demo();
    sandbox.write("new.txt", "new");
    let words = "--add new.txt --delete ./vocab.txt --copy config.json@v1.0:old.json --move README.md:docs/README.md";
    let output = sandbox.hf(&format!("repos commit ada/tiny-bert {words} --dry-run")).success();
    let expected = r#"{"op":"add","path":"new.txt","from":"new.txt"}
{"op":"delete","path":"vocab.txt"}
{"op":"copy","path":"old.json","from":"config.json","revision":"v1.0"}
{"op":"copy","path":"docs/README.md","from":"README.md"}
{"op":"delete","path":"README.md"}
"#;
    assert_eq!(output.stdout, expected);
    assert!(sandbox.hub().requests().is_empty());
    sandbox.command("repos commit ada/tiny-bert --ops -").stdin(expected).run().success();
    assert!(paths(&sandbox, "main").contains(&"docs/README.md".to_owned()));
}

#[test]
fn folders_are_deleted_and_copied_with_a_slash() {
    let sandbox = Sandbox::demo();
    let words = "repos commit datasets/ada/planets --copy data/outer/:copy/ --move data/inner/:inner --delete parquet/";
    sandbox.hf(words).success();
    let repo = sandbox.hub().world().repo(Kind::Dataset, "ada/planets").unwrap();
    let paths: Vec<String> = repo.files(repo.head()).into_iter().map(|entry| entry.path).collect();
    assert_eq!(
        paths,
        [
            ".gitattributes",
            "README.md",
            "copy/notes/pluto.txt",
            "copy/planets.csv",
            "data/outer/notes/pluto.txt",
            "data/outer/planets.csv",
            "inner/planets.csv",
        ]
    );
    // A file of a folder that is deleted is kept by the commit that adds it again.
    sandbox.write("planets.csv", "name,moons\nMercury,0\nVenus,0\nEarth,1\nMars,2\n");
    sandbox.hf("repos commit datasets/ada/planets --delete inner/ --add planets.csv:inner/").success();
    sandbox.hf("repos exists datasets/ada/planets inner/planets.csv").success();
}

#[test]
fn files_of_another_repo_are_copied_on_the_hub() {
    let sandbox = Sandbox::with(Options { xet: true, ..Options::default() });
    let source = "hf://datasets/ada/planets/";
    let words = format!(
        "repos commit ada/odd-names --copy {source}data/inner/planets.csv:p.csv --copy {source}parquet/:parquet/"
    );
    sandbox.hf(&words).success();
    let requests = sandbox.hub().requests();
    assert!(requests.contains(&"POST /api/datasets/ada/planets/lfs-files/duplicate 200".to_owned()), "{requests:?}");
    sandbox.hf("download ada/odd-names p.csv parquet/train.parquet --local-dir got").success();
    sandbox.hf("download datasets/ada/planets parquet/train.parquet --local-dir from").success();
    assert!(sandbox.read("got/parquet/train.parquet") == sandbox.read("from/parquet/train.parquet"));
}

#[test]
fn a_large_file_that_the_hub_cannot_share_is_named() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos commit ada/odd-names --copy hf://ada/tiny-bert/model.safetensors:m.safetensors");
    assert_eq!(output.code(), Some(1), "{output}");
    let says = "Error: 'model.safetensors' of model 'ada/tiny-bert' cannot be copied on the Hub\n";
    assert!(output.stderr.starts_with(says), "{output}");
}

#[test]
fn a_branch_that_has_moved_is_told_with_both_commits() {
    let sandbox = Sandbox::demo();
    let before = head(&sandbox);
    let short = &before[..7];
    sandbox.hf(&format!("repos commit ada/tiny-bert --delete vocab.txt --parent-commit {short}")).success();
    let output = sandbox.hf(&format!("repos commit ada/tiny-bert --delete README.md --parent-commit {short}"));
    assert_eq!(output.code(), Some(1), "{output}");
    let says = format!("Error: the branch points to {}, not to {short}\n", head(&sandbox));
    assert!(output.stderr.starts_with(&says), "{output}");
    assert_eq!(sandbox.hf("repos commit ada/tiny-bert --delete README.md --parent-commit main").code(), Some(2));
}

#[test]
fn a_commit_may_be_a_pull_request_and_standard_input_a_file() {
    let sandbox = Sandbox::demo();
    let run = sandbox.command("repos commit ada/tiny-bert --add -:notes/a.txt --create-pr --json").token(BOB);
    let output = run.stdin("from input").run().success().json();
    assert_eq!((&output["pr_num"], &output["pr_url"]), (&json!(2), &json!("[HUB]/ada/tiny-bert/discussions/2")));
    sandbox.hf("download ada/tiny-bert notes/a.txt --revision refs/pr/2 --local-dir got").success();
    assert_eq!(sandbox.read("got/notes/a.txt"), b"from input");
    assert_eq!(std::fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
    sandbox.hf("repos commit hf://ada/tiny-bert@refs/pr/2 --delete notes/").success();
    assert!(!paths(&sandbox, "refs/pr/2").contains(&"notes/a.txt".to_owned()));
}

#[test]
fn what_changes_nothing_makes_no_commit() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json --local-dir .").success();
    let before = head(&sandbox);
    let output = sandbox.hf("repos commit ada/tiny-bert --add config.json --copy vocab.txt:vocab.txt").success();
    let page =
        format!("Nothing to commit: all files are up to date\n  commit_url: [HUB]/ada/tiny-bert/commit/{before}\n");
    assert!(output.stdout.starts_with(&page), "{output}");
    assert_eq!(head(&sandbox), before);
}

#[test]
fn what_makes_no_sense_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    sandbox.write("folder/a.txt", "a");
    sandbox.write("ops", "{\"op\":\"delete\",\"path\":\"a\"}\n{\"op\":\"delete\"}\n");
    for (words, status, says) in [
        ("", 2, "nothing to commit"),
        ("--add folder", 2, "upload folders with `hf upload`"),
        ("--add folder/a.txt --delete a.txt", 2, "'a.txt' is changed twice"),
        ("--add folder/a.txt:../a.txt", 1, "'../a.txt' is not a valid path in a repo"),
        ("--ops ops", 2, "line 2"),
        ("--ops none", 3, "none"),
        ("--add none.txt", 3, "none.txt"),
        ("--delete vocab.txt -m ''", 1, "message is empty"),
        ("--copy vocab.txt", 2, "SRC:DST"),
    ] {
        let output = sandbox.hf(&format!("repos commit ada/tiny-bert {words}"));
        assert_eq!(output.code(), Some(status), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn what_the_repo_does_not_have_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    for (words, status, says) in [
        ("ada/tiny-bert --copy none:b", 3, "no file 'none' in model 'ada/tiny-bert' to copy"),
        ("datasets/ada/planets --copy data:b", 3, "end the name of a folder with a slash"),
        ("ada/tiny-bert --delete none", 3, "There is nothing with this name to delete: none"),
        ("ada/none --delete a", 3, "model 'ada/none' not found"),
        ("bob/gated-bert --delete config.json", 4, "write access"),
    ] {
        let output = sandbox.hf(&format!("repos commit {words}"));
        assert_eq!(output.code(), Some(status), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
}
