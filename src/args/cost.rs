//! `--max-cost`: what something may cost, in US dollars.

use std::str::FromStr;

/// An amount above 0, such as `2.50` or `$2.50`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dollars(pub f64);

/// A text that is no such amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected US dollars above 0, such as 2.50")]
pub struct DollarsError;

impl FromStr for Dollars {
    type Err = DollarsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim().strip_prefix('$').unwrap_or(text).trim();
        let amount = number.parse::<f64>().ok().filter(|amount| amount.is_finite() && *amount > 0.0);
        amount.map(Self).ok_or(DollarsError)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dollars, DollarsError};

    #[test]
    fn an_amount_is_above_zero() {
        assert_eq!(["2.50", "$2.5", " 2.5 "].map(str::parse), [Ok(Dollars(2.5)); 3]);
        for text in ["", "0", "-1", "nan", "inf", "2 EUR", "$"] {
            assert_eq!(text.parse::<Dollars>(), Err(DollarsError), "{text}");
        }
    }
}
