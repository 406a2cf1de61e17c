//! `hf inference chat` without a prompt on a terminal: answers are wrapped, stopped and remembered, commands are obeyed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use super::sent;
use crate::sandbox::{ADA, Sandbox};
use crate::terminal::{CONTROL_C, ENTER, Terminal};

const CONTROL_D: &str = "\u{4}";
const UP: &str = "\u{1b}[A";
const SIZE: (u16, u16) = (80, 24);

/// A conversation that has begun, with these words behind `hf inference chat`.
fn begun(sandbox: &Sandbox, words: &str) -> Terminal {
    let router = format!("{}/_router", sandbox.hub().endpoint());
    let variables = [("HF_TOKEN", ADA.as_ref()), ("HF_INFERENCE_ROUTER_ENDPOINT", router.as_ref())];
    let words = format!("inference chat {words}");
    let mut terminal = Terminal::start_with(sandbox, &words, SIZE, &variables);
    terminal.shows("Ctrl-D leaves\n>");
    terminal
}

/// Ends a conversation.
#[track_caller]
fn leave(mut terminal: Terminal) {
    terminal.press(CONTROL_D);
    assert_eq!(terminal.end().0, 0);
}

/// The messages of the last question, as `role: text`.
fn messages(sandbox: &Sandbox) -> Vec<String> {
    let messages = sent(sandbox).1["messages"].clone();
    let text =
        |message: &Value| format!("{}: {}", message["role"].as_str().unwrap(), message["content"].as_str().unwrap());
    messages.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn an_answer_is_wrapped_between_words_at_the_width_of_the_terminal() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/chat");
    let prompt = "Words that do not fit on one line of eighty columns stand on the next, each of them whole.";
    terminal.after(&format!("{prompt}{ENTER}"), "whole.\n>");
    terminal.press(CONTROL_D);
    let (status, screen) = terminal.end();
    assert_eq!(status, 0);
    assert_data_eq!(
        screen,
        str![[r#"
Chatting with 'lab/chat': /help lists commands, Ctrl-D leaves
> Words that do not fit on one line of eighty columns stand on the next, each of
 them whole.
echo: Words that do not fit on one line of eighty columns stand on the next, 
each of them whole.
> 
"#]]
    );
}

#[test]
fn the_next_question_is_about_all_that_was_said() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/chat --system 'Be brief.'");
    terminal.after(&format!("one{ENTER}"), "echo: one\n>");
    terminal.after(&format!("two{ENTER}"), "echo: two\n>");
    let expected = ["system: Be brief.", "user: one", "assistant: echo: one", "user: two"];
    assert_eq!(messages(&sandbox), expected);
    assert_eq!(sent(&sandbox).1["stream"], true);
    terminal.after(&format!("/system Rhyme.{ENTER}"), "prompt is set");
    terminal.after(&format!("{UP}{UP}{ENTER}"), "prompt is set\n> two\necho: two\n>");
    assert_eq!(messages(&sandbox)[0], "system: Rhyme.");
    terminal.press(&format!("/quit{ENTER}"));
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn control_c_ends_an_answer_and_keeps_what_came_of_it() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/stream-hangs");
    terminal.after(&format!("one two{ENTER}"), "echo: one two");
    terminal.after(CONTROL_C, "Stopped\n>");
    terminal.after(&format!("/model lab/chat{ENTER}"), "Model: lab/chat\n>");
    terminal.after(&format!("three{ENTER}"), "echo: three\n>");
    assert_eq!(messages(&sandbox), ["user: one two", "assistant: echo: one two", "user: three"]);
    terminal.press(CONTROL_D);
    let (status, screen) = terminal.end();
    assert_eq!(status, 0);
    assert_data_eq!(
        screen,
        str![[r#"
Chatting with 'lab/stream-hangs': /help lists commands, Ctrl-D leaves
> one two
echo: one two
Stopped
> /model lab/chat
Model: lab/chat
> three
echo: three
> 
"#]]
    );
}

#[test]
fn control_c_clears_a_line_and_ends_the_program_only_if_pressed_twice() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/chat");
    terminal.after("not this", "> not this");
    terminal.after(CONTROL_C, "> not this\n>");
    terminal.after(CONTROL_C, "Press Ctrl-C again to leave\n>");
    terminal.after(&format!("Hi{ENTER}"), "echo: Hi\n>");
    terminal.after(CONTROL_C, "again to leave\n> Hi\necho: Hi\n>\nPress Ctrl-C again to leave\n>");
    terminal.press(CONTROL_C);
    assert_eq!(terminal.end().0, 0);
    assert_eq!(messages(&sandbox), ["user: Hi"]);
}

#[test]
fn pasted_lines_are_one_message_and_a_backslash_continues_a_line() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/chat");
    terminal.after("\u{1b}[200~make \\\n  all\ntest\u{1b}[201~", "test");
    terminal.after(ENTER, "echo: make \\\n  all\ntest\n>");
    assert_eq!(messages(&sandbox), ["user: make \\\n  all\ntest"]);
    terminal.after(&format!("first\\{ENTER}"), "\n.");
    terminal.after(&format!("second{ENTER}"), "echo: first\nsecond\n>");
    assert_eq!(messages(&sandbox).last().unwrap(), "user: first\nsecond");
    terminal.press(CONTROL_D);
    let (_, screen) = terminal.end();
    assert_data_eq!(
        screen,
        str![[r#"
Chatting with 'lab/chat': /help lists commands, Ctrl-D leaves
> make /
  all
test
echo: make /
  all
test
> first/
. second
echo: first
second
> 
"#]]
    );
}

#[test]
fn a_conversation_is_saved_in_the_form_that_messages_reads() {
    let sandbox = Sandbox::empty();
    sandbox.write("mine.txt", "mine");
    let mut terminal = begun(&sandbox, "-m lab/chat");
    terminal.after(&format!("one{ENTER}"), "echo: one\n>");
    terminal.after(&format!("/save mine.txt{ENTER}"), "'mine.txt' exists");
    terminal.after(&format!("/save talk.json{ENTER}"), "Saved 2 messages to 'talk.json'");
    leave(terminal);
    assert_eq!(sandbox.read("mine.txt"), b"mine");
    sandbox.hf("inference chat two --messages talk.json -m lab/chat").success();
    assert_eq!(messages(&sandbox), ["user: one", "assistant: echo: one", "user: two"]);
}

#[test]
fn a_picture_goes_with_the_next_message_alone() {
    let sandbox = super::with_files();
    let mut terminal = begun(&sandbox, "-m lab/vlm");
    terminal.after(&format!("/image nowhere.png{ENTER}"), "Error: cannot read 'nowhere.png'");
    terminal.after(&format!("/image image.png{ENTER}"), "The next message has 1 picture\n>");
    terminal.after(&format!("What is it?{ENTER}"), "<image_url>\n>");
    terminal.after(&format!("And now?{ENTER}"), "echo: And now?\n>");
    let messages = sent(&sandbox).1["messages"].clone();
    assert_eq!(messages[0]["content"][0], json!({"type": "text", "text": "What is it?"}));
    assert_eq!(messages[2]["content"], "And now?");
    leave(terminal);
}

#[test]
fn a_refusal_is_told_and_the_conversation_continues() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/invalid");
    terminal.after(&format!("one{ENTER}"), "`max_tokens` must be positive\n>");
    terminal.after(&format!("/halp{ENTER}"), "Error: unknown command '/halp': see /help\n>");
    terminal.after(&format!("/help{ENTER}"), "The arrow keys");
    terminal.after(&format!("/model lab/chat{ENTER}"), "Model: lab/chat\n>");
    terminal.after(&format!("two{ENTER}"), "echo: two\n>");
    assert_eq!(messages(&sandbox), ["user: two"], "a question without an answer is not kept");
    leave(terminal);
}

#[test]
fn lines_come_back_in_the_next_conversation_and_are_for_their_owner_alone() {
    let sandbox = Sandbox::empty();
    let mut terminal = begun(&sandbox, "-m lab/chat");
    terminal.after(&format!("remember me{ENTER}"), "echo: remember me\n>");
    leave(terminal);
    let file = sandbox.hf_home().join("xet/hf/chat-history.jsonl");
    assert_eq!(fs::read_to_string(&file).unwrap(), "\"remember me\"\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut terminal = begun(&sandbox, "-m lab/chat");
    terminal.after(UP, "> remember me");
    terminal.after(CONTROL_C, "> remember me\n>");
    leave(terminal);
}

#[test]
fn sigterm_at_the_prompt_leaves_the_terminal_as_it_was() {
    let sandbox = Sandbox::empty();
    let terminal = begun(&sandbox, "-m lab/chat");
    crate::run::signal("TERM", terminal.pid());
    assert_eq!(terminal.end().0, 143);
}
