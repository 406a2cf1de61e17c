//! Every primitive in the four modes, with a fixed width and in memory.

mod files;
mod tables;

use std::io::{self, ErrorKind};
use std::sync::Arc;

use console::Key;
use serde::Serialize;
use serde_json::json;

use super::memory::{Memory, settings};
use super::screen::Screen;
use super::{Columns, Format, Look, Out, PromptError, Settings, Streams};

const MODES: [Format; 4] = [Format::Human, Format::Agent, Format::Json, Format::Quiet];

fn printed_with(settings: Settings, print: impl Fn(&Out) -> io::Result<()>) -> (String, String) {
    let memory = Memory::new(settings, "");
    print(&memory.out).unwrap();
    (memory.stdout.text(), memory.stderr.text())
}

fn printed(format: Format, print: impl Fn(&Out) -> io::Result<()>) -> (String, String) {
    printed_with(settings(format), print)
}

/// Standard output in the modes human, agent, json and quiet.
fn in_all_modes(print: impl Fn(&Out) -> io::Result<()>) -> [String; 4] {
    MODES.map(|format| printed(format, &print).0)
}

/// The same for standard error.
fn messages_in_all_modes(say: impl Fn(&Out)) -> [String; 4] {
    MODES.map(|format| {
        printed(format, |out| {
            say(out);
            Ok(())
        })
        .1
    })
}

fn colored(format: Format) -> Settings {
    let all = Streams { stdin: true, stdout: true, stderr: true };
    Settings { colors: all, terminals: all, ..settings(format) }
}

#[derive(Serialize)]
struct Download {
    path: Option<&'static str>,
    files: u32,
    cached: Option<bool>,
}

#[test]
fn a_record_is_json_indented_for_people_alone() {
    let outputs = in_all_modes(|out| out.record(&json!({"name": "é", "list": [1], "none": null})));
    let line = "{\"name\": \"\\u00e9\", \"list\": [1]}\n";
    let indented = "{\n  \"name\": \"\\u00e9\",\n  \"list\": [\n    1\n  ]\n}\n";
    assert_eq!(outputs, [indented, line, line, line]);
}

#[test]
fn a_record_with_an_id_is_that_id_for_scripts() {
    let [_, agent, _, quiet] = in_all_modes(|out| out.record_with_id(&json!({"size": 1, "id": "ada/b"}), "id"));
    assert_eq!((agent.as_str(), quiet.as_str()), ("{\"size\": 1, \"id\": \"ada/b\"}\n", "ada/b\n"));
}

#[test]
fn what_was_done_names_what_is_known() {
    let value = Download { path: Some("/data/x y"), files: 2, cached: None };
    let outputs = in_all_modes(|out| out.done("Downloaded", &value));
    let expected = [
        "✓ Downloaded\n  path: /data/x y\n  files: 2\n",
        "path=/data/x y files=2\n",
        "{\"path\": \"/data/x y\", \"files\": 2, \"cached\": null}\n",
        "/data/x y\n",
    ];
    assert_eq!(outputs, expected);
}

#[test]
fn the_older_program_tells_people_the_bare_value_and_talks_on() {
    let bare = Settings { bare_results: true, ..settings(Format::Human) };
    let (stdout, stderr) = printed_with(bare, |out| {
        out.hint("look there");
        out.done("Downloaded", &json!({"path": "/x/y", "size": 3}))
    });
    assert_eq!((stdout.as_str(), stderr.as_str()), ("/x/y\n", "Hint: look there\n"));
}

#[test]
fn what_was_done_may_have_nothing_to_tell() {
    let outputs = in_all_modes(|out| out.done("Done", &()));
    assert_eq!(outputs, ["✓ Done\n", "Done\n", "\n", ""]);
}

#[test]
fn what_did_not_change_is_the_same_for_scripts_and_has_no_tick_for_people() {
    let value = json!({"tag": "v1"});
    let outputs = in_all_modes(|out| out.unchanged("Nothing to do", &value));
    assert_eq!(outputs, ["Nothing to do\n  tag: v1\n", "tag=v1\n", "{\"tag\": \"v1\"}\n", "v1\n"]);
}

#[test]
fn a_first_value_that_is_null_is_none_for_scripts() {
    let value = Download { path: None, files: 2, cached: Some(true) };
    let outputs = in_all_modes(|out| out.done("Downloaded", &value));
    assert_eq!(outputs[1], "files=2 cached=True\n");
    assert_eq!(outputs[3], "None\n");
}

#[test]
fn signs_have_stand_ins_where_the_stream_takes_ascii_only() {
    let ascii = Settings { utf8: false, ..settings(Format::Human) };
    assert_eq!(printed_with(ascii.clone(), |out| out.done("Done", &())).0, "[OK] Done\n");
    let rows = json!([{"ok": true}]);
    assert_eq!(
        printed_with(ascii, |out| out.table(rows.as_array().unwrap(), &Columns::of_rows())).0,
        "OK \n---\nyes\n"
    );
}

#[test]
fn prose_is_for_people_and_agents() {
    assert_eq!(in_all_modes(|out| out.text("Hello")), ["Hello\n", "Hello\n", "", ""]);
}

#[test]
fn a_line_is_one_line_whatever_it_says() {
    assert_eq!(in_all_modes(|out| out.line("a\nb\u{1b}[2J")), ["a\\nb\\x1b[2J\n", "a\\nb\\x1b[2J\n", "", ""]);
    assert_eq!(messages_in_all_modes(|out| out.warning("a\nb")), ["Warning: a\\nb\n"; 4]);
    assert_eq!(messages_in_all_modes(|out| out.hint("a\nb"))[0], "Hint: a\\nb\n");
}

#[test]
fn raw_data_is_the_same_in_every_mode() {
    assert_eq!(in_all_modes(|out| out.raw("hf_x\u{1b}[31m")), ["hf_x\u{1b}[31m\n"; 4]);
    assert_eq!(in_all_modes(|out| out.bytes(b"ab")), ["ab"; 4]);
}

#[test]
fn colors_are_for_people_on_a_stream_that_takes_them() {
    let print = |out: &Out| out.text(&out.paint(Look::Bold, "x"));
    assert_eq!(printed_with(colored(Format::Human), print).0, "\u{1b}[1mx\u{1b}[0m\n");
    assert_eq!(printed_with(colored(Format::Agent), print).0, "x\n");
    assert_eq!(printed(Format::Human, print).0, "x\n");
    let done = printed_with(colored(Format::Human), |out| out.done("Done", &())).0;
    assert_eq!(done, "\u{1b}[32m✓ Done\u{1b}[0m\n");
}

#[test]
fn colors_in_prose_reach_nobody_else() {
    let print = |out: &Out| out.text("\u{1b}[1mx\u{1b}[0m");
    assert_eq!(printed_with(colored(Format::Agent), print).0, "x\n");
    assert_eq!(printed(Format::Agent, print).0, "x\n");
    assert_eq!(printed(Format::Human, print).0, "x\n");
}

#[test]
fn nothing_from_the_hub_acts_on_a_terminal() {
    let print = |out: &Out| {
        out.text("a\u{1b}[2Jb")?;
        out.raw("c\u{1b}]0;title\u{7}")?;
        out.done("d\u{8}", &json!({"path": "e\u{1b}c\nf"}))
    };
    let (stdout, _) = printed_with(colored(Format::Human), print);
    let expected = "a\\x1b[2Jb\nc\\x1b]0;title\\x07\n\u{1b}[32m✓ d\\x08\u{1b}[0m\n  path: e\\x1bc\\nf\n";
    assert_eq!(stdout, expected);
    let (_, stderr) = printed_with(colored(Format::Json), |out| {
        out.error("name\u{1b}[2J");
        Ok(())
    });
    assert_eq!(stderr, "Error: name\\x1b[2J\n");
}

#[test]
fn talk_goes_to_standard_error_and_hints_not_to_scripts() {
    assert_eq!(messages_in_all_modes(|out| out.hint("x")), ["Hint: x\n", "Hint: x\n", "Hint: x\n", ""]);
    assert_eq!(messages_in_all_modes(|out| out.log("x")), ["x\n", "x\n", "x\n", ""]);
    assert_eq!(messages_in_all_modes(|out| out.warning("x")), ["Warning: x\n"; 4]);
    assert_eq!(messages_in_all_modes(|out| out.error("x")), ["Error: x\n"; 4]);
}

#[test]
fn talk_has_colors_for_people() {
    let say = |out: &Out| {
        out.error("a");
        out.warning("b");
        out.hint("c");
        Ok(())
    };
    let expected = "\u{1b}[1m\u{1b}[31mError: a\u{1b}[0m\n\u{1b}[33mWarning: b\u{1b}[0m\n\u{1b}[90mHint: c\u{1b}[0m\n";
    assert_eq!(printed_with(colored(Format::Human), say).1, expected);
    assert_eq!(printed_with(colored(Format::Agent), say).1, "Error: a\nWarning: b\nHint: c\n");
}

#[test]
fn an_error_object_is_one_line_on_standard_error() {
    let (stdout, stderr) = printed(Format::Json, |out| out.error_object(&json!({"error": "é", "exit": 3})));
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", "{\"error\": \"\\u00e9\", \"exit\": 3}\n"));
}

/// What is answered to a question in human mode, and what is then on standard output.
fn confirmed(input: &str) -> (Result<(), PromptError>, String) {
    let memory = Memory::new(settings(Format::Human), input);
    (memory.out.confirm("Delete 'ada/x'?", false), memory.stdout.text())
}

#[test]
fn y_and_yes_in_any_case_confirm() {
    for input in ["y\n", "Yes\r\n", " YES \n", "y"] {
        let (answer, stdout) = confirmed(input);
        answer.unwrap();
        assert_eq!(stdout, "Delete 'ada/x'? [y/N]: ");
    }
}

#[test]
fn no_an_empty_line_and_the_end_of_the_input_abort() {
    for input in ["n\n", "No\n", "\n", ""] {
        assert!(matches!(confirmed(input).0, Err(PromptError::Aborted)), "{input:?}");
    }
}

#[test]
fn another_answer_is_asked_for_again() {
    let (answer, stdout) = confirmed("what\ny\n");
    answer.unwrap();
    assert_eq!(stdout.matches("[y/N]: ").count(), 2);
}

#[test]
fn nobody_is_asked_who_has_said_yes() {
    for format in MODES {
        let memory = Memory::new(settings(format), "");
        memory.out.confirm("Delete?", true).unwrap();
        assert_eq!(memory.stdout.text(), "");
    }
}

#[test]
fn only_people_are_asked_others_must_say_yes_beforehand() {
    for format in [Format::Agent, Format::Json, Format::Quiet] {
        let memory = Memory::new(settings(format), "y\n");
        let error = memory.out.confirm_unless("Open it?", false, "--force").unwrap_err();
        assert!(error.to_string().contains("--force"), "{error}");
        assert_eq!(memory.stdout.text(), "");
    }
}

fn choices() -> [String; 3] {
    ["browser", "token", "none"].map(str::to_owned)
}

#[test]
fn without_a_terminal_a_choice_is_made_by_its_number() {
    let choose = |input| Memory::new(settings(Format::Human), input).out.choose("How?", &choices());
    assert_eq!(choose("2\n").unwrap(), 1);
    assert_eq!(choose("\n").unwrap(), 0);
    assert_eq!(choose("7\nx\n0\n3\n").unwrap(), 2);
    assert!(matches!(choose("4\n"), Err(PromptError::Aborted)));
}

fn chosen_by(keys: Vec<Key>) -> (Result<usize, PromptError>, String) {
    let memory = Memory::new(settings(Format::Human), "");
    let mut keys = keys.into_iter();
    let next = || keys.next().ok_or_else(|| io::Error::from(ErrorKind::UnexpectedEof));
    (memory.out.choose_by_key("How?", &choices(), next), memory.stdout.text())
}

#[test]
fn on_a_terminal_a_choice_is_made_by_arrows_or_a_number() {
    assert_eq!(chosen_by(vec![Key::Enter]).0.unwrap(), 0);
    assert_eq!(chosen_by(vec![Key::ArrowDown, Key::ArrowDown, Key::Enter]).0.unwrap(), 2);
    assert_eq!(chosen_by(vec![Key::ArrowUp, Key::Enter]).0.unwrap(), 2);
    assert_eq!(chosen_by(vec![Key::Char('9'), Key::Char('2')]).0.unwrap(), 1);
}

#[test]
fn a_menu_leaves_the_answer_and_a_cursor_however_it_ends() {
    let (chosen, stdout) = chosen_by(vec![Key::Char('2')]);
    assert_eq!(chosen.unwrap(), 1);
    assert!(stdout.ends_with("\u{1b}[4A\r\u{1b}[J? How? token\n\u{1b}[?25h"), "{stdout:?}");
    let (chosen, stdout) = chosen_by(vec![Key::CtrlC]);
    assert!(matches!(chosen, Err(PromptError::Interrupted)));
    assert!(stdout.ends_with("\u{1b}[?25h"), "{stdout:?}");
}

#[test]
fn no_line_of_a_menu_wraps() {
    let memory = Memory::new(Settings { width: 12, ..settings(Format::Human) }, "");
    let choices = ["a-name-that-is-long".to_owned(), "b".to_owned()];
    memory.out.choose_by_key("How would you?", &choices, || Ok(Key::Enter)).unwrap();
    let menu = "? How wou...\n\r\u{1b}[K> a-name-...\n\r\u{1b}[K  b\n";
    assert!(memory.stdout.text().contains(menu), "{:?}", memory.stdout.text());
}

#[test]
fn a_secret_from_a_pipe_is_its_first_line() {
    let secret = |input| Memory::new(settings(Format::Human), input).out.password("Token: ");
    assert_eq!(secret(" hf_abc \nrest").unwrap().unwrap().expose(), "hf_abc");
    assert!(secret("\n").unwrap().is_none());
    assert!(matches!(secret(""), Err(PromptError::Aborted)));
}

#[test]
fn a_status_is_seen_while_it_lives() {
    let memory = Memory::new(settings(Format::Human), "");
    let status = memory.out.status_on("Waiting for 'ada/x'", memory.terminal(30));
    status.update("Still waiting\u{1b}[2J");
    drop(status);
    let screen = memory.stderr.text();
    assert!(screen.contains(r"Still waiting\x1b[2J"), "{screen:?}");
    assert!(screen.ends_with("<clear>"), "{screen:?}");
}

#[test]
fn a_live_table_shows_the_last_rows_and_vanishes() {
    let memory = Memory::new(settings(Format::Human), "");
    let table = memory.out.live_table_on(Columns::of(&["job", "cpu"]), memory.terminal(40));
    for value in ["12%", "99%"] {
        let row = [("job", "one"), ("cpu", value)].map(|(key, text)| (key.to_owned(), text.into()));
        table.show(&[row.into_iter().collect()]);
    }
    drop(table);
    let screen = memory.stderr.text();
    let (before, behind) = screen.rsplit_once("one 99%").unwrap_or_else(|| panic!("{screen:?}"));
    assert!(before.contains("JOB CPU") && before.contains("one 12%") && behind.contains("<clear>"), "{screen:?}");
    assert!(memory.out.live_table(Columns::of_rows()).is_none(), "nobody looks at it");
}

#[test]
fn a_status_is_for_nobody_else() {
    assert_eq!(messages_in_all_modes(|out| out.status("Waiting").update("Still")), [""; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_says_how_it_is_once_a_minute_where_no_line_can_be_shown() {
    let memory = Memory::new(settings(Format::Json), "");
    let status = memory.out.waiting("Waiting");
    for second in 0..150 {
        status.update(&format!("after {second}s"));
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
    }
    assert_eq!(memory.stderr.text(), "after 60s\nafter 120s\n");
    assert_eq!(messages_in_all_modes(|out| out.waiting("Waiting").update("Still")), [""; 4]);
}

#[test]
fn a_foreign_line_keeps_its_colors_for_people_and_never_acts_on_a_terminal() {
    let line = "\u{1b}[32m10%\u{1b}[0m\r20%\u{1b}]0;title\u{7}";
    let all = in_all_modes(|out| out.foreign_line(line));
    assert_eq!(all, [format!("{line}\n"), "10%\r20%\u{1b}]0;title\u{7}\n".to_owned(), String::new(), String::new()]);
    let (seen, _) = printed_with(colored(Format::Human), |out| out.foreign_line(line));
    assert_eq!(seen, "\u{1b}[32m10%\u{1b}[0m\r20%\\x1b]0;title\\x07\n");
}

#[test]
fn a_reader_that_is_gone_is_an_error_and_no_panic() {
    struct Gone;
    impl io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(ErrorKind::BrokenPipe.into())
        }
    }
    let screen = Screen::new(Box::new(|_| Ok(0)), Box::new(Gone), Box::new(Gone));
    let out = Out { settings: settings(Format::Human), screen: Arc::new(screen), shape: None };
    assert_eq!(out.text("x").unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert!(matches!(out.confirm("?", false), Err(PromptError::Io(error)) if error.kind() == ErrorKind::BrokenPipe));
    out.error("x");
}

#[test]
fn once_a_thread_has_the_last_word_no_other_is_heard() {
    let memory = Memory::new(settings(Format::Human), "");
    memory.out.last_words();
    let other = memory.out.clone();
    std::thread::spawn(move || other.warning("late")).join().unwrap();
    memory.out.error("interrupted");
    assert_eq!(memory.stderr.text(), "Error: interrupted\n");
}
