//! The named tokens, as the verbs of this group read them.

use anyhow::Result;

use crate::auth::store::{StoreError, StoredTokens};
use crate::context::Context;

/// Reads the named tokens. A file that makes no sense counts as empty: the next login replaces it.
pub(super) fn stored(cx: &Context) -> Result<StoredTokens> {
    match StoredTokens::read(&cx.config.paths.stored_tokens) {
        Err(StoreError::Unparsable { path, source }) => {
            cx.out.error(&format!("cannot make sense of '{}', taken as empty: {source}", path.display()));
            Ok(StoredTokens::default())
        }
        read => Ok(read?),
    }
}
