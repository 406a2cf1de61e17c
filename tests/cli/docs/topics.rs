//! The text of `hf help TOPIC` in parts, for pages of other forms.

use hf::cli::topic::Topic;
use hf::errors::topics;

pub enum Part {
    Paragraph(String),
    /// A line of a list: what is explained, and the explanation.
    Item(String, String),
}

/// The parts of a topic's text: a list is what is indented, by up to five blanks where an item begins.
pub fn parts(topic: Topic) -> Vec<Part> {
    let text = topics::page(topic);
    let (mut parts, mut is_new) = (Vec::new(), true);
    for line in text.lines().skip(2) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        match parts.last_mut() {
            _ if content.is_empty() => {}
            _ if (1..=5).contains(&indent) => {
                let (term, rest) = content.split_once("  ").unwrap_or((content, ""));
                parts.push(Part::Item(term.to_owned(), rest.trim_start().to_owned()));
            }
            Some(Part::Paragraph(text) | Part::Item(_, text)) if !is_new => {
                let blank = if text.is_empty() { "" } else { " " };
                *text += &format!("{blank}{content}");
            }
            _ => parts.push(Part::Paragraph(content.to_owned())),
        }
        is_new = content.is_empty();
    }
    parts
}

/// The title of a topic's page.
pub fn title(topic: Topic) -> String {
    topics::page(topic).lines().next().unwrap_or_default().to_owned()
}
