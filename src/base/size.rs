//! Sizes in bytes as people write and read them, in steps of 1000.

use std::str::FromStr;

/// The size with one decimal and a unit letter, none for bytes (`777.0`, `1.5K`, `123.5M`), as the listings of the
/// cache show it.
pub fn human_size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["", "K", "M", "G", "T", "P"] {
        if value < 1000.0 {
            return format!("{value:.1}{unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.1}E")
}

/// The sum of sizes that others state: one that no disk has does not wrap into one that fits.
pub fn total(sizes: impl IntoIterator<Item = u64>) -> u64 {
    sizes.into_iter().fold(0, u64::saturating_add)
}

/// A number of bytes as it is typed: `512`, `8M`, `25GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

/// A size that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// Not a whole number with an optional unit.
    #[error("'{0}' is not a size: expected a whole number and a unit, such as 512, 8M or 25GB")]
    Malformed(String),
    /// Letters that are no unit.
    #[error("unknown unit '{0}': expected k, m, g, t or p, each with or without b")]
    UnknownUnit(String),
    /// Nothing at all, where something must be.
    #[error("the size must be above 0")]
    Zero,
    /// More bytes than can be counted.
    #[error("'{0}' is too large")]
    TooLarge(String),
}

impl ByteSize {
    /// The same for a rate.
    ///
    /// # Errors
    /// As for any size, and for 0.
    pub fn positive(text: &str) -> Result<Self, SizeError> {
        match text.parse()? {
            Self(0) => Err(SizeError::Zero),
            size => Ok(size),
        }
    }
}

impl FromStr for ByteSize {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = trimmed.split_at(digits);
        if number.is_empty() || !unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(SizeError::Malformed(text.to_owned()));
        }
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" => 1,
            "k" | "kb" => 1_000,
            "m" | "mb" => 1_000_000,
            "g" | "gb" => 1_000_000_000,
            "t" | "tb" => 1_000_000_000_000,
            "p" | "pb" => 1_000_000_000_000_000,
            _ => return Err(SizeError::UnknownUnit(unit.to_owned())),
        };
        let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
        bytes.map(Self).ok_or_else(|| SizeError::TooLarge(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteSize, SizeError, human_size};

    /// Made with the Python client's own function.
    const SHOWN: &[(u64, &str)] = &[
        (0, "0.0"),
        (1, "1.0"),
        (777, "777.0"),
        (999, "999.0"),
        (1000, "1.0K"),
        (1049, "1.0K"),
        (1050, "1.1K"),
        (1150, "1.1K"),
        (1250, "1.2K"),
        (1500, "1.5K"),
        (999949, "999.9K"),
        (999950, "1000.0K"),
        (999999, "1000.0K"),
        (1000000, "1.0M"),
        (123450000, "123.5M"),
        (123456789, "123.5M"),
        (999950000, "1000.0M"),
        (1000000000, "1.0G"),
        (250000000000, "250.0G"),
        (1000000000000000, "1.0P"),
        (999999999999999999, "1.0E"),
        (18446744073709551615, "18.4E"),
    ];

    #[test]
    fn sizes_are_shown_as_python_shows_them() {
        for (bytes, text) in SHOWN {
            assert_eq!(human_size(*bytes), *text);
        }
    }

    #[test]
    fn units_are_powers_of_a_thousand_in_either_case() {
        for (text, bytes) in [("0", 0), ("512", 512), ("8M", 8_000_000), (" 25GB ", 25_000_000_000), ("3kb", 3_000)] {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)));
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "M", "-1", "1.5M", "1 M", "0x1"] {
            assert_eq!(text.parse::<ByteSize>(), Err(SizeError::Malformed(text.into())));
        }
        assert_eq!("8MiB".parse::<ByteSize>(), Err(SizeError::UnknownUnit("MiB".into())));
        assert_eq!("99999P".parse::<ByteSize>(), Err(SizeError::TooLarge("99999P".into())));
    }
}
