//! The listeners, with a clock in the hand and no terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::bars::{Bars, Board};
use super::events::Events;
use super::plain::Plain;
use super::{Action, Clock, Kind, ProgressMode, kind};
use crate::output::memory::{Memory, settings};
use crate::output::{Format, Settings, Streams};
use crate::transfer::progress::{Event, Progress};

/// Milliseconds that a test moves on.
#[derive(Clone, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn clock(&self) -> Clock {
        let time = Arc::clone(&self.0);
        Box::new(move || Duration::from_millis(time.load(Ordering::SeqCst)))
    }

    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

fn human() -> Memory {
    Memory::new(settings(Format::Human), "")
}

const RETRY: Event<'static> =
    Event::Retrying { file: "a", attempt: 2, wait: Duration::from_millis(1500), cause: "connection\nreset" };

#[test]
fn what_is_asked_for_comes_before_the_variable_and_the_mode() {
    let quiet = Settings { disable_progress_bars: Some(true), ..settings(Format::Quiet) };
    let modes = [ProgressMode::Bar, ProgressMode::Plain, ProgressMode::Json, ProgressMode::None];
    assert_eq!(modes.map(|mode| kind(mode, &quiet)), [Kind::Plain, Kind::Plain, Kind::Events, Kind::Nothing]);
}

#[test]
fn by_itself_progress_is_for_people_bars_at_a_terminal_and_lines_elsewhere() {
    let auto = |format, stderr| {
        let terminals = Streams { stderr, ..Streams::default() };
        kind(ProgressMode::Auto, &Settings { terminals, ..settings(format) })
    };
    assert_eq!([auto(Format::Human, true), auto(Format::Human, false)], [Kind::Bars, Kind::Plain]);
    for format in [Format::Agent, Format::Json, Format::Quiet] {
        assert_eq!(auto(format, true), Kind::Nothing);
    }
}

#[test]
fn the_variable_wins_over_the_mode_both_ways() {
    let auto = |format, disabled| {
        let terminals = Streams { stderr: true, ..Streams::default() };
        kind(ProgressMode::Auto, &Settings { disable_progress_bars: Some(disabled), terminals, ..settings(format) })
    };
    assert_eq!([auto(Format::Human, true), auto(Format::Json, false)], [Kind::Nothing, Kind::Bars]);
}

#[test]
fn plain_progress_is_a_line_every_five_percent() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Download, time.clock());
    plain.on(&Event::Planned { files: 1, bytes: 1000 });
    plain.on(&Event::Started { file: "a", bytes: 1000 });
    for _ in 0..10 {
        time.pass(1);
        plain.on(&Event::Moved { file: "a", bytes: 10 });
    }
    let expected = "\
Downloading 1 file, 1.0 KB
Downloading 0/1 file  50 B/1.0 KB  5 %  10 B/s  ETA 1m 35s
Downloading 0/1 file  100 B/1.0 KB  10 %  10 B/s  ETA 1m 30s\n";
    assert_eq!(memory.stderr.text(), expected);
}

#[test]
fn a_quick_transfer_has_no_lines_in_between() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Download, time.clock());
    plain.on(&Event::Planned { files: 1, bytes: 1000 });
    plain.on(&Event::Started { file: "a", bytes: 1000 });
    for _ in 0..90 {
        plain.on(&Event::Moved { file: "a", bytes: 10 });
    }
    assert_eq!(memory.stderr.text(), "Downloading 1 file, 1.0 KB\n");
}

#[test]
fn plain_progress_is_a_line_every_thirty_seconds() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Upload, time.clock());
    plain.on(&Event::Planned { files: 2, bytes: 1_000_000 });
    plain.on(&Event::Started { file: "a", bytes: 1_000_000 });
    for _ in 0..6 {
        time.pass(10);
        plain.on(&Event::Moved { file: "a", bytes: 10 });
    }
    let lines: Vec<String> = memory.stderr.text().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[1], "Uploading 0/2 files  30 B/1.0 MB  0 %  2 B/s");
}

#[test]
fn plain_progress_ends_with_what_was_done() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Download, time.clock());
    plain.on(&Event::Planned { files: 1, bytes: 1000 });
    plain.on(&Event::Started { file: "a", bytes: 1000 });
    plain.on(&Event::Moved { file: "a", bytes: 1000 });
    time.pass(10);
    plain.on(&Event::Finished { file: "a" });
    plain.finish();
    assert_eq!(memory.stderr.text(), "Downloading 1 file, 1.0 KB\nDownloaded 1 file, 1.0 KB in 10s (100 B/s)\n");
}

#[test]
fn nothing_to_do_is_not_worth_a_line() {
    let memory = human();
    let plain = Plain::new(memory.out, Action::Download, Time::default().clock());
    plain.on(&Event::Planned { files: 0, bytes: 0 });
    plain.finish();
    assert_eq!(memory.stderr.text(), "");
}

#[test]
fn a_retry_is_one_line_even_if_all_connections_of_a_file_break() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Download, time.clock());
    plain.on(&RETRY);
    plain.on(&RETRY);
    assert_eq!(memory.stderr.text(), "Retrying 'a' in 1.5s (attempt 2): connection\\nreset\n");
    time.pass(2);
    plain.on(&RETRY);
    assert_eq!(memory.stderr.text().lines().count(), 2);
}

#[test]
fn another_try_after_the_last_is_told_however_soon_it_comes() {
    let (memory, time) = (human(), Time::default());
    let plain = Plain::new(memory.out, Action::Download, time.clock());
    plain.on(&RETRY);
    plain.on(&Event::Retrying { file: "a", attempt: 3, wait: Duration::from_secs(3), cause: "HTTP 503" });
    assert_eq!(memory.stderr.text().lines().nth(1), Some("Retrying 'a' in 3.0s (attempt 3): HTTP 503"));
}

#[test]
fn a_wait_for_another_try_is_told_without_progress_too_but_not_to_scripts() {
    let told = |format| {
        let memory = Memory::new(settings(format), "");
        let meter = memory.out.meter(ProgressMode::None, Action::Download);
        meter.on(Event::Planned { files: 1, bytes: 1000 });
        meter.on(RETRY);
        memory.stderr.text()
    };
    assert_eq!([told(Format::Json), told(Format::Quiet)].map(|text| text.lines().count()), [1, 0]);
}

#[test]
fn events_are_json_with_the_documented_keys() {
    let (memory, time) = (human(), Time::default());
    let events = Events::new(memory.out, time.clock());
    events.on(&Event::Planned { files: 1, bytes: 1000 });
    events.on(&Event::Started { file: "é", bytes: 1000 });
    time.pass(1);
    events.on(&Event::Moved { file: "é", bytes: 250 });
    time.pass(1);
    events.on(&Event::Moved { file: "é", bytes: 250 });
    events.on(&Event::Moved { file: "é", bytes: 500 });
    events.on(&RETRY);
    events.on(&Event::Finished { file: "é" });
    events.on(&Event::Committed { files: 1 });
    events.on(&Event::Note { message: "hello" });
    events.finish();
    let expected = r#"{"event": "plan", "files": 1, "bytes": 1000}
{"event": "progress", "files": 1, "bytes": 1000, "files_done": 0, "bytes_done": 250, "bytes_moved": 250, "rate": 250, "eta": null}
{"event": "progress", "files": 1, "bytes": 1000, "files_done": 0, "bytes_done": 500, "bytes_moved": 500, "rate": 250, "eta": 2}
{"event": "retry", "file": "a", "attempt": 2, "wait": 1.5, "cause": "connection\nreset"}
{"event": "file", "file": "\u00e9", "bytes": 1000}
{"event": "commit", "files": 1}
{"event": "note", "message": "hello"}
{"event": "done", "files": 1, "bytes": 1000, "bytes_moved": 1000, "seconds": 2.0}
"#;
    assert_eq!(memory.stderr.text(), expected);
}

fn bars(memory: &Memory, width: u16, time: &Time) -> Bars {
    let terminal = memory.terminal(width);
    let board = Board::new(Action::Download, time.clock(), Box::new(move || usize::from(width)));
    Bars::new(memory.out.clone(), board, terminal)
}

/// The events of a transfer with one of two files half done. The plan is left to the caller, who may not want a ticking
/// clock.
fn half_done(bars: &Bars) {
    bars.on(&Event::Started { file: "model.safetensors", bytes: 1000 });
    bars.on(&Event::Started { file: "README.md", bytes: 10 });
    bars.on(&Event::Moved { file: "model.safetensors", bytes: 500 });
}

#[test]
fn bars_show_the_total_and_the_largest_files() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 60, &time);
    half_done(&bars);
    bars.redraw();
    let screen = memory.stderr.text();
    assert!(screen.contains("Downloading 0/0 files"), "{screen}");
    assert!(screen.contains("model.safetensors") && screen.contains(" 50 %  1.0 KB"), "{screen}");
    assert!(screen.find("model.safetensors") < screen.find("README.md"), "{screen}");
}

#[test]
fn bars_fit_a_terminal_of_twenty_columns() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 20, &time);
    half_done(&bars);
    bars.redraw();
    let screen = memory.stderr.text();
    // Every line is filled up to the width: no newline, and no line that wraps.
    let lines = ["500 B  500 KB/s     ", "  ...tensors   50 % ", "  README.md     0 % "];
    assert_eq!(screen, lines.concat());
}

#[test]
fn a_message_stands_above_the_bars() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 60, &time);
    half_done(&bars);
    bars.redraw();
    let before = memory.stderr.text().len();
    memory.out.warning("careful");
    let after = memory.stderr.text().split_off(before);
    assert!(after.starts_with('<'), "the bars are cleared first: {after:?}");
    let (_, below) = after.split_once("Warning: careful\n").unwrap();
    assert!(below.contains("model.safetensors"), "the bars are drawn again below: {after:?}");
}

#[test]
fn finished_bars_leave_one_line() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 60, &time);
    bars.on(&Event::Planned { files: 1, bytes: 1000 });
    bars.on(&Event::Started { file: "a", bytes: 1000 });
    time.pass(10);
    bars.on(&Event::Moved { file: "a", bytes: 1000 });
    bars.on(&Event::Finished { file: "a" });
    bars.finish();
    let screen = memory.stderr.text();
    assert!(screen.ends_with("Downloaded 1 file, 1.0 KB in 10s (100 B/s)\n"), "{screen:?}");
    drop(bars);
    assert_eq!(memory.stderr.text(), screen, "nothing is drawn after the last line");
}

#[test]
fn an_interrupted_transfer_leaves_a_clean_terminal() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 60, &time);
    half_done(&bars);
    bars.redraw();
    memory.out.last_words();
    let before = memory.stderr.text().len();
    bars.redraw();
    memory.out.log("resume it");
    assert_eq!(memory.stderr.text().split_off(before), "resume it\n");
}

#[test]
fn bars_of_a_transfer_that_failed_vanish() {
    let (memory, time) = (human(), Time::default());
    let bars = bars(&memory, 60, &time);
    half_done(&bars);
    bars.redraw();
    drop(bars);
    let before = memory.stderr.text().len();
    memory.out.error("no");
    assert_eq!(memory.stderr.text().split_off(before), "Error: no\n");
}
