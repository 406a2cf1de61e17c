//! How much of the terminal a picture may fill: its whole width, and its height but for a line.

use image::RgbaImage;
use image::imageops::thumbnail;
use ratatui::crossterm::terminal::window_size;

/// Pixels of a letter where the terminal does not say.
const CELL: (u32, u32) = (8, 16);

/// A terminal in letters and in pixels; none of the four is 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) columns: u32,
    pub(super) rows: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Area {
    /// The system knows it: the terminal is not asked.
    pub(super) fn of_terminal() -> Self {
        let found = window_size().ok();
        let known = |count: u16, default: u32| if count == 0 { default } else { u32::from(count) };
        let (columns, rows) = found.as_ref().map_or((80, 24), |size| (known(size.columns, 80), known(size.rows, 24)));
        let pixels = found.map_or((0, 0), |size| (size.width, size.height));
        Self { columns, rows, width: known(pixels.0, columns * CELL.0), height: known(pixels.1, rows * CELL.1) }
    }

    /// The columns that a picture of this size fills, if it has to be made smaller.
    pub(super) fn columns_for(self, size: (u32, u32)) -> Option<u32> {
        let (width, _) = self.smaller(size)?;
        Some((u64::from(width) * u64::from(self.columns) / u64::from(self.width)).max(1) as u32)
    }

    /// The picture, made smaller if it has to be.
    pub(super) fn scaled(self, picture: RgbaImage) -> RgbaImage {
        match self.smaller(picture.dimensions()) {
            Some((width, height)) => thumbnail(&picture, width, height),
            None => picture,
        }
    }

    /// The size in which a picture fits that does not fit as it is.
    fn smaller(self, (width, height): (u32, u32)) -> Option<(u32, u32)> {
        let most = (self.width, (self.height - self.height / self.rows).max(1));
        if width <= most.0 && height <= most.1 {
            return None;
        }
        let times = |side: u32, by: u32, of: u32| (u64::from(side) * u64::from(by) / u64::from(of)).max(1) as u32;
        let is_wide = u64::from(width) * u64::from(most.1) > u64::from(height) * u64::from(most.0);
        Some(if is_wide { (most.0, times(height, most.0, width)) } else { (times(width, most.1, height), most.1) })
    }
}

#[cfg(test)]
mod tests {
    use super::Area;

    const AREA: Area = Area { columns: 80, rows: 24, width: 640, height: 384 };

    #[test]
    fn a_picture_keeps_its_shape_and_leaves_a_line() {
        for (size, smaller, columns) in [
            ((640, 368), None, None),
            ((1280, 368), Some((640, 184)), Some(80)),
            ((100, 736), Some((50, 368)), Some(6)),
            ((30_000, 1), Some((640, 1)), Some(80)),
            ((1, 30_000), Some((1, 368)), Some(1)),
        ] {
            assert_eq!((AREA.smaller(size), AREA.columns_for(size)), (smaller, columns), "{size:?}");
        }
        let line = Area { rows: 1, ..AREA };
        assert_eq!(line.smaller((640, 384)), Some((1, 1)));
    }
}
