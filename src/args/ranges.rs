//! Numbers and ranges of numbers as they are typed: `1-3,7`.

use std::ops::RangeInclusive;

/// The ranges of a text, in its order; a number alone is a range of one. `number` reads each number. `None` for a text that
/// is something else, or whose ranges go down.
pub(super) fn ranges(text: &str, number: impl Fn(&str) -> Option<u32>) -> Option<Vec<RangeInclusive<u32>>> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        (first <= last).then_some(first..=last)
    };
    text.split(',').map(range).collect()
}
