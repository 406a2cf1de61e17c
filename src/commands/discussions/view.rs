//! A discussion for people: its title and state, then what happened, one event after the other.

use std::io;

use crate::api::discussions::details::{Details, Event};
use crate::output::{Look, Out};

/// Digits of a commit that people need.
const SHORT_HASH: usize = 7;

/// Prints all of it, without the diff.
pub(super) fn show(out: &Out, details: &Details) -> io::Result<()> {
    let about = &details.discussion;
    out.styled_line(Look::Bold, &format!("{} #{}", about.title, about.num))?;
    let kind = if about.is_pull_request { "pull request" } else { "discussion" };
    let target = details.target_branch.as_ref().map(|branch| format!(", to be merged into {branch}"));
    let opened = format!("{} {kind} by {}, {}", about.status, about.author, about.created_at.date_and_time());
    out.line(&(opened + &target.filter(|_| details.merge_commit_oid.is_none()).unwrap_or_default()))?;
    if let Some(commit) = &details.merge_commit_oid {
        out.line(&format!("merged with {commit}"))?;
    }
    if !details.conflicts().is_empty() {
        out.styled_line(Look::Yellow, &format!("changed on both sides: {}", details.conflicts().join(", ")))?;
    }
    details.events.iter().try_for_each(|event| show_event(out, event))
}

fn show_event(out: &Out, event: &Event) -> io::Result<()> {
    out.line("")?;
    let when = event.created_at.date_and_time();
    let Some(content) = &event.content else {
        return out.styled_line(Look::Gray, &format!("{} {}, {when}", event.author, deed(event)));
    };
    let edited = if event.edited == Some(true) { ", edited" } else { "" };
    out.styled_line(Look::Bold, &format!("{} commented, {when}{edited} ({})", event.author, event.id))?;
    if event.hidden == Some(true) {
        return out.styled_line(Look::Gray, "  This comment is hidden");
    }
    content.lines().try_for_each(|line| out.line(&format!("  {line}")))
}

/// What somebody did, in words.
fn deed(event: &Event) -> String {
    let short = |hash: &str| hash.chars().take(SHORT_HASH).collect::<String>();
    match (&event.new_status, &event.summary, &event.new_title) {
        (Some(status), _, _) => format!("set the status to {status}"),
        (_, Some(summary), _) => format!("pushed {} {summary}", short(event.oid.as_deref().unwrap_or_default())),
        (_, _, Some(title)) => {
            format!("changed the title from '{}' to '{title}'", event.old_title.as_deref().unwrap_or_default())
        }
        _ => format!("did something else ({})", event.kind),
    }
}
