//! `hf sandbox`, against servers whose commands are played.

mod cp;
mod create;
mod exec;
mod kill;
mod pool;

use serde_json::Value;

use crate::sandbox::Sandbox as World;

/// A world with a running sandbox of ada's, and its ID.
fn with_sandbox() -> (World, String) {
    let world = World::empty();
    let id = world.hf("sandbox create -q").success().stdout.trim().to_owned();
    world.hub().forget();
    (world, id)
}

fn job(world: &World, id: &str) -> Value {
    world.hub().world().change_job("ada", id, |job| job.record.clone()).unwrap()
}
