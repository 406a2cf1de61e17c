//! How large a file of tensors may become: `5GB`, `1.5 GB`, `5GiB`, or bytes.

use std::str::FromStr;

/// Bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardSize(pub u64);

impl FromStr for ShardSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "expected a size such as 5GB, 1.5GB, 500MB or 4GiB";
        let compact: String = text.chars().filter(|character| *character != ' ').collect();
        let digits =
            compact.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(compact.len());
        let (number, unit) = compact.split_at(digits);
        let factor: f64 = match unit.to_ascii_uppercase().as_str() {
            "" | "B" => 1.0,
            "K" | "KB" => 1e3,
            "M" | "MB" => 1e6,
            "G" | "GB" => 1e9,
            "T" | "TB" => 1e12,
            "KIB" => 1024.0,
            "MIB" => 1_048_576.0,
            "GIB" => 1_073_741_824.0,
            "TIB" => 1_099_511_627_776.0,
            _ => return Err(WRONG),
        };
        let bytes = number.parse::<f64>().map_err(|_| WRONG)? * factor;
        if (1.0..1e18).contains(&bytes) { Ok(Self(bytes as u64)) } else { Err("expected a size of at least one byte") }
    }
}

#[cfg(test)]
mod tests {
    use super::ShardSize;

    #[test]
    fn sizes_are_powers_of_a_thousand_unless_they_say_otherwise() {
        for (text, bytes) in
            [("5GB", 5_000_000_000), (" 5 gb", 5_000_000_000), ("1.5MB", 1_500_000), ("4KiB", 4096), ("100", 100)]
        {
            assert_eq!(text.parse(), Ok(ShardSize(bytes)), "{text}");
        }
        for text in ["", "GB", "-1GB", "5XB", "0", "1.2.3GB", "99999999TB"] {
            assert!(text.parse::<ShardSize>().is_err(), "{text}");
        }
    }
}
