//! `hf sandbox pool ls`.

use anyhow::Result;
use serde::Serialize;

use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::commands::sandbox::marks::{POOL, label};
use crate::commands::sandbox::place::{hosts_query, number};
use crate::context::Context;
use crate::output::Columns;

/// List pools that have a running machine
#[derive(clap::Args)]
#[command(visible_alias = "list")]
#[command(after_help = "Examples:\n  $ hf sandbox pool ls\n  $ hf sandbox pool ls --namespace demo-org --json")]
pub struct Ls {
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    id: String,
    image: Option<String>,
    flavor: Option<String>,
    per_host: String,
    hosts: usize,
}

impl Ls {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        let mut rows: Vec<Row> = Vec::new();
        for host in hub.jobs(&namespace, &hosts_query(None, &["RUNNING"])).all().await? {
            let Some(pool) = label(&host, POOL) else { continue };
            match rows.iter_mut().find(|row| row.id == pool) {
                Some(row) => row.hosts += 1,
                None => rows.push(Row {
                    id: pool.to_owned(),
                    per_host: number(&host, "SBX_CAPACITY").map(|number| number.to_string()).unwrap_or_default(),
                    image: host.docker_image.or(host.space_id),
                    flavor: host.flavor,
                    hosts: 1,
                }),
            }
        }
        cx.out.table(&rows, &Columns::of_rows().whole("id"))?;
        cx.out.hint(match rows.is_empty() {
            true => "create one with `hf sandbox pool create`",
            false => "create a sandbox on one with `hf sandbox create --pool ID`",
        });
        Ok(())
    }
}
