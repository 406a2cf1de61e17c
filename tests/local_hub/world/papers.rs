//! Papers: what the Hub says of each, with its text under `markdown`.

use serde_json::{Value, json};

use super::{World, timestamp};

/// 2025-12-01T09:00:00Z; each paper of the seed comes a day later.
const FIRST_DAY: i64 = 1_764_579_600;

impl World {
    /// Every paper, the oldest first.
    pub fn papers(&self) -> Vec<Value> {
        self.read(|state| state.papers.clone())
    }

    /// The papers that demo worlds begin with.
    pub fn seed_papers(&self) {
        let titles = ["Tiny Models Are Enough", "Counting the Moons", "Attention, Please"];
        let papers = titles.into_iter().zip(0i64..).map(|(title, day)| {
            let when = FIRST_DAY + day * 86_400;
            json!({
                "id": format!("2512.0000{}", day + 1), "title": title, "summary": format!("We study {title}.\nIt works."),
                "publishedAt": timestamp(when), "submittedOnDailyAt": timestamp(when + 3600), "upvotes": day * 3,
                "numComments": day, "discussionId": format!("{day:024}"), "submitter": if day == 1 { "ada" } else { "bob" },
                "authors": [{"_id": format!("{day:024}"), "name": "Ada Example", "hidden": false, "user": {"user": "ada"}}],
                "markdown": format!("# {title}\n\nIt works.\n"),
            })
        });
        self.update(|state| state.papers = papers.collect());
    }
}
