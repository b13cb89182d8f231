//! What a picture's bytes say: format, size, declared resolution, colour and sharpness (SUB-2, SUB-5).
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

/// What was measured. Shares are between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Format by content.
    pub format: Format,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Declared resolution, the smaller of both directions; `None` if the file declares none. It is what the
    /// file says, not what the scanner did.
    pub dpi: Option<f64>,
    /// Share of seal-red pixels; a colour original of a licence has some.
    pub red_fraction: f64,
    /// Where nearly all seal-red pixels lie: left, top, width, height.
    pub red_box: Option<[u32; 4]>,
    /// Share of pixels without colour; a black-and-white copy has nearly all.
    pub gray_fraction: f64,
    /// Mean brightness, 0 black to 1 white.
    pub brightness: f64,
    /// Variance of the Laplacian on 0…255 luminance; small means blurred.
    pub sharpness: f64,
}

/// At most about so many pixels are looked at, evenly spread.
const SAMPLES: u64 = 1_000_000;

/// Measures a picture within limits.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Probe, MeasureError> {
    let (format, dpi) = header(bytes, limits)?;
    let picture = decode(bytes, format, limits)?;
    let (width, height) = picture.dimensions();
    let stride = stride(width, height);
    let (red_fraction, gray_fraction, brightness) = colour(&picture, stride);
    Ok(Probe {
        format,
        width,
        height,
        dpi,
        red_fraction,
        red_box: red_box(&picture, stride),
        gray_fraction,
        brightness,
        sharpness: sharpness(&picture, stride),
    })
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
pub fn decode(bytes: &[u8], format: Format, limits: &Limits) -> Result<RgbImage, MeasureError> {
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

fn stride(width: u32, height: u32) -> usize {
    let pixels = u64::from(width) * u64::from(height);
    let mut stride = 1;
    while pixels / (stride * stride) > SAMPLES {
        stride += 1;
    }
    usize::try_from(stride).unwrap_or(1)
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

/// Chroma up to which a pixel counts as without colour, above what JPEG's own noise adds.
const GRAY_CHROMA: u8 = 18;

fn is_seal_red(r: u8, g: u8, b: u8) -> bool {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    // Red leads clearly, and green and blue are near each other: hue within about 20 degrees of red.
    r > 90 && r - g.max(b) > 60 && (g - b).abs() * 3 < r - g.min(b)
}

fn colour(picture: &RgbImage, stride: usize) -> (f64, f64, f64) {
    let (mut n, mut red, mut gray, mut light) = (0u64, 0u64, 0u64, 0.0);
    for row in picture.rows().step_by(stride) {
        for pixel in row.step_by(stride) {
            let [r, g, b] = pixel.0;
            n += 1;
            red += u64::from(is_seal_red(r, g, b));
            gray += u64::from(r.max(g).max(b) - r.min(g).min(b) <= GRAY_CHROMA);
            light += luminance([r, g, b]);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "at most a few million samples")]
    let share = |part: u64| part as f64 / n.max(1) as f64;
    #[expect(clippy::cast_precision_loss, reason = "at most a few million samples")]
    let brightness = light / (n.max(1) as f64) / 255.0;
    (share(red), share(gray), brightness)
}

/// The box of the seal-red pixels without the outer hundredth on each side, so that a speck does not stretch it.
fn red_box(picture: &RgbImage, stride: usize) -> Option<[u32; 4]> {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (y, row) in (0u32..).zip(picture.rows()).step_by(stride) {
        for (x, pixel) in (0u32..).zip(row).step_by(stride) {
            let [r, g, b] = pixel.0;
            if is_seal_red(r, g, b) {
                xs.push(x);
                ys.push(y);
            }
        }
    }
    ys.sort_unstable();
    xs.sort_unstable();
    let cut = xs.len() / 100;
    let ends = |all: &[u32]| Some((*all.get(cut)?, *all.get(all.len().checked_sub(cut + 1)?)?));
    let ((left, right), (top, bottom)) = (ends(&xs)?, ends(&ys)?);
    Some([left, top, right - left + 1, bottom - top + 1])
}

pub(crate) fn luminance([r, g, b]: [u8; 3]) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

/// Variance of the 4-neighbour Laplacian at evenly spread places, each with its true neighbours.
fn sharpness(picture: &RgbImage, stride: usize) -> f64 {
    let (width, height) = picture.dimensions();
    if width < 3 || height < 3 {
        return 0.0;
    }
    let at = |x: u32, y: u32| luminance(picture.get_pixel(x, y).0);
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for y in (1..height - 1).step_by(stride) {
        for x in (1..width - 1).step_by(stride) {
            let l = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4.0 * at(x, y);
            n += 1.0;
            sum += l;
            squares += l * l;
        }
    }
    let mean: f64 = sum / n;
    squares / n - mean * mean
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

    #[test]
    fn a_colour_scan_shows_its_seal_and_resolution() {
        let png = with_phys(&bytes(&licence(), ImageFormat::Png), 11_811);
        let p = probe(&png, &LIMITS).unwrap();
        assert_eq!((p.format, p.width, p.height, p.dpi), (Format::Png, 400, 300, Some(300.0)));
        assert!(p.red_fraction > 0.003 && p.red_fraction < 0.02, "{}", p.red_fraction);
        assert!(p.gray_fraction > 0.9, "{}", p.gray_fraction);
        let [left, top, width, height] = p.red_box.unwrap();
        assert!(
            left + width <= 400 && top + height <= 300 && width * height < 400 * 300 / 4,
            "{:?}",
            p.red_box
        );
    }

    #[test]
    fn a_copy_without_colour_has_no_red() {
        let copy = image::DynamicImage::from(licence()).to_luma8();
        let copy = image::DynamicImage::from(copy).to_rgb8();
        let p = probe(&bytes(&copy, ImageFormat::Jpeg), &LIMITS).unwrap();
        assert_eq!((p.red_fraction, p.red_box, p.dpi), (0.0, None, None));
        assert!(p.gray_fraction > 0.999, "{}", p.gray_fraction);
    }

    #[test]
    fn jfif_density_is_read() {
        let mut out = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90);
        encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(150));
        encoder.encode_image(&licence()).unwrap();
        assert_eq!(probe(&out, &LIMITS).unwrap().dpi, Some(150.0));
    }

    #[test]
    fn blur_lowers_sharpness() {
        let sharp = licence();
        let soft = image::imageops::blur(&sharp, 4.0);
        let of = |p: &RgbImage| probe(&bytes(p, ImageFormat::Png), &LIMITS).unwrap().sharpness;
        assert!(of(&sharp) > 20.0 * of(&soft), "{} {}", of(&sharp), of(&soft));
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
        let error = probe(&png, &LIMITS).unwrap_err();
        assert_eq!(error, MeasureError::Pixels { width: 30_000, height: 30_000, max: 1 << 20 });
    }

    #[test]
    fn other_files_cut_files_and_large_files_are_refused() {
        assert_eq!(probe(b"GIF89a", &LIMITS), Err(MeasureError::Format));
        let png = bytes(&licence(), ImageFormat::Png);
        assert!(matches!(probe(&png[..png.len() / 2], &LIMITS), Err(MeasureError::Damaged(_))));
        assert!(matches!(probe(&png[..20], &LIMITS), Err(MeasureError::Damaged(_))));
        let tight = Limits { max_bytes: 10, ..LIMITS };
        assert!(matches!(probe(&png, &tight), Err(MeasureError::Bytes { max: 10, .. })));
    }
}
