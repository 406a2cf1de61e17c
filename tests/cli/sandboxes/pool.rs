//! Sandboxes that share machines. The servers of those have addresses of their own behind TLS: nothing else gets tokens.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::World;
use crate::local_hub::world::jobs::Script;
use crate::local_hub::world::sandbox::Server;
use crate::network::relay::{self, Relay};
use crate::run::Output;

const DOMAIN: &str = "sandboxes.test";

/// A world whose sandboxes have names, which a proxy looks up.
struct Named {
    world: World,
    proxy: Relay,
    authority: PathBuf,
}

impl Named {
    fn new() -> Self {
        let world = World::empty();
        world.hub().world().update(|state| state.sandbox_domain = Some(DOMAIN.to_owned()));
        let (server, authority) = relay::tls_for(world.hub().endpoint(), vec![format!("*.{DOMAIN}")]);
        let proxy = relay::socks_proxy(&server.address.to_string());
        let authority = world.write("authority.pem", authority);
        Self { world, proxy, authority }
    }

    fn hf(&self, words: &str) -> Output {
        let run = self.world.command(words).env("ALL_PROXY", format!("socks5h://{}", self.proxy.address));
        run.env("NO_PROXY", "127.0.0.1").env("SSL_CERT_FILE", &self.authority).run()
    }

    /// The ID of what was created.
    fn create(&self, words: &str) -> String {
        self.hf(&format!("{words} -q")).success().stdout.trim().to_owned()
    }

    fn jobs(&self) -> Vec<Value> {
        self.world.hub().world().jobs_of("ada")
    }
}

fn host(sandbox: &str) -> &str {
    sandbox.split_once('.').unwrap().0
}

#[test]
fn a_machine_takes_as_many_sandboxes_as_it_may_and_then_another_is_started() {
    let named = Named::new();
    let pool = named.create("sandbox pool create --per-host 2 --max-hosts 2");
    let create = format!("sandbox create --pool {pool}");
    let sandboxes: Vec<String> = (0..4).map(|_| named.create(&create)).collect();
    let hosts: Vec<&str> = sandboxes.iter().map(|sandbox| host(sandbox)).collect();
    assert!(hosts[0] == hosts[1] && hosts[1] != hosts[2] && hosts[2] == hosts[3], "{hosts:?}");
    let full = named.hf(&create);
    assert!(full.code() == Some(1) && full.stderr.contains("may have 2 hosts at most"), "{full}");
    assert_eq!(named.jobs().len(), 2);
}

#[test]
fn a_sandbox_on_a_machine_is_used_with_its_own_token_and_ends_alone() {
    let named = Named::new();
    let pool = named.create("sandbox pool create --per-host 2");
    let first = named.create(&format!("sandbox create --pool {pool}"));
    let second = named.create(&format!("sandbox create --pool {pool}"));
    let output = named.hf(&format!("sandbox exec {first} -- echo pooled")).success();
    assert_eq!(output.stdout, "pooled\n");
    named.hf(&format!("sandbox kill {first}")).success();
    let gone = named.hf(&format!("sandbox exec {first} -- echo gone"));
    assert!(gone.code() == Some(1) && gone.stderr.contains("does not exist any more"), "{gone}");
    named.hf(&format!("sandbox exec {second} -- echo there")).success();
}

#[test]
fn a_machine_that_is_being_started_is_waited_for() {
    let named = Named::new();
    let pool = named.create("sandbox pool create --per-host 1 --max-hosts 2");
    named.create(&format!("sandbox create --pool {pool}"));
    // Another run has asked for the second.
    let (world, first) = (named.world.hub().world(), named.jobs().remove(0));
    world.script_jobs(Script::stages(&["SCHEDULING"]));
    let second = world.start_job("ada", "ada", &first).id;
    let id = first["id"].as_str().unwrap();
    world.change_job("ada", &second, |job| {
        let url = first["status"]["exposeUrls"][0].as_str().unwrap().replace(id, &second);
        job.record["status"]["exposeUrls"] = json!([url]);
    });
    world.update(|state| {
        let server = Server { slow: 3, hosted: [].into(), ..state.sandboxes[id].clone() };
        state.sandboxes.insert(second.clone(), server);
    });
    let placed = named.create(&format!("sandbox create --pool {pool}"));
    assert_eq!((host(&placed), named.jobs().len()), (second.as_str(), 2));
}

#[test]
fn the_machine_of_somebody_else_gets_no_token() {
    let named = Named::new();
    let pool = named.create("sandbox pool create");
    let id = named.jobs()[0]["id"].as_str().unwrap().to_owned();
    let change =
        |change: fn(&mut Value)| named.world.hub().world().change_job("ada", &id, |job| change(&mut job.record));
    change(|record| record["initiator"]["id"] = json!("somebody"));
    let output = named.hf(&format!("sandbox create --pool {pool}"));
    assert!(output.code() == Some(1) && output.stderr.contains("somebody else started it"), "{output}");
    change(|record| record["command"] = json!(["/bin/sh", "-c", "nc -l 49983"]));
    let output = named.hf(&format!("sandbox exec {id}.s0001 -- echo x"));
    assert!(output.code() == Some(1) && output.stderr.contains("does not run the sandbox server"), "{output}");
}
