//! `docs/terminal.svg`: commands that run here in a terminal, as they look there. What differs from run to run, times and
//! rates, makes no difference: the picture stays until something else changes.

use std::path::Path;

use vt100::{Cell, Color, Screen};

use super::{check, is_blessed, root};
use crate::sandbox::Sandbox;
use crate::terminal::Terminal;

const PICTURE: &str = "docs/terminal.svg";
const SESSION: [&str; 4] = [
    "download ada/tiny-bert",
    "fs peek ada/tiny-bert/model.safetensors",
    "cache verify --all",
    "download ada/tiny-brt",
];
/// Wider than the picture, since folders have longer names here.
const SIZE: (u16, u16) = (240, 30);

/// Pixels.
const LINE: usize = 20;
const LETTER: f64 = 7.83;
const MARGIN: usize = 16;
const FONT: usize = 13;
/// Seconds.
const PER_KEY: f64 = 0.04;
const BEFORE_OUTPUT: f64 = 0.3;
const BEFORE_COMMAND: f64 = 1.2;

/// A part of a line that looks the same throughout.
struct Span {
    text: String,
    style: &'static str,
}

struct Step {
    words: &'static str,
    lines: Vec<Vec<Span>>,
}

#[test]
fn the_recording_in_the_readme_shows_what_the_commands_print() {
    let sandbox = Sandbox::demo();
    let steps = SESSION.map(|words| Step { words, lines: run(&sandbox, words) });
    let picture = picture(&steps);
    let current = std::fs::read_to_string(root().join(PICTURE)).unwrap_or_default();
    if timeless(&current) == timeless(&picture) {
        return;
    }
    assert!(is_blessed(), "{PICTURE} is stale: run `BLESS=1 cargo test docs`\n{picture}");
    check(Path::new(PICTURE), picture.as_bytes());
}

/// The lines that a command leaves on the screen, with the names that they have for everybody.
fn run(sandbox: &Sandbox, words: &str) -> Vec<Vec<Span>> {
    let (_, screen) = Terminal::start(sandbox, words, SIZE).end_with_screen();
    let mut lines: Vec<Vec<Span>> = (0..SIZE.1).map(|row| line(&screen, row)).collect();
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    for span in lines.iter_mut().flatten() {
        span.text = sandbox.redact(&span.text).replace("[HF_HOME]", "~/.cache/huggingface");
        span.text = span.text.replace("[HUB]", "https://huggingface.co");
    }
    lines
}

fn line(screen: &Screen, row: u16) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for cell in (0..SIZE.0).filter_map(|column| screen.cell(row, column)) {
        let letter = if cell.has_contents() { cell.contents() } else { " " };
        match spans.last_mut() {
            Some(span) if span.style == style(cell) => span.text += letter,
            _ => spans.push(Span { text: letter.to_owned(), style: style(cell) }),
        }
    }
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    spans
}

/// A class of the picture.
fn style(cell: &Cell) -> &'static str {
    match (cell.fgcolor(), cell.bold()) {
        (Color::Idx(1), _) => "red",
        (Color::Idx(2), _) => "green",
        (Color::Idx(8), _) => "grey",
        (_, true) => "bold",
        (_, false) => "",
    }
}

fn picture(steps: &[Step]) -> String {
    let width = steps.iter().flat_map(|step| &step.lines).map(|line| letters(line)).max().unwrap_or_default();
    let width = (width as f64 * LETTER).ceil() as usize + 2 * MARGIN;
    let (mut body, mut row, mut time) = (String::new(), 0, 0.5);
    for step in steps {
        let command = format!("hf {}", step.words);
        let seconds = command.len() as f64 * PER_KEY;
        body += &text(row, time, &format!("<tspan class=\"grey\">$ </tspan>{command}"));
        body += &cover(row, time, (command.len(), seconds, width));
        row += 1;
        time += seconds + BEFORE_OUTPUT;
        for line in &step.lines {
            body += &text(row, time, &line.iter().map(drawn).collect::<String>());
            row += 1;
        }
        row += 1;
        time += BEFORE_COMMAND;
    }
    format!("{}{body}</svg>\n", head(width, (row - 1) * LINE + 2 * MARGIN))
}

fn letters(line: &[Span]) -> usize {
    line.iter().map(|span| span.text.chars().count()).sum()
}

/// A line that appears at this time.
fn text(row: usize, time: f64, content: &str) -> String {
    let y = MARGIN + row * LINE + FONT;
    format!("<text x=\"{MARGIN}\" y=\"{y}\" style=\"animation-delay:{time:.2}s\">{content}</text>\n")
}

/// What hides a command and makes way letter by letter, so that it seems to be typed.
fn cover(row: usize, time: f64, (keys, seconds, width): (usize, f64, usize)) -> String {
    let (x, y) = (MARGIN as f64 + 2.0 * LETTER, MARGIN + row * LINE);
    let way = keys as f64 * LETTER;
    format!(
        "<rect class=\"cover\" x=\"{x:.1}\" y=\"{y}\" width=\"{width}\" height=\"{LINE}\" \
         style=\"--way:{way:.1}px;animation:type {seconds:.2}s steps({keys}) {time:.2}s backwards\"/>\n"
    )
}

fn head(width: usize, height: usize) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" xml:space="preserve">
<title>hf in a terminal</title>
<style>
text{{font:{FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8dee9;white-space:pre;animation:show .01s both}}
.bold{{font-weight:bold}}.red{{fill:#ff7b72;font-weight:bold}}.green{{fill:#7ee787}}.grey{{fill:#8b949e}}
.cover{{fill:#0d1117;opacity:0}}
@keyframes show{{from{{opacity:0}}}}
@keyframes type{{from{{opacity:1;transform:none}}to{{opacity:1;transform:translateX(var(--way))}}}}
@media (prefers-reduced-motion){{text,.cover{{animation:none!important}}}}
</style>
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
"##
    )
}

fn drawn(span: &Span) -> String {
    let text = span.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if span.style.is_empty() { text } else { format!("<tspan class=\"{}\">{text}</tspan>", span.style) }
}

/// The picture without times and rates, as in `Downloaded 6 files, 13.9 KB in 0.1s (100 KB/s)`.
fn timeless(picture: &str) -> String {
    let line = |line: &str| match line.split_once(" in ") {
        Some((before, after)) if after.contains("/s)") => before.to_owned(),
        _ => line.to_owned(),
    };
    picture.lines().map(line).collect::<Vec<_>>().join("\n")
}
