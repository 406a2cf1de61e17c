//! `hf cache delete` on a terminal: the list is moved in, searched, picked from, left and confirmed.

use snapbox::{assert_data_eq, str};

use super::{ONE, TWO, file, filled, hub, write};
use crate::disk::files;
use crate::run::signal;
use crate::sandbox::Sandbox;
use crate::terminal::{CONTROL_C, DOWN, ENTER, Terminal};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 50);

/// What is in the cache, but for what a removal leaves aside.
fn cached(sandbox: &Sandbox) -> Vec<String> {
    files(&hub(sandbox, "")).into_iter().filter(|name| !name.starts_with(".locks")).collect()
}

/// The cache of two repos, the model larger and with two revisions.
fn list(sandbox: &Sandbox, words: &str, size: (u16, u16)) -> Terminal {
    let mut terminal = Terminal::start(sandbox, &format!("cache delete {words}"), size);
    terminal.shows("space select");
    terminal
}

#[test]
fn a_small_screen_shows_repos_revisions_and_keys() {
    let sandbox = filled();
    let mut terminal = list(&sandbox, "", SMALL);
    assert_data_eq!(
        terminal.shows("space select"),
        str![[r#"
What is to be deleted from the cache?                             sorted by name
None of 3 revisions selected

> [ ] Dataset rows (5.0, used a few seconds ago)
      [ ] 22222222: main # modified a few seconds ago, 5.0
  [ ] Model ada/tiny (2.0K, used a few seconds ago)
      [ ] [..]: [..] # modified a few seconds ago, [..]
      [ ] [..]: [..] # modified a few seconds ago, [..]















space select  |  a all  |  / search  |  s sort  |  enter delete  |  esc leave

"#]]
    );
    terminal.press("q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn what_is_picked_and_confirmed_is_deleted_and_nothing_else() {
    let sandbox = filled();
    let mut terminal = list(&sandbox, "", SMALL);
    terminal.after(&format!("{DOWN} "), "1 of 3 revisions selected: 5.0 will be free");
    terminal.after(ENTER, "Delete 1 revision, 5.0? y deletes, n goes back");
    terminal.press("y");
    let (status, screen) = terminal.end();
    assert_eq!(status, 0);
    assert!(screen.contains("Done. Deleted 1 repo(s) and 0 revision(s) for a total of 5.0."), "{screen}");
    let left = cached(&sandbox);
    assert!(left.iter().all(|name| name.starts_with("models--ada--tiny/")) && left.len() == 7, "{left:?}");
}

#[test]
fn a_large_screen_is_searched_and_sorted() {
    let sandbox = filled();
    let mut terminal = list(&sandbox, "", LARGE);
    terminal.after("s", "sorted by size");
    terminal.after("/pr/1", "Search: pr/1_");
    assert_data_eq!(
        terminal.after(&format!("{ENTER}{DOWN} "), "1 of 3 revisions selected"),
        str![[r#"
What is to be deleted from the cache?[..]sorted by size
1 of 3 revisions selected: 2.0K will be free

  [-] Model ada/tiny (2.0K, used a few seconds ago)
>     [x] 11111111: refs/pr/1 # modified a few seconds ago, 2.0K
...
Those that match 'pr/1'; esc shows all
space select  |  a all  |  / search  |  s sort  |  enter delete  |  esc leave  |  arrows and page keys move

"#]]
    );
    terminal.after(ENTER, "y deletes");
    terminal.press("y");
    let (_, screen) = terminal.end();
    assert!(screen.contains("Done. Deleted 0 repo(s) and 1 revision(s) for a total of 2.0K."), "{screen}");
    assert!(!cached(&sandbox).iter().any(|name| name.contains(ONE) || name.ends_with("blobs/e2")));
}

#[test]
fn one_who_leaves_or_says_no_deletes_nothing() {
    for keys in ["q", "\u{1b}", &format!("a{ENTER}nq")] {
        let sandbox = filled();
        let before = cached(&sandbox);
        let mut terminal = list(&sandbox, "", SMALL);
        terminal.press(keys);
        let (status, screen) = terminal.end();
        assert_eq!((status, screen.contains("Nothing was deleted.")), (0, true), "{keys:?}\n{screen}");
        assert_eq!(cached(&sandbox), before);
    }
}

#[test]
fn control_c_is_an_interrupt_as_everywhere() {
    for keys in [CONTROL_C, &format!("a{ENTER}{CONTROL_C}")] {
        let sandbox = filled();
        let before = cached(&sandbox);
        let mut terminal = list(&sandbox, "", SMALL);
        terminal.press(keys);
        let (status, screen) = terminal.end();
        assert_eq!((status, screen.contains("Error: interrupted")), (130, true), "{keys:?}\n{screen}");
        assert_eq!(cached(&sandbox), before);
    }
}

#[test]
fn the_list_follows_the_size_of_the_terminal() {
    let sandbox = filled();
    for number in 10..40 {
        file(&sandbox, (&format!("models--ada--m{number}"), TWO, "a"), "e1", "content");
        write(&sandbox, &format!("models--ada--m{number}/refs/main"), TWO);
    }
    let mut terminal = list(&sandbox, "", SMALL);
    terminal.after("\u{1b}[F", "Lines 47 to 65 of 65");
    terminal.resize((50, 10));
    assert_data_eq!(
        terminal.shows("Lines 61 to 65 of 65"),
        str![[r#"
What is to be deleted from the cache?
None of 33 revisions selected

  [ ] Model ada/m39 (7.0, used a few seconds ago)
      [ ] 22222222: main # modified a few secon...
...
"#]]
    );
    terminal.resize(LARGE);
    terminal.shows("arrows and page keys move");
    terminal.press("q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    let sandbox = filled();
    let terminal = list(&sandbox, "", SMALL);
    signal("TERM", terminal.pid());
    let (status, _) = terminal.end();
    assert_eq!(status, 143);
    assert_eq!(cached(&sandbox).len(), 10);
}
