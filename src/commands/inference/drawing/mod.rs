//! `--draw` and `--show`: what a model found is drawn on a copy of the picture that it was asked about, and pictures are
//! shown in the terminal.

mod brush;
mod found;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result};
use clap::builder::TypedValueParser;
use image::RgbaImage;
use serde_json::Value;

use super::show::Show;
use super::show::content::write;
use super::show::rows::list;
use crate::api::inference::ask::{Ask, Input, Media};
use crate::args::local_path::local_text;
use crate::args::misuse::Misuse;
use crate::base::picture::{PictureFormat, decode, encode};
use crate::context::Context;
use crate::output::Format;

/// Shows pictures in the terminal.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct ShowArg {
    /// Show the picture in the terminal, too: kitty, Ghostty, iTerm2, WezTerm, foot and mlterm do so, but not in tmux or screen
    #[arg(long, conflicts_with = "input_file")]
    show: bool,
}

/// Draws what was found.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct DrawArg {
    /// Draw what was found, with labels and scores, on a copy of the picture (PNG or JPEG), written to this .png or .jpg
    #[arg(long, value_name = "FILE", value_parser = draw_file(), conflicts_with = "input_file")]
    draw: Option<DrawFile>,
}

/// A file for a picture, whose name says its format.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DrawFile {
    path: PathBuf,
    format: PictureFormat,
}

fn draw_file() -> impl TypedValueParser<Value = DrawFile> {
    local_text().try_map(|text| text.parse())
}

/// What is done with pictures beside what happens to every answer.
#[derive(Debug, Default)]
pub(super) struct View {
    shows: bool,
    draw: Option<DrawFile>,
}

/// The picture that a model is asked about, to be drawn on.
pub(super) struct Canvas<'a> {
    picture: RgbaImage,
    file: Option<&'a DrawFile>,
    shows: bool,
}

impl FromStr for DrawFile {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = PathBuf::from(text);
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let format = match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("png") => PictureFormat::Png,
            Some("jpg" | "jpeg") => PictureFormat::Jpeg,
            _ => return Err("expected a name that ends in .png, .jpg or .jpeg"),
        };
        Ok(Self { path, format })
    }
}

impl ShowArg {
    /// The view of a task whose answer is a picture.
    pub(super) fn view(self) -> View {
        View { shows: self.show, draw: None }
    }

    /// The view of a task that finds something in a picture.
    pub(super) fn with(self, draw: DrawArg) -> View {
        View { shows: self.show, draw: draw.draw }
    }
}

impl View {
    /// # Errors
    /// [`Misuse`]: something else than a terminal is to get the answer.
    pub(super) fn check(&self, cx: &Context, output: Option<&Path>) -> Result<(), Misuse> {
        let is_for_people = matches!(cx.out.format(), Format::Human | Format::Agent) && !cx.out.is_shaped();
        if self.shows && !is_for_people {
            return Err(Misuse("--show is for people: it cannot be used with --json, --quiet or --jq".to_owned()));
        }
        if self.shows && output == Some(Path::new("-")) {
            return Err(Misuse("--show cannot be used with --output -".to_owned()));
        }
        Ok(())
    }

    /// Whether something is drawn. A table of objects is no picture: shown is what they look like.
    pub(super) fn draws(&self, show: &Show) -> bool {
        self.draw.is_some() || self.shows && matches!(show, Show::Boxes)
    }

    /// Whether the pictures of the answer itself are shown.
    pub(super) fn shows_answer(&self) -> bool {
        self.shows && self.draw.is_none()
    }

    /// The picture of a question, the way up in which models see it.
    ///
    /// # Errors
    /// [`Misuse`]: it cannot be drawn on.
    pub(super) fn canvas(&self, ask: &Ask) -> Result<Canvas<'_>, Misuse> {
        let Input::Media(Media::Bytes { bytes, .. }) = &ask.input else {
            return Err(Misuse("there is no picture to draw on".to_owned()));
        };
        let picture = decode(bytes).map_err(|error| Misuse(format!("the picture cannot be drawn on: {error}")))?;
        Ok(Canvas { picture, file: self.draw.as_ref(), shows: self.shows })
    }
}

impl Canvas<'_> {
    /// Draws what was found, writes the file, and shows it.
    ///
    /// # Errors
    /// A mask is no picture, or the file cannot be written.
    pub(super) fn finish(mut self, cx: &Context, show: &Show, found: Value) -> Result<()> {
        let all = list(found);
        if all.len() > found::MOST {
            cx.out.warning(&format!("{} of {} are drawn", found::MOST, all.len()));
        }
        match show {
            Show::Masks => found::masks(&mut self.picture, &all)?,
            _ => found::boxes(&mut self.picture, &all),
        }
        let format = self.file.map_or(PictureFormat::Png, |file| file.format);
        let bytes = encode(self.picture, format).context("the picture cannot be written")?;
        if let Some(DrawFile { path, .. }) = self.file {
            write(path, &bytes)?;
            // The answer is on standard output.
            cx.out.log(&format!("Drew what was found on {}", path.display()));
        }
        if self.shows { Ok(cx.out.pictures(&[&bytes])?) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{DrawFile, PictureFormat};

    #[test]
    fn the_name_of_a_drawing_says_its_format() {
        let format = |text: &str| text.parse::<DrawFile>().map(|file| file.format);
        assert_eq!(["a.png", "b/A.PNG"].map(format), [Ok(PictureFormat::Png); 2]);
        assert_eq!(["a.jpg", "a.b.JPEG"].map(format), [Ok(PictureFormat::Jpeg); 2]);
        for text in ["-", "a", ".png", "a.png.gz", "a.webp", ""] {
            assert!(format(text).is_err(), "{text}");
        }
    }
}
