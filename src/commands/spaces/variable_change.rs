//! Setting and deleting variables of a Space, whichever kind they are of.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::api::error::RefusalKind;
use crate::api::spaces::variables::{NewVariable, VariableKind};
use crate::args::deletion::DeletionArgs;
use crate::args::env_secrets::KeyValue;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::quantity::counted;

/// The variables of one kind of a Space.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub space: &'a RepoId,
    pub kind: VariableKind,
}

#[derive(Serialize)]
struct Added<'a> {
    space_id: &'a str,
    keys: Vec<&'a str>,
}

#[derive(Serialize)]
struct Deleted<'a> {
    space_id: &'a str,
    key: &'a str,
}

impl Of<'_> {
    /// Sets them one after the other. If one is refused, it says which are set and which are not.
    pub(super) async fn add(
        self,
        cx: &Context,
        hub: &Hub,
        variables: &[KeyValue],
        description: Option<&str>,
    ) -> Result<()> {
        let all: Vec<&str> = variables.iter().map(|variable| variable.key.as_str()).collect();
        let mut outcome = Ok(());
        let mut count = 0;
        for KeyValue { key, value } in variables {
            outcome = hub.set_space_variable(self.space, self.kind, &NewVariable { key, value, description }).await;
            if outcome.is_err() {
                break;
            }
            count += 1;
        }
        let (added, left) = all.split_at(count);
        if !added.is_empty() {
            let added = Added { space_id: self.space.id(), keys: added.to_vec() };
            cx.out.done(&format!("{} added", counted(count, self.kind.noun())), &added)?;
            if !left.is_empty() {
                cx.out.warning(&format!("not added: {}", left.join(", ")));
            }
        }
        Ok(outcome?)
    }

    /// Deletes one, after a question.
    pub(super) async fn delete(self, cx: &Context, key: &str, deletion: &DeletionArgs) -> Result<()> {
        let (space, noun) = (self.space, self.kind.noun());
        deletion.yes.confirm(&cx.out, &format!("Delete the {noun} '{key}' of Space '{space}' for good?"))?;
        let outcome = cx.hub(&deletion.token)?.delete_space_variable(space, self.kind, key).await;
        let is_gone = deletion.missing_ok.deleted(RefusalKind::NotFound, outcome)?;
        let deleted = Deleted { space_id: space.id(), key };
        if !is_gone {
            return Ok(cx.out.unchanged(&format!("Nothing to do: there is no such {noun}"), &deleted)?);
        }
        let noun = if self.kind == VariableKind::Secret { "Secret" } else { "Variable" };
        Ok(cx.out.done(&format!("{noun} deleted"), &deleted)?)
    }
}
