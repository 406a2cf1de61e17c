//! Sizes, rates, times and counts in words, for people. Sizes in results are none of them: those are written as the
//! Python client does, by `base::size`.

use std::time::Duration;

const UNITS: [&str; 6] = ["B", "KB", "MB", "GB", "TB", "PB"];

/// `5 B`, `1.2 GB`.
pub(crate) fn bytes(count: u64) -> String {
    let (value, unit) = scaled(count, 999.95);
    if unit == UNITS[0] { format!("{count} B") } else { format!("{value:.1} {unit}") }
}

/// `85 MB/s`, `1.2 KB/s`, from bytes a second.
pub(crate) fn rate(count: u64) -> String {
    let (value, unit) = scaled(count, 999.5);
    let digits = usize::from(value < 9.95 && unit != UNITS[0]);
    format!("{value:.digits$} {unit}/s")
}

/// `0.4s`, `12s`, `1m 05s`, `2h 05m`: a time that was measured.
pub(crate) fn time(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1}s", duration.as_secs_f64().min(9.9)),
        _ => estimate(duration),
    }
}

/// `4s`, `1m 05s`, `2h 05m`: a time that is guessed.
pub(crate) fn estimate(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `$1.20`; less than a cent has two digits that say something.
pub(crate) fn dollars(amount: f64) -> String {
    let is_small = amount > 0.0 && amount < 0.01;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few digits")]
    let digits = if is_small { (-amount.log10()).ceil().min(20.0) as usize + 1 } else { 2 };
    format!("${amount:.digits$}")
}

/// `1 file`, `2 files`.
pub(crate) fn files(count: usize) -> String {
    counted(count, "file")
}

/// `1 repo`, `2 repos`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The count in the largest unit of which there is at least one; `limit` is what rounds up to the next.
fn scaled(count: u64, limit: f64) -> (f64, &'static str) {
    let mut value = count as f64;
    let mut units = UNITS.into_iter();
    let mut unit = units.next().unwrap_or_default();
    while value >= if unit == UNITS[0] { 1000.0 } else { limit } {
        let Some(next) = units.next() else { break };
        (value, unit) = (value / 1000.0, next);
    }
    (value, unit)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{bytes, dollars, estimate, files, rate, time};

    #[test]
    fn sizes_have_one_decimal_beyond_bytes() {
        assert_eq!([0, 999, 1000, 1_234_567, 999_960].map(bytes), ["0 B", "999 B", "1.0 KB", "1.2 MB", "1.0 MB"]);
        assert_eq!(bytes(u64::MAX), "18446.7 PB");
    }

    #[test]
    fn rates_have_two_digits_at_least() {
        assert_eq!([0, 5, 1234, 9_960, 85_400_000].map(rate), ["0 B/s", "5 B/s", "1.2 KB/s", "10 KB/s", "85 MB/s"]);
    }

    #[test]
    fn times_have_two_units_at_most() {
        let times = [0.04, 9.99, 12.3, 65.0, 3600.0, 7530.0].map(|seconds| time(Duration::from_secs_f64(seconds)));
        assert_eq!(estimate(Duration::from_secs(4)), "4s");
        assert_eq!(times, ["0.0s", "9.9s", "12s", "1m 05s", "1h 00m", "2h 05m"]);
    }

    #[test]
    fn an_amount_has_cents_and_more_where_they_are_not_enough() {
        let amounts = [0.0, 0.0042, 0.000_003_2, 0.01, 1.2, 1234.5].map(dollars);
        assert_eq!(amounts, ["$0.00", "$0.0042", "$0.0000032", "$0.01", "$1.20", "$1234.50"]);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 2].map(files), ["0 files", "1 file", "2 files"]);
    }
}
