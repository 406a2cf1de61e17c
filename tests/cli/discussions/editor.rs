use std::ffi::OsStr;

use super::{comments, kept};
use crate::run::Run;
use crate::sandbox::{ADA, BOB, Sandbox};
use crate::terminal::Terminal;

const COMMENT: &str = "discussions comment ada/tiny-bert 1 --editor";

/// The command with an editor that is this line of shell, to which the file is `$1`.
fn edited<'a>(sandbox: &'a Sandbox, words: &str, line: &str) -> Run<'a> {
    sandbox.write("editor.sh", line);
    sandbox.command(words).env("HF_EDITOR", format!("sh {}/editor.sh", sandbox.work().display())).env("EDITOR", "false")
}

#[test]
fn a_comment_is_written_in_the_editor() {
    let sandbox = Sandbox::demo();
    edited(&sandbox, COMMENT, "printf 'From the editor\\n\\n' >> \"$1\"").run().success();
    assert_eq!(comments(&sandbox, 1)[1], "From the editor");
    assert_eq!(std::fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
}

#[test]
fn the_editor_begins_with_the_comment_that_is_changed() {
    let sandbox = Sandbox::demo();
    let id = kept(&sandbox, 1).events[0]["id"].as_str().unwrap().to_owned();
    let words = format!("discussions edit ada/tiny-bert 1 {id} -e");
    edited(&sandbox, &words, "sed -i s/none/one/ \"$1\"").token(BOB).run().success();
    assert_eq!(comments(&sandbox, 1)[0], "It has one in its folder.");
}

#[test]
fn an_editor_that_fails_or_leaves_nothing_sends_nothing() {
    let sandbox = Sandbox::demo();
    for (line, cause) in [
        ("exit 3", "failed (exit status: 3): nothing was sent"),
        ("printf '  \\n' > \"$1\"", "the text is empty: nothing was sent"),
        ("printf '\\377' > \"$1\"", "the text is not UTF-8: nothing was sent"),
        ("rm \"$1\"", "cannot use '"),
    ] {
        let output = edited(&sandbox, COMMENT, line).run();
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains(cause), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn on_a_terminal_the_editor_opens_by_itself() {
    let sandbox = Sandbox::demo();
    sandbox.write("editor.sh", "printf 'By itself' >> \"$1\"");
    let editor = format!("sh {}/editor.sh", sandbox.work().display());
    let path = crate::run::search_path();
    let variables = [("HF_TOKEN", OsStr::new(ADA)), ("EDITOR", OsStr::new(&editor)), ("PATH", path.as_os_str())];
    let words = "discussions comment ada/tiny-bert 1";
    let mut terminal = Terminal::start_with(&sandbox, words, (100, 30), &variables);
    terminal.shows("Commented on #1");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(comments(&sandbox, 1)[1], "By itself");
}

#[test]
fn a_text_that_could_not_be_sent_is_kept() {
    let sandbox = Sandbox::demo();
    let words = "discussions comment ada/tiny-bert 99 --editor";
    let output = edited(&sandbox, words, "printf 'Long thoughts' >> \"$1\"").run();
    assert_eq!(output.code(), Some(3), "{output}");
    let hint = output.stderr.lines().find_map(|line| line.split_once("send it with --body-file [TMP]/"));
    let (_, name) = hint.unwrap_or_else(|| panic!("{output}"));
    assert_eq!(std::fs::read_to_string(sandbox.temporary().join(name)).unwrap(), "Long thoughts");
}
