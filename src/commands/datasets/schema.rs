//! `hf datasets schema`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::viewer::{self, SplitArgs};
use crate::api::datasets::Dataset;
use crate::api::viewer::RowFilter;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["name", "type"]).whole("name").id("name");

/// List the columns of a dataset and their types
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets schema stanfordnlp/imdb
  $ hf datasets schema nyu-mll/glue --subset mrpc --json")]
pub struct Schema {
    #[command(flatten)]
    dataset: IdArg<Dataset>,
    #[command(flatten)]
    split: SplitArgs,
    #[command(flatten)]
    token: TokenArg,
}

/// `feature` is the type as the datasets library has it.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    r#type: String,
    feature: &'a Value,
}

impl Schema {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (server, dataset) = (viewer::server(cx, &self.token)?, self.dataset.id());
        let split = viewer::resolve(&server, dataset, &self.split).await?;
        let page = server.rows(dataset, &split, &RowFilter::All, (0, 1)).await?;
        let rows = page.features.iter().map(|feature| Row {
            name: &feature.name,
            r#type: described(&feature.kind),
            feature: &feature.kind,
        });
        Ok(cx.out.table(&rows.collect::<Vec<_>>(), &COLUMNS)?)
    }
}

/// The type of a column in a few words: `string`, `list<int64>`, `struct<id: string>`, `class label (neg, pos)`.
fn described(kind: &Value) -> String {
    let inner = |key: &str| described(&kind[key]);
    match (kind, kind["_type"].as_str()) {
        (Value::Array(items), _) => format!("list<{}>", items.first().map(described).unwrap_or_default()),
        (_, Some("Value")) => kind["dtype"].as_str().unwrap_or("value").to_owned(),
        (_, Some("ClassLabel")) => {
            let names: Vec<&str> = kind["names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            format!("class label ({})", names.join(", "))
        }
        (_, Some("Sequence" | "List" | "LargeList")) => format!("list<{}>", inner("feature")),
        (_, Some(other)) => other.to_lowercase(),
        (Value::Object(fields), None) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, kind)| format!("{name}: {}", described(kind))).collect();
            format!("struct<{}>", fields.join(", "))
        }
        (other, None) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::described;

    #[test]
    fn types_are_described_in_a_few_words() {
        let text = json!({"dtype": "string", "_type": "Value"});
        let check = |kind: Value, words: &str| assert_eq!(described(&kind), words);
        check(json!({"names": ["neg", "pos"], "_type": "ClassLabel"}), "class label (neg, pos)");
        check(json!({"feature": text, "_type": "List"}), "list<string>");
        check(json!([{"id": text, "n": {"dtype": "int64", "_type": "Value"}}]), "list<struct<id: string, n: int64>>");
        check(json!({"_type": "Image"}), "image");
        check(json!(7), "7");
        check(json!([]), "list<>");
        check(text, "string");
    }
}
