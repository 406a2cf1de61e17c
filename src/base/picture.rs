//! Pictures as pixels: PNG and JPEG, which models take and give. The bytes may be anybody's, so that sizes are checked
//! before memory is taken. Draws nothing.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage};

use super::media_type::kind_of;

/// The longest side that is read.
const LONGEST_SIDE: u32 = 30_000;
/// More pixels are not read: these take 200 MB.
const MOST_PIXELS: u64 = 50_000_000;
/// What decoding may take, with 16 bits for a colour.
const MOST_MEMORY: u64 = MOST_PIXELS * 8;
/// Of 100.
const QUALITY: u8 = 90;

/// Why bytes are no picture, or pixels no file.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It has another format.
    #[error("it is neither PNG nor JPEG")]
    Format,
    /// It would fill the memory.
    #[error("it is too large: {width}x{height} pixels")]
    TooLarge { width: u32, height: u32 },
    /// It is broken.
    #[error("it is broken: {0}")]
    Broken(#[from] ImageError),
}

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    Png,
    Jpeg,
}

/// The pixels, the way up that the picture says.
///
/// # Errors
/// [`PictureError`].
pub fn decode(bytes: &[u8]) -> Result<RgbaImage, PictureError> {
    let mut decoder = decoder(bytes)?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

/// The width and the height, read from the header alone and found to be fit for [`decode`].
///
/// # Errors
/// [`PictureError`].
pub fn size(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    Ok(decoder(bytes)?.dimensions())
}

/// The file of a picture; JPEG has no transparency.
///
/// # Errors
/// [`PictureError::Broken`], for pictures that the format cannot hold.
pub fn encode(picture: RgbaImage, format: PictureFormat) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    match format {
        PictureFormat::Png => picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?,
        PictureFormat::Jpeg => {
            let opaque = DynamicImage::from(picture).into_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&opaque)?;
        }
    }
    Ok(bytes)
}

/// Has read the header, and found its size to be one that can be decoded.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, PictureError> {
    let format = match kind_of(bytes) {
        Some("image/png") => ImageFormat::Png,
        Some("image/jpeg") => ImageFormat::Jpeg,
        _ => return Err(PictureError::Format),
    };
    let decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder()?;
    let (width, height) = decoder.dimensions();
    let is_fit = width.max(height) <= LONGEST_SIDE && u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if is_fit { Ok(decoder) } else { Err(PictureError::TooLarge { width, height }) }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::{PictureError, PictureFormat, decode, encode, size};
    use crate::base::fuzz::{Edit, edited};

    /// The header of a PNG of this size, whose pixels are missing.
    fn header(width: u32, height: u32) -> Vec<u8> {
        let mut chunk = b"IHDR".to_vec();
        chunk.extend(width.to_be_bytes());
        chunk.extend(height.to_be_bytes());
        chunk.extend([8, 6, 0, 0, 0]);
        let mut crc = flate2::Crc::new();
        crc.update(&chunk);
        let (length, sum) = (13_u32.to_be_bytes(), crc.sum().to_be_bytes());
        let pixels = b"\0\0\0\0IDAT\x35\xaf\x06\x1e";
        [b"\x89PNG\r\n\x1a\n".as_slice(), &length, &chunk, &sum, pixels].concat()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let picture = RgbaImage::from_fn(4, 3, |x, y| Rgba([x as u8 * 60, y as u8 * 100, 7, 255]));
        let png = encode(picture.clone(), PictureFormat::Png).unwrap();
        assert_eq!((size(&png).unwrap(), decode(&png).unwrap()), ((4, 3), picture.clone()));
        let jpeg = encode(picture, PictureFormat::Jpeg).unwrap();
        assert!(jpeg.starts_with(b"\xff\xd8\xff") && decode(&jpeg).unwrap().dimensions() == (4, 3));
    }

    #[test]
    fn a_size_that_would_fill_the_memory_is_refused_by_its_header() {
        for (width, height) in [(100_000, 100_000), (1, 100_000), (u32::MAX >> 1, 1), (20_000, 20_000)] {
            let bytes = header(width, height);
            for error in [decode(&bytes).unwrap_err(), size(&bytes).unwrap_err()] {
                assert!(!matches!(error, PictureError::Format), "{error}");
            }
        }
        let error = decode(&header(100_000, 100_000)).unwrap_err();
        assert_eq!(error.to_string(), "it is too large: 100000x100000 pixels");
        assert!(matches!(decode(&header(7_000, 7_000)), Err(PictureError::Broken(_))));
    }

    #[test]
    fn other_formats_are_named_as_such() {
        for bytes in [b"GIF89a".as_slice(), b"", b"<svg/>"] {
            assert!(matches!(decode(bytes), Err(PictureError::Format)));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused() {
        let small = |format| encode(RgbaImage::from_pixel(3, 3, Rgba([1, 2, 3, 255])), format).unwrap();
        let examples = [small(PictureFormat::Png), small(PictureFormat::Jpeg)];
        bolero::check!().with_type::<(bool, Vec<Edit>)>().for_each(|(at, edits)| {
            drop(decode(&edited(&examples[usize::from(*at)], edits)));
        });
    }
}
