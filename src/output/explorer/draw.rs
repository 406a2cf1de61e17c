//! The list as a picture for a terminal of any size. Says everything without colours.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::state::Explorer;
use crate::output::{escape, quantity, width};

const KEYS: &str = "arrows move  |  o order  |  / search  |  enter choose  |  q leave";
/// Columns of the bar that shows a share.
const BAR: usize = 20;
/// Columns that the name may take at most.
const NAME: usize = 48;
/// The widest size, such as `999.9 GB`.
const SIZE: usize = 9;

pub(super) fn draw(explorer: &mut Explorer, frame: &mut Frame<'_>) {
    let heights = [Constraint::Length(2), Constraint::Min(1), Constraint::Length(1)];
    let [head, list, foot] = Layout::vertical(heights).areas(frame.area());
    explorer.fit(usize::from(list.height));
    let columns = usize::from(frame.area().width);
    let total = explorer.items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.size));
    let title = format!("{} - {} in all, sorted by {}", explorer.title, quantity::bytes(total), explorer.order.name());
    frame.render_widget(Line::styled(cut(&title, columns), Style::new().add_modifier(Modifier::BOLD)), head);
    let names = explorer.items.iter().map(|item| width::of(&item.name)).max().unwrap_or_default().min(NAME);
    let rows = explorer.rows.iter().enumerate().skip(explorer.top).take(explorer.height);
    for ((at, item), area) in rows.zip(list.rows()) {
        let item = &explorer.items[*item];
        let arrow = if at == explorer.cursor { ">" } else { " " };
        let name = padded(&cut(&escape::escape(&item.name), names), names);
        let size = quantity::bytes(item.size);
        let text = format!("{arrow} {name} {size:>SIZE$} {} {}", bar(item.size, total), escape::escape(&item.details));
        let look = if at == explorer.cursor { Modifier::REVERSED } else { Modifier::empty() };
        frame.render_widget(Line::styled(cut(&text, columns), Style::new().add_modifier(look)), area);
    }
    frame.render_widget(Line::from(cut(&last_line(explorer), columns)), foot);
}

fn last_line(explorer: &Explorer) -> String {
    let query = escape::escape(&explorer.query);
    match (explorer.is_searching, explorer.rows.is_empty(), query.is_empty()) {
        (true, ..) => format!("Search: {query}_"),
        (false, true, false) => format!("Nothing matches '{query}'; esc shows all"),
        (false, false, false) => format!("Only what matches '{query}'; esc shows all"),
        (false, _, true) => KEYS.to_owned(),
    }
}

/// A share of the whole, in ASCII.
fn bar(part: u64, whole: u64) -> String {
    let full = u128::from(part) * BAR as u128 / u128::from(whole.max(1));
    let full = usize::try_from(full).unwrap_or(BAR).min(BAR);
    "#".repeat(full) + &"-".repeat(BAR - full)
}

fn padded(text: &str, columns: usize) -> String {
    text.to_owned() + &" ".repeat(columns.saturating_sub(width::of(text)))
}

fn cut(text: &str, columns: usize) -> String {
    width::fit(text, columns).unwrap_or_else(|| text.to_owned())
}
