//! The list as a picture for a terminal of any size. Says everything without colours.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::state::{Mark, Mode, Picker, Row};
use crate::base::size::human_size;
use crate::output::quantity::files;
use crate::output::{escape, width};

const HELP: [&str; 7] =
    ["space select", "a all", "/ search", "s sort", "enter delete", "esc leave", "arrows and page keys move"];
const HEAD: u16 = 3;
/// The head, a line of the list, and the foot.
const ALL_LINES: u16 = 6;
const BETWEEN: &str = "  |  ";

pub(super) fn draw(picker: &mut Picker, frame: &mut Frame<'_>) {
    // The last line goes first: it asks what is agreed to.
    let lines = frame.area().height;
    let foot = if lines < ALL_LINES { lines.min(1) } else { 2 };
    let list = lines.saturating_sub(foot + HEAD).max(lines.saturating_sub(foot).min(1));
    let heights = [lines - foot - list, list, foot].map(Constraint::Length);
    let [head, list, foot] = Layout::vertical(heights).areas(frame.area());
    picker.fit(usize::from(list.height));
    let columns = usize::from(frame.area().width);
    show(frame, head, head_lines(picker, columns));
    let rows = picker.rows.iter().enumerate().skip(picker.top).take(picker.height);
    let rows = rows.map(|(at, row)| row_line(picker, *row, at == picker.cursor, columns)).collect();
    show(frame, list, rows);
    let [above, last] = foot_lines(picker, columns);
    picker.is_asked = foot.height > 0 && picker.mode == Mode::Confirm && width::of(&question(picker)) <= columns;
    show(frame, foot, if foot.height > 1 { vec![above, last] } else { vec![last] });
}

fn show(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>) {
    for (row, line) in area.rows().zip(lines) {
        frame.render_widget(line, row);
    }
}

fn head_lines(picker: &Picker, columns: usize) -> Vec<Line<'static>> {
    let title = "What is to be deleted from the cache?";
    let sorted = format!("sorted by {}", picker.order.name());
    let gap = columns.saturating_sub(title.len() + sorted.len());
    let first = match gap {
        0 => Line::from(bold(title.to_owned())),
        _ => Line::from(vec![bold(title.to_owned()), Span::raw(" ".repeat(gap)), dim(sorted)]),
    };
    let count = picker.picked.len();
    let total: usize = picker.groups.iter().map(|group| group.choices.len()).sum();
    let picked = match count {
        0 => format!("None of {} selected", revisions(total)),
        _ => format!("{count} of {} selected: {} will be free", revisions(total), human_size(picker.freed)),
    };
    vec![first, Line::from(cut(&picked, columns)), Line::default()]
}

fn row_line(picker: &Picker, row: Row, is_here: bool, columns: usize) -> Line<'static> {
    let mark = match picker.mark(row) {
        Mark::All => "[x]",
        Mark::Something => "[-]",
        Mark::Nothing => "[ ]",
    };
    let arrow = if is_here { ">" } else { " " };
    let (text, look) = match row {
        Row::Group(group) => {
            let group = &picker.groups[group];
            (format!("{arrow} {mark} {} ({})", group.title, group.details), Modifier::BOLD)
        }
        Row::Choice(group, choice) => {
            (format!("{arrow}     {mark} {}", picker.groups[group].choices[choice]), Modifier::empty())
        }
    };
    let look = if is_here { look | Modifier::REVERSED } else { look };
    let text = cut(&escape::escape(&text), columns);
    // The whole line is turned, not its text alone.
    let rest = if is_here { columns.saturating_sub(width::of(&text)) } else { 0 };
    Line::styled(text + &" ".repeat(rest), Style::new().add_modifier(look))
}

fn foot_lines(picker: &Picker, columns: usize) -> [Line<'static>; 2] {
    let line = match (picker.mode, picker.notice) {
        (Mode::Confirm, _) => bold(cut(&question(picker), columns)),
        (_, Some(notice)) => bold(cut(notice, columns)),
        (Mode::Search, None) => Span::raw(cut(&format!("Search: {}_", escape::escape(&picker.query)), columns)),
        (Mode::List, None) => dim(help(columns)),
    };
    let above = match (picker.mode, picker.query.is_empty(), picker.rows.is_empty()) {
        (_, false, true) => format!("Nothing matches '{}'", escape::escape(&picker.query)),
        (Mode::List, false, false) => format!("Those that match '{}'; esc shows all", escape::escape(&picker.query)),
        _ => position(picker),
    };
    [Line::from(dim(cut(&above, columns))), Line::from(line)]
}

fn question(picker: &Picker) -> String {
    let (count, freed) = (revisions(picker.picked.len()), human_size(picker.freed));
    format!("Delete {count}, {freed}? y deletes, n goes back")
}

/// Whether there is more than what is seen.
fn position(picker: &Picker) -> String {
    let (first, last) = (picker.top, (picker.top + picker.height).min(picker.rows.len()));
    if last - first == picker.rows.len() {
        return String::new();
    }
    format!("Lines {} to {last} of {}", first + 1, picker.rows.len())
}

/// As many keys as have room.
fn help(columns: usize) -> String {
    let mut line = String::new();
    for key in HELP {
        let between = if line.is_empty() { "" } else { BETWEEN };
        if width::of(&line) + between.len() + key.len() > columns {
            break;
        }
        line += between;
        line += key;
    }
    line
}

fn revisions(count: usize) -> String {
    files(count).replace("file", "revision")
}

fn cut(text: &str, columns: usize) -> String {
    width::fit(text, columns).unwrap_or_else(|| text.to_owned())
}

fn bold(text: String) -> Span<'static> {
    Span::styled(text, Style::new().add_modifier(Modifier::BOLD))
}

fn dim(text: String) -> Span<'static> {
    Span::styled(text, Style::new().add_modifier(Modifier::DIM))
}
