//! What is said when nobody answers.

use crate::run::Output;
use crate::sandbox::Sandbox;

fn check(output: &Output, code: i32, parts: &[&str]) {
    assert_eq!(output.code(), Some(code), "{output}");
    for part in parts {
        assert!(output.stderr.contains(part), "{part}\n{output}");
    }
}

#[test]
fn a_refusal_says_who_refused_why_and_what_to_do() {
    let sandbox = Sandbox::empty();
    for (model, code, parts) in [
        ("overloaded", 6, ["together failed", "Model is overloaded", "another provider"]),
        ("invalid", 1, ["together rejected the request", "`max_tokens` must be positive", "Cause"]),
        (
            "gone",
            3,
            ["together does not know model 'lab/gone'", "does not exist", "hf inference providers --model lab/gone"],
        ),
        ("slow", 6, ["gave up before the answer was complete", "Gateway Timeout", "--stream"]),
        ("forbidden", 4, ["together does not allow this", "This model is not allowed", "settings/inference-providers"]),
        ("paid", 4, ["no credits are left", "monthly included credits", "settings/billing"]),
        ("limited", 5, ["too many requests to together", "Rate limit reached", "wait"]),
        ("broken", 1, ["together rejected the request", "field required", "Cause"]),
    ] {
        let output = sandbox.hf(&format!("inference chat Hi -m lab/{model} --provider together"));
        check(&output, code, &parts);
    }
}

#[test]
fn a_model_that_nobody_serves_so_names_who_does_and_how() {
    let sandbox = Sandbox::empty();
    for (words, code, parts) in [
        ("chat Hi -m lab/text --provider groq", 3, vec!["not served by groq", "together, featherless-ai"]),
        (
            "chat Hi -m lab/text --provider together",
            1,
            vec!["does not support conversational", "`hf inference text-generation`"],
        ),
        ("text-generation Hi -m lab/chat", 1, vec!["does not support text-generation", "`hf inference chat`"]),
        (
            "chat Hi -m lab/sentiment --provider hf-inference",
            1,
            vec!["does not support conversational", "text-classification"],
        ),
        ("chat Hi -m lab/chat --provider fal-ai", 2, vec!["fal-ai does not support conversational", "groq"]),
        ("chat Hi -m lab/unmapped --provider groq", 3, vec!["not served by groq", "`hf inference models`"]),
        ("text-generation Hi -m lab/unmapped", 3, vec!["not served by any provider"]),
        ("chat Hi -m lab/none --provider groq", 3, vec!["model 'lab/none' not found"]),
        ("chat Hi -m lab/none", 1, vec!["the inference router rejected the request", "does not exist"]),
        (
            "chat Hi -m lab/chat:nope",
            1,
            vec!["is not supported by provider 'nope'", "hf inference providers --model lab/chat`"],
        ),
        ("chat Hi", 2, vec!["no model is given", "--model"]),
        ("chat Hi --provider groq", 2, vec!["no model is given", "groq needs one"]),
        ("chat Hi -m gpt-4o --provider openai", 4, vec!["openai takes no Hugging Face token", "--api-key-env"]),
        ("chat Hi -m lab/chat:x --provider groq", 2, vec!["'lab/chat:x' is not a model ID"]),
        ("chat Hi -m lab/chat --provider nope", 2, vec!["--provider"]),
        ("chat Hi --endpoint ftp://x", 2, vec!["not a web address"]),
    ] {
        check(&sandbox.hf(&format!("inference {words}")), code, &parts);
    }
}

#[test]
fn states_of_providers_are_told_and_used_all_the_same() {
    let sandbox = Sandbox::empty();
    for (provider, warning) in
        [("novita", "failed its last health check at novita"), ("deepinfra", "deepinfra only tests")]
    {
        let output = sandbox.hf(&format!("inference text-generation Once -m lab/text --provider {provider}")).success();
        assert!(output.stderr.contains(warning), "{output}");
    }
}

#[test]
fn without_a_token_the_router_is_not_asked() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("inference chat Hi -m lab/chat").no_token().run();
    check(&output, 4, &["an account is needed", "hf auth login"]);
    assert!(sandbox.hub().trace().is_empty());
    let offline = sandbox.command("inference chat Hi -m lab/chat").env("HF_HUB_OFFLINE", "1").run();
    check(&offline, 6, &["offline mode is on"]);
}

#[test]
fn programs_learn_the_status_and_the_address() {
    let output = Sandbox::empty().hf("inference chat Hi -m lab/paid --provider together --json");
    let report: serde_json::Value = serde_json::from_str(&output.stderr).unwrap();
    assert_eq!((&report["status"], &report["exit"]), (&402.into(), &4.into()));
    assert_eq!(report["url"], "[HUB]/_router/together/v1/chat/completions");
}

#[test]
fn an_answer_that_is_too_late_is_not_waited_for() {
    use crate::local_hub::faults::{Effect, Fault};
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/_router/*", Effect::Silence));
    check(&sandbox.hf("inference chat Hi -m lab/chat --timeout 1"), 6, &["no answer within 1s"]);
}
