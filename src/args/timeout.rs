//! `--timeout`: how long a command waits, and how long a job may run. The Python client reads the two differently.

use std::str::FromStr;
use std::time::Duration;

use crate::base::age::Age;

/// How long a command waits.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct WaitTimeoutArg {
    /// Stop waiting after this long, such as 30m or 2h; a plain number is seconds
    #[arg(long, value_name = "TIME")]
    pub timeout: Option<Age>,
}

impl WaitTimeoutArg {
    /// The same as a duration.
    pub fn limit(self) -> Option<Duration> {
        self.timeout.map(|Age(seconds)| Duration::from_secs(seconds))
    }
}

/// How long a job may run: `90`, `30m`, `1.5h`, `2d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunTime {
    /// The words, which are part of a job's default name.
    pub typed: String,
    /// `None` for an empty text, as of a script's unset variable. Whether it makes sense is the Hub's to say.
    pub seconds: Option<i64>,
}

/// A text that is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected seconds, or a number with s, m, h or d, such as 30m or 1.5h")]
pub struct RunTimeError;

impl FromStr for RunTime {
    type Err = RunTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit = [('s', 1.0), ('m', 60.0), ('h', 3600.0), ('d', 86_400.0)];
        let found = unit.into_iter().find_map(|(unit, length)| Some((text.strip_suffix(unit)?, length)));
        let seconds = match found {
            Some((number, length)) => Some(whole(number.trim().parse().map_err(|_| RunTimeError)?, length)?),
            None if text.is_empty() => None,
            None => Some(text.trim().parse().map_err(|_| RunTimeError)?),
        };
        Ok(Self { typed: text.to_owned(), seconds })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the fraction is cut off, and the size is checked")]
fn whole(number: f64, length: f64) -> Result<i64, RunTimeError> {
    let seconds = number * length;
    if seconds.abs() < i64::MAX as f64 { Ok(seconds as i64) } else { Err(RunTimeError) }
}

#[cfg(test)]
mod tests {
    use super::RunTime;

    #[test]
    fn a_decimal_number_may_have_a_unit_and_a_whole_one_needs_none() {
        for (text, seconds) in [
            ("90", 90),
            (" 90 ", 90),
            ("0", 0),
            ("-5", -5),
            ("5m", 300),
            ("1.5h", 5400),
            ("1.5 h", 5400),
            ("2d", 172_800),
            ("0.9s", 0),
            ("-1m", -60),
        ] {
            assert_eq!(text.parse::<RunTime>().unwrap().seconds, Some(seconds), "{text}");
        }
        assert_eq!("".parse::<RunTime>().unwrap().seconds, None);
    }

    #[test]
    fn other_words_are_refused() {
        for text in ["1.5", "5w", "soon", "h", "5M", "infs", "nand", "1e300d", " "] {
            assert!(text.parse::<RunTime>().is_err(), "{text}");
        }
    }
}
