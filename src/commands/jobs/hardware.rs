//! `hf jobs hardware`.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};

use super::row::NONE;
use crate::api::hardware::Hardware;
use crate::args::token::TokenArg;
use crate::commands::hardware::{accelerator, prices};
use crate::context::Context;
use crate::output::Columns;

/// List the machines that jobs can run on, with their prices
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs hardware\n  $ hf jobs hardware --json | jq '.[] | .name'")]
pub struct ListHardware {}

#[derive(Serialize)]
struct Row {
    name: String,
    #[serde(rename = "pretty name")]
    pretty_name: String,
    cpu: String,
    ram: String,
    storage: String,
    accelerator: String,
    #[serde(flatten)]
    prices: Map<String, Value>,
}

impl ListHardware {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let rows: Vec<Row> = cx.hub(&TokenArg::default())?.job_hardware().await?.into_iter().map(row).collect();
        cx.out.table(&rows, &Columns::of_rows().whole("name"))?;
        cx.out.hint("choose one with `hf jobs run --flavor NAME`");
        Ok(())
    }
}

fn row(hardware: Hardware) -> Row {
    Row {
        prices: prices(&hardware),
        accelerator: hardware.accelerator.as_ref().map(accelerator).unwrap_or_default(),
        storage: hardware.ephemeral_storage.unwrap_or_else(|| NONE.to_owned()),
        name: hardware.name,
        pretty_name: hardware.pretty_name,
        cpu: hardware.cpu,
        ram: hardware.ram,
    }
}
