//! Inference Endpoints, their catalog, and the endpoints' own addresses. On the net these are servers of their own.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, read_form, sse};
use crate::local_hub::visit::{Caller, read_json};
use crate::local_hub::world::endpoints::Endpoint;

const ONE: &str = "/_endpoints/v2/endpoint/{namespace}/{name}";

type Named = Path<(String, String)>;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/_endpoints/v2/endpoint/{namespace}", get(list).post(deploy))
        .route(ONE, get(look).put(update).delete(remove))
        .route(&format!("{ONE}/pause"), post(pause))
        .route(&format!("{ONE}/resume"), post(resume))
        .route(&format!("{ONE}/scale-to-zero"), post(scale_to_zero))
        .route("/_endpoints/v2/provider/{namespace}", get(providers))
        .route("/_catalog/list", get(catalog))
        .route("/_catalog/recipe/{id}/deploy", post(deploy_recipe))
        .route("/_catalog/model/{namespace}/{name}/deploy", post(deploy_model))
        .route("/_ie/{namespace}/{name}", post(infer))
        .route("/_ie/{namespace}/{name}/health", get(health))
}

fn seen(app: &App, caller: &Caller, namespace: &str) -> Result<(), Refusal> {
    caller.require()?;
    let role = caller.role_in(app, namespace);
    role.map(drop).ok_or_else(|| Refusal::new(403, "You may not see the endpoints of this namespace"))
}

fn not_found() -> Refusal {
    Refusal::new(404, "Endpoint not found")
}

async fn list(State(app): State<App>, Path(namespace): Path<String>, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    let all = app.world.read(|state| state.endpoints.clone());
    let own = all.iter().filter(|endpoint| endpoint.namespace == namespace);
    let items: Vec<_> = own.map(|endpoint| endpoint.shown(&app.hub_url)).collect();
    Ok(answer(&json!({ "items": items })))
}

async fn look(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    let shown = app.world.change_endpoint(&namespace, &name, |endpoint| {
        endpoint.look();
        endpoint.shown(&app.hub_url)
    });
    Ok(answer(&shown.ok_or_else(not_found)?))
}

async fn deploy(State(app): State<App>, Path(namespace): Path<String>, caller: Caller, body: Body) -> Reply {
    caller.require_write(&app, &namespace, "deploy endpoints")?;
    let wanted = read_json(body).await?;
    let name = wanted["name"].as_str().unwrap_or_default();
    if app.world.change_endpoint(&namespace, name, |_| ()).is_some() {
        return Err(Refusal::new(409, format!("Endpoint {name} already exists")));
    }
    check(&wanted)?;
    Ok(answer(&app.world.deploy(&namespace, &wanted).shown(&app.hub_url)))
}

fn check(wanted: &Value) -> Result<(), Refusal> {
    let (compute, provider) = (&wanted["compute"], &wanted["provider"]);
    let offered = offered();
    let is_offered = offered["vendors"].as_array().unwrap().iter().any(|vendor| {
        let regions =
            vendor["regions"].as_array().unwrap().iter().filter(|region| region["name"] == provider["region"]);
        let mut computes = regions.flat_map(|region| region["computes"].as_array().unwrap());
        let fits = |known: &Value| {
            ["accelerator", "instanceType", "instanceSize"].iter().all(|field| known[*field] == compute[*field])
        };
        vendor["name"] == provider["vendor"] && computes.any(fits)
    });
    if !is_offered {
        return Err(Refusal::new(400, "Compute is not available"));
    }
    let scaling = &compute["scaling"];
    if scaling["minReplica"].as_i64() > scaling["maxReplica"].as_i64() {
        return Err(Refusal::new(400, "minReplica must be lower than or equal to maxReplica"));
    }
    Ok(())
}

/// Changes an endpoint of a namespace that the caller may write to.
fn change(
    (app, caller): (&App, &Caller),
    (namespace, name): (&str, &str),
    change: impl FnOnce(&mut Endpoint) -> Result<(), Refusal>,
) -> Reply {
    caller.require_write(app, namespace, "change endpoints")?;
    let outcome = app.world.change_endpoint(namespace, name, |endpoint| {
        change(endpoint)?;
        Ok(endpoint.shown(&app.hub_url))
    });
    Ok(answer(&outcome.ok_or_else(not_found)??))
}

async fn update(State(app): State<App>, Path((namespace, name)): Named, caller: Caller, body: Body) -> Reply {
    let changes = read_json(body).await?;
    change((&app, &caller), (&namespace, &name), |endpoint| {
        if endpoint.state() == "updating" {
            return Err(Refusal::new(409, "The endpoint is being updated"));
        }
        let mut changed = endpoint.record.clone();
        merge(&mut changed, &changes);
        check(&changed)?;
        endpoint.record = changed;
        endpoint.plan(&["updating", "running"]);
        Ok(())
    })
}

fn merge(into: &mut Value, from: &Value) {
    for (key, value) in from.as_object().into_iter().flatten() {
        match value.is_object() && !["image", "env", "secrets", "measure"].contains(&key.as_str()) {
            true => merge(&mut into[key], value),
            false => into[key] = value.clone(),
        }
    }
}

async fn remove(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    caller.require_write(&app, &namespace, "delete endpoints")?;
    app.world.change_endpoint(&namespace, &name, |_| ()).ok_or_else(not_found)?;
    app.world.update(|state| {
        state.endpoints.retain(|endpoint| endpoint.namespace != namespace || endpoint.name() != name);
    });
    Ok(answer(&json!({})))
}

async fn pause(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    change((&app, &caller), (&namespace, &name), |endpoint| {
        if endpoint.state() == "paused" {
            return Err(Refusal::new(400, "Endpoint is already paused"));
        }
        endpoint.plan(&["paused"]);
        Ok(())
    })
}

async fn resume(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    change((&app, &caller), (&namespace, &name), |endpoint| {
        if endpoint.state() == "running" {
            return Err(Refusal::new(400, "Bad Request: Endpoint is already running"));
        }
        endpoint.plan(&["pending", "running"]);
        Ok(())
    })
}

async fn scale_to_zero(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    change((&app, &caller), (&namespace, &name), |endpoint| {
        if !["running", "scaledToZero"].contains(&endpoint.state()) {
            return Err(Refusal::new(400, format!("Cannot scale to zero an endpoint that is {}", endpoint.state())));
        }
        endpoint.plan(&["scaledToZero"]);
        Ok(())
    })
}

async fn providers(State(app): State<App>, Path(namespace): Path<String>, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    Ok(answer(&offered()))
}

fn offered() -> Value {
    let compute = |id: &str, kind: &str, size: &str, status: &str, used: u64| {
        let accelerator = if kind.starts_with("nvidia") { "gpu" } else { "cpu" };
        let count: u64 = size[1..].parse().unwrap();
        json!({
            "id": id, "accelerator": accelerator, "instanceType": kind, "instanceSize": size, "architecture": "Some",
            "numAccelerators": count, "numCpus": null, "memoryGb": 14.5, "gpuMemoryGb": null, "pricePerHour": 0.8,
            "status": status, "quota": {"maxAccelerators": 8, "usedAccelerators": used},
        })
    };
    json!({"vendors": [
        {"name": "aws", "regions": [{"name": "us-east-1", "computes": [
            compute("aws-l4-x4", "nvidia-l4", "x4", "available", 6),
            compute("aws-l4-x1", "nvidia-l4", "x1", "available", 6),
            compute("aws-t4-x1", "nvidia-t4", "x1", "deprecated", 0),
        ]}]},
        {"name": "gcp", "regions": [{"name": "us-east4", "computes": [
            compute("gcp-spr-x2", "intel-spr", "x2", "available", 0),
        ]}]},
    ]})
}

async fn catalog(uri: Uri) -> Response {
    let form = read_form(uri.query().unwrap_or_default());
    let is_wanted = |name: &str, value: &Value| form.iter().all(|(key, wanted)| key != name || value == wanted);
    let models = models();
    let items = models.as_array().unwrap().iter().filter(|model| is_wanted("task", &model["task"]));
    answer(&json!({"items": items.collect::<Vec<_>>()}))
}

fn models() -> Value {
    json!([
        {"repoId": "ada/tiny-bert", "task": "text-generation", "license": "MIT", "recipes": [
            {"publicId": "mild-curry-1", "accelerator": "gpu", "engineType": "vllm", "ggufFile": null},
            {"publicId": "mild-curry-2", "accelerator": "cpu", "engineType": "llamacpp", "ggufFile": "q4.gguf"},
        ]},
        {"repoId": "ada/odd-names", "task": "fill-mask", "license": null, "recipes": [
            {"publicId": "hot-soup-1", "accelerator": "cpu", "engineType": "tei"},
        ]},
    ])
}

async fn deploy_recipe(State(app): State<App>, Path(id): Path<String>, caller: Caller, body: Body) -> Reply {
    let all = models();
    let has_it = |model: &&Value| model["recipes"].as_array().unwrap().iter().any(|recipe| recipe["publicId"] == *id);
    let model = all.as_array().unwrap().iter().find(has_it);
    from_catalog(&app, &caller, model.ok_or_else(|| Refusal::new(404, "Recipe not found"))?, body).await
}

async fn deploy_model(State(app): State<App>, Path((namespace, name)): Named, caller: Caller, body: Body) -> Reply {
    let (all, id) = (models(), format!("{namespace}/{name}"));
    let model = all.as_array().unwrap().iter().find(|model| model["repoId"] == *id);
    from_catalog(&app, &caller, model.ok_or_else(|| Refusal::new(404, "Not in the catalog"))?, body).await
}

async fn from_catalog(app: &App, caller: &Caller, model: &Value, body: Body) -> Reply {
    let wanted = read_json(body).await?;
    let namespace = wanted["namespace"].as_str().unwrap_or_default();
    caller.require_write(app, namespace, "deploy endpoints")?;
    let name = wanted["config"]["name"].as_str().unwrap_or("made-up-name");
    let endpoint = json!({
        "name": name, "type": "authenticated", "provider": {"vendor": "aws", "region": "us-east-1"},
        "compute": {"accelerator": "gpu", "instanceType": "nvidia-l4", "instanceSize": "x1",
                    "scaling": {"minReplica": 1, "maxReplica": 1}},
        "model": {"repository": model["repoId"], "framework": "custom", "task": model["task"], "revision": null,
                  "image": {"vLLM": {"url": "i:1"}}},
    });
    Ok(answer(&json!({"endpoint": app.world.deploy(namespace, &endpoint).shown(&app.hub_url)})))
}

/// The endpoint at its own address, for those who may reach it.
fn reached(app: &App, caller: &Caller, (namespace, name): (&str, &str)) -> Result<Value, Refusal> {
    let found = app.world.change_endpoint(namespace, name, |endpoint| {
        if endpoint.state() == "scaledToZero" {
            endpoint.plan(&["running"]);
            endpoint.asleep = 3;
        }
        endpoint.asleep = endpoint.asleep.saturating_sub(1);
        (endpoint.clone(), endpoint.asleep > 0)
    });
    let (endpoint, is_asleep) = found.ok_or_else(not_found)?;
    if endpoint.record["type"] != "public" {
        caller.require()?;
    }
    if is_asleep || endpoint.state() != "running" {
        return Err(Refusal::new(503, "The endpoint is waking up"));
    }
    Ok(endpoint.record)
}

async fn health(State(app): State<App>, Path((namespace, name)): Named, caller: Caller) -> Reply {
    reached(&app, &caller, (&namespace, &name))?;
    Ok(answer(&json!({})))
}

/// Says again what it is told, as a model that generates text.
async fn infer(State(app): State<App>, Path((namespace, name)): Named, caller: Caller, body: Body) -> Reply {
    let record = reached(&app, &caller, (&namespace, &name))?;
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let Ok(asked) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(answer(&json!([{"label": "bytes", "score": bytes.len()}])));
    };
    if asked["stream"] == json!(true) {
        let words = asked["inputs"].as_str().unwrap_or_default().split_inclusive(' ');
        let events = words.map(|word| json!({"token": {"text": word}, "generated_text": null}));
        return Ok(sse(events.collect(), || ()));
    }
    match record["model"]["task"].as_str() {
        Some("text-generation") => {
            let text = format!("{} {}", asked["inputs"].as_str().unwrap_or_default(), asked["parameters"]);
            Ok(answer(&json!([{"generated_text": text}])))
        }
        _ => Ok(answer(&json!([asked]))),
    }
}
