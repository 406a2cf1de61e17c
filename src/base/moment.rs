//! Moments as the Hub writes them, and as the Python client writes them again.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, in UTC. Reads `2024-01-02T03:04:05.678Z`; writes `2024-01-02T03:04:05.678000+00:00`, and no
/// fraction if it is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Timestamp);

/// Text that is no moment of the Hub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read '{0}' as a time: expected one such as 2024-01-02T03:04:05.000Z")]
pub struct MomentError(pub String);

impl Moment {
    /// With a blank between date and time: `2024-01-02 03:04:05+00:00`, as rows that the client makes itself have it.
    pub fn spaced(self) -> String {
        self.written(' ')
    }

    /// `2024-01-02`.
    pub fn day(self) -> String {
        self.0.strftime("%Y-%m-%d").to_string()
    }

    /// `2024-01-02 03:04:05`, for people.
    pub fn date_and_time(self) -> String {
        self.0.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `Jan 02 03:04`, for people.
    pub fn brief(self) -> String {
        self.0.strftime("%b %d %H:%M").to_string()
    }

    /// The present.
    pub fn now() -> Self {
        Self(Timestamp::now())
    }

    /// So many microseconds after 1970; what no calendar has is its nearest end.
    pub fn from_microseconds(count: i64) -> Self {
        let end = if count < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Self(Timestamp::from_microsecond(count).unwrap_or(end))
    }

    /// Reads what [`Moment`] writes; `None` for every other text.
    pub fn read_written(text: &str) -> Option<Self> {
        let is_utc = text.ends_with("+00:00") && text.as_bytes().get(10) == Some(&b'T');
        is_utc.then(|| text.parse().ok()).flatten().map(Self)
    }

    /// Since 1970.
    pub fn microseconds(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Since 1970.
    pub fn milliseconds(self) -> i64 {
        self.0.as_millisecond()
    }

    fn written(self, separator: char) -> String {
        let date_time = self.0.to_zoned(TimeZone::UTC).datetime();
        let (date, time) = (date_time.date(), date_time.time());
        let fraction = match time.subsec_nanosecond() / 1000 {
            0 => String::new(),
            microseconds => format!(".{microseconds:06}"),
        };
        format!("{date}{separator}{:02}:{:02}:{:02}{fraction}+00:00", time.hour(), time.minute(), time.second())
    }
}

impl std::str::FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Of what the standard allows, the Hub writes this form alone; other clients refuse the rest.
        let is_utc = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
        let read = is_utc.then(|| text.parse().ok()).flatten();
        read.map(Self).ok_or_else(|| MomentError(text.to_owned()))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written('T'))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, MomentError};

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_written_as_python_writes_them() {
        for (text, written) in [
            ("2024-01-02T03:04:05.000Z", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02T03:04:05.1Z", "2024-01-02T03:04:05.100000+00:00"),
            ("2024-01-02T03:04:05.123456789Z", "2024-01-02T03:04:05.123456+00:00"),
            ("0999-12-31T23:59:59.999Z", "0999-12-31T23:59:59.999000+00:00"),
        ] {
            assert_eq!(serde_json::to_value(moment(text)).unwrap(), written);
            assert_eq!(moment(text).spaced(), written.replace('T', " "));
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for microseconds in [0, 1, 1_767_225_600_123_456, -1] {
            let moment = Moment::from_microseconds(microseconds);
            let written = serde_json::to_value(moment).unwrap();
            assert_eq!(Moment::read_written(written.as_str().unwrap()), Some(moment));
            assert_eq!(moment.microseconds(), microseconds);
        }
        assert_eq!(Moment::read_written("t"), None);
        assert!(Moment::from_microseconds(i64::MAX) > Moment::from_microseconds(i64::MIN));
    }

    #[test]
    fn people_need_no_fraction() {
        let moment = moment("2024-01-02T03:04:05.678Z");
        assert_eq!(moment.day(), "2024-01-02");
        assert_eq!((moment.date_and_time().as_str(), moment.brief().as_str()), ("2024-01-02 03:04:05", "Jan 02 03:04"));
    }

    #[test]
    fn what_the_hub_does_not_write_is_refused() {
        for text in ["", "2024-01-02T03:04:05", "2024-01-02T03:04:05+00:00", "2024-01-02Z", "2024-13-02T03:04:05Z", "Z"]
        {
            assert_eq!(text.parse::<Moment>(), Err(MomentError(text.to_owned())));
        }
        let error = serde_json::from_str::<Moment>("\"soon\"").unwrap_err().to_string();
        assert!(error.starts_with("cannot read 'soon' as a time"), "{error}");
    }
}
