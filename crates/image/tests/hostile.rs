//! Files made to do harm, and files of rare kinds: every one is measured or refused, none panics or fills the memory.
//! The fixtures are 48 by 36 pixels, drawn by a program.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use proptest::prelude::*;
use tongguan_image::measure::{Limits, MeasureError, Report, all};
use tongguan_model::material::{MaterialKind, MeasureKind};

const LIMITS: Limits = Limits { max_bytes: 1 << 20, max_pixels: 1 << 20 };
const PLAIN: &[u8] = include_bytes!("fixtures/plain.jpg");
const INTERLACED: &[u8] = include_bytes!("fixtures/interlaced.png");

fn measure(bytes: &[u8]) -> Result<Report, MeasureError> {
    all(bytes, MaterialKind::BusinessLicence, &LIMITS)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), data].concat();
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &crc(&body).to_be_bytes()].concat()
}

/// A JPEG with a segment right after its start.
fn with_segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&PLAIN[..2], &[0xff, marker], &length, data, &PLAIN[2..]].concat()
}

/// Little-endian Exif with one directory of entries (tag, type, count, value).
fn exif(entries: &[(u16, u16, u32, u32)], next: u32) -> Vec<u8> {
    let mut out = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    out.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, kind, count, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend(next.to_le_bytes());
    out
}

#[test]
fn rare_kinds_of_files_are_measured() {
    for (name, bytes) in [
        ("progressive", include_bytes!("fixtures/progressive.jpg").as_slice()),
        ("cmyk", include_bytes!("fixtures/cmyk.jpg")),
        ("grey", include_bytes!("fixtures/grey.jpg")),
        ("sixteen bits", include_bytes!("fixtures/deep.png")),
        ("interlaced", INTERLACED),
    ] {
        let report = measure(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((report.width, report.height), (48, 36), "{name}");
    }
}

/// 30000 by 30000 pixels of one colour are a small file; the header is enough to refuse it.
#[test]
fn a_picture_that_would_fill_the_memory_is_refused_by_its_header() {
    let header = [30_000u32.to_be_bytes(), 30_000u32.to_be_bytes()].concat();
    let header = chunk(b"IHDR", &[header.as_slice(), &[8, 2, 0, 0, 0]].concat());
    let bomb =
        [b"\x89PNG\r\n\x1a\n".as_slice(), &header, &chunk(b"IDAT", &[0; 64]), &chunk(b"IEND", &[])].concat();
    assert!(matches!(measure(&bomb), Err(MeasureError::Pixels { width: 30_000, height: 30_000, .. })));
    let heavy = vec![0xff; (1 << 20) + 1];
    assert!(matches!(measure(&heavy), Err(MeasureError::Bytes { .. })));
}

/// Arithmetic coding is not read by our decoder; that is said, not guessed.
#[test]
fn an_arithmetic_jpeg_is_refused() {
    let mut bytes = PLAIN.to_vec();
    let at = bytes.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    bytes[at + 1] = 0xc9;
    assert!(measure(&bytes).is_err());
}

#[test]
fn an_animation_shows_its_first_picture() {
    let control = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let animated = [&INTERLACED[..33], &control, &INTERLACED[33..]].concat();
    assert_eq!(measure(&animated).unwrap().width, 48);
}

#[test]
fn a_picture_is_measured_as_it_is_to_be_seen() {
    let turned = with_segment(0xe1, &exif(&[(0x0112, 3, 1, 6)], 0));
    let report = measure(&turned).unwrap();
    assert_eq!((report.width, report.height), (36, 48));
}

/// Directories that name themselves as the next, counts of four thousand million, offsets outside.
#[test]
fn a_bomb_in_the_metadata_does_nothing() {
    for bomb in [
        exif(&[], 8),
        exif(&[(0x8769, 4, 1, 8)], 8),
        exif(&[(0x010e, 2, u32::MAX, 8), (0x0131, 2, u32::MAX, u32::MAX)], u32::MAX),
        exif(&[(0x0201, 4, 1, u32::MAX), (0x0202, 4, 1, u32::MAX)], 8),
        vec![b'E'; 60_000],
    ] {
        let report = measure(&with_segment(0xe1, &bomb)).unwrap();
        assert_eq!((report.width, report.height), (48, 36));
    }
}

#[test]
fn an_editor_that_names_itself_is_a_trace() {
    let name = b"Adobe Photoshop 25.1 (Windows)\0";
    let mut data = exif(&[(0x0131, 2, u32::try_from(name.len()).unwrap(), 26)], 0);
    data.extend(name);
    let report = measure(&with_segment(0xe1, &data)).unwrap();
    let editing = report.of(MeasureKind::Editing).unwrap();
    assert_eq!((editing.value, editing.detail.as_deref()), (Some(1.0), Some("Exif photoshop")));
    assert_eq!(measure(PLAIN).unwrap().of(MeasureKind::Editing).unwrap().value, Some(0.0));
}

/// What is transparent shows as white, as on a page: black under a clear layer is no ink.
#[test]
fn transparency_is_white() {
    let clear = image::RgbaImage::from_pixel(60, 60, image::Rgba([0, 0, 0, 0]));
    let mut out = Cursor::new(Vec::new());
    clear.write_to(&mut out, ImageFormat::Png).unwrap();
    let report = measure(&out.into_inner()).unwrap();
    assert_eq!(report.of(MeasureKind::PaperLight).unwrap().value, Some(1.0));
}

/// One pixel, one row, one column: nothing to measure is said as such.
#[test]
fn tiny_pictures_are_not_measured_rather_than_good() {
    for (width, height) in [(1, 1), (1, 700), (700, 1), (3, 3), (64, 64)] {
        let mut out = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, image::Rgb([200; 3]))
            .write_to(&mut out, ImageFormat::Png)
            .unwrap();
        let report = measure(&out.into_inner()).unwrap();
        assert_eq!(report.of(MeasureKind::EdgeWidth).unwrap().value, None, "{width}x{height}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Wherever a file is cut off or changed, it is measured or refused.
    #[test]
    fn a_damaged_file_is_measured_or_refused(
        png in any::<bool>(),
        cut in 0usize..2000,
        changes in prop::collection::vec((0usize..2000, any::<u8>()), 0..12),
    ) {
        let mut bytes = if png { INTERLACED.to_vec() } else { PLAIN.to_vec() };
        for (at, value) in changes {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        bytes.truncate(bytes.len().saturating_sub(cut / 4));
        let _ = measure(&bytes);
    }

    /// Noise of any shape gives finite numbers.
    #[test]
    fn values_are_finite(width in 1u32..180, height in 1u32..180, seed in any::<u64>()) {
        let mut state = seed | 1;
        let picture = RgbImage::from_fn(width, height, |_, _| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let bytes = state.to_le_bytes();
            image::Rgb([bytes[0], bytes[1], bytes[2]])
        });
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        let report = measure(&out.into_inner()).unwrap();
        for measured in report.measures {
            prop_assert!(measured.value.is_none_or(f64::is_finite), "{:?}", measured);
        }
    }
}
