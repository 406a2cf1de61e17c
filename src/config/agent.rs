//! Finds out whether an AI agent runs the command, from the variables it sets. Asks no server: the registry is read
//! only where the Python client has left it.

use std::path::Path;

use serde_json::Value;

use super::env::Environment;

const REGISTRY: &str = ".agent_harnesses.json";
const STANDARD_VARIABLES: [&str; 2] = ["AI_AGENT", "AGENT"];

/// The agent's id; `unknown` for one that the registry does not list.
pub(super) fn detect(environment: &Environment, home: &Path) -> Option<String> {
    let registry = std::fs::read(home.join(REGISTRY)).ok();
    let registry = registry.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).unwrap_or_default();
    let named = STANDARD_VARIABLES.into_iter().find_map(|name| environment.text(name));
    let harnesses = registry["harnesses"].as_object();
    let listed = harnesses
        .into_iter()
        .flatten()
        .find(|(id, harness)| named.as_ref() == Some(id) || variables_match(environment, &harness["envVars"]));
    if let Some((id, _)) = listed {
        return Some(id.clone());
    }
    let id = named?.to_lowercase();
    let known = harnesses.is_some_and(|harnesses| harnesses.contains_key(&id));
    Some(if known { id } else { "unknown".to_owned() })
}

fn variables_match(environment: &Environment, patterns: &Value) -> bool {
    patterns.as_object().into_iter().flatten().any(|(name, pattern)| {
        let pattern = pattern.as_str();
        environment.text(name).is_some_and(|value| pattern == Some("*") || pattern == Some(&value))
    })
}

#[cfg(test)]
mod tests {
    use super::{Environment, REGISTRY, detect};

    fn detected(pairs: &[(&str, &str)]) -> Option<String> {
        let home = tempfile::tempdir().unwrap();
        let registry = r#"{"harnesses": {"robo": {"envVars": {"ROBO_RUN": "*", "MODE": "robo"}}}}"#;
        std::fs::write(home.path().join(REGISTRY), registry).unwrap();
        detect(&Environment::from_pairs(pairs), home.path())
    }

    #[test]
    fn a_listed_variable_names_the_agent() {
        assert_eq!(detected(&[("ROBO_RUN", "x")]).as_deref(), Some("robo"));
        assert_eq!(detected(&[("MODE", "robo")]).as_deref(), Some("robo"));
        assert_eq!(detected(&[("MODE", "other")]), None);
    }

    #[test]
    fn a_standard_variable_is_an_agent_even_when_unlisted() {
        assert_eq!(detected(&[("AI_AGENT", "ROBO")]).as_deref(), Some("robo"));
        assert_eq!(detected(&[("AGENT", "mine")]).as_deref(), Some("unknown"));
        assert_eq!(detected(&[]), None);
    }
}
