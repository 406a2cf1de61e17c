//! What is on the list, where the cursor is, and what a key does to both. Pure.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One item of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explored {
    /// Names it; searched.
    pub name: String,
    /// What stands behind the name; searched.
    pub details: String,
    /// Bytes.
    pub size: u64,
}

/// How items are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Largest first.
    Size,
    /// By name, in any case.
    Name,
}

impl Order {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Name => "name",
        }
    }
}

/// What a key led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Stay,
    /// The list is left, maybe with the item at the cursor.
    Left(Option<usize>),
    Interrupted,
}

/// The list as it is now.
pub struct Explorer {
    pub(super) title: String,
    pub(super) items: Vec<Explored>,
    pub(super) order: Order,
    pub(super) query: String,
    /// Whether letters go to the search.
    pub(super) is_searching: bool,
    /// The positions of the items that the search leaves, in their order.
    pub(super) rows: Vec<usize>,
    pub(super) cursor: usize,
    /// The first row that is on the screen, and how many fit.
    pub(super) top: usize,
    pub(super) height: usize,
}

impl Explorer {
    /// A list with a title, largest items first.
    pub fn new(title: String, items: Vec<Explored>) -> Self {
        let mut explorer = Self {
            title,
            items,
            order: Order::Size,
            query: String::new(),
            is_searching: false,
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            height: 1,
        };
        explorer.arrange();
        explorer
    }

    pub(super) fn on(&mut self, key: KeyEvent) -> Step {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return if key.code == KeyCode::Char('c') { Step::Interrupted } else { Step::Stay };
        }
        match key.code {
            KeyCode::Enter if self.is_searching => self.is_searching = false,
            KeyCode::Enter => return Step::Left(self.rows.get(self.cursor).copied()),
            KeyCode::Esc if self.query.is_empty() && !self.is_searching => return Step::Left(None),
            KeyCode::Esc => {
                self.is_searching = false;
                self.query.clear();
                self.arrange();
            }
            KeyCode::Backspace if self.is_searching => {
                self.query.pop();
                self.arrange();
            }
            KeyCode::Char(letter) if self.is_searching => {
                self.query.push(letter);
                self.arrange();
            }
            KeyCode::Char('q') => return Step::Left(None),
            KeyCode::Char('/') => self.is_searching = true,
            KeyCode::Char('o') => {
                self.order = if self.order == Order::Size { Order::Name } else { Order::Size };
                self.arrange();
            }
            code => self.travel(code),
        }
        Step::Stay
    }

    fn travel(&mut self, code: KeyCode) {
        let (page, last) = (self.height.max(2) - 1, self.rows.len().saturating_sub(1));
        self.cursor = match code {
            KeyCode::Up | KeyCode::Char('w' | 'k') => self.cursor.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('s' | 'j') => self.cursor + 1,
            KeyCode::PageUp => self.cursor.saturating_sub(page),
            KeyCode::PageDown => self.cursor + page,
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => self.cursor,
        }
        .min(last);
    }

    /// Lays the rows out again; the cursor stays on its item, if that is still listed.
    fn arrange(&mut self) {
        let before = self.rows.get(self.cursor).copied();
        let query = self.query.to_lowercase();
        let matches = |text: &str| text.to_lowercase().contains(&query);
        let (items, order) = (&self.items, self.order);
        let mut rows: Vec<usize> =
            (0..items.len()).filter(|at| matches(&items[*at].name) || matches(&items[*at].details)).collect();
        match order {
            Order::Size => rows.sort_by_key(|at| std::cmp::Reverse(items[*at].size)),
            Order::Name => rows.sort_by_cached_key(|at| items[*at].name.to_lowercase()),
        }
        let stays = before.and_then(|item| rows.iter().position(|row| *row == item));
        (self.rows, self.cursor, self.top) = (rows, stays.unwrap_or(0), 0);
    }

    /// Scrolls so that the cursor is seen where `height` rows fit.
    pub(super) fn fit(&mut self, height: usize) {
        self.height = height.max(1);
        let last = self.rows.len().saturating_sub(self.height);
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.height), self.cursor).min(last);
    }
}
