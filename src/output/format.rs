//! The four output modes and how one is chosen. Reads neither the command line nor the environment.

use clap::ValueEnum;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: padded tables, colours, progress bars.
    Human,
    /// For AI agents: tab-separated, nothing cut, no colours.
    Agent,
    /// For programs: one JSON document.
    Json,
    /// For scripts: ids alone, one a line.
    Quiet,
}

impl Format {
    /// The mode when none is asked for: for agents if one runs this program, else for people. Whether the output
    /// goes to a terminal plays no part.
    pub const fn auto(run_by_agent: bool) -> Self {
        if run_by_agent { Self::Agent } else { Self::Human }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn without_a_format_an_agent_gets_what_is_for_agents() {
        assert_eq!(Format::auto(true), Format::Agent);
        assert_eq!(Format::auto(false), Format::Human);
    }
}
