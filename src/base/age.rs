//! How long ago something was: as people type it and as listings show it.

use std::str::FromStr;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
const MONTH: u64 = 30 * DAY;
const YEAR: u64 = 365 * DAY;

/// A number of seconds as it is typed: `90`, `12h`, `30d`, `2w`, `6mo`. `m` is a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(pub u64);

/// An age that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgeError {
    /// Not a whole number with an optional unit.
    #[error("'{0}' is not an age: expected a whole number and a unit, such as 12h, 30d or 6mo")]
    Malformed(String),
    /// A number alone, where seconds are not what people mean.
    #[error("'{0}' has no unit: add a unit, such as 30d")]
    NoUnit(String),
    /// Letters that are no unit.
    #[error("unknown unit '{0}': expected s, m (minutes), h, d, w, mo or y")]
    UnknownUnit(String),
    /// More seconds than can be counted.
    #[error("'{0}' is too long")]
    TooLong(String),
}

impl FromStr for Age {
    type Err = AgeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = trimmed.split_at(digits);
        if number.is_empty() || !unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(AgeError::Malformed(text.to_owned()));
        }
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" | "s" => 1,
            "m" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            "w" => WEEK,
            "mo" => MONTH,
            "y" => YEAR,
            _ => return Err(AgeError::UnknownUnit(unit.to_owned())),
        };
        let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
        seconds.map(Self).ok_or_else(|| AgeError::TooLong(text.to_owned()))
    }
}

impl Age {
    /// As [`str::parse`], but a number needs its unit: for what deletes, where 30 seconds are not 30 days.
    ///
    /// # Errors
    /// What is typed is no age, or has no unit.
    pub fn with_unit(text: &str) -> Result<Self, AgeError> {
        let age = text.parse()?;
        let has_unit = text.trim().ends_with(|last: char| last.is_ascii_alphabetic());
        if has_unit { Ok(age) } else { Err(AgeError::NoUnit(text.to_owned())) }
    }
}

/// `3 days ago`, of a number of seconds, in the words and the rounding of the Python client, on which scripts depend.
pub fn time_since(seconds: f64) -> String {
    if seconds < 20.0 {
        return "a few seconds ago".to_owned();
    }
    // The largest number of each unit that is shown before the next one takes over.
    let units = [("second", 1, 59.0), ("minute", MINUTE, 59.0), ("hour", HOUR, 23.0), ("day", DAY, 6.0)];
    let longer = [("week", WEEK, 6.0), ("month", MONTH, 11.0), ("year", YEAR, f64::INFINITY)];
    let counted = units.into_iter().chain(longer).map(|(unit, length, most)| {
        let count = (seconds / length as f64).round_ties_even();
        (unit, count, count <= most)
    });
    let fitting = counted.into_iter().find(|(_, _, fits)| *fits);
    fitting.map_or_else(String::new, |(unit, count, _)| {
        format!("{count} {unit}{} ago", if count > 1.0 { "s" } else { "" })
    })
}

#[cfg(test)]
mod tests {
    use super::{Age, AgeError, time_since};

    #[test]
    fn an_m_is_a_minute_and_mo_a_month() {
        for (text, seconds) in [
            ("90", 90),
            ("5s", 5),
            ("2m", 120),
            ("3H", 10_800),
            ("30d", 2_592_000),
            ("1w", 604_800),
            ("1mo", 2_592_000),
        ] {
            assert_eq!(text.parse(), Ok(Age(seconds)));
        }
        assert_eq!(" 1y ".parse(), Ok(Age(31_536_000)));
    }

    #[test]
    fn what_is_no_age_is_refused() {
        for text in ["", "d", "-1d", "1.5d", "1 d"] {
            assert_eq!(text.parse::<Age>(), Err(AgeError::Malformed(text.into())));
        }
        assert_eq!("3days".parse::<Age>(), Err(AgeError::UnknownUnit("days".into())));
        assert!(matches!("99999999999999999999y".parse::<Age>(), Err(AgeError::TooLong(_))));
    }

    #[test]
    fn where_a_unit_is_needed_a_number_alone_is_refused() {
        assert_eq!(Age::with_unit("30d"), Ok(Age(2_592_000)));
        for text in ["30", "0", " 30 "] {
            assert_eq!(Age::with_unit(text), Err(AgeError::NoUnit(text.into())));
        }
    }

    #[test]
    fn times_are_shown_as_python_shows_them() {
        for (seconds, text) in [
            (-5.0, "a few seconds ago"),
            (19.9, "a few seconds ago"),
            (20.0, "20 seconds ago"),
            (59.4, "59 seconds ago"),
            (59.6, "1 minute ago"),
            (90.0, "2 minutes ago"),
            (150.0, "2 minutes ago"),
            (3570.1, "1 hour ago"),
            (86_400.0, "1 day ago"),
            (6.5 * 86_400.0, "6 days ago"),
            (7.0 * 86_400.0, "1 week ago"),
            (45.0 * 86_400.0, "6 weeks ago"),
            (46.0 * 86_400.0, "2 months ago"),
            (360.0 * 86_400.0, "1 year ago"),
            (900.0 * 86_400.0, "2 years ago"),
        ] {
            assert_eq!(time_since(seconds), text, "{seconds}");
        }
    }
}
