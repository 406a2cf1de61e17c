//! `hf endpoints deploy`.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::machine::{self, Machine};
use super::shape::{self, Credentials, put};
use super::shown;
use crate::api::endpoints::EndpointId;
use crate::args::endpoint::{ContainerArgs, EndpointArgs, ImageArgs, ScalingArgs, WaitArgs, endpoint_type};
use crate::args::env_secrets::{EnvArgs, SecretsArgs};
use crate::args::misuse::Misuse;
use crate::context::Context;

/// Deploy a model on an Inference Endpoint
///
/// `hf endpoints hardware` lists the available hardware.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints deploy my-endpoint --repo gpt2 --framework pytorch --accelerator cpu --instance-size x2 \
--instance-type intel-spr --region us-east-1 --vendor aws
  $ hf endpoints deploy my-endpoint --repo openai/gpt-oss-20b --framework custom --accelerator gpu --instance-size x1 \
--instance-type nvidia-l4 --region us-east-1 --vendor aws --custom-image vllm/vllm-openai --engine vllm --wait")]
pub struct Deploy {
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Model to deploy, such as openai/gpt-oss-20b
    #[arg(long, required = true, value_name = "REPO")]
    repo: String,
    /// Framework of the model, such as pytorch; custom for a custom image
    #[arg(long, required = true)]
    framework: String,
    /// Kind of hardware: cpu, gpu or neuron
    #[arg(long, required = true)]
    accelerator: String,
    /// Size of the instance, such as x1
    #[arg(long, required = true, value_name = "SIZE")]
    instance_size: String,
    /// Type of the instance, such as nvidia-l4
    #[arg(long, required = true, value_name = "TYPE")]
    instance_type: String,
    /// Region of the provider, such as us-east-1
    #[arg(long, required = true)]
    region: String,
    /// Provider, such as aws
    #[arg(long, required = true)]
    vendor: String,
    /// Task of the model, such as text-generation
    #[arg(long)]
    task: Option<String>,
    /// Branch, tag or commit of the model
    #[arg(long)]
    revision: Option<String>,
    #[command(flatten)]
    scaling: ScalingArgs,
    #[command(flatten)]
    image: ImageArgs,
    #[command(flatten)]
    registry: RegistryArgs,
    #[command(flatten)]
    container: ContainerArgs,
    #[command(flatten)]
    env: EnvArgs,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// Who may reach it; authenticated, once called protected, is the default
    #[arg(long = "type", value_name = "TYPE", value_parser = endpoint_type())]
    kind: Option<String>,
    /// AWS account that a private endpoint is linked to
    #[arg(long, value_name = "ID")]
    account_id: Option<String>,
    #[command(flatten)]
    wait: WaitArgs,
}

/// Who may fetch the custom image.
#[derive(clap::Args)]
struct RegistryArgs {
    /// User of the custom image's registry
    #[arg(long, value_name = "NAME")]
    container_registry_username: Option<String>,
    /// Password of the registry; prefer --container-registry-password-stdin
    #[arg(long, value_name = "PASSWORD")]
    container_registry_password: Option<String>,
    /// Read the password of the registry from standard input
    #[arg(long, conflicts_with = "container_registry_password")]
    container_registry_password_stdin: bool,
}

impl Deploy {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let credentials = self.registry.read(cx)?;
        let image = shape::image(&self.image, &credentials)?;
        if image.is_none() && (self.image.tensor_parallel_size.is_some() || self.image.data_parallel_size.is_some()) {
            let text = "--tensor-parallel-size and --data-parallel-size need --custom-image and --engine";
            return Err(Misuse(text.to_owned()).into());
        }
        let model = self.model(cx, image).await?;
        let kind = match self.kind.as_deref() {
            // What it was once called.
            None | Some("protected") => "authenticated",
            Some(kind) => kind,
        };
        let mut body = json!({
            "compute": {
                "accelerator": self.accelerator, "instanceSize": self.instance_size,
                "instanceType": self.instance_type, "scaling": self.scaling(cx),
            },
            "model": model, "name": self.endpoint.name,
            "provider": {"region": self.region, "vendor": self.vendor}, "type": kind,
        });
        if let Some(account) = &self.account_id {
            body["accountId"] = json!(account);
        }
        let EndpointArgs { name, namespace, token } = &self.endpoint;
        let namespace = cx.namespace(&cx.hub(token)?, namespace).await?;
        let endpoints = cx.endpoints(token)?;
        let outcome = endpoints.deploy(&namespace, &body).await;
        let endpoint = machine::explained(outcome, &self.machine(), (&endpoints, &namespace)).await?;
        let id = EndpointId { namespace, name: name.clone() };
        shown::print_or_wait(cx, &endpoints, &id, (endpoint, self.wait)).await
    }

    fn machine(&self) -> Machine<'_> {
        Machine {
            instance_type: Some(&self.instance_type),
            instance_size: Some(&self.instance_size),
            accelerator: Some(&self.accelerator),
            vendor: Some(&self.vendor),
            region: Some(&self.region),
        }
    }

    fn scaling(&self, cx: &Context) -> Map<String, Value> {
        warn_of_scaling(cx, &self.scaling);
        let mut scaling = json!({"maxReplica": 1, "minReplica": 1, "scaleToZeroTimeout": null});
        let fields = scaling.as_object_mut().map(std::mem::take).unwrap_or_default();
        fields.into_iter().chain(shape::scaling(&self.scaling)).collect()
    }

    async fn model(&self, cx: &Context, image: Option<Value>) -> Result<Map<String, Value>> {
        let mut model = Map::new();
        put(&mut model, "framework", Some(self.framework.as_str()));
        put(&mut model, "repository", Some(self.repo.as_str()));
        model.insert("revision".to_owned(), json!(self.revision));
        put(&mut model, "image", Some(image.unwrap_or_else(|| json!({"huggingface": {}}))));
        put(&mut model, "task", self.task.as_deref());
        let is_given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let container = ContainerArgs {
            container_command: is_given(&self.container.container_command),
            container_args: is_given(&self.container.container_args),
        };
        shape::add_container(&mut model, &container)?;
        let token = &self.endpoint.token;
        put(&mut model, "env", shape::object(cx.variables(&self.env, token).await?));
        put(&mut model, "secrets", shape::object(cx.secrets(&self.secrets, token).await?.skip_missing(&cx.out)));
        Ok(model)
    }
}

/// Says what the service would refuse, or ignore, without a word.
fn warn_of_scaling(cx: &Context, typed: &ScalingArgs) {
    if typed.scaling_threshold.is_some() && typed.scaling_metric.is_none() {
        cx.out.warning("--scaling-threshold has no effect without --scaling-metric");
    }
    if typed.scale_to_zero_timeout.is_some() && typed.min_replica != Some(0) {
        cx.out.hint("an endpoint scales to zero only with --min-replica 0");
    }
}

impl RegistryArgs {
    fn read(&self, cx: &Context) -> Result<Credentials> {
        let mut password = self.container_registry_password.clone();
        if password.is_some() {
            let text = "a password on the command line stays in your shell history: prefer \
                        --container-registry-password-stdin";
            cx.out.warning(text);
        }
        if self.container_registry_password_stdin {
            password = cx.out.read_line()?.filter(|line| !line.is_empty());
            if password.is_none() {
                return Err(Misuse("standard input has no password".to_owned()).into());
            }
        }
        Ok(Credentials { username: self.container_registry_username.clone(), password })
    }
}
