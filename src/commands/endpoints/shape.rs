//! From the words of `deploy` and `update` to what the service is sent. Asks nobody.

use serde_json::{Map, Value, json};

use crate::args::endpoint::{ContainerArgs, ImageArgs, ScalingArgs};
use crate::args::env_secrets::{self, KeyValue};
use crate::args::misuse::Misuse;
use crate::base::shell;

/// Who may fetch an image from its registry.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    pub username: Option<String>,
    pub password: Option<String>,
}

/// Adds a field that was typed.
pub(super) fn put(fields: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), value.into());
    }
}

/// `scaling`, as far as it was typed.
pub(super) fn scaling(typed: &ScalingArgs) -> Map<String, Value> {
    let mut fields = Map::new();
    put(&mut fields, "maxReplica", typed.max_replica);
    put(&mut fields, "minReplica", typed.min_replica);
    put(&mut fields, "scaleToZeroTimeout", typed.scale_to_zero_timeout);
    let measure = typed.scaling_metric.as_ref().map(|metric| json!({ metric.as_str(): typed.scaling_threshold }));
    put(&mut fields, "measure", measure);
    fields
}

/// `image`; `None` without a custom one.
pub(super) fn image(typed: &ImageArgs, credentials: &Credentials) -> Result<Option<Value>, Misuse> {
    let ImageArgs { custom_image, engine, health_route, port, tensor_parallel_size, data_parallel_size } = typed;
    let Some(url) = custom_image else {
        let flags = [
            (engine.is_some(), "--engine"),
            (health_route.is_some(), "--health-route"),
            (port.is_some(), "--port"),
            (credentials.username.is_some(), "--container-registry-username"),
            (credentials.password.is_some(), "--container-registry-password"),
        ];
        let given: Vec<_> = flags.into_iter().filter_map(|(is_given, flag)| is_given.then_some(flag)).collect();
        return match given.as_slice() {
            [] => Ok(None),
            flags => Err(Misuse(format!("{} needs --custom-image", flags.join(", ")))),
        };
    };
    let has_sizes = tensor_parallel_size.is_some() || data_parallel_size.is_some();
    let has_credentials = credentials.username.is_some() || credentials.password.is_some();
    let refused = |text: &str| Err(Misuse(text.to_owned()));
    match engine {
        _ if has_credentials && credentials.username.is_none() => {
            return refused("--container-registry-password needs --container-registry-username");
        }
        Some(_) if has_credentials => return refused("--engine and registry credentials cannot be used together"),
        None if has_sizes => return refused("--tensor-parallel-size and --data-parallel-size need --engine"),
        _ => {}
    }
    let mut image = Map::new();
    put(&mut image, "url", Some(url.as_str()));
    put(&mut image, "healthRoute", health_route.as_deref());
    put(&mut image, "port", *port);
    add_sizes(&mut image, typed);
    if has_credentials {
        let mut all = Map::new();
        put(&mut all, "username", credentials.username.as_deref());
        put(&mut all, "password", credentials.password.as_deref());
        put(&mut image, "credentials", Some(all));
    }
    Ok(Some(json!({ engine.as_deref().map_or("custom", key): image })))
}

/// The sizes, as fields of an image.
pub(super) fn add_sizes(image: &mut Map<String, Value>, typed: &ImageArgs) {
    put(image, "tensorParallelSize", typed.tensor_parallel_size);
    put(image, "dataParallelSize", typed.data_parallel_size);
}

/// What an engine is called in the service's JSON.
fn key(engine: &str) -> &str {
    match engine {
        "hf-serve" => "hfServe",
        "sglang" => "sGLang",
        "tgi-neuron" => "tgiNeuron",
        "vllm" => "vLLM",
        "vllm-neuron" => "vLLMNeuron",
        other => other,
    }
}

/// `command` and `args`.
pub(super) fn add_container(model: &mut Map<String, Value>, typed: &ContainerArgs) -> Result<(), Misuse> {
    for (name, flag, text) in [
        ("command", "--container-command", &typed.container_command),
        ("args", "--container-args", &typed.container_args),
    ] {
        let Some(text) = text else { continue };
        let split = shell::split(text);
        if split.is_open {
            return Err(Misuse(format!("{flag}: a quote is not closed")));
        }
        model.insert(name.to_owned(), split.words.into());
    }
    Ok(())
}

/// Variables as an object; `None` if there are none.
pub(super) fn object(variables: Vec<KeyValue>) -> Option<Map<String, Value>> {
    (!variables.is_empty()).then(|| env_secrets::object(variables))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Credentials, image};
    use crate::args::endpoint::ImageArgs;

    fn vllm() -> ImageArgs {
        let text = |text: &str| Some(text.to_owned());
        ImageArgs { custom_image: text("i:1"), engine: text("vllm"), port: Some(8000), ..ImageArgs::default() }
    }

    fn of(typed: &ImageArgs, username: Option<&str>) -> Result<Option<Value>, String> {
        let credentials = Credentials { username: username.map(str::to_owned), password: None };
        image(typed, &credentials).map_err(|misuse| misuse.to_string())
    }

    #[test]
    fn an_engine_has_a_key_of_its_own() {
        let sized = ImageArgs { tensor_parallel_size: Some(2), ..vllm() };
        let expected = json!({"vLLM": {"url": "i:1", "port": 8000, "tensorParallelSize": 2}});
        assert_eq!(of(&sized, None), Ok(Some(expected)));
        let unknown = ImageArgs { engine: Some("newEngine".to_owned()), ..vllm() };
        assert_eq!(of(&unknown, None), Ok(Some(json!({"newEngine": {"url": "i:1", "port": 8000}}))));
        let custom = ImageArgs { engine: None, ..vllm() };
        let expected = json!({"custom": {"url": "i:1", "port": 8000, "credentials": {"username": "u"}}});
        assert_eq!(of(&custom, Some("u")), Ok(Some(expected)));
        assert_eq!(of(&ImageArgs::default(), None), Ok(None));
    }

    #[test]
    fn what_needs_an_image_or_an_engine_is_refused_without_it() {
        let no_image = ImageArgs { custom_image: None, ..vllm() };
        assert_eq!(of(&no_image, None), Err("--engine, --port needs --custom-image".to_owned()));
        assert!(of(&vllm(), Some("u")).is_err());
        let no_engine = ImageArgs { engine: None, data_parallel_size: Some(2), ..vllm() };
        assert!(of(&no_engine, None).is_err());
    }
}
