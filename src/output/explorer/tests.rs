//! The list driven by keys, and how it looks.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use snapbox::{assert_data_eq, str};

use super::draw::draw;
use super::state::{Explored, Explorer, Step};

fn explorer() -> Explorer {
    let item = |name: &str, size, details: &str| Explored { name: name.into(), details: details.into(), size };
    let items = vec![
        item("ada/bert", 250, "model, public"),
        item("ada/planets", 740, "dataset, private"),
        item("ada/app", 10, "space, public"),
    ];
    Explorer::new("Repos of ada".to_owned(), items)
}

fn press(explorer: &mut Explorer, code: KeyCode) -> Step {
    explorer.on(KeyEvent::new(code, KeyModifiers::NONE))
}

fn screen(explorer: &mut Explorer, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(explorer, frame)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..height).map(line).collect()
}

#[test]
fn the_largest_is_on_top_and_shares_are_bars() {
    assert_data_eq!(
        screen(&mut explorer(), (72, 7)),
        str![[r#"
Repos of ada - 1.0 KB in all, sorted by size

> ada/planets     740 B ##############------ dataset, private
  ada/bert        250 B #####--------------- model, public
  ada/app          10 B -------------------- space, public

arrows move  |  o order  |  / search  |  enter choose  |  q leave

"#]]
    );
}

#[test]
fn the_cursor_stays_on_its_item_when_the_order_changes() {
    let mut explorer = explorer();
    press(&mut explorer, KeyCode::Down);
    press(&mut explorer, KeyCode::Char('o'));
    assert_eq!(press(&mut explorer, KeyCode::Enter), Step::Left(Some(0)));
    assert!(screen(&mut explorer, (72, 7)).contains("  ada/app          10 B"));
}

#[test]
fn a_search_leaves_what_matches_and_escape_brings_all_back() {
    let mut explorer = explorer();
    for code in [KeyCode::Char('/'), KeyCode::Char('p'), KeyCode::Char('u'), KeyCode::Char('b'), KeyCode::Enter] {
        assert_eq!(press(&mut explorer, code), Step::Stay);
    }
    assert_eq!(explorer.rows, [0, 2]);
    assert_eq!(press(&mut explorer, KeyCode::Esc), Step::Stay);
    assert_eq!(explorer.rows.len(), 3);
    assert_eq!(press(&mut explorer, KeyCode::Esc), Step::Left(None));
}

#[test]
fn control_c_interrupts() {
    let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(explorer().on(key), Step::Interrupted);
}

#[test]
fn a_screen_of_any_size_can_be_drawn_on() {
    for size in [(1, 1), (3, 2), (200, 60)] {
        screen(&mut explorer(), size);
    }
}
