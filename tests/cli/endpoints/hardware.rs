use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn what_can_be_deployed_on_is_listed_with_its_price() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("endpoints hardware --json").success();
    let first = json!({
        "id": "aws-l4-x1", "vendor": "aws", "region": "us-east-1", "accelerator": "gpu", "instance_type": "nvidia-l4",
        "instance_size": "x1", "architecture": "Some", "num_accelerators": 1, "memory_gb": 14.5, "price_per_hour": 0.8,
        "status": "available", "max_accelerators": 8, "used_accelerators": 6, "quota": "6/8",
    });
    assert_eq!(output.json()[0], first);
    assert_eq!(output.json().as_array().unwrap().len(), 2);
    assert!(output.stderr.contains("--instance-type nvidia-l4 --instance-size x1`"), "{output}");
    let all = sandbox.hf("endpoints hardware -a -q").success();
    assert_eq!(all.stdout, "aws-l4-x1\naws-l4-x4\naws-t4-x1\ngcp-spr-x2\n");
}

#[test]
fn filters_are_exact_whatever_the_case_and_wrong_ones_are_named() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("endpoints hardware --vendor GCP --accelerator CPU -q").success().stdout, "gcp-spr-x2\n");
    for (words, hint) in [
        ("--vendor awz", "no such hardware: --vendor 'awz' (valid: aws, gcp)"),
        ("--vendor gcp --accelerator gpu", "no hardware fits all filters at once"),
        ("--instance-type nvidia-t4", "see it with --all"),
        ("--instance-type nvidia-t4 -a", "none of these can be deployed on now"),
    ] {
        let output = sandbox.hf(&format!("endpoints hardware {words}")).success();
        assert!(output.stderr.contains(hint), "{output}");
    }
}
