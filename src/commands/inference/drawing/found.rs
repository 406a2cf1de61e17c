//! What a model found in a picture, drawn on it: boxes of objects, and masks of segments. Answers may hold anything.

use anyhow::{Context as _, Result};
use image::RgbaImage;
use serde_json::Value;

use super::brush::{Area, Brush, colour, tint};
use crate::base::picture::decode;
use crate::commands::inference::show::masks::content;

/// More of them hide one another.
pub(super) const MOST: usize = 500;
/// A pixel belongs to a mask from here on, of 3 times 255.
const SET: u32 = 3 * 128;

/// Draws the boxes of objects; those with one label have one colour.
pub(super) fn boxes(picture: &mut RgbaImage, objects: &[Value]) {
    let brush = Brush::for_picture(picture);
    let mut labels: Vec<&str> = Vec::new();
    for object in objects.iter().take(MOST) {
        let Some(area) = area(&object["box"], picture) else { continue };
        let label = object["label"].as_str().unwrap_or_default();
        let number = labels.iter().position(|known| *known == label).unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        });
        brush.frame(picture, area, colour(number));
        brush.label(picture, (area.left, area.top), &caption(object), colour(number));
    }
}

/// Lays the masks of segments over the picture, each in a colour of its own.
///
/// # Errors
/// A mask is no picture.
pub(super) fn masks(picture: &mut RgbaImage, segments: &[Value]) -> Result<()> {
    let mut captions = Vec::new();
    for (number, segment) in segments.iter().take(MOST).enumerate() {
        let mask = content(segment, "mask")?;
        let mask =
            decode(&mask.bytes).with_context(|| format!("the mask of '{}' cannot be drawn", caption(segment)))?;
        if let Some(centre) = lay(picture, &mask, colour(number)) {
            captions.push((centre, caption(segment), colour(number)));
        }
    }
    let brush = Brush::for_picture(picture);
    for (centre, caption, colour) in captions {
        brush.label(picture, centre, &caption, colour);
    }
    Ok(())
}

/// Tints what the mask covers, and returns the middle of it; `None` if it covers nothing.
fn lay(picture: &mut RgbaImage, mask: &RgbaImage, colour: [u8; 3]) -> Option<(u32, u32)> {
    let (width, height) = picture.dimensions();
    let (mut count, mut sum) = (0, (0, 0));
    // A mask of another size is stretched.
    let place = |at: u32, side: u32, of: u32| (u64::from(at) * u64::from(of) / u64::from(side)) as u32;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let [red, green, blue, opacity] =
            mask.get_pixel(place(x, width, mask.width()), place(y, height, mask.height())).0;
        if opacity >= 128 && u32::from(red) + u32::from(green) + u32::from(blue) >= SET {
            tint(pixel, colour);
            count += 1;
            sum = (sum.0 + u64::from(x), sum.1 + u64::from(y));
        }
    }
    (count > 0).then(|| ((sum.0 / count) as u32, (sum.1 / count) as u32))
}

/// The label, and how sure the model is.
fn caption(found: &Value) -> String {
    let label = found["label"].as_str().unwrap_or("?");
    found["score"].as_f64().map_or_else(|| label.to_owned(), |score| format!("{label} {score:.2}"))
}

/// The part of a box that lies in the picture; `None` if nothing does.
fn area(corners: &Value, picture: &RgbaImage) -> Option<Area> {
    // Numbers beyond a side become that side.
    let at = |name: &str, side: u32| Some(corners[name].as_f64()?.clamp(0.0, f64::from(side)) as u32);
    let (width, height) = picture.dimensions();
    let (left, right) = (at("xmin", width)?, at("xmax", width)?);
    let (top, bottom) = (at("ymin", height)?, at("ymax", height)?);
    (left < right && top < bottom).then_some(Area { left, top, right, bottom })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use image::{Rgba, RgbaImage};
    use serde_json::{Value, json};

    use super::super::brush::colour;
    use super::{Area, area, boxes, masks};
    use crate::base::picture::{PictureFormat, encode};

    fn rgb(picture: &RgbaImage, at: (u32, u32)) -> [u8; 3] {
        let Rgba([red, green, blue, _]) = *picture.get_pixel(at.0, at.1);
        [red, green, blue]
    }

    fn corners(xmin: f64, ymin: f64, xmax: f64, ymax: f64) -> Value {
        json!({"xmin": xmin, "ymin": ymin, "xmax": xmax, "ymax": ymax})
    }

    #[test]
    fn a_box_is_cut_at_the_border_of_the_picture() {
        let picture = RgbaImage::new(10, 8);
        let whole = Area { left: 0, top: 0, right: 10, bottom: 8 };
        for (corners, expected) in [
            (corners(-5.0, -1e300, 1e300, 99.0), Some(whole)),
            (corners(1.9, 2.0, 3.0, 4.0), Some(Area { left: 1, top: 2, right: 3, bottom: 4 })),
            (corners(3.0, 4.0, 1.0, 2.0), None),
            (corners(20.0, 20.0, 30.0, 30.0), None),
            (json!({"xmin": "1"}), None),
            (json!(null), None),
        ] {
            assert_eq!(area(&corners, &picture), expected, "{corners}");
        }
    }

    #[test]
    fn a_label_has_one_colour_and_another_label_another() {
        let mut picture = RgbaImage::new(100, 100);
        let object = |label: &str, left: f64| json!({"label": label, "score": 0.9, "box": corners(left, 30.0, left + 20.0, 60.0)});
        boxes(&mut picture, &[object("cat", 0.0), object("dog", 30.0), object("cat", 60.0), json!(7)]);
        let bottom_left = |left: u32| rgb(&picture, (left, 59));
        assert_eq!([bottom_left(0), bottom_left(30), bottom_left(60)], [colour(0), colour(1), colour(0)]);
        assert_eq!(rgb(&picture, (10, 50)), [0, 0, 0]);
    }

    fn segment(mask: RgbaImage) -> Value {
        json!({"label": "sky", "score": 0.5, "mask": STANDARD.encode(encode(mask, PictureFormat::Png).unwrap())})
    }

    #[test]
    fn a_mask_is_stretched_over_the_picture_and_lets_it_through() {
        let mut picture = RgbaImage::from_pixel(100, 100, Rgba([100, 100, 100, 255]));
        let left = RgbaImage::from_fn(2, 1, |x, _| if x == 0 { Rgba([255; 4]) } else { Rgba([0, 0, 0, 255]) });
        masks(&mut picture, &[segment(left)]).unwrap();
        let mixed = colour(0).map(|part| part.midpoint(100));
        assert_eq!([rgb(&picture, (0, 99)), rgb(&picture, (49, 99))], [mixed; 2]);
        assert_eq!(rgb(&picture, (99, 99)), [100; 3]);
    }

    #[test]
    fn a_mask_that_is_no_picture_is_an_error() {
        let mut picture = RgbaImage::new(2, 2);
        for mask in ["", "bm8=", "no base64"] {
            assert!(masks(&mut picture, &[json!({"label": "sky", "mask": mask})]).is_err(), "{mask}");
        }
    }
}
