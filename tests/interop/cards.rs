//! Cards: what one client writes the other reads, field by field, and the metadata is laid out alike.

use serde_json::{Value, json};

use super::python::python;
use crate::sandbox::Sandbox;

/// Writes 50 cards and prints what the Python client reads in each.
const CARDS: &str = r##"
import random
random.seed(7)
words = ["mit", "a b", "it's", "yes", "3.10", "x: y", "#tag", "é", "", " lead", "two\nlines", "word " * 40, "-", "null", "12:30"]
def value(depth):
    kind = random.randrange(6 if depth else 4)
    if kind == 0: return random.choice(words)
    if kind == 1: return random.choice([0, 1, -7, 0.5, 100.0, 1e-7, True, False])
    if kind == 2: return [random.choice(words) for _ in range(random.randrange(4))]
    if kind == 3: return [{"name": random.choice(words), "n": 1}]
    if kind == 4: return {f"k{i}": value(depth - 1) for i in range(random.randrange(1, 4))}
    return [value(depth - 1) for _ in range(2)]
def result(i):
    extra = {"dataset_config": "c"} if i % 2 else {"dataset_split": "test", "dataset_args": {"x": 1}}
    return hub.EvalResult(task_type=f"t{i % 3}", dataset_type="d", dataset_name="D", metric_type=f"m{i}", metric_value=i / 4, **extra)
all = []
for at in range(50):
    data = hub.ModelCardData(license="mit", tags=["a", "b"], **{f"x{i}": value(2) for i in range(6)},
                             **({"model_name": f"model {at}", "eval_results": [result(i) for i in range(at % 5)]} if at % 5 else {}))
    card = hub.ModelCard(f"---\n{data.to_yaml()}\n---\n\n# Card {at}\n")
    pathlib.Path(f"card{at}.md").write_text(str(card))
    all.append(card.data.to_dict())
show(all)
"##;

#[test]
fn fifty_cards_are_read_alike_and_keep_what_is_not_touched() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let theirs: Vec<Value> = serde_json::from_str(&python.script(&sandbox, CARDS).run().success().stdout).unwrap();
    for (at, theirs) in theirs.iter().enumerate() {
        let ours = sandbox.hf(&format!("cards show card{at}.md --metadata --json")).success().json();
        let known = hf::base::json::without_nulls(theirs.clone());
        assert_eq!(ours, known, "card {at}");
        let before = String::from_utf8(sandbox.read(&format!("card{at}.md"))).unwrap();
        sandbox.hf(&format!("cards set card{at}.md license=apache-2.0 --overwrite")).success();
        let after = String::from_utf8(sandbox.read(&format!("card{at}.md"))).unwrap();
        assert_eq!(after, before.replacen("license: mit", "license: apache-2.0", 1), "card {at}");
        let words = "--task-type new --dataset-type d --dataset-name D --metric-type acc --metric-value 0.5";
        sandbox.hf(&format!("cards eval add card{at}.md {words}")).success();
    }
    let code = r#"
for at in range(50):
    card = hub.ModelCard.load(f"card{at}.md")
    last = card.data.eval_results[-1]
    show([len(card.data.eval_results), last.task_type, last.metric_value, card.data.license, card.text])
"#;
    let read = python.script(&sandbox, code).run().success().stdout;
    for (at, line) in read.lines().enumerate() {
        let expected = json!([at % 5 + 1, "new", 0.5, "apache-2.0", format!("\n# Card {at}\n")]);
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), expected);
    }
}

#[test]
fn metadata_is_laid_out_as_python_lays_it_out() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let values = json!({
        "license": "mit", "language": ["en", "no"], "tags": ["b", "a"], "one": "it's", "two": "a: b", "three": "x\ny",
        "four": "word ".repeat(40).trim_end(), "five": {"deep": [[1, 2], {"a": "b"}], "none": [], "map": {}}, "six": 1e-7,
        "seven": "3.10", "eight": "\ttab", "nine": "😀 é", "ten": "2020-01-01", "eleven": "long \u{7} ".repeat(20), "twelve": true,
    });
    sandbox.write("values.json", values.to_string());
    sandbox.write("empty.md", "");
    let code = r"
values = json.loads(pathlib.Path('values.json').read_text())
print(hub.ModelCardData(**values).to_yaml())
";
    let theirs = python.script(&sandbox, code).run().success().stdout;
    let sets: String = values.as_object().unwrap().keys().map(|key| format!(" --set {key}=@{key}.json")).collect();
    for (key, value) in values.as_object().unwrap() {
        sandbox.write(&format!("{key}.json"), value.to_string());
    }
    let ours = sandbox.hf(&format!("cards create --text empty.md{sets}")).success().stdout;
    assert_eq!(ours, format!("---\n{theirs}---\n"));
}
