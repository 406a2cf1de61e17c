//! Discussions and pull requests of a repository. A pull request is a discussion with a branch, `refs/pr/N`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::accounts::object_id;
use super::kinds::Kind;
use super::repos::Repo;
use super::{World, timestamp};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Discussion {
    pub num: u64,
    pub title: String,
    /// `draft`, `open`, `closed` or `merged`.
    pub status: String,
    pub author: String,
    /// Unix seconds.
    pub created: i64,
    /// Of a pull request: the commit it started from.
    pub base: Option<String>,
    pub merge_commit: Option<String>,
    /// As the Hub shows them, oldest first.
    pub events: Vec<Value>,
}

impl Discussion {
    pub fn is_pull_request(&self) -> bool {
        self.base.is_some()
    }

    /// `refs/pr/N`
    pub fn reference(&self) -> String {
        format!("refs/pr/{}", self.num)
    }

    pub fn is_closed(&self) -> bool {
        matches!(self.status.as_str(), "closed" | "merged")
    }

    /// Adds an event of a kind the Hub knows: `comment`, `commit`, `status-change`, `title-change`.
    pub fn add_event(&mut self, kind: &str, by: &Author, data: &Value) -> Value {
        let id = object_id(&format!("event {} {} {}", self.num, self.events.len(), by.when));
        let event = json!({
            "id": id, "author": by.card(), "createdAt": timestamp(by.when), "type": kind, "data": data,
        });
        self.events.push(event.clone());
        event
    }

    pub fn add_comment(&mut self, text: &str, by: &Author) -> Value {
        let data = json!({
            "edited": false, "hidden": false, "numEdits": 0, "reactions": [], "isReport": false, "history": [],
            "latest": {"raw": text, "html": format!("<p>{text}</p>"), "updatedAt": timestamp(by.when),
                       "author": by.card()},
        });
        self.add_event("comment", by, &data)
    }
}

/// Who does something in a discussion, and when (Unix seconds).
pub struct Author {
    pub name: String,
    pub fullname: String,
    pub when: i64,
}

impl Author {
    pub fn card(&self) -> Value {
        let id = object_id(&format!("account {}", self.name));
        json!({
            "_id": id, "name": self.name, "fullname": self.fullname, "type": "user", "isPro": false, "isHf": false,
            "avatarUrl": format!("/avatars/{}.svg", self.name),
        })
    }
}

/// What opens a discussion.
pub struct Opening<'a> {
    pub title: &'a str,
    pub text: &'a str,
    /// Of a pull request: the commit it starts from.
    pub base: Option<git2::Oid>,
}

impl World {
    pub fn author(&self, name: &str) -> Author {
        let fullname = self.account(name).map_or_else(|| name.to_owned(), |account| account.fullname);
        Author { name: name.to_owned(), fullname, when: self.now() }
    }

    /// Opens a discussion, or a draft pull request. Gives its number.
    pub fn open_discussion(&self, kind: Kind, id: &str, by: &Author, opening: &Opening<'_>) -> u64 {
        let num = self.change_repo(kind, id, |record| {
            let num = record.discussions.iter().map(|discussion| discussion.num).max().unwrap_or(0) + 1;
            let mut discussion = Discussion {
                num,
                title: opening.title.to_owned(),
                status: if opening.base.is_some() { "draft" } else { "open" }.to_owned(),
                author: by.name.clone(),
                created: by.when,
                base: opening.base.map(|base| base.to_string()),
                merge_commit: None,
                events: vec![],
            };
            discussion.add_comment(opening.text, by);
            record.discussions.push(discussion);
            num
        });
        if let Some(base) = opening.base {
            self.repo(kind, id).expect("it was just changed").set_reference(&format!("refs/pr/{num}"), base);
        }
        num
    }

    /// Changes a discussion; None if there is none with that number.
    pub fn change_discussion<T>(
        &self,
        kind: Kind,
        id: &str,
        num: u64,
        change: impl FnOnce(&mut Discussion) -> T,
    ) -> Option<T> {
        self.change_repo(kind, id, |record| record.discussions.iter_mut().find(|d| d.num == num).map(change))
    }

    /// Notes that a commit arrived in `reference`: if that is a pull request, it is no draft from then on.
    pub fn note_commit(&self, repo: &Repo, reference: &str, oid: git2::Oid, by: &Author) {
        let Some(num) = reference.strip_prefix("refs/pr/").and_then(|num| num.parse().ok()) else { return };
        let subject = repo.log(oid).swap_remove(0).title;
        self.change_discussion(repo.record.kind, &repo.record.id, num, |discussion| {
            discussion.add_event("commit", by, &json!({"subject": subject, "oid": oid.to_string()}));
            if discussion.status == "draft" {
                "open".clone_into(&mut discussion.status);
            }
        });
    }
}
