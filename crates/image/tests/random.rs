//! Random and damaged pictures: an answer within the limits, never a panic.

use std::{io::Cursor, sync::LazyLock};

use image::{ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use tongguan_image::{
    hash,
    measure::{self, Limits, MeasureError},
    picture::{Paper, Picture},
    puzzle, qr,
};
use tongguan_model::material::MaterialKind;

const LIMITS: Limits = Limits { max_bytes: 20_000, max_pixels: 40_000 };

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let paint = |x: u32, y: u32| Rgb([x, y, x * y].map(|n| u8::try_from(n % 251).unwrap_or(0)));
    RgbImage::from_fn(60, 40, paint).write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

static PICTURES: LazyLock<[Vec<u8>; 2]> =
    LazyLock::new(|| [ImageFormat::Png, ImageFormat::Jpeg].map(picture));
static PUZZLE: LazyLock<puzzle::Puzzle> = LazyLock::new(|| puzzle::draw(&[7; 32]));

fn changed(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8)], cut: prop::sample::Index) -> Vec<u8> {
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    // Now and then the end is missing too.
    let keep = cut.index(2 * bytes.len());
    bytes.truncate(keep.max(1));
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2000), format in 0..3_usize) {
        let head: &[u8] = [b"".as_slice(), b"\x89PNG\r\n\x1a\n", &[0xff, 0xd8, 0xff]][format];
        let bytes = [head, &bytes].concat();
        let _ = Picture::open(&bytes, &LIMITS, Paper::A4);
        let _ = puzzle::solve(&bytes, &bytes, 0);
    }

    #[test]
    fn a_damaged_picture_is_measured_or_refused(which in 0..2_usize, changes in changes(), cut in any::<prop::sample::Index>()) {
        let bytes = changed(PICTURES[which].clone(), &changes, cut);
        match Picture::open(&bytes, &LIMITS, Paper::A4) {
            Ok(p) => prop_assert!(u64::from(p.rgb.width()) * u64::from(p.rgb.height()) <= LIMITS.max_pixels),
            Err(MeasureError::Pixels { width, height, max }) => {
                prop_assert!(width == 0 || height == 0 || u64::from(width) * u64::from(height) > max);
            }
            Err(_) => {}
        }
    }

    /// A piece of any size, at any height.
    #[test]
    fn any_piece_is_placed_or_refused(width in 1..90_u32, height in 1..90_u32, y in any::<u32>(), low in 0..200_u32) {
        let mut piece = Cursor::new(Vec::new());
        image::RgbaImage::from_pixel(width, height, image::Rgba([9, 9, 9, 255]))
            .write_to(&mut piece, ImageFormat::Png).expect("a picture");
        let piece = piece.into_inner();
        for y in [y, low] {
            let _ = puzzle::solve(&PUZZLE.picture, &piece, y);
        }
        let _ = puzzle::solve(&PICTURES[0], &piece, low);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Every measure of every kind of material, on pictures of every shape, also of one pixel.
    #[test]
    fn any_picture_is_measured(width in 1..100_u32, height in 1..100_u32, paint in prop::collection::vec(any::<u8>(), 1..400),
        kind in prop::sample::select(MaterialKind::ALL.to_vec())) {
        let mut bytes = Cursor::new(Vec::new());
        let n = |x: u32, y: u32, c: u32| paint[(x * 3 + y * width * 3 + c) as usize % paint.len()];
        RgbImage::from_fn(width, height, |x, y| Rgb([n(x, y, 0), n(x, y, 1), n(x, y, 2)]))
            .write_to(&mut bytes, ImageFormat::Png).expect("a picture");
        let bytes = bytes.into_inner();
        let limits = Limits { max_bytes: 1 << 20, ..LIMITS };
        let one = measure::all(&bytes, kind, &limits).expect("measures");
        prop_assert_eq!(&one, &measure::all(&bytes, kind, &limits).expect("measures"));
        let opened = Picture::open(&bytes, &limits, Paper::A4).expect("a picture");
        let print = hash::fingerprint(&opened);
        prop_assert_eq!(print.distance(&print), 0);
        let _ = qr::decode(&opened);
    }
}
