//! Sixel graphics: bands of six lines, in which every colour is drawn by itself. The colours are always the same 252,
//! and those between them are mixed of dots.

use image::{Rgba, RgbaImage};

/// Shades of red, green and blue: the eye sees green best.
const SHADES: [u32; 3] = [6, 7, 6];
const COLOURS: usize = 252;
/// Lines of a band.
const BAND: u32 = 6;
/// Less opaque pixels are not drawn.
const OPAQUE: u8 = 128;
/// Where in a square of four by four a dot is set first, and where last.
const ORDER: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// Draws a picture at the cursor.
pub(super) fn sequence(picture: &RgbaImage) -> String {
    let (width, height) = picture.dimensions();
    // Pixels that are not drawn stay as they are on the screen.
    let mut text = format!("\u{1b}P0;1q\"1;1;{width};{height}");
    let mut are_known = [false; COLOURS];
    for top in (0..height).step_by(BAND as usize) {
        if top > 0 {
            text.push('-');
        }
        band(&mut text, picture, top, &mut are_known);
    }
    text + "\u{1b}\\"
}

fn band(text: &mut String, picture: &RgbaImage, top: u32, are_known: &mut [bool; COLOURS]) {
    let (width, height) = picture.dimensions();
    // Of each colour that is there, the dots of each column.
    let mut rows: Vec<Option<Vec<u8>>> = vec![None; COLOURS];
    for line in 0..BAND.min(height - top) {
        for x in 0..width {
            let pixel = picture.get_pixel(x, top + line);
            if pixel.0[3] >= OPAQUE {
                let row = rows[nearest(*pixel, (x, top + line))].get_or_insert_with(|| vec![0; width as usize]);
                row[x as usize] |= 1 << line;
            }
        }
    }
    let mut is_first = true;
    for (colour, row) in rows.into_iter().enumerate() {
        let Some(row) = row else { continue };
        if !std::mem::take(&mut is_first) {
            text.push('$');
        }
        if !std::mem::replace(&mut are_known[colour], true) {
            let [red, green, blue] = percent(colour);
            *text += &format!("#{colour};2;{red};{green};{blue}");
        }
        *text += &format!("#{colour}");
        dots(text, &row);
    }
}

/// The dots of a row, those that repeat with their count.
fn dots(text: &mut String, row: &[u8]) {
    for run in row.chunk_by(|one, other| one == other) {
        let letter = char::from(b'?' + run[0]);
        match run.len() {
            count @ 1..=3 => text.extend(std::iter::repeat_n(letter, count)),
            count => *text += &format!("!{count}{letter}"),
        }
    }
}

/// The number of a colour that is near to a pixel: where it lies between two, the place decides.
fn nearest(Rgba(pixel): Rgba<u8>, (x, y): (u32, u32)) -> usize {
    let order = ORDER[(y % 4) as usize][(x % 4) as usize];
    let mut number = 0;
    for (value, shades) in pixel.into_iter().zip(SHADES) {
        // In sixteenths of a step between two shades, rounded up or down by the place.
        let sixteenths = u32::from(value) * (shades - 1) * 16 / 255;
        let shade = ((sixteenths + order) / 16).min(shades - 1);
        number = number * shades + shade;
    }
    number as usize
}

/// The red, green and blue of a colour, of 100 each.
fn percent(colour: usize) -> [usize; 3] {
    let [reds, greens, blues] = SHADES.map(|shades| shades as usize);
    let shades = [colour / (greens * blues) % reds, colour / blues % greens, colour % blues];
    [shades[0] * 100 / (reds - 1), shades[1] * 100 / (greens - 1), shades[2] * 100 / (blues - 1)]
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::{COLOURS, nearest, percent, sequence};

    const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);
    const BLACK: Rgba<u8> = Rgba([0, 0, 0, 255]);

    #[test]
    fn a_picture_of_two_colours_is_two_rows_of_a_band() {
        let picture = RgbaImage::from_fn(2, 1, |x, _| if x == 0 { RED } else { BLACK });
        assert_eq!(sequence(&picture), "\x1bP0;1q\"1;1;2;1#0;2;0;0;0#0?@$#210;2;100;0;0#210@?\x1b\\");
    }

    #[test]
    fn dots_that_repeat_are_counted_and_a_colour_is_made_once() {
        let picture = RgbaImage::from_pixel(9, 7, RED);
        assert_eq!(sequence(&picture), "\x1bP0;1q\"1;1;9;7#210;2;100;0;0#210!9~-#210!9@\x1b\\");
    }

    #[test]
    fn what_is_transparent_is_not_drawn() {
        let picture = RgbaImage::from_pixel(2, 2, Rgba([9, 9, 9, 0]));
        assert_eq!(sequence(&picture), "\x1bP0;1q\"1;1;2;2\x1b\\");
    }

    #[test]
    fn pure_colours_stay_as_they_are_wherever_they_are() {
        for (colour, expected) in [(RED, [100, 0, 0]), (BLACK, [0, 0, 0]), (Rgba([255; 4]), [100; 3])] {
            for place in [(0, 0), (1, 1), (3, 2), (2, 3)] {
                assert_eq!(percent(nearest(colour, place)), expected, "{place:?}");
            }
        }
        assert_eq!(percent(COLOURS - 1), [100; 3]);
    }

    #[test]
    fn a_colour_between_two_is_mixed_of_both() {
        let grey = Rgba([127, 127, 127, 255]);
        let found: std::collections::HashSet<usize> = (0..16).map(|at| nearest(grey, (at % 4, at / 4))).collect();
        assert!(found.len() > 1);
    }
}
