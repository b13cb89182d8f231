//! What a file says before it is measured: format, size, declared resolution (SUB-2); and its pixels.
//!
//! The header is read and held against the limits before anything is decoded, so that a small file cannot claim
//! a picture that fills the memory.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use serde::{Deserialize, Serialize};

/// What is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file in bytes.
    pub max_bytes: u64,
    /// Most pixels, width times height.
    pub max_pixels: u64,
}

/// Formats that are accepted as material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Format {
    /// Media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The format that the first bytes show; a file name is never believed.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else {
            None
        }
    }
}

/// Why a picture cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// Neither PNG nor JPEG.
    #[error("neither a png nor a jpeg picture")]
    Format,
    /// The file is too large.
    #[error("{bytes} bytes, at most {max}")]
    Bytes {
        /// Its size.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// The header claims too many pixels.
    #[error("{width}x{height} pixels, at most {max}")]
    Pixels {
        /// Claimed width.
        width: u32,
        /// Claimed height.
        height: u32,
        /// The limit.
        max: u64,
    },
    /// The header or the picture data cannot be read.
    #[error("damaged picture: {0}")]
    Damaged(String),
}

/// Format, dimensions as stored, and declared resolution: what the header says, held against the limits.
pub(crate) fn header(bytes: &[u8], limits: &Limits) -> Result<(Format, Option<f64>), MeasureError> {
    let size = bytes.len() as u64;
    if size > limits.max_bytes {
        return Err(MeasureError::Bytes { bytes: size, max: limits.max_bytes });
    }
    let format = Format::of(bytes).ok_or(MeasureError::Format)?;
    let (width, height) = dimensions(bytes, format)?;
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(MeasureError::Pixels { width, height, max: limits.max_pixels });
    }
    let dpi = match format {
        Format::Png => png_dpi(bytes),
        Format::Jpeg => jpeg_dpi(bytes),
    };
    Ok((format, dpi))
}

/// Decodes a picture within limits, after its header was held against them; turned as its Exif says it is to be seen.
pub(crate) fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<RgbImage, MeasureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind(format));
    let mut caps = image::Limits::default();
    // 16-bit RGBA and a working copy.
    caps.max_alloc = Some(limits.max_pixels.saturating_mul(16).saturating_add(1 << 20));
    reader.limits(caps);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turn);
    Ok(flat(picture))
}

/// RGB; what is transparent is white, as a page shows it.
fn flat(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let mut whole = picture.into_rgba8();
    for pixel in whole.pixels_mut() {
        let [r, g, b, a] = pixel.0.map(u32::from);
        let over = |v: u32| u8::try_from((v * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        pixel.0 = [over(r), over(g), over(b), 255];
    }
    DynamicImage::from(whole).into_rgb8()
}

fn damaged(error: image::ImageError) -> MeasureError {
    MeasureError::Damaged(error.to_string())
}

fn kind(format: Format) -> ImageFormat {
    match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
    }
}

fn dimensions(bytes: &[u8], format: Format) -> Result<(u32, u32), MeasureError> {
    ImageReader::with_format(Cursor::new(bytes), kind(format)).into_dimensions().map_err(damaged)
}

fn rounded(dpi: f64) -> Option<f64> {
    (dpi > 0.0).then(|| (dpi * 100.0).round() / 100.0)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk::<4>()?))
}

/// `pHYs`, in pixels per metre.
fn png_dpi(bytes: &[u8]) -> Option<f64> {
    let mut at = 8;
    loop {
        let len = usize::try_from(be32(bytes, at)?).ok()?;
        match bytes.get(at + 4..at + 8)? {
            b"pHYs" if len == 9 => {
                let (x, y) = (be32(bytes, at + 8)?, be32(bytes, at + 12)?);
                return if bytes.get(at + 16) == Some(&1) {
                    rounded(f64::from(x.min(y)) * 0.0254)
                } else {
                    None
                };
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(len)?.checked_add(12)?,
        }
    }
}

/// JFIF density, else Exif.
fn jpeg_dpi(bytes: &[u8]) -> Option<f64> {
    jfif_dpi(bytes).or_else(|| exif_dpi(bytes))
}

fn jfif_dpi(bytes: &[u8]) -> Option<f64> {
    let mut at = 2;
    while bytes.get(at) == Some(&0xff) {
        let marker = *bytes.get(at + 1)?;
        if marker == 0xda || marker == 0xd9 {
            return None;
        }
        let len = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk::<2>()?));
        if marker == 0xe0 && bytes.get(at + 4..at + 9) == Some(b"JFIF\0") {
            let x = u16::from_be_bytes(*bytes.get(at + 12..)?.first_chunk::<2>()?);
            let y = u16::from_be_bytes(*bytes.get(at + 14..)?.first_chunk::<2>()?);
            let density = f64::from(x.min(y));
            return match bytes.get(at + 11)? {
                1 => rounded(density),
                2 => rounded(density * 2.54),
                _ => None,
            };
        }
        at += 2 + len;
    }
    None
}

fn exif_dpi(bytes: &[u8]) -> Option<f64> {
    let data = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let read = |tag| {
        let field = data.get_field(tag, exif::In::PRIMARY)?;
        match &field.value {
            exif::Value::Rational(v) => v.first().map(exif::Rational::to_f64),
            _ => None,
        }
    };
    let (x, y) = (read(exif::Tag::XResolution)?, read(exif::Tag::YResolution)?);
    let unit = data.get_field(exif::Tag::ResolutionUnit, exif::In::PRIMARY).and_then(|f| f.value.get_uint(0));
    match unit {
        Some(3) => rounded(x.min(y) * 2.54),
        Some(1) => None,
        _ => rounded(x.min(y)),
    }
}

pub(crate) fn luminance([r, g, b]: [u8; 3]) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma, Rgb};

    const LIMITS: Limits = Limits { max_bytes: 1 << 20, max_pixels: 1 << 20 };

    fn licence() -> RgbImage {
        RgbImage::from_fn(400, 300, |x, y| {
            let (dx, dy) = (i64::from(x) - 300, i64::from(y) - 200);
            if (900..1200).contains(&(dx * dx + dy * dy)) {
                Rgb([200, 30, 35])
            } else if (x / 6 + y / 9) % 5 == 0 {
                Rgb([40, 40, 40])
            } else {
                Rgb([250, 248, 240])
            }
        })
    }

    fn bytes(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// Puts `pHYs` after IHDR, as a scanner does.
    fn with_phys(png: &[u8], per_metre: u32) -> Vec<u8> {
        let mut chunk = vec![0, 0, 0, 9];
        chunk.extend(b"pHYs");
        chunk.extend(per_metre.to_be_bytes());
        chunk.extend(per_metre.to_be_bytes());
        chunk.push(1);
        // CRC-32 of the type and data.
        let mut crc = u32::MAX;
        for byte in &chunk[4..] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        chunk.extend((!crc).to_be_bytes());
        [&png[..33], &chunk, &png[33..]].concat()
    }

    /// Format and declared resolution of what opens.
    fn opened(bytes: &[u8], limits: &Limits) -> Result<(Format, Option<f64>), MeasureError> {
        let (format, dpi) = header(bytes, limits)?;
        decode(bytes, format, limits).map(|_| (format, dpi))
    }

    #[test]
    fn the_resolution_of_a_png_is_read() {
        let plain = bytes(&licence(), ImageFormat::Png);
        assert_eq!(opened(&plain, &LIMITS), Ok((Format::Png, None)));
        assert_eq!(opened(&with_phys(&plain, 11_811), &LIMITS), Ok((Format::Png, Some(300.0))));
    }

    #[test]
    fn jfif_density_is_read() {
        let mut out = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90);
        encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(150));
        encoder.encode_image(&licence()).unwrap();
        assert_eq!(opened(&out, &LIMITS), Ok((Format::Jpeg, Some(150.0))));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        // 30000 x 30000 of one colour is a few hundred kilobytes as a file and 2.7 GB as a picture; the header is enough.
        let small = GrayImage::from_pixel(8, 8, Luma([9]));
        let mut png = bytes(&image::DynamicImage::from(small).to_rgb8(), ImageFormat::Png);
        png[16..20].copy_from_slice(&30_000u32.to_be_bytes());
        png[20..24].copy_from_slice(&30_000u32.to_be_bytes());
        // The header's checksum, as an attacker would mend it.
        let mut crc = u32::MAX;
        for byte in &png[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        png[29..33].copy_from_slice(&(!crc).to_be_bytes());
        let error = opened(&png, &LIMITS).unwrap_err();
        assert_eq!(error, MeasureError::Pixels { width: 30_000, height: 30_000, max: 1 << 20 });
    }

    #[test]
    fn other_files_cut_files_and_large_files_are_refused() {
        assert_eq!(opened(b"GIF89a", &LIMITS), Err(MeasureError::Format));
        let png = bytes(&licence(), ImageFormat::Png);
        assert!(matches!(opened(&png[..png.len() / 2], &LIMITS), Err(MeasureError::Damaged(_))));
        assert!(matches!(opened(&png[..20], &LIMITS), Err(MeasureError::Damaged(_))));
        let tight = Limits { max_bytes: 10, ..LIMITS };
        assert!(matches!(opened(&png, &tight), Err(MeasureError::Bytes { max: 10, .. })));
    }
}
