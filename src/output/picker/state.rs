//! What is on the list, what is picked, where the cursor is, and what a key does to all that. Pure.

use std::collections::BTreeSet;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Picked choices: the positions of their groups and in these, as they were given.
pub type Picked = BTreeSet<(usize, usize)>;

/// Bytes that are free when what is picked is gone: not the sum of parts, for parts share.
pub type Weigh = Box<dyn Fn(&Picked) -> u64 + Send>;

/// Choices that belong together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Names the group; searched.
    pub title: String,
    /// The rest of its line.
    pub details: String,
    /// Bytes.
    pub size: u64,
    /// When it was last read and last written, in Unix seconds.
    pub used: f64,
    pub updated: f64,
    /// One line each; searched.
    pub choices: Vec<String>,
}

/// How groups are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As they were given.
    #[default]
    Given,
    /// Largest first.
    Size,
    /// Latest first.
    Used,
    /// Latest first.
    Updated,
    /// By their titles, in any case.
    Alphabetical,
}

impl Order {
    fn next(self) -> Self {
        match self {
            Self::Given | Self::Alphabetical => Self::Size,
            Self::Size => Self::Used,
            Self::Used => Self::Updated,
            Self::Updated => Self::Alphabetical,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Given | Self::Alphabetical => "name",
            Self::Size => "size",
            Self::Used => "last use",
            Self::Updated => "last update",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Group(usize),
    Choice(usize, usize),
}

/// What the keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    List,
    Search,
    Confirm,
}

/// What a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Stay,
    Left,
    Interrupted,
    Confirmed,
}

/// The list as it is now.
pub struct Picker {
    pub(super) groups: Vec<Group>,
    pub(super) order: Order,
    pub(super) mode: Mode,
    pub(super) query: String,
    pub(super) picked: Picked,
    pub(super) freed: u64,
    /// The lines that the search leaves, in their order.
    pub(super) rows: Vec<Row>,
    pub(super) cursor: usize,
    /// The first line that is on the screen, and how many have room.
    pub(super) top: usize,
    pub(super) height: usize,
    /// Whether the question before the deletion is on the screen, all of it.
    pub(super) is_asked: bool,
    /// Said once, until the next key.
    pub(super) notice: Option<&'static str>,
    weigh: Weigh,
}

impl Picker {
    /// A list of which nothing is picked.
    pub fn new(groups: Vec<Group>, order: Order, weigh: Weigh) -> Self {
        let mut picker = Self {
            groups,
            order,
            mode: Mode::List,
            query: String::new(),
            picked: Picked::new(),
            freed: 0,
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            height: 1,
            is_asked: false,
            notice: None,
            weigh,
        };
        picker.arrange();
        picker.cursor = 0;
        picker
    }

    pub(super) fn take_picked(&mut self) -> Picked {
        std::mem::take(&mut self.picked)
    }

    pub(super) fn on(&mut self, key: KeyEvent) -> Step {
        self.notice = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
            return Step::Interrupted;
        }
        match self.mode {
            Mode::List => self.on_list(key),
            Mode::Search => self.on_search(key),
            Mode::Confirm => self.on_confirm(key),
        }
    }

    fn on_list(&mut self, key: KeyEvent) -> Step {
        let with = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('p') if with => self.step(-1),
            KeyCode::Char('n') if with => self.step(1),
            KeyCode::Char('r') if with => self.invert(),
            KeyCode::Char('a') => self.toggle_all(),
            KeyCode::Char(_) if with => {}
            KeyCode::Char(' ') => self.toggle(),
            KeyCode::Char('/') => self.mode = Mode::Search,
            KeyCode::Char('s') => {
                self.order = self.order.next();
                self.arrange();
            }
            KeyCode::Char('q') => return Step::Left,
            KeyCode::Tab => {
                self.toggle();
                self.step(1);
            }
            KeyCode::Esc if self.query.is_empty() => return Step::Left,
            KeyCode::Esc => {
                self.query.clear();
                self.arrange();
            }
            KeyCode::Enter if self.picked.is_empty() => self.notice = Some("nothing is selected: space selects"),
            KeyCode::Enter => self.mode = Mode::Confirm,
            code => self.travel(code),
        }
        Step::Stay
    }

    fn on_search(&mut self, key: KeyEvent) -> Step {
        match key.code {
            KeyCode::Enter => self.mode = Mode::List,
            KeyCode::Esc => {
                self.mode = Mode::List;
                self.query.clear();
                self.arrange();
            }
            KeyCode::Backspace => {
                self.query.pop();
                self.arrange();
            }
            KeyCode::Char(letter) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                self.query.push(letter);
                self.arrange();
            }
            code => self.travel(code),
        }
        Step::Stay
    }

    /// Only a clear yes deletes, to what could be read: Enter may have been pressed once too often.
    fn on_confirm(&mut self, key: KeyEvent) -> Step {
        match key.code {
            KeyCode::Char('y' | 'Y') if self.is_asked => return Step::Confirmed,
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Esc => self.mode = Mode::List,
            _ => {}
        }
        Step::Stay
    }

    fn travel(&mut self, code: KeyCode) {
        let page = isize::try_from(self.height.max(2) - 1).unwrap_or(isize::MAX);
        match code {
            KeyCode::Up => self.step(-1),
            KeyCode::Down => self.step(1),
            KeyCode::PageUp => self.step(-page),
            KeyCode::PageDown => self.step(page),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.rows.len().saturating_sub(1),
            _ => {}
        }
    }

    /// Stops at both ends.
    fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
    }

    fn toggle(&mut self) {
        let Some(row) = self.rows.get(self.cursor).copied() else { return };
        self.toggle_each(&self.choices_of(row));
    }

    /// All that the search leaves.
    fn toggle_all(&mut self) {
        self.toggle_each(&self.shown());
    }

    fn invert(&mut self) {
        for choice in self.shown() {
            if !self.picked.remove(&choice) {
                self.picked.insert(choice);
            }
        }
        self.freed = (self.weigh)(&self.picked);
    }

    /// Picks the choices, unless all of them are: then none is.
    fn toggle_each(&mut self, choices: &[(usize, usize)]) {
        if choices.iter().all(|choice| self.picked.contains(choice)) {
            self.picked.retain(|choice| !choices.contains(choice));
        } else {
            self.picked.extend(choices);
        }
        self.freed = (self.weigh)(&self.picked);
    }

    fn shown(&self) -> Vec<(usize, usize)> {
        let choice = |row: &Row| match row {
            Row::Group(_) => None,
            Row::Choice(group, choice) => Some((*group, *choice)),
        };
        self.rows.iter().filter_map(choice).collect()
    }

    /// Of a group, those that the search leaves.
    fn choices_of(&self, row: Row) -> Vec<(usize, usize)> {
        match row {
            Row::Choice(group, choice) => vec![(group, choice)],
            Row::Group(of) => self.shown().into_iter().filter(|(group, _)| *group == of).collect(),
        }
    }

    /// How much of a group is picked: all, something, nothing.
    pub(super) fn mark(&self, row: Row) -> Mark {
        let choices = match row {
            Row::Choice(group, choice) => vec![(group, choice)],
            Row::Group(group) => (0..self.groups[group].choices.len()).map(|choice| (group, choice)).collect(),
        };
        match choices.iter().filter(|choice| self.picked.contains(choice)).count() {
            0 => Mark::Nothing,
            count if count == choices.len() => Mark::All,
            _ => Mark::Something,
        }
    }

    /// Makes the lines anew; the cursor stays on what it was on, if that is still there.
    fn arrange(&mut self) {
        let before = self.rows.get(self.cursor).copied();
        self.rows = sorted(&self.groups, self.order).into_iter().flat_map(|group| self.rows_of(group)).collect();
        let stays = before.and_then(|row| self.rows.iter().position(|known| *known == row));
        self.cursor = stays.unwrap_or(0);
        self.top = 0;
    }

    /// The group and those of its choices that match; all of them if the group itself does.
    fn rows_of(&self, at: usize) -> Vec<Row> {
        let query = self.query.to_lowercase();
        let matches = |text: &str| text.to_lowercase().contains(&query);
        let group = &self.groups[at];
        let all = matches(&group.title);
        let choices = group.choices.iter().enumerate().filter(|(_, choice)| all || matches(choice));
        let mut rows: Vec<Row> = choices.map(|(choice, _)| Row::Choice(at, choice)).collect();
        if all || !rows.is_empty() {
            rows.insert(0, Row::Group(at));
        }
        rows
    }

    /// Scrolls so that the cursor is seen where `height` lines have room.
    pub(super) fn fit(&mut self, height: usize) {
        self.height = height.max(1);
        let last = self.rows.len().saturating_sub(self.height);
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.height), self.cursor).min(last);
    }
}

/// The positions of the groups in that order; equal ones stay as they are.
pub fn sorted(groups: &[Group], order: Order) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..groups.len()).collect();
    let by =
        |key: fn(&Group) -> f64| move |one: &usize, other: &usize| key(&groups[*other]).total_cmp(&key(&groups[*one]));
    match order {
        Order::Given => {}
        Order::Size => positions.sort_by_key(|&group| std::cmp::Reverse(groups[group].size)),
        Order::Used => positions.sort_by(by(|group| group.used)),
        Order::Updated => positions.sort_by(by(|group| group.updated)),
        Order::Alphabetical => positions.sort_by_cached_key(|&group| groups[group].title.to_lowercase()),
    }
    positions
}

/// What stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    All,
    Something,
    Nothing,
}
