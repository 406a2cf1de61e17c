//! `--attach`: files that a comment shows. They are stored at the Hub before the comment is sent, and its text refers to
//! their addresses.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use percent_encoding::percent_decode_str;

use crate::api::Hub;
use crate::api::discussions::uploads::{MEDIA, media_type};
use crate::args::misuse::Misuse;

/// A file to show.
struct Attachment {
    path: PathBuf,
    /// What it shows, for those who do not see it.
    alt: String,
    media_type: &'static str,
}

/// The text with the addresses of all files: those that it refers to by their paths, and behind it the others.
pub(super) async fn attach(hub: &Hub, text: &str, typed: &[String]) -> Result<String> {
    let all: Vec<Attachment> = typed.iter().map(|text| parse(text)).collect::<Result<_, Misuse>>()?;
    let mut stored: Vec<(&Attachment, String)> = Vec::new();
    for attachment in &all {
        let known = stored.iter().find(|(other, _)| other.path == attachment.path).map(|(_, url)| url.clone());
        let url = match known {
            Some(url) => url,
            None => store(hub, attachment).await?,
        };
        stored.push((attachment, url));
    }
    let (text, referred) = with_addresses(text, &stored);
    let rest =
        stored.iter().filter(|(attachment, _)| !referred.contains(&attachment.path)).map(|(one, url)| block(one, url));
    let blocks: Vec<String> = Some(text).filter(|text| !text.trim().is_empty()).into_iter().chain(rest).collect();
    Ok(blocks.join("\n\n"))
}

async fn store(hub: &Hub, attachment: &Attachment) -> Result<String> {
    let path = &attachment.path;
    let bytes = std::fs::read(path).with_context(|| format!("cannot read '{}'", path.display()))?;
    Ok(hub.upload_attachment(attachment.media_type, bytes.into()).await?)
}

/// `FILE` or `FILE#ALT`: a file whose name has a `#` is that file.
fn parse(text: &str) -> Result<Attachment, Misuse> {
    let (path, alt) = match text.split_once('#') {
        Some((path, alt)) if !Path::new(text).is_file() => (path, Some(alt.to_owned())),
        _ => (text, None),
    };
    let path = PathBuf::from(path);
    if !path.is_file() {
        return Err(Misuse(format!("cannot attach '{}': no such file", path.display())));
    }
    let endings = MEDIA.map(|(ending, _)| ending).join(", ");
    let media_type =
        media_type(&path).ok_or_else(|| Misuse(format!("cannot attach '{}': use one of {endings}", path.display())))?;
    let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Attachment { alt: alt.unwrap_or_else(stem), media_type, path })
}

/// How a file stands in a text.
fn block(attachment: &Attachment, url: &str) -> String {
    match attachment.media_type.split('/').next() {
        Some("image") => format!("![{}]({url})", attachment.alt),
        Some("audio") => format!("<audio controls src=\"{url}\"></audio>"),
        _ => url.to_owned(),
    }
}

/// Replaces the path of each `![alt](path)` that is one of the files. Returns the files that were found, too.
fn with_addresses(text: &str, stored: &[(&Attachment, String)]) -> (String, Vec<PathBuf>) {
    let (mut done, mut rest, mut found) = (String::new(), text, Vec::new());
    while let Some((start, end)) = next_target(rest) {
        let path = written_path(&rest[start..end]);
        match stored.iter().find(|(attachment, _)| is_same(&attachment.path, &path)) {
            Some((attachment, url)) => {
                done += &rest[..start];
                done += url;
                found.push(attachment.path.clone());
            }
            None => done += &rest[..end],
        }
        rest = &rest[end..];
    }
    (done + rest, found)
}

/// Where the next `(path)` of an image begins and ends, without its brackets.
fn next_target(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let image = from + text[from..].find("![")?;
        let start = image + text[image..].find("](")? + 2;
        let is_one_line = !text[image..start].contains('\n');
        let end = text[start..].find([')', '\n']).map(|at| start + at);
        match end.filter(|end| is_one_line && text[*end..].starts_with(')')) {
            Some(end) => return Some((start, end)),
            None => from = image + 2,
        }
    }
}

/// The path of a target, which may stand in angle brackets and before a title.
fn written_path(target: &str) -> String {
    let target = target.trim();
    let path = match target.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((path, _)) => path,
        None => target.split([' ', '\t']).next().unwrap_or(target),
    };
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn is_same(file: &Path, written: &str) -> bool {
    let (file, written) = (file.canonicalize(), Path::new(written).canonicalize());
    file.ok().zip(written.ok()).is_some_and(|(file, written)| file == written)
}

#[cfg(test)]
mod tests {
    use super::{next_target, written_path};

    #[test]
    fn the_target_of_an_image_is_found() {
        let target = |text: &str| next_target(text).map(|(start, end)| text[start..end].to_owned());
        assert_eq!(target("a ![x](pic.png) b").as_deref(), Some("pic.png"));
        assert_eq!(target("![a\nb](c.png) ![d](e.png)").as_deref(), Some("e.png"));
        assert_eq!((target("[x](y)"), target("![x"), target("![x](y")), (None, None, None));
    }

    #[test]
    fn a_path_may_be_escaped_bracketed_and_titled() {
        for target in ["my%20pic.png", "<my pic.png>", "my%20pic.png \"A title\""] {
            assert_eq!(written_path(target), "my pic.png");
        }
    }
}
