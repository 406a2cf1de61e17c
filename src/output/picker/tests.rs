//! The list driven by keys, and how it looks.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use snapbox::{assert_data_eq, str};

use super::draw::draw;
use super::state::{Group, Mode, Order, Picked, Picker, Step};

fn group(title: &str, (size, used, updated): (u64, f64, f64), choices: &[&str]) -> Group {
    Group {
        title: title.to_owned(),
        details: format!("{size}.0, used then"),
        size,
        used,
        updated,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    }
}

/// Three repos; each revision weighs a hundred.
fn picker() -> Picker {
    let groups = vec![
        group("Dataset ada/planets", (300, 1.0, 3.0), &["11111111: main # modified then"]),
        group("Model ada/bert", (500, 3.0, 2.0), &["22222222: (detached) # modified then", "33333333: main, v1"]),
        group("Model Bob/zero", (400, 2.0, 1.0), &["44444444: main"]),
    ];
    Picker::new(groups, Order::Given, Box::new(|picked| picked.len() as u64 * 100))
}

fn press(picker: &mut Picker, code: KeyCode) -> Step {
    picker.on(KeyEvent::new(code, KeyModifiers::NONE))
}

fn type_in(picker: &mut Picker, text: &str) {
    for letter in text.chars() {
        press(picker, KeyCode::Char(letter));
    }
}

fn screen(picker: &mut Picker, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(picker, frame)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..height).map(line).collect()
}

#[test]
fn the_list_shows_what_is_there_and_what_the_keys_do() {
    assert_data_eq!(
        screen(&mut picker(), (80, 14)),
        str![[r#"
What is to be deleted from the cache?                             sorted by name
None of 4 revisions selected

> [ ] Dataset ada/planets (300.0, used then)
      [ ] 11111111: main # modified then
  [ ] Model ada/bert (500.0, used then)
      [ ] 22222222: (detached) # modified then
      [ ] 33333333: main, v1
  [ ] Model Bob/zero (400.0, used then)
      [ ] 44444444: main



space select  |  a all  |  / search  |  s sort  |  enter delete  |  esc leave

"#]]
    );
}

#[test]
fn space_picks_a_revision_or_all_of_a_repo_and_the_total_follows() {
    let mut picker = picker();
    press(&mut picker, KeyCode::Down);
    press(&mut picker, KeyCode::Char(' '));
    assert_eq!((picker.picked.clone(), picker.freed), (Picked::from([(0, 0)]), 100));
    press(&mut picker, KeyCode::Down);
    press(&mut picker, KeyCode::Char(' '));
    assert_eq!((picker.picked.len(), picker.freed), (3, 300));
    press(&mut picker, KeyCode::Down);
    press(&mut picker, KeyCode::Char(' '));
    assert!(screen(&mut picker, (80, 14)).contains("  [-] Model ada/bert"));
    assert!(screen(&mut picker, (80, 14)).contains("2 of 4 revisions selected: 200.0 will be free"));
}

#[test]
fn the_cursor_stops_at_both_ends() {
    let mut picker = picker();
    press(&mut picker, KeyCode::Up);
    assert_eq!(picker.cursor, 0);
    press(&mut picker, KeyCode::End);
    press(&mut picker, KeyCode::Down);
    assert_eq!(picker.cursor, 6);
    press(&mut picker, KeyCode::Home);
    assert_eq!(picker.cursor, 0);
}

#[test]
fn older_keys_still_move_and_invert() {
    let mut picker = picker();
    let control = |picker: &mut Picker, letter| picker.on(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
    control(&mut picker, 'n');
    control(&mut picker, 'n');
    control(&mut picker, 'p');
    assert_eq!(picker.cursor, 1);
    press(&mut picker, KeyCode::Tab);
    assert_eq!((picker.cursor, picker.picked.len()), (2, 1));
    control(&mut picker, 'r');
    assert_eq!(picker.picked, Picked::from([(1, 0), (1, 1), (2, 0)]));
}

#[test]
fn all_are_picked_and_then_none() {
    let mut picker = picker();
    press(&mut picker, KeyCode::Char('a'));
    assert_eq!(picker.picked.len(), 4);
    press(&mut picker, KeyCode::Char('a'));
    assert!(picker.picked.is_empty());
}

#[test]
fn a_search_leaves_what_matches_and_all_means_these() {
    let mut picker = picker();
    type_in(&mut picker, "/MAIN");
    assert_eq!(picker.mode, Mode::Search);
    assert_data_eq!(
        screen(&mut picker, (60, 12)),
        str![[r#"
What is to be deleted from the cache?         sorted by name
None of 4 revisions selected

> [ ] Dataset ada/planets (300.0, used then)
      [ ] 11111111: main # modified then
  [ ] Model ada/bert (500.0, used then)
      [ ] 33333333: main, v1
  [ ] Model Bob/zero (400.0, used then)
      [ ] 44444444: main


Search: MAIN_

"#]]
    );
    press(&mut picker, KeyCode::Enter);
    press(&mut picker, KeyCode::Char('a'));
    assert_eq!(picker.picked, Picked::from([(0, 0), (1, 1), (2, 0)]));
    press(&mut picker, KeyCode::Esc);
    assert_eq!((picker.rows.len(), picker.picked.len()), (7, 3), "what is picked stays");
}

#[test]
fn a_search_for_a_repo_shows_all_of_it() {
    let mut picker = picker();
    type_in(&mut picker, "/bert");
    assert_eq!(picker.rows.len(), 3);
    type_in(&mut picker, "x");
    assert!(picker.rows.is_empty());
    assert!(screen(&mut picker, (60, 12)).contains("Nothing matches 'bertx'"));
    press(&mut picker, KeyCode::Char(' '));
    press(&mut picker, KeyCode::Backspace);
    press(&mut picker, KeyCode::Backspace);
    assert_eq!((picker.rows.len(), picker.picked.len()), (3, 0), "a blank is a letter here");
}

#[test]
fn the_order_changes_and_the_cursor_stays_on_its_line() {
    let mut picker = picker();
    press(&mut picker, KeyCode::Down);
    let titles = |picker: &mut Picker| {
        let shown = screen(picker, (80, 14));
        let line = |line: &str| line.contains("used then").then(|| line[6..].split(' ').nth(1).unwrap().to_owned());
        shown.lines().filter_map(line).collect::<Vec<_>>().join(" ")
    };
    for expected in [
        "ada/bert Bob/zero ada/planets",
        "ada/bert Bob/zero ada/planets",
        "ada/planets ada/bert Bob/zero",
        "ada/planets ada/bert Bob/zero",
    ] {
        press(&mut picker, KeyCode::Char('s'));
        assert_eq!(titles(&mut picker), expected, "{:?}", picker.order);
        assert!(screen(&mut picker, (80, 14)).contains(">     [ ] 11111111"));
    }
}

#[test]
fn nothing_is_deleted_without_a_clear_yes() {
    let mut picker = picker();
    assert_eq!(press(&mut picker, KeyCode::Enter), Step::Stay);
    assert!(screen(&mut picker, (80, 14)).contains("nothing is selected"));
    press(&mut picker, KeyCode::Char('a'));
    press(&mut picker, KeyCode::Enter);
    assert!(screen(&mut picker, (80, 14)).contains("Delete 4 revisions, 400.0? y deletes, n goes back"));
    for code in [KeyCode::Enter, KeyCode::Char(' '), KeyCode::Char('a'), KeyCode::Down] {
        assert_eq!(press(&mut picker, code), Step::Stay);
    }
    press(&mut picker, KeyCode::Char('n'));
    assert_eq!((picker.mode, picker.picked.len()), (Mode::List, 4));
    press(&mut picker, KeyCode::Enter);
    screen(&mut picker, (80, 14));
    assert_eq!(press(&mut picker, KeyCode::Char('y')), Step::Confirmed);
}

#[test]
fn a_yes_is_to_a_question_that_is_on_the_screen() {
    let mut picker = picker();
    press(&mut picker, KeyCode::Char('a'));
    press(&mut picker, KeyCode::Enter);
    let question = "Delete 4 revisions, 400.0? y deletes, n goes back";
    for (width, height) in [(80, 0), (0, 5), (question.len() as u16 - 1, 14)] {
        screen(&mut picker, (width, height));
        assert_eq!(press(&mut picker, KeyCode::Char('y')), Step::Stay, "{width}x{height}");
    }
    for height in 1..8 {
        let shown = screen(&mut picker, (question.len() as u16, height));
        assert_eq!(shown.lines().last(), Some(question), "{height}");
        assert_eq!(shown.contains("> [x] Dataset"), height > 1, "{shown}");
        assert_eq!(press(&mut picker, KeyCode::Char('y')), Step::Confirmed);
    }
}

#[test]
fn one_leaves_by_several_keys_from_everywhere() {
    for code in [KeyCode::Esc, KeyCode::Char('q')] {
        assert_eq!(press(&mut picker(), code), Step::Left);
    }
    for before in ["", "/x", "a\n"] {
        let mut picker = picker();
        for letter in before.chars() {
            press(&mut picker, if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) });
        }
        let step = picker.on(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
        assert_eq!(step, Step::Interrupted, "{before:?}");
    }
}

#[test]
fn the_cursor_is_seen_on_any_size_of_screen() {
    let mut picker = picker();
    press(&mut picker, KeyCode::End);
    for (width, height) in [(80, 8), (20, 6), (5, 3), (1, 1), (200, 50), (80, 7)] {
        let shown = screen(&mut picker, (width, height));
        if height > 5 && width > 5 {
            assert!(shown.contains(">     [ ] 44"), "{width}x{height}\n{shown}");
        }
    }
    assert!(screen(&mut picker, (80, 8)).contains("Lines 5 to 7 of 7"));
    press(&mut picker, KeyCode::PageUp);
    assert_eq!(picker.cursor, 4);
}

#[test]
fn a_long_line_is_cut_and_control_characters_do_not_act() {
    let groups = vec![group("Model ada/\u{1b}[2J", (1, 0.0, 0.0), &["a long line that has no room on this screen"])];
    let mut picker = Picker::new(groups, Order::Given, Box::new(|_| 0));
    let shown = screen(&mut picker, (30, 8));
    assert!(shown.contains("Model ada/\\x1b[2J") && shown.contains("a long line that ..."), "{shown}");
}
