//! Pictures in the terminal, by the protocol that it has. What a server sent reaches it in base64 or as pixels that were
//! decoded here, never as it is. The terminal is not asked anything.

mod area;
mod iterm;
mod kitty;
mod sixel;

use std::io;

use super::Out;
use crate::base::media_type::kind_of;
use crate::base::picture::{PictureError, PictureFormat, decode, encode, size};
use crate::config::Graphics;
use area::Area;

/// Terminals that show pictures.
const KNOWN: &str = "kitty, Ghostty, iTerm2, WezTerm, mintty, foot, mlterm";

impl Out {
    /// Shows pictures, one below the other. That one cannot be shown is a warning: nothing of the result depends on it.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn pictures(&self, pictures: &[&[u8]]) -> io::Result<()> {
        let not_shown = |why: &str| self.warning(&format!("the picture is not shown: {why}"));
        if let Some(why) = self.unable() {
            not_shown(&why);
            return Ok(());
        }
        let area = Area::of_terminal();
        for picture in pictures {
            match sequence(self.settings.graphics, area, picture) {
                Ok(sequence) => self.whole_line(&sequence)?,
                Err(error) => not_shown(&error.to_string()),
            }
        }
        Ok(())
    }

    /// Why no picture can be shown.
    fn unable(&self) -> Option<String> {
        match self.settings.graphics {
            _ if !self.settings.terminals.stdout => Some("standard output is not a terminal".to_owned()),
            Graphics::Behind(name) => Some(format!("{name} does not pass pictures on to the terminal")),
            Graphics::None => Some(format!("this terminal is not one of those known to do so: {KNOWN}")),
            Graphics::Kitty | Graphics::Iterm | Graphics::Sixel => None,
        }
    }
}

/// What the terminal is sent.
fn sequence(graphics: Graphics, area: Area, picture: &[u8]) -> Result<String, PictureError> {
    match graphics {
        Graphics::Iterm => {
            let columns = match kind_of(picture) {
                Some("image/png" | "image/jpeg") => area.columns_for(size(picture)?),
                Some(kind) if kind.starts_with("image/") => None,
                _ => return Err(PictureError::Format),
            };
            Ok(iterm::sequence(picture, columns))
        }
        Graphics::Kitty => {
            let columns = area.columns_for(size(picture)?);
            if kind_of(picture) == Some("image/png") {
                return Ok(kitty::sequence(picture, columns));
            }
            Ok(kitty::sequence(&encode(decode(picture)?, PictureFormat::Png)?, columns))
        }
        // The last two show nothing and do not come here.
        Graphics::Sixel | Graphics::None | Graphics::Behind(_) => Ok(sixel::sequence(&area.scaled(decode(picture)?))),
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::{Area, Graphics, sequence};
    use crate::base::picture::{PictureFormat, encode};
    use crate::output::memory::{Memory, settings};
    use crate::output::{Format, Settings, Streams};

    const AREA: Area = Area { columns: 80, rows: 24, width: 640, height: 384 };

    fn said(graphics: Graphics, is_terminal: bool, picture: &[u8]) -> (String, String) {
        let terminals = Streams { stdout: is_terminal, ..Streams::default() };
        let memory = Memory::new(Settings { graphics, terminals, ..settings(Format::Human) }, "");
        memory.out.pictures(&[picture]).unwrap();
        (memory.stdout.text(), memory.stderr.text())
    }

    #[test]
    fn where_no_picture_can_be_shown_a_warning_says_why() {
        let png = encode(RgbaImage::new(1, 1), PictureFormat::Png).unwrap();
        for (graphics, is_terminal, picture, why) in [
            (Graphics::Kitty, false, png.as_slice(), "standard output is not a terminal"),
            (Graphics::None, true, &png, "known to do so: kitty"),
            (Graphics::Behind("tmux"), true, &png, "tmux does not pass pictures on"),
            (Graphics::Kitty, true, b"\x1b]0;evil\x07", "it is neither PNG nor JPEG"),
            (Graphics::Iterm, true, b"<html>", "it is neither PNG nor JPEG"),
        ] {
            let (stdout, stderr) = said(graphics, is_terminal, picture);
            assert_eq!(stdout, "");
            assert!(stderr.starts_with("Warning: the picture is not shown: ") && stderr.contains(why), "{stderr}");
        }
    }

    #[test]
    fn nothing_of_a_picture_reaches_the_terminal_as_it_is() {
        let mut png = encode(RgbaImage::from_pixel(2, 2, Rgba([9, 9, 9, 255])), PictureFormat::Png).unwrap();
        png.extend(b"\x1b]0;evil\x07");
        for graphics in [Graphics::Kitty, Graphics::Iterm, Graphics::Sixel] {
            let shown = sequence(graphics, AREA, &png).unwrap();
            assert!(!shown.contains("evil") && shown.is_ascii(), "{shown:?}");
        }
    }

    #[test]
    fn kitty_gets_png_alone() {
        let jpeg = encode(RgbaImage::new(1, 1), PictureFormat::Jpeg).unwrap();
        assert!(sequence(Graphics::Kitty, AREA, &jpeg).unwrap().contains(";iVBORw0KGgo"));
        assert!(sequence(Graphics::Iterm, AREA, &jpeg).unwrap().contains(":/9j/"));
        assert!(sequence(Graphics::Iterm, AREA, b"GIF89a").unwrap().contains(":R0lGODlh"));
    }
}
