//! A log that is printed while it is written.

use std::collections::VecDeque;

use anyhow::Result;

use crate::api::HubError;
use crate::api::follow::Log;
use crate::context::Context;

/// Prints the lines that are meant, to the end of the log; those that come together are written together. Gives whether
/// there was any line.
///
/// # Errors
/// The log cannot be read on, or standard output cannot be written.
pub(super) async fn print<F: AsyncFnMut() -> Result<bool, HubError>>(
    cx: &Context,
    log: &mut Log<'_, F>,
    is_meant: impl Fn(&str) -> bool,
) -> Result<bool> {
    let (mut any, mut lines) = (false, Vec::new());
    while let Some(line) = log.next().await? {
        any = true;
        lines.extend(Some(line.text).filter(|text| is_meant(text)));
        if !log.is_at_hand() {
            cx.out.foreign_lines(&lines)?;
            lines.clear();
        }
    }
    Ok(any)
}

/// Prints the last lines alone, once all have come: the Hub may send more of them. Gives whether there was any line.
///
/// # Errors
/// The log cannot be read to its end, or standard output cannot be written.
pub(super) async fn print_last<F: AsyncFnMut() -> Result<bool, HubError>>(
    cx: &Context,
    log: &mut Log<'_, F>,
    most: usize,
) -> Result<bool> {
    let (mut any, mut lines) = (false, VecDeque::new());
    while let Some(line) = log.next().await? {
        any = true;
        lines.push_back(line.text);
        if lines.len() > most {
            lines.pop_front();
        }
    }
    cx.out.foreign_lines(lines.make_contiguous())?;
    Ok(any)
}
