//! Pages of help about more than one command: `hf help TOPIC`. Their texts are made in `errors`, which knows the statuses.

/// The subject of such a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    ExitStatuses,
    Environment,
    Output,
    Configuration,
}

impl Topic {
    /// All topics, with their names.
    pub const ALL: [(&'static str, Self); 4] = [
        ("exit-statuses", Self::ExitStatuses),
        ("environment", Self::Environment),
        ("output", Self::Output),
        ("configuration", Self::Configuration),
    ];

    /// One line for lists of topics.
    pub const fn about(self) -> &'static str {
        match self {
            Self::ExitStatuses => "The exit statuses and their meanings",
            Self::Environment => "The environment variables that hf reads",
            Self::Output => "The forms of output, for people, programs and AI agents",
            Self::Configuration => "The files that hf keeps, and where",
        }
    }

    /// The topic that `hf help TOPIC` asks for; `words` are those after the program's name.
    pub(super) fn asked_for(words: &[String]) -> Option<Self> {
        let [help, name] = words else { return None };
        let named = Self::ALL.iter().find(|(known, _)| known == name)?;
        (help == "help").then_some(named.1)
    }
}

#[cfg(test)]
mod tests {
    use super::Topic;

    #[test]
    fn a_topic_is_asked_for_by_its_name_alone() {
        let asked = |line: &str| Topic::asked_for(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(asked("help output"), Some(Topic::Output));
        assert_eq!(asked("help exit-statuses"), Some(Topic::ExitStatuses));
        for line in ["help", "help models", "output help", "help output x"] {
            assert_eq!(asked(line), None, "{line}");
        }
    }
}
