//! What a commit is called, where it goes, and what it must follow.

use crate::base::sha::is_lower_hex;

/// As many digits of a hash as the Hub takes.
const FEWEST_DIGITS: usize = 5;
const MOST_DIGITS: usize = 40;

/// One commit.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CommitArgs {
    /// Commit message (first line)
    #[arg(short = 'm', long, value_name = "TEXT")]
    pub commit_message: Option<String>,
    /// Commit description (body)
    #[arg(long, value_name = "TEXT")]
    commit_description: Option<String>,
    /// Open a pull request instead of committing directly
    #[arg(long)]
    pub create_pr: bool,
    /// Fail unless the branch points to this commit; its first 5 digits are enough
    #[arg(long, value_name = "HASH", value_parser = parent)]
    pub parent_commit: Option<String>,
}

impl CommitArgs {
    /// The same for a commit that must follow that one; a parent that was typed wins.
    #[must_use]
    pub fn after(&self, head: Option<String>) -> Self {
        Self { parent_commit: self.parent_commit.clone().or(head), ..self.clone() }
    }

    /// Whether any of it was typed.
    pub fn is_given(&self) -> bool {
        let Self { commit_message, commit_description, create_pr, parent_commit } = self;
        commit_message.is_some() || commit_description.is_some() || *create_pr || parent_commit.is_some()
    }

    /// What stands below the message; may be empty.
    pub fn description(&self) -> String {
        self.commit_description.clone().unwrap_or_default()
    }
}

/// The first digits of a commit hash.
pub fn parent(text: &str) -> Result<String, &'static str> {
    let hash = text.to_lowercase();
    let is_hash = (FEWEST_DIGITS..=MOST_DIGITS).contains(&hash.len()) && is_lower_hex(&hash);
    if is_hash { Ok(hash) } else { Err("expected 5 to 40 hex digits of a commit hash") }
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn the_first_digits_of_a_hash_are_enough() {
        assert_eq!(parent("607A30D").as_deref(), Ok("607a30d"));
        for text in ["main", "607a", &"a".repeat(41), "607a30g"] {
            assert!(parent(text).is_err(), "{text}");
        }
    }
}
