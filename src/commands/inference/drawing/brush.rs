//! Draws on a picture: frames, areas and labels in colours that can be told apart. Whatever would lie outside of the
//! picture is left out.

use font8x8::legacy::{BASIC_LEGACY, LATIN_LEGACY};
use image::{Rgba, RgbaImage};

/// Red, green and blue, in the order in which they are taken.
const COLOURS: [[u8; 3]; 10] = [
    [230, 40, 40],
    [40, 90, 230],
    [30, 170, 60],
    [250, 140, 20],
    [150, 60, 200],
    [20, 200, 220],
    [245, 90, 180],
    [250, 220, 30],
    [0, 130, 120],
    [150, 90, 40],
];
/// Dots of a letter, in both directions.
const LETTER: u32 = 8;

/// Pixels from one corner to another, which is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
}

/// Of a size that fits the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brush {
    /// Pixels of a dot of a letter, and of a line.
    dot: u32,
}

/// The colour of that number; after the last comes the first again.
pub(super) fn colour(number: usize) -> [u8; 3] {
    COLOURS[number % COLOURS.len()]
}

/// Lays the colour over a pixel, which shows through.
pub(super) fn tint(Rgba([red, green, blue, _]): &mut Rgba<u8>, colour: [u8; 3]) {
    for (part, wanted) in [red, green, blue].into_iter().zip(colour) {
        *part = part.midpoint(wanted);
    }
}

impl Brush {
    pub(super) fn for_picture(picture: &RgbaImage) -> Self {
        let side = picture.width().min(picture.height());
        Self { dot: ((side + 200) / 300).max(1) }
    }

    /// A line along the border of the area, inside of it.
    pub(super) fn frame(self, picture: &mut RgbaImage, area: Area, colour: [u8; 3]) {
        let Area { left, top, right, bottom } = area;
        let (below, above) = (top.saturating_add(self.dot).min(bottom), bottom.saturating_sub(self.dot).max(top));
        let (after, before) = (left.saturating_add(self.dot).min(right), right.saturating_sub(self.dot).max(left));
        for side in [
            Area { bottom: below, ..area },
            Area { top: above, ..area },
            Area { right: after, ..area },
            Area { left: before, ..area },
        ] {
            fill(picture, side, colour);
        }
    }

    /// A text on the colour, whose lower left corner is there if the picture has space for it.
    pub(super) fn label(self, picture: &mut RgbaImage, (left, bottom): (u32, u32), text: &str, colour: [u8; 3]) {
        let (step, pad) = (LETTER * self.dot, self.dot);
        let most = (picture.width().saturating_sub(2 * pad) / step) as usize;
        let letters: Vec<char> = text.chars().take(most).collect();
        let width = letters.len() as u32 * step + 2 * pad;
        let height = step + 2 * pad;
        let left = left.min(picture.width().saturating_sub(width));
        let top = bottom.saturating_sub(height);
        fill(picture, Area { left, top, right: left + width, bottom: top + height }, colour);
        let ink = if is_light(colour) { [0; 3] } else { [255; 3] };
        for (at, letter) in letters.into_iter().enumerate() {
            self.letter(picture, (left + pad + at as u32 * step, top + pad), glyph(letter), ink);
        }
    }

    fn letter(self, picture: &mut RgbaImage, (left, top): (u32, u32), glyph: [u8; 8], ink: [u8; 3]) {
        for (line, dots) in (0..).zip(glyph) {
            for column in (0..LETTER).filter(|column| dots >> column & 1 == 1) {
                let (left, top) = (left + column * self.dot, top + line * self.dot);
                fill(picture, Area { left, top, right: left + self.dot, bottom: top + self.dot }, ink);
            }
        }
    }
}

fn fill(picture: &mut RgbaImage, area: Area, [red, green, blue]: [u8; 3]) {
    for y in area.top..area.bottom.min(picture.height()) {
        for x in area.left..area.right.min(picture.width()) {
            picture.put_pixel(x, y, Rgba([red, green, blue, 255]));
        }
    }
}

/// Letters beyond Western ones have none here.
fn glyph(letter: char) -> [u8; 8] {
    let unknown = BASIC_LEGACY['?' as usize];
    match letter as usize {
        ascii @ 0x20..0x7f => BASIC_LEGACY[ascii],
        latin @ 0xa0..=0xff => LATIN_LEGACY.get(latin - 0xa0).copied().unwrap_or(unknown),
        _ => unknown,
    }
}

fn is_light([red, green, blue]: [u8; 3]) -> bool {
    u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue) > 1400
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::{Area, Brush, colour};

    const RED: [u8; 3] = [255, 0, 0];

    /// The picture in letters: what is red, what is black or white, and what was there.
    fn seen(picture: &RgbaImage) -> String {
        let letter = |Rgba(pixel): &Rgba<u8>| match pixel {
            [255, 0, 0, 255] => '#',
            [255, 255, 255, 255] => 'o',
            _ => '.',
        };
        picture.rows().map(|row| row.map(letter).collect::<String>() + "\n").collect()
    }

    #[test]
    fn a_frame_is_a_line_inside_of_its_area() {
        let mut picture = RgbaImage::new(6, 5);
        let brush = Brush::for_picture(&picture);
        brush.frame(&mut picture, Area { left: 1, top: 1, right: 5, bottom: 4 }, RED);
        assert_eq!(seen(&picture), "......\n.####.\n.#..#.\n.####.\n......\n");
    }

    #[test]
    fn a_frame_and_a_label_without_space_harm_nothing() {
        let mut picture = RgbaImage::new(3, 3);
        let brush = Brush::for_picture(&picture);
        for area in [
            Area { left: 0, top: 0, right: u32::MAX, bottom: u32::MAX },
            Area { left: u32::MAX, top: u32::MAX, right: u32::MAX, bottom: u32::MAX },
            Area { left: 2, top: 2, right: 1, bottom: 1 },
        ] {
            brush.frame(&mut picture, area, RED);
            brush.label(&mut picture, (area.left, area.top), "a long label", RED);
        }
        brush.label(&mut RgbaImage::new(0, 0), (0, 0), "x", RED);
    }

    #[test]
    fn a_label_is_light_on_dark_and_stays_in_the_picture() {
        let mut picture = RgbaImage::new(12, 12);
        Brush::for_picture(&picture).label(&mut picture, (9, 2), "I", RED);
        let seen = seen(&picture);
        let lines: Vec<&str> = seen.lines().collect();
        assert!(lines[..10].iter().all(|line| line.starts_with("..#") && line.ends_with('#')), "{seen}");
        assert!(lines[10..].iter().all(|line| !line.contains('#')) && seen.contains("oo"), "{seen}");
    }

    #[test]
    fn ten_colours_differ() {
        let mut all: Vec<_> = (0..10).map(colour).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), colour(10)), (10, colour(0)));
    }
}
