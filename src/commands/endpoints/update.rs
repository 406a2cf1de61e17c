//! `hf endpoints update`.

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use super::machine::{self, Machine};
use super::named::named;
use super::shape::{self, Credentials, put};
use super::shown;
use crate::api::endpoints::{EndpointId, Endpoints};
use crate::args::endpoint::{ContainerArgs, EndpointArgs, ImageArgs, ScalingArgs, WaitArgs};
use crate::args::env_secrets::{EnvArgs, SecretsArgs};
use crate::context::Context;

/// Change an endpoint: its model, its hardware, how it scales
///
/// Only the given settings change. A custom image, variables and secrets replace all earlier ones.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints update my-endpoint --min-replica 0 --scale-to-zero-timeout 15
  $ hf endpoints update my-endpoint --instance-type nvidia-l4 --instance-size x4 --wait
  $ hf endpoints update my-endpoint --secrets API_KEY")]
pub struct Update {
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Model to deploy
    #[arg(long, value_name = "REPO")]
    repo: Option<String>,
    /// Framework of the model
    #[arg(long)]
    framework: Option<String>,
    /// Branch, tag or commit of the model
    #[arg(long)]
    revision: Option<String>,
    /// Task of the model
    #[arg(long)]
    task: Option<String>,
    /// Kind of hardware: cpu, gpu or neuron
    #[arg(long)]
    accelerator: Option<String>,
    /// Size of the instance, such as x1
    #[arg(long, value_name = "SIZE")]
    instance_size: Option<String>,
    /// Type of the instance, such as nvidia-l4
    #[arg(long, value_name = "TYPE")]
    instance_type: Option<String>,
    #[command(flatten)]
    scaling: ScalingArgs,
    #[command(flatten)]
    image: ImageArgs,
    #[command(flatten)]
    container: ContainerArgs,
    #[command(flatten)]
    env: EnvArgs,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    wait: WaitArgs,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut model = Map::new();
        put(&mut model, "repository", self.repo.as_deref());
        put(&mut model, "framework", self.framework.as_deref());
        put(&mut model, "revision", self.revision.as_deref());
        put(&mut model, "task", self.task.as_deref());
        put(&mut model, "image", shape::image(&self.image, &Credentials::default())?);
        shape::add_container(&mut model, &self.container)?;
        let token = &self.endpoint.token;
        put(&mut model, "env", shape::object(cx.variables(&self.env, token).await?));
        put(&mut model, "secrets", shape::object(cx.secrets(&self.secrets, token).await?.skip_missing(&cx.out)));
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let has_sizes = self.image.tensor_parallel_size.is_some() || self.image.data_parallel_size.is_some();
        if has_sizes && self.image.custom_image.is_none() {
            put(&mut model, "image", Some(self.resized(&endpoints, &id).await?));
        }
        let mut changes = Map::new();
        put(&mut changes, "compute", Some(self.compute()).filter(|fields| !fields.is_empty()));
        put(&mut changes, "model", Some(model).filter(|fields| !fields.is_empty()));
        let outcome = endpoints.update(&id, &Value::from(changes)).await;
        let endpoint = machine::explained(outcome, &self.machine(), (&endpoints, &id.namespace)).await?;
        shown::print_or_wait(cx, &endpoints, &id, (endpoint, self.wait)).await
    }

    fn machine(&self) -> Machine<'_> {
        Machine {
            instance_type: self.instance_type.as_deref(),
            instance_size: self.instance_size.as_deref(),
            accelerator: self.accelerator.as_deref(),
            ..Machine::default()
        }
    }

    fn compute(&self) -> Map<String, Value> {
        let mut compute = Map::new();
        put(&mut compute, "accelerator", self.accelerator.as_deref());
        put(&mut compute, "instanceSize", self.instance_size.as_deref());
        put(&mut compute, "instanceType", self.instance_type.as_deref());
        put(&mut compute, "scaling", Some(shape::scaling(&self.scaling)).filter(|fields| !fields.is_empty()));
        compute
    }

    /// The image that it has, with other sizes: the service takes images whole.
    async fn resized(&self, endpoints: &Endpoints, id: &EndpointId) -> Result<Value> {
        let endpoint = endpoints.endpoint(id).await?;
        let mut image = endpoint.0.pointer("/model/image").cloned().unwrap_or_default();
        let variant = image.as_object_mut().and_then(|variants| variants.values_mut().next());
        let Some(variant) = variant.and_then(Value::as_object_mut) else {
            bail!("endpoint '{}' has no image whose sizes could change: use --custom-image", id.full());
        };
        if variant.contains_key("credentials") {
            bail!(
                "endpoint '{}' runs an image with registry credentials, which cannot be read back: use --custom-image",
                id.full()
            );
        }
        shape::add_sizes(variant, &self.image);
        Ok(image)
    }
}
