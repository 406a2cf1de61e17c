//! The query of an address, or a form: names and values in the order in which they were added.

use std::fmt::{self, Display};

use reqwest::Url;

use crate::base::url::url_segment;

/// Pairs of a name and a value. A name may come several times.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// Without any pair.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Display) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0 += &format!("{}={}", url_segment(name), url_segment(&value.to_string()));
        self
    }

    /// Adds a pair if there is a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Adds one pair per value, all of the same name.
    #[must_use]
    pub fn each(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |query, value| query.set(name, value))
    }

    /// Adds all pairs of another query.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        if !self.0.is_empty() && !other.0.is_empty() {
            self.0.push('&');
        }
        self.0 += &other.0;
        self
    }

    /// The address with these pairs after those that it may have.
    pub fn append_to(&self, url: &str) -> String {
        match (self.0.is_empty(), url.contains('?')) {
            (true, _) => url.to_owned(),
            (false, true) => format!("{url}&{self}"),
            (false, false) => format!("{url}?{self}"),
        }
    }
}

/// The value that an address has for a name in its query.
pub fn value(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.query_pairs().find_map(|(known, value)| (known == name).then(|| value.into_owned()))
}

/// The address with this value for a name in its query, and no other.
pub fn with_value(url: &str, name: &str, value: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let others = Query(query.split('&').filter(is_other).collect::<Vec<_>>().join("&"));
    others.set(name, value).append_to(address)
}

impl Display for Query {
    /// The pairs, escaped: the body of a form.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, value, with_value};

    #[test]
    fn pairs_keep_their_order_and_are_escaped() {
        let query = Query::new()
            .set("recursive", false)
            .maybe("search", Some("a b&c"))
            .maybe("author", None::<&str>)
            .each("filter", ["x", "license:mit"])
            .set("limit", 30);
        assert_eq!(query.to_string(), "recursive=false&search=a%20b%26c&filter=x&filter=license%3Amit&limit=30");
    }

    #[test]
    fn queries_are_put_together() {
        let (one, none) = (Query::new().set("a", 1), Query::new());
        assert_eq!(one.clone().and(&Query::new().set("b", 2)).to_string(), "a=1&b=2");
        assert_eq!([one.clone().and(&none), none.and(&one)].map(|query| query.to_string()), ["a=1", "a=1"]);
    }

    #[test]
    fn a_value_of_an_address_can_be_replaced() {
        let url = "http://h/x?status=open&p=1&author=a%20b";
        assert_eq!((value(url, "author").as_deref(), value(url, "q")), (Some("a b"), None));
        assert_eq!(with_value(url, "p", "2"), "http://h/x?status=open&author=a%20b&p=2");
        assert_eq!(with_value("http://h/x", "p", "0"), "http://h/x?p=0");
    }

    #[test]
    fn an_address_keeps_the_query_that_it_has() {
        let query = Query::new().set("p", 1);
        assert_eq!(query.append_to("/api/x"), "/api/x?p=1");
        assert_eq!(query.append_to("/api/x?a=b"), "/api/x?a=b&p=1");
        assert_eq!(Query::new().append_to("/api/x"), "/api/x");
    }
}
