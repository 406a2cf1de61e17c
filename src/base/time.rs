//! Points in time as the Python client writes them: seconds since 1970 as a float in its metadata files, dates for
//! people.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds since 1970 with their fraction; negative before that.
pub fn unix_seconds(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

/// This moment in whole seconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "the fraction is what is cut off")]
pub fn now() -> i64 {
    unix_seconds(SystemTime::now()) as i64
}

/// The date where this machine is, such as `2026-01-31`; none for seconds beyond the calendar.
pub fn local_date(unix_seconds: i64) -> Option<String> {
    let moment = Timestamp::from_second(unix_seconds).ok()?;
    Some(moment.to_zoned(TimeZone::system()).date().to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::unix_seconds;

    #[test]
    fn seconds_keep_their_fraction_on_both_sides_of_1970() {
        assert!((unix_seconds(UNIX_EPOCH + Duration::from_millis(1500)) - 1.5).abs() < f64::EPSILON);
        assert!((unix_seconds(UNIX_EPOCH - Duration::from_millis(1500)) + 1.5).abs() < f64::EPSILON);
    }
}
