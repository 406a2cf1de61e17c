//! Prints the one report that a failed run ends with, and returns its status.

use std::io::ErrorKind;

use anyhow::Error;
use serde::Serialize;

use super::Exit;
use super::explanation::Explanation;
use super::inference;
use super::known::explain;
use super::topics;
use crate::api::HubError;
use crate::cli::usage::Stop;
use crate::commands::answer::No;
use crate::commands::child::ChildEnded;
use crate::commands::each::SomeFailed;
use crate::context::Context;
use crate::context::left_behind::Remains;
use crate::output::{Format, Out, PromptError, is_unwritten};

/// The error as programs read it: one JSON object on standard error.
#[derive(Default, Serialize)]
struct Report<'a> {
    error: &'a str,
    cause: Option<&'a str>,
    /// Several are joined.
    hint: Option<String>,
    exit: u8,
    status: Option<u16>,
    url: Option<&'a str>,
    request_id: Option<&'a str>,
}

/// Asks the Hub who owns the token, if the report of this error needs to know.
pub async fn learn_owner(cx: &Context, error: &Error) {
    if explain(error, cx.used_token().as_ref()).is_about_owner {
        cx.learn_owner().await;
    }
}

/// Reports an error: what failed, why, what to try. A closed pipe ends the program without a word, and so does what has
/// been said already: a child's reason to fail, an answer that is no.
pub fn report(cx: &Context, error: &Error) -> Exit {
    if let Some(exit) = without_words(error) {
        cx.out.last_words();
        return exit;
    }
    if let Some(SomeFailed { errors, .. }) = error.downcast_ref() {
        for error in errors {
            report(cx, error);
        }
        return Exit::Failure;
    }
    let mut explanation = explain(error, cx.used_token().as_ref());
    explanation.hints.extend(hints_on(cx.left_behind.get()));
    tell(&cx.out, error, explanation, cx.config.debug)
}

fn tell(out: &Out, error: &Error, explanation: Explanation, debug: bool) -> Exit {
    out.last_words();
    if is_reader_gone(error) {
        return Exit::Failure;
    }
    let Explanation { what, cause, hints, exit, is_about_owner: _ } = explanation;
    let mut chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.dedup();
    let what = what.unwrap_or_else(|| chain.remove(0));
    let cause = cause.or_else(|| (!chain.is_empty() && chain[0] != what).then(|| chain.join(": ")));
    if out.format() == Format::Json {
        let of_model = error.chain().find_map(|cause| inference::refusal(cause.downcast_ref()?));
        let refusal = of_model.or_else(|| error.chain().find_map(|cause| cause.downcast_ref::<HubError>()?.refusal()));
        let report = Report {
            error: &what,
            cause: cause.as_deref(),
            hint: joined(&hints),
            exit: exit.status(),
            status: refusal.map(|refusal| refusal.status.as_u16()),
            url: refusal.map(|refusal| refusal.url.as_str()),
            request_id: refusal.and_then(|refusal| refusal.request_id.as_deref()),
        };
        // Text and numbers always make JSON; if not, the words below do.
        if out.error_object(&report).is_ok() {
            return exit;
        }
    }
    out.error(&what);
    if let Some(cause) = cause {
        out.details(&format!("Cause: {cause}"));
    }
    hints.iter().for_each(|hint| out.hint(hint));
    if debug {
        out.details(&format!("{error:?}"));
    }
    exit
}

fn without_words(error: &Error) -> Option<Exit> {
    let of_child = error.downcast_ref().map(|ChildEnded(status)| Exit::Child(*status));
    of_child.or_else(|| error.downcast_ref().map(|No| Exit::NotFound))
}

/// What the run leaves behind, and what can be done about it.
fn hints_on(left_behind: Option<Remains>) -> Vec<String> {
    let Some(Remains { what, mut hints }) = left_behind else { return Vec::new() };
    match hints.first_mut() {
        Some(first) => *first = format!("{what}: {first}"),
        None => hints.push(what),
    }
    hints
}

fn joined(hints: &[String]) -> Option<String> {
    (!hints.is_empty()).then(|| hints.join("; "))
}

/// Reports a command line that runs no command.
pub fn usage(out: &Out, stop: Stop) -> Exit {
    match stop {
        Stop::Page(page) => match out.page(page.trim_end()) {
            Ok(()) => Exit::Ok,
            Err(error) => {
                let error = error.into();
                tell(out, &error, explain(&error, None), false)
            }
        },
        Stop::Topic(topic) => usage(out, Stop::Page(topics::page(topic))),
        Stop::PageOnError(page) => {
            out.page_on_error(page.trim_end());
            Exit::Usage
        }
        Stop::Usage { message, context, listing } => {
            // The message comes last: it is what the eye looks for, above the next prompt.
            for above in [listing, context].into_iter().flatten() {
                out.details(&format!("{above}\n"));
            }
            out.error(&message);
            Exit::Usage
        }
    }
}

/// Reports a run that Ctrl-C or a signal ended.
pub fn interrupted(cx: &Context, exit: Exit, resumes: bool) -> Exit {
    let out = &cx.out;
    out.last_words();
    let what = if exit == Exit::Terminated { "terminated" } else { "interrupted" };
    let mut hints = hints_on(cx.left_behind.get());
    // What is left behind would be made twice.
    if hints.is_empty() && resumes {
        hints.push("run the same command again to resume".to_owned());
    }
    if out.format() == Format::Json {
        let report = Report { error: what, hint: joined(&hints), exit: exit.status(), ..Report::default() };
        if out.error_object(&report).is_ok() {
            return exit;
        }
    }
    out.error(what);
    hints.iter().for_each(|hint| out.hint(hint));
    exit
}

/// Nobody reads standard output any more. Other broken pipes and connections are reported.
fn is_reader_gone(error: &Error) -> bool {
    let of_output = |cause: &std::io::Error| cause.kind() == ErrorKind::BrokenPipe && is_unwritten(cause);
    error.chain().any(|cause| match cause.downcast_ref::<PromptError>() {
        Some(PromptError::Io(inner)) => of_output(inner),
        _ => cause.downcast_ref::<std::io::Error>().is_some_and(of_output),
    })
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use anyhow::{Context as _, Error};

    use super::{hints_on, is_reader_gone, without_words};
    use crate::commands::child::ChildEnded;
    use crate::context::left_behind::Remains;
    use crate::errors::Exit;

    #[test]
    fn a_broken_connection_is_not_a_closed_output() {
        assert!(!is_reader_gone(&std::io::Error::from(ErrorKind::BrokenPipe).into()));
    }

    #[test]
    fn a_childs_status_is_passed_on() {
        let error = Err::<(), _>(ChildEnded(42)).context("in the sandbox").unwrap_err();
        assert_eq!(without_words(&error).map(Exit::status), Some(42));
        assert_eq!(without_words(&Error::msg("42")), None);
    }

    #[test]
    fn what_is_left_behind_is_said_before_what_can_be_done_about_it() {
        let hints = |hints: &[&str]| {
            let hints = hints.iter().map(|hint| (*hint).to_owned()).collect();
            hints_on(Some(Remains { what: "job ada/42 is still running".to_owned(), hints }))
        };
        assert_eq!(hints(&["follow it", "stop it"]), ["job ada/42 is still running: follow it", "stop it"]);
        assert_eq!(hints(&[]), ["job ada/42 is still running"]);
        assert!(hints_on(None).is_empty());
    }
}
