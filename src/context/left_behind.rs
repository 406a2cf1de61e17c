//! What stays behind if the run ends now: a job that still runs, a pull request that is open. Reports of interrupts and
//! errors tell it.

use std::sync::{Arc, Mutex, PoisonError};

/// What stays behind, if anything does. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct LeftBehind(Arc<Mutex<Option<Remains>>>);

/// One thing that stays behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    /// A clause, such as `job ada/42 is still running`.
    pub what: String,
    /// What can be done about it.
    pub hints: Vec<String>,
}

impl LeftBehind {
    /// From now on this stays behind, in place of what was told before.
    pub fn set<const N: usize>(&self, what: String, hints: [String; N]) {
        self.put(Some(Remains { what, hints: hints.into() }));
    }

    /// From now on nothing stays behind.
    pub fn clear(&self) {
        self.put(None);
    }

    /// What stays behind now.
    pub fn get(&self) -> Option<Remains> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, remains: Option<Remains>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = remains;
    }
}

#[cfg(test)]
mod tests {
    use super::LeftBehind;

    #[test]
    fn the_last_word_counts() {
        let left_behind = LeftBehind::default();
        assert_eq!(left_behind.get(), None);
        let clone = left_behind.clone();
        clone.set("job a is queued".to_owned(), []);
        clone.set("job a is running".to_owned(), ["follow it".to_owned(), "stop it".to_owned()]);
        let remains = left_behind.get().unwrap();
        assert_eq!((remains.what.as_str(), remains.hints.len()), ("job a is running", 2));
        left_behind.clear();
        assert_eq!(clone.get(), None);
    }
}
