//! `--web`: the page of a thing instead of what the API says of it.

/// `--web`.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct WebArg {
    /// Open the page in your browser instead; without a browser, print its address
    #[arg(short, long)]
    web: bool,
}

impl WebArg {
    /// Whether it was typed.
    pub fn is_given(self) -> bool {
        self.web
    }
}
