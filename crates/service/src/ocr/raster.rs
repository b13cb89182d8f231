//! From a picture to what the reading program is given: grey, without the red of seals, at a size at which the letters
//! of a certificate are as high as the program likes them.

use image::{GrayImage, RgbImage, imageops};

/// The longer side, in pixels: a page of A4 at about 170 dpi, so that its 12-point text is 28 pixels high. Larger is
/// slower and read worse.
const LONG_SIDE: u32 = 2000;

/// The grey picture, and by what its places are multiplied to get those of the original.
pub(super) fn grey(picture: &RgbImage) -> (GrayImage, f64) {
    // In the red channel a red seal is as light as the paper, so that text below it can be read.
    let grey = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        image::Luma([picture.get_pixel(x, y).0[0]])
    });
    let long = picture.width().max(picture.height()).max(1);
    let side = |v: u32| (u64::from(v) * u64::from(LONG_SIDE) / u64::from(long)).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else { return (grey, 1.0) };
    let scale = f64::from(long) / f64::from(LONG_SIDE);
    if long > LONG_SIDE {
        (imageops::thumbnail(&grey, width, height), scale)
    } else if long * 2 < LONG_SIDE {
        // Enlarging adds no detail; it lets small text be found at all.
        (imageops::resize(&grey, width, height, imageops::FilterType::Triangle), scale)
    } else {
        (grey, 1.0)
    }
}

/// A part of it with a margin, in its own pixels.
pub(super) fn part(grey: &GrayImage, [x, y, w, h]: [u32; 4], margin: u32) -> (GrayImage, u32, u32) {
    let (left, top) = (x.saturating_sub(margin), y.saturating_sub(margin));
    let right = (x.saturating_add(w).saturating_add(margin)).min(grey.width());
    let bottom = (y.saturating_add(h).saturating_add(margin)).min(grey.height());
    let cut = imageops::crop_imm(grey, left, top, right.saturating_sub(left), bottom.saturating_sub(top))
        .to_image();
    (cut, left, top)
}

/// As a portable grey map: the simplest format that there is.
pub(super) fn pgm(grey: &GrayImage) -> Vec<u8> {
    let mut out = format!("P5\n{} {}\n255\n", grey.width(), grey.height()).into_bytes();
    out.extend_from_slice(grey.as_raw());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_as_light_as_the_paper_and_a_part_stays_within() {
        let picture = RgbImage::from_fn(40, 20, |x, _| {
            if x < 20 { image::Rgb([230, 20, 30]) } else { image::Rgb([20, 20, 20]) }
        });
        let (grey, scale) = grey(&picture);
        assert_eq!((grey.width(), grey.height()), (2000, 1000));
        assert!((scale - 0.02).abs() < 1e-9, "{scale}");
        assert_eq!((grey.get_pixel(10, 10).0, grey.get_pixel(1990, 10).0), ([230], [20]));
        let (cut, left, top) = part(&grey, [1990, 995, 100, 100], 8);
        assert_eq!((cut.width(), cut.height(), left, top), (18, 13, 1982, 987));
        assert_eq!(pgm(&cut).len(), b"P5\n18 13\n255\n".len() + 18 * 13);
    }
}
