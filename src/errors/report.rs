//! Prints the one report that a failed run ends with, and returns its status.

use std::io::ErrorKind;

use anyhow::Error;
use serde::Serialize;

use super::Exit;
use super::explanation::Explanation;
use super::known::explain;
use super::transfer::resume_with;
use crate::api::HubError;
use crate::cli::usage::Stop;
use crate::context::{Context, Used};
use crate::output::{Format, Out, PromptError, is_unwritten};

/// The error as programs read it: one JSON object on standard error.
#[derive(Default, Serialize)]
struct Report<'a> {
    error: &'a str,
    cause: Option<&'a str>,
    hint: Option<&'a str>,
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

/// Reports an error: what failed, why, what to try. A closed pipe ends the program without a word.
pub fn report(cx: &Context, error: &Error) -> Exit {
    tell(&cx.out, error, cx.used_token().as_ref(), cx.config.debug)
}

fn tell(out: &Out, error: &Error, used: Option<&Used>, debug: bool) -> Exit {
    out.last_words();
    if is_reader_gone(error) {
        return Exit::Failure;
    }
    let Explanation { what, cause, hint, exit, is_about_owner: _ } = explain(error, used);
    let mut chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.dedup();
    let what = what.unwrap_or_else(|| chain.remove(0));
    let cause = cause.or_else(|| (!chain.is_empty() && chain[0] != what).then(|| chain.join(": ")));
    if out.format() == Format::Json {
        let refusal = error.chain().find_map(|cause| cause.downcast_ref::<HubError>()?.refusal());
        let report = Report {
            error: &what,
            cause: cause.as_deref(),
            hint: hint.as_deref(),
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
    if let Some(hint) = hint {
        out.hint(&hint);
    }
    if debug {
        out.details(&format!("{error:?}"));
    }
    exit
}

/// Reports a command line that runs no command.
pub fn usage(out: &Out, stop: Stop) -> Exit {
    match stop {
        Stop::Page(page) => match out.page(page.trim_end()) {
            Ok(()) => Exit::Ok,
            Err(error) => tell(out, &error.into(), None, false),
        },
        Stop::PageOnError(page) => {
            out.page_on_error(page.trim_end());
            Exit::Usage
        }
        Stop::Usage { message, context, listing } => {
            if let Some(context) = context {
                out.details(&format!("{context}\n"));
            }
            out.error(&message);
            if let Some(listing) = listing {
                out.details(&format!("\n{listing}"));
            }
            Exit::Usage
        }
    }
}

/// Reports a run that Ctrl-C or a signal ended.
pub fn interrupted(cx: &Context, exit: Exit, goes_on_when_repeated: bool) -> Exit {
    let out = &cx.out;
    out.last_words();
    let what = if exit == Exit::Terminated { "terminated" } else { "interrupted" };
    let hint = match cx.pull_request.get() {
        // The same command would open another.
        Some(num) => Some(format!("pull request {num} is open: {}", resume_with(*num))),
        None => goes_on_when_repeated.then(|| "run the same command again to resume".to_owned()),
    };
    if out.format() == Format::Json {
        let report = Report { error: what, hint: hint.as_deref(), exit: exit.status(), ..Report::default() };
        if out.error_object(&report).is_ok() {
            return exit;
        }
    }
    out.error(what);
    if let Some(hint) = hint {
        out.hint(&hint);
    }
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
    use std::io::{Error, ErrorKind};

    use super::is_reader_gone;

    #[test]
    fn a_broken_connection_is_not_a_closed_output() {
        assert!(!is_reader_gone(&Error::from(ErrorKind::BrokenPipe).into()));
    }
}
