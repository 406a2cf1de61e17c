//! The few looks that text has, and when colour is used at all.

/// How a piece of text looks to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Plain,
    Bold,
    Underlined,
    Cyan,
    Gray,
    Green,
    Red,
    Yellow,
    BoldRed,
}

impl Look {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\u{1b}[1m",
            Self::Underlined => "\u{1b}[4m",
            Self::Cyan => "\u{1b}[36m",
            Self::Gray => "\u{1b}[90m",
            Self::Green => "\u{1b}[32m",
            Self::Red => "\u{1b}[31m",
            Self::Yellow => "\u{1b}[33m",
            Self::BoldRed => "\u{1b}[1m\u{1b}[31m",
        }
    }
}

/// The text in that look, or as it is.
pub(crate) fn paint(text: &str, look: Look, colors: bool) -> String {
    if colors && look != Look::Plain { format!("{}{text}\u{1b}[0m", look.code()) } else { text.to_owned() }
}

/// Whether a stream gets colours: `NO_COLOR` forbids them, `CLICOLOR_FORCE` wants them in pipes too.
pub(crate) const fn is_wanted(no_color: bool, force_color: bool, terminal: bool) -> bool {
    !no_color && (force_color || terminal)
}

#[cfg(test)]
mod tests {
    use super::{Look, is_wanted, paint};

    #[test]
    fn colors_are_for_terminals_unless_forced_and_never_against_no_color() {
        assert!(is_wanted(false, false, true));
        assert!(!is_wanted(false, false, false));
        assert!(is_wanted(false, true, false));
        assert!(!is_wanted(true, true, true));
    }

    #[test]
    fn paint_ends_where_the_text_ends() {
        assert_eq!(paint("x", Look::BoldRed, true), "\u{1b}[1m\u{1b}[31mx\u{1b}[0m");
        assert_eq!(paint("x", Look::BoldRed, false), "x");
    }
}
