//! Parameters that several tasks have alike.

use serde::Serialize;

use crate::args::offered::Offered;

/// Of what classifies.
#[derive(clap::Args, Serialize)]
pub(super) struct ClassifyParameters {
    /// Function that turns outputs into scores: sigmoid, softmax or none
    #[arg(long, value_name = "WORD", value_parser = Offered(&["sigmoid", "softmax", "none"]))]
    function_to_apply: Option<String>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

/// Of what makes one text of another.
#[derive(clap::Args, Serialize)]
pub(super) struct RewriteParameters {
    /// Remove blanks that tokens leave
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    clean_up_tokenization_spaces: Option<bool>,
    /// How a text that is too long is cut
    #[arg(long, value_name = "WORD", value_parser = Offered(&["do_not_truncate", "longest_first", "only_first", "only_second"]))]
    truncation: Option<String>,
}
