//! Jobs that are started together: how many, and which numbers they get.

use std::str::FromStr;

use super::ranges::ranges;

/// Jobs that one command line may start.
const MOST: usize = 1000;

/// `--count` and `--array`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct JobBatchArgs {
    /// Start N jobs and return; each finds its number, from 0, in HF_JOB_INDEX
    #[arg(long, value_name = "N", conflicts_with = "array", value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: Option<u32>,
    /// Start a job for each of these numbers and return; each finds its own in HF_JOB_INDEX
    #[arg(long, value_name = "RANGE")]
    array: Option<Indices>,
}

/// Numbers such as `0-31` or `1,4,8-10`, each once, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indices(Vec<u32>);

/// A text that is no such numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicesError {
    #[error("expected numbers and ranges, such as 0-31 or 1,4,8-10")]
    Malformed,
    #[error("these are more than {MOST} jobs")]
    TooMany,
}

impl JobBatchArgs {
    /// The numbers of the jobs; `None` for one job that has none.
    pub fn indices(&self) -> Option<Vec<u32>> {
        match (&self.array, self.count) {
            (Some(Indices(indices)), _) => Some(indices.clone()),
            (None, count) => count.map(|count| (0..count).collect()),
        }
    }
}

impl FromStr for Indices {
    type Err = IndicesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ranges = ranges(text, |text| text.trim().parse().ok()).ok_or(IndicesError::Malformed)?;
        let mut indices: Vec<u32> = ranges.into_iter().flatten().take(MOST + 1).collect();
        if indices.len() > MOST {
            return Err(IndicesError::TooMany);
        }
        indices.sort_unstable();
        indices.dedup();
        Ok(Self(indices))
    }
}

#[cfg(test)]
mod tests {
    use super::{Indices, IndicesError};

    #[test]
    fn ranges_and_numbers_are_counted_once_and_in_order() {
        for (text, expected) in [("0-3", vec![0, 1, 2, 3]), ("7", vec![7]), ("8-9, 1,8", vec![1, 8, 9])] {
            assert_eq!(text.parse(), Ok(Indices(expected)), "{text}");
        }
        assert_eq!("0-999".parse::<Indices>().unwrap().0.len(), 1000);
    }

    #[test]
    fn what_is_no_range_or_too_long_is_refused() {
        for text in ["", "a", "3-1", "1-", "-1", "1,,2", "1-2-3", "99999999999"] {
            assert_eq!(text.parse::<Indices>(), Err(IndicesError::Malformed), "{text}");
        }
        assert_eq!("0-1000".parse::<Indices>(), Err(IndicesError::TooMany));
        assert_eq!("0-4294967295".parse::<Indices>(), Err(IndicesError::TooMany));
    }
}
