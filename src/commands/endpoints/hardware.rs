//! `hf endpoints hardware`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use crate::api::endpoints::hardware::Compute;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::base::shell;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: &[&str] = &[
    "vendor",
    "region",
    "accelerator",
    "instance_type",
    "instance_size",
    "memory_gb",
    "gpu_memory_gb",
    "price_per_hour",
    "quota",
    "status",
];

/// List the machines that endpoints can run on, with prices
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints hardware
  $ hf endpoints hardware --vendor aws --accelerator gpu
  $ hf endpoints hardware --all --json")]
pub struct Hardware {
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    filters: Filters,
    /// Also list hardware that is not available now
    #[arg(short, long)]
    all: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(clap::Args)]
struct Filters {
    /// Only this provider, such as aws
    #[arg(long)]
    vendor: Option<String>,
    /// Only this region, such as us-east-1
    #[arg(long)]
    region: Option<String>,
    /// Only this kind of hardware, such as gpu
    #[arg(long)]
    accelerator: Option<String>,
    /// Only this type of instance, such as nvidia-l4
    #[arg(long, value_name = "TYPE")]
    instance_type: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    vendor: &'a str,
    region: &'a str,
    accelerator: &'a str,
    instance_type: &'a str,
    instance_size: &'a str,
    architecture: Option<&'a str>,
    num_accelerators: Option<&'a Number>,
    num_cpus: Option<&'a Number>,
    memory_gb: Option<&'a Number>,
    gpu_memory_gb: Option<&'a Number>,
    price_per_hour: Option<&'a Number>,
    status: Option<&'a str>,
    max_accelerators: Option<&'a Number>,
    used_accelerators: Option<&'a Number>,
    quota: String,
}

/// A filter: its flag, its value, and the field that it looks at.
type Filter<'a> = (&'static str, &'a str, Field);
/// A text of a machine.
type Field = fn(&Compute) -> &str;

impl Hardware {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let namespace = cx.namespace(&cx.hub(&self.token)?, &self.namespace).await?;
        let all = cx.endpoints(&self.token)?.computes(&namespace).await?;
        let filters = self.filters.given();
        let fits =
            |compute: &&Compute| filters.iter().all(|(_, wanted, field)| field(compute).eq_ignore_ascii_case(wanted));
        let fitting: Vec<&Compute> = all.iter().filter(fits).collect();
        let mut shown: Vec<&Compute> =
            fitting.iter().copied().filter(|compute| self.all || compute.is_deployable()).collect();
        shown.sort_by_key(|compute| {
            let count = compute.num_accelerators.as_ref().and_then(Number::as_u64);
            (&compute.vendor, &compute.region, &compute.accelerator, &compute.instance_type, count)
        });
        let rows: Vec<Row<'_>> = shown.iter().copied().map(row).collect();
        cx.out.records(&rows, &Columns::of(COLUMNS).id("id"))?;
        cx.out.hint(&hint(&shown, &fitting, &unknown(&filters, &all)));
        Ok(())
    }
}

impl Filters {
    fn given<'a>(&'a self) -> Vec<Filter<'a>> {
        let typed = |flag, value: &'a Option<String>, field: Field| Some((flag, value.as_deref()?, field));
        let all = [
            typed("--vendor", &self.vendor, |compute| &compute.vendor),
            typed("--region", &self.region, |compute| &compute.region),
            typed("--accelerator", &self.accelerator, |compute| &compute.accelerator),
            typed("--instance-type", &self.instance_type, |compute| &compute.instance_type),
        ];
        all.into_iter().flatten().collect()
    }
}

/// Values of filters that no machine has, each with those that there are.
fn unknown(filters: &[Filter<'_>], all: &[Compute]) -> Vec<String> {
    let text = |(flag, wanted, field): &Filter<'_>| {
        let mut known: Vec<&str> = all.iter().map(field).collect();
        known.sort_unstable();
        known.dedup();
        let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(wanted));
        (!is_known).then(|| format!("{flag} '{wanted}' (valid: {})", known.join(", ")))
    };
    filters.iter().filter_map(text).collect()
}

fn hint(shown: &[&Compute], fitting: &[&Compute], unknown: &[String]) -> String {
    if let Some(compute) = shown.iter().find(|compute| compute.is_deployable()) {
        let words = [
            "hf",
            "endpoints",
            "deploy",
            "NAME",
            "--repo",
            "REPO",
            "--framework",
            "FRAMEWORK",
            "--vendor",
            &compute.vendor,
            "--region",
            &compute.region,
            "--accelerator",
            &compute.accelerator,
            "--instance-type",
            &compute.instance_type,
            "--instance-size",
            &compute.instance_size,
        ];
        return format!("deploy on one of these with `{}`", shell::command_line(&words));
    }
    if !shown.is_empty() {
        return "none of these can be deployed on now: they are not offered, or the quota is used up".to_owned();
    }
    if !fitting.is_empty() {
        return "all that fits cannot be deployed on now; see it with --all".to_owned();
    }
    match unknown {
        [] => "no hardware fits all filters at once: leave one out".to_owned(),
        unknown => format!("no such hardware: {}", unknown.join("; ")),
    }
}

fn row(compute: &Compute) -> Row<'_> {
    let number = |number: &Option<Number>| number.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string);
    let (used, max) = (&compute.quota.used_accelerators, &compute.quota.max_accelerators);
    Row {
        id: &compute.id,
        vendor: &compute.vendor,
        region: &compute.region,
        accelerator: &compute.accelerator,
        instance_type: &compute.instance_type,
        instance_size: &compute.instance_size,
        architecture: compute.architecture.as_deref(),
        num_accelerators: compute.num_accelerators.as_ref(),
        num_cpus: compute.num_cpus.as_ref(),
        memory_gb: compute.memory_gb.as_ref(),
        gpu_memory_gb: compute.gpu_memory_gb.as_ref(),
        price_per_hour: compute.price_per_hour.as_ref(),
        status: compute.status.as_deref(),
        max_accelerators: max.as_ref(),
        used_accelerators: used.as_ref(),
        quota: format!("{}/{}", number(used), number(max)),
    }
}
