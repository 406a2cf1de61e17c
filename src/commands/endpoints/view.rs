//! An endpoint in a few words, for people. Programs get it as the service describes it.

use serde::Serialize;
use serde_json::Value;

use super::machine::Machine;
use crate::api::endpoints::Endpoint;
use crate::commands::hardware::an_hour;

/// A row of the listing.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    /// Only where endpoints of several are listed.
    namespace: Option<&'a str>,
    name: &'a str,
    status: &'a str,
    replicas: String,
    hardware: String,
    model: &'a str,
    url: Option<&'a str>,
}

/// The row of an endpoint.
pub(super) fn row<'a>(namespace: Option<&'a str>, endpoint: &'a Endpoint) -> Row<'a> {
    let Machine { instance_type, instance_size, .. } = Machine::of(endpoint);
    Row {
        namespace,
        name: endpoint.name(),
        status: endpoint.state(),
        replicas: replicas(endpoint),
        hardware: Machine { instance_type, instance_size, ..Machine::default() }.to_string(),
        model: endpoint.text("/model/repository"),
        url: endpoint.url(),
    }
}

/// Facts about an endpoint, each with its name; `price` is that of a replica, in US dollars an hour.
pub(super) fn facts(endpoint: &Endpoint, price: Option<f64>) -> Vec<(&'static str, String)> {
    let text = |pointer| endpoint.text(pointer).to_owned();
    let model = ["/model/repository", "/model/task", "/model/framework"].map(|pointer| endpoint.text(pointer));
    let model: Vec<&str> = model.into_iter().filter(|word| !word.is_empty()).collect();
    let facts = [
        ("url", endpoint.url().unwrap_or_default().to_owned()),
        ("replicas", replicas(endpoint) + &limits(endpoint)),
        ("hardware", Machine::of(endpoint).to_string()),
        ("price", price.map(|price| an_hour(price) + " for each replica").unwrap_or_default()),
        ("model", model.join(", ")),
        ("access", text("/type")),
        ("updated", text("/status/updatedAt")),
    ];
    facts.into_iter().filter(|(_, fact)| !fact.is_empty()).collect()
}

/// Those that are ready, of those that are wanted.
fn replicas(endpoint: &Endpoint) -> String {
    match (number(endpoint, "/status/readyReplica"), number(endpoint, "/status/targetReplica")) {
        (Some(ready), Some(target)) => format!("{ready}/{target}"),
        (ready, _) => ready.map(|ready| ready.to_string()).unwrap_or_default(),
    }
}

fn limits(endpoint: &Endpoint) -> String {
    let scaling = |name| number(endpoint, &format!("/compute/scaling/{name}"));
    match (scaling("minReplica"), scaling("maxReplica")) {
        (Some(least), Some(most)) => format!(" (at least {least}, at most {most})"),
        _ => String::new(),
    }
}

fn number(endpoint: &Endpoint, pointer: &str) -> Option<i64> {
    endpoint.0.pointer(pointer).and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::facts;
    use crate::api::endpoints::Endpoint;

    #[test]
    fn a_fact_that_is_missing_has_no_line() {
        assert_eq!(facts(&Endpoint(json!({"name": "mine"})), None), []);
        let endpoint = json!({
            "status": {"readyReplica": 1, "targetReplica": 2}, "compute": {"scaling": {"minReplica": 0, "maxReplica": 2}},
            "model": {"repository": "gpt2", "task": null},
        });
        let expected = [
            ("replicas", "1/2 (at least 0, at most 2)"),
            ("price", "$1.50 an hour for each replica"),
            ("model", "gpt2"),
        ];
        let facts = facts(&Endpoint(endpoint), Some(1.5));
        assert_eq!(facts, expected.map(|(name, fact)| (name, fact.to_owned())));
    }
}
