//! Which terminal this is, as far as it says so in the environment, and how it shows pictures. Asks no terminal: an answer
//! that comes late would land in the next program's input.

use super::env::Environment;

/// How the terminal shows pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Graphics {
    /// It is not known to show any.
    #[default]
    None,
    /// It is this program's, which passes no pictures on.
    Behind(&'static str),
    /// The graphics protocol of kitty.
    Kitty,
    /// The inline images of iTerm2.
    Iterm,
    Sixel,
}

/// What begins the name of a terminal's type.
const TYPES: [(&str, Graphics); 8] = [
    ("tmux", Graphics::Behind("tmux")),
    ("screen", Graphics::Behind("screen")),
    ("xterm-kitty", Graphics::Kitty),
    ("xterm-ghostty", Graphics::Kitty),
    ("foot", Graphics::Sixel),
    ("mlterm", Graphics::Sixel),
    ("contour", Graphics::Sixel),
    ("yaft", Graphics::Sixel),
];

/// Names of terminals that say no more than `xterm` as their type.
const PROGRAMS: [(&str, Graphics); 4] = [
    ("ghostty", Graphics::Kitty),
    ("iTerm.app", Graphics::Iterm),
    ("WezTerm", Graphics::Iterm),
    ("mintty", Graphics::Iterm),
];

impl Graphics {
    /// What is nearest to this program counts: a terminal that was started from another one inherits its variables, but sets
    /// its type itself.
    pub(super) fn from_environment(environment: &Environment) -> Self {
        for (variable, name) in [("TMUX", "tmux"), ("STY", "screen")] {
            if environment.text(variable).is_some() {
                return Self::Behind(name);
            }
        }
        let kind = environment.text("TERM").unwrap_or_default();
        if let Some((_, graphics)) = TYPES.iter().find(|(name, _)| kind.starts_with(name)) {
            return *graphics;
        }
        match environment.text("TERM_PROGRAM") {
            Some(program) => {
                PROGRAMS.iter().find(|(name, _)| *name == program).map_or(Self::None, |(_, graphics)| *graphics)
            }
            None if environment.text("KITTY_WINDOW_ID").is_some() && kind != "dumb" => Self::Kitty,
            None => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Environment, Graphics};

    #[test]
    fn a_terminal_is_known_by_what_is_nearest() {
        for (variables, expected) in [
            (&[][..], Graphics::None),
            (&[("TERM", "xterm-256color")], Graphics::None),
            (&[("TERM", "xterm-kitty")], Graphics::Kitty),
            (&[("TERM", "xterm-256color"), ("KITTY_WINDOW_ID", "1")], Graphics::Kitty),
            (&[("TERM", "dumb"), ("KITTY_WINDOW_ID", "1")], Graphics::None),
            (&[("TERM", "xterm-ghostty"), ("TERM_PROGRAM", "ghostty")], Graphics::Kitty),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Graphics::Iterm),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Graphics::Iterm),
            (&[("TERM", "foot"), ("KITTY_WINDOW_ID", "1")], Graphics::Sixel),
            (&[("TERM", "mlterm-256color")], Graphics::Sixel),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "vscode"), ("KITTY_WINDOW_ID", "1")], Graphics::None),
            (&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-0/default,1,0")], Graphics::Behind("tmux")),
            (&[("TERM", "screen.xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Graphics::Behind("screen")),
            (&[("TERM", "xterm"), ("STY", "1.pts-0")], Graphics::Behind("screen")),
        ] {
            let found = Graphics::from_environment(&Environment::from_pairs(variables));
            assert_eq!(found, expected, "{variables:?}");
        }
    }
}
