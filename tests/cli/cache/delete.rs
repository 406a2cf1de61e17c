//! `hf cache delete --disable-tui` and its older name: revisions are picked in a file.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use snapbox::{assert_data_eq, str};

use super::{ONE, TWO, filled, hub};
use crate::disk::files;
use crate::sandbox::Sandbox;

fn cached(sandbox: &Sandbox) -> Vec<String> {
    files(&hub(sandbox, "")).into_iter().filter(|name| !name.starts_with(".locks")).collect()
}

/// Runs it, hands the file to `edit` when the first question is asked, and answers. Gives what was said after that
/// question, and what the file held.
fn edited(sandbox: &Sandbox, edit: impl FnOnce(&str) -> String, answers: &str) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hf"));
    command.args(["cache", "delete", "--disable-tui"]).env("HF_HOME", sandbox.hf_home());
    command.env("TMPDIR", sandbox.temporary()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("File to edit: ") {
        line.clear();
        assert_ne!(said.read_line(&mut line).unwrap(), 0);
    }
    let path = line.trim_end().strip_prefix("File to edit: ").unwrap().to_owned();
    let mut question = vec![];
    while !question.ends_with(b"(y/N)") {
        assert_ne!(said.read_until(b')', &mut question).unwrap(), 0);
    }
    let before = fs::read_to_string(&path).unwrap();
    fs::write(&path, edit(&before)).unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let rest = std::io::read_to_string(said).unwrap();
    child.wait().unwrap();
    assert!(!fs::exists(&path).unwrap(), "the file is removed");
    (rest, before)
}

#[test]
fn the_file_has_its_old_format() {
    let sandbox = filled();
    let (_, file) = edited(&sandbox, str::to_owned, "n\n");
    let (_, list) = file.split_once("# KILL SWITCH").unwrap();
    assert_data_eq!(
        list,
        str![[r#"

# ------------
# Take away the '#' of the next line to delete nothing
# CANCEL_DELETION
# ------------

# REVISIONS
# ------------
# Dataset rows (5.0, used a few seconds ago)
#    2222222222222222222222222222222222222222 # Refs: main # modified a few seconds ago

# Model ada/tiny (2.0K, used a few seconds ago)
#    [..] # Refs: [..] # modified a few seconds ago
#    [..] # Refs: [..] # modified a few seconds ago

"#]]
    );
}

#[test]
fn what_is_no_comment_is_deleted_after_two_questions() {
    let sandbox = filled();
    let (said, _) = edited(&sandbox, |file| file.replace(&format!("#    {ONE}"), ONE), "\nwhat\ny\n\n");
    assert_data_eq!(
        said,
        str![[r#"
 1 revisions selected counting for 2.0K. Continue ? (y/N) Please answer y or n.
1 revisions selected counting for 2.0K. Continue ? (y/N) 1 revisions selected counting for 2.0K. Confirm deletion ? (Y/n) Done. Deleted 0 repo(s) and 1 revision(s) for a total of 2.0K.

"#]]
    );
    assert!(!cached(&sandbox).iter().any(|name| name.contains(ONE) || name.ends_with("blobs/e2")));
    assert!(cached(&sandbox).iter().any(|name| name.contains(TWO)));
}

#[test]
fn a_line_is_of_the_repo_above_it() {
    let sandbox = filled();
    // The dataset's revision has the same hash as one of the model's.
    let edit = |file: &str| {
        let (above, below) = file.split_once("# Model").unwrap();
        format!("{above}# Model{}", below.replace(&format!("#    {TWO}"), TWO))
    };
    let (said, _) = edited(&sandbox, edit, "\ny\ny\n");
    assert!(said.contains("Done. Deleted 0 repo(s) and 1 revision(s)"), "{said}");
    assert!(hub(&sandbox, &format!("datasets--rows/snapshots/{TWO}")).exists());
    assert!(!hub(&sandbox, &format!("models--ada--tiny/snapshots/{TWO}")).exists());

    let sandbox = filled();
    let (said, _) = edited(&sandbox, |_| TWO.to_owned(), "\ny\n");
    assert!(said.contains("0 revisions selected"), "nothing says which: {said}");
    assert!(hub(&sandbox, &format!("datasets--rows/snapshots/{TWO}")).exists());
}

#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = filled();
    let mut mode = 0;
    let look = |file: &str| {
        let made = fs::read_dir(sandbox.temporary()).unwrap().next().unwrap().unwrap();
        mode = made.metadata().unwrap().permissions().mode() & 0o777;
        file.to_owned()
    };
    edited(&sandbox, look, "n\n");
    assert_eq!(mode, 0o600);
}

#[test]
fn a_yes_is_to_what_was_asked() {
    let sandbox = filled();
    let before = cached(&sandbox);
    // The first question was asked before the file was edited.
    let (said, _) = edited(&sandbox, |file| file.replace("#    ", ""), "y\n");
    assert!(said.contains("3 revisions selected counting for 2.0K. Continue ?"), "{said}");
    assert_eq!(cached(&sandbox), before);
}

#[test]
fn nothing_is_deleted_unless_both_answers_are_yes() {
    let all = |file: &str| file.replace("#    ", "");
    let cancelled = |file: &str| file.replace("#    ", "").replace("# CANCEL", "CANCEL");
    for (edit, answers) in
        [(all as fn(&str) -> String, "\ny\nn\n"), (all, "\nn\n"), (all, "\ny\n"), (cancelled, "\ny\n")]
    {
        let sandbox = filled();
        let before = cached(&sandbox);
        edited(&sandbox, edit, answers);
        assert_eq!(cached(&sandbox), before, "{answers:?}");
    }
}

#[test]
fn a_hash_that_is_not_there_is_told_and_the_rest_goes_on() {
    let sandbox = filled();
    let (said, _) = edited(&sandbox, |file| format!("{file}\n{}\n{ONE} # mine", "f".repeat(40)), "\ny\ny\n");
    assert!(said.contains("Done. Deleted 0 repo(s) and 1 revision(s)"), "{said}");
}

#[test]
fn without_a_terminal_there_is_no_list_and_a_program_is_not_asked() {
    let sandbox = filled();
    for (words, says) in [("cache delete", "--disable-tui"), ("cache delete --disable-tui --json", "hf cache rm")] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
}

#[test]
fn the_older_name_has_its_grammar() {
    let sandbox = filled();
    let folder = sandbox.hf_home().join("hub");
    let words = format!("delete-cache --disable-tui --sort lastUsed --dir {}", folder.display());
    let output = sandbox.old(&words);
    assert_eq!(output.code(), Some(1), "nobody answers: {output}");
    assert!(output.stderr.contains("'huggingface-cli delete-cache' is deprecated: use 'hf cache delete'"), "{output}");
    assert_eq!(sandbox.old("delete-cache --sort largest").code(), Some(2));
    for words in ["delete-cache --sort", "delete-cache --sort alphabetical", "delete-cache --sort lastUpdated"] {
        assert_eq!(sandbox.old(&format!("{words} --disable-tui")).code(), Some(1));
    }
    assert_eq!(sandbox.old("delete-cache --disable-tui --dir none").code(), Some(3));
}
