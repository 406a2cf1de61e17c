//! `hf spaces hardware`.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::api::hardware::Hardware;
use crate::args::token::TokenArg;
use crate::commands::hardware::{accelerator, prices};
use crate::context::Context;
use crate::output::Columns;

/// List the hardware that a Space can run on, with prices
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces hardware
  $ hf spaces hardware --json")]
pub struct ListHardware {
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    name: String,
    #[serde(rename = "pretty name")]
    pretty_name: String,
    cpu: String,
    ram: String,
    accelerator: Option<String>,
    #[serde(flatten)]
    prices: Map<String, Value>,
}

impl ListHardware {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let rows: Vec<Row> = cx.hub(&self.token)?.space_hardware().await?.into_iter().map(row).collect();
        cx.out.table(&rows, &Columns::of_rows().whole("name"))?;
        cx.out.hint("change the hardware of a Space with `hf spaces settings SPACE_ID --hardware NAME`");
        Ok(())
    }
}

fn row(hardware: Hardware) -> Row {
    Row {
        prices: prices(&hardware),
        accelerator: hardware.accelerator.as_ref().map(accelerator),
        name: hardware.name,
        pretty_name: hardware.pretty_name,
        cpu: hardware.cpu,
        ram: hardware.ram,
    }
}
