//! A Space, as the verbs that are about nothing else take it.

use super::repo::parse_id;
use crate::ids::repo::{RepoId, RepoIdError, RepoKind};

/// One Space.
#[derive(Debug, Clone, clap::Args)]
pub struct SpaceArg {
    /// Space ID, such as username/name
    #[arg(value_name = "SPACE_ID", value_parser = parse)]
    space_id: RepoId,
}

impl SpaceArg {
    /// The Space that is meant.
    pub fn id(&self) -> &RepoId {
        &self.space_id
    }
}

/// `spaces/` in front is what other commands want there.
fn parse(text: &str) -> Result<RepoId, RepoIdError> {
    let id = text.strip_prefix("spaces/").filter(|id| id.contains('/')).unwrap_or(text);
    parse_id(RepoKind::Space, id)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_space_may_have_its_type_in_front() {
        for (text, id) in [("ada/app", "ada/app"), ("spaces/ada/app", "ada/app"), ("spaces/app", "spaces/app")] {
            assert_eq!(parse(text).unwrap().id(), id);
        }
        assert!(parse("datasets/ada/app").is_err());
    }
}
