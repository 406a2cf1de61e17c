//! What runs Spaces: hardware, stages, volumes, logs.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, sse};
use crate::local_hub::visit::{Caller, Visit, read_json};
use crate::local_hub::world::spaces::Machine;

pub(super) fn routes() -> Router<App> {
    let of = |rest: &str| format!("/api/spaces/{{namespace}}/{{name}}/{rest}");
    Router::new()
        .route("/api/spaces/hardware", get(hardware))
        .route("/api/spaces/zero-gpu/quota", get(quota))
        .route("/_space/{subdomain}/--replicas/{replica}/get-reload", post(reload))
        .route(&of("runtime"), get(runtime))
        .route(&of("pause"), post(pause))
        .route(&of("restart"), post(restart))
        .route(&of("hardware"), post(set_hardware))
        .route(&of("sleeptime"), post(set_sleep_time))
        .route(&of("dev-mode"), post(set_dev_mode))
        .route(&of("volumes"), put(set_volumes).delete(remove_volumes))
        .route(&of("storage"), post(set_storage).delete(remove_storage))
        .route(&of("logs/{log}"), get(log))
}

async fn hardware() -> Response {
    answer(&offered())
}

fn offered() -> Value {
    json!([
        {"name": "cpu-basic", "prettyName": "CPU Basic", "cpu": "2 vCPU", "ram": "16 GB", "accelerator": null,
         "unitCostMicroUSD": 0, "unitCostUSD": 0, "unitLabel": "minute"},
        {"name": "t4-small", "prettyName": "Nvidia T4 - small", "cpu": "4 vCPU", "ram": "15 GB",
         "accelerator": {"type": "gpu", "model": "T4", "quantity": "1", "vram": "16 GB", "manufacturer": "Nvidia"},
         "unitCostMicroUSD": 6667, "unitCostUSD": 0.006667, "unitLabel": "minute"},
        {"name": "new-gpu", "prettyName": "A newer one", "cpu": "4 vCPU", "ram": "15 GB", "accelerator": null,
         "unitCostMicroUSD": 10000, "unitCostUSD": 0.01, "unitLabel": "minute"},
    ])
}

/// What the Hub says of hardware that it does not have.
pub(super) fn refuse_unknown(flavor: Option<&str>) -> Result<(), Refusal> {
    let is_known = |flavor: &&str| offered().as_array().unwrap().iter().any(|known| known["name"] == **flavor);
    match flavor.filter(|flavor| !is_known(flavor)) {
        Some(flavor) => Err(Refusal::new(400, format!("Invalid option: unknown flavor \"{flavor}\""))),
        None => Ok(()),
    }
}

async fn quota(State(app): State<App>, caller: Caller) -> Reply {
    caller.require()?;
    let quota = app.world.read(|state| state.zero_gpu.clone());
    Ok(answer(&quota.unwrap_or_else(
        || json!({"base": 1500, "current": 1234.5, "resetsAt": "2026-01-02T00:00:00.000Z", "overquotaUsed": 2.5}),
    )))
}

/// Changes the machine of a Space, for those who may.
fn change(visit: &Visit, change: impl FnOnce(&mut Machine) -> Result<Value, Refusal>) -> Reply {
    visit.require_write()?;
    Ok(answer(&visit.app.world.change_space(visit.id(), change)?))
}

async fn runtime(visit: Visit) -> Reply {
    Ok(answer(&visit.app.world.change_space(visit.id(), Machine::look)))
}

async fn pause(visit: Visit) -> Reply {
    visit.require_write()?;
    if visit.repo.record.sdk.as_deref() == Some("static") {
        return Err(Refusal::new(400, "Static Spaces are always running and never billed"));
    }
    change(&visit, |machine| {
        machine.hardware = None;
        Ok(machine.plan(&["PAUSED"]))
    })
}

async fn restart(visit: Visit) -> Reply {
    change(&visit, |machine| Ok(machine.restart(visit.flag("factory"))))
}

async fn set_hardware(visit: Visit, body: Body) -> Reply {
    let wanted = read_json(body).await?;
    let flavor = wanted["flavor"].as_str();
    refuse_unknown(Some(flavor.unwrap_or_default()))?;
    change(&visit, |machine| {
        machine.requested = flavor.map(str::to_owned);
        if let Some(seconds) = wanted["sleepTimeSeconds"].as_i64() {
            sleep_after(machine, seconds)?;
        }
        Ok(machine.plan(&["BUILDING", "RUNNING"]))
    })
}

async fn set_sleep_time(visit: Visit, body: Body) -> Reply {
    let seconds = read_json(body).await?["seconds"].as_i64().unwrap_or_default();
    change(&visit, |machine| {
        sleep_after(machine, seconds)?;
        Ok(machine.runtime())
    })
}

fn sleep_after(machine: &mut Machine, seconds: i64) -> Result<(), Refusal> {
    if seconds != -1 && seconds < 300 {
        return Err(Refusal::new(400, "Sleep time must be at least 300 seconds, or -1"));
    }
    let is_free = machine.requested.as_deref() == Some("cpu-basic");
    machine.more.insert("gcTimeout".to_owned(), json!(if is_free { 172_800 } else { seconds }));
    Ok(())
}

async fn set_dev_mode(visit: Visit, body: Body) -> Reply {
    let enabled = read_json(body).await?["enabled"].clone();
    change(&visit, |machine| {
        machine.more.insert("devMode".to_owned(), enabled.clone());
        let is_broken = machine.stage() == "BUILD_ERROR";
        Ok(match enabled == json!(true) {
            true if is_broken => machine.plan(&["BUILDING", "BUILD_ERROR"]),
            true => machine.plan(&["RUNNING_BUILDING", "RUNNING"]),
            false => machine.runtime(),
        })
    })
}

async fn set_volumes(visit: Visit, body: Body) -> Reply {
    let volumes = read_json(body).await?["volumes"].clone();
    let all = volumes.as_array().ok_or_else(|| Refusal::new(400, "\"volumes\" must be an array"))?;
    let mut paths: Vec<_> = all.iter().map(|volume| volume["mountPath"].to_string()).collect();
    paths.sort_unstable();
    paths.dedup();
    if paths.len() < all.len() {
        return Err(Refusal::new(400, "Duplicate mount path"));
    }
    change(&visit, |machine| {
        machine.more.insert("volumes".to_owned(), volumes.clone());
        Ok(machine.runtime())
    })
}

async fn remove_volumes(visit: Visit) -> Reply {
    change(&visit, |machine| match machine.more.shift_remove("volumes") {
        Some(_) => Ok(machine.runtime()),
        None => Err(Refusal::new(404, "No volumes are mounted on this Space")),
    })
}

async fn set_storage(visit: Visit, body: Body) -> Reply {
    let tier = read_json(body).await?["tier"].clone();
    change(&visit, |machine| {
        machine.more.insert("storage".to_owned(), tier.clone());
        Ok(machine.runtime())
    })
}

async fn remove_storage(visit: Visit) -> Reply {
    change(&visit, |machine| match machine.more.shift_remove("storage") {
        Some(_) => Ok(machine.runtime()),
        None => Err(Refusal::new(404, "This Space has no persistent storage")),
    })
}

async fn log(visit: Visit) -> Reply {
    visit.require_write()?;
    let machine = &visit.repo.record.machine;
    let mut events = match visit.word("log") {
        "run" => machine.run_log.clone(),
        "build" => machine.build_log.clone(),
        _ => return Err(Refusal::new(404, "Not found")),
    };
    if let Some(tail) = visit.query("tail") {
        let tail: usize = tail.parse().map_err(|_| Refusal::new(400, "Invalid tail"))?;
        events.drain(..events.len().saturating_sub(tail));
    }
    Ok(sse(events, || ()))
}

/// What a replica of a Space says of a change of its code; it is a server of its own on the Hub.
async fn reload(State(app): State<App>, Path((subdomain, _)): Path<(String, String)>, caller: Caller) -> Reply {
    caller.require()?;
    let subdomain = subdomain.strip_suffix("--7887").unwrap_or_default();
    let spaces = app.world.repos();
    let space = spaces.iter().find(|repo| repo.record.id.replace('/', "-") == subdomain);
    if space.is_none_or(|repo| !repo.record.machine.more.contains_key("hotReloading")) {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    }
    let region = json!({"startLine": 3, "startCol": 0, "endLine": 5, "endCol": 9});
    let events = [
        json!({"kind": "file", "created": false}),
        json!({"kind": "update", "region": region, "objectType": "function", "objectName": "greet"}),
        json!({"kind": "run", "region": region, "codeLines": "demo = build()\n"}),
        json!({"kind": "ui", "updated": true}),
    ];
    Ok(sse(events.into_iter().map(|event| json!({ "data": event })).collect(), || ()))
}
