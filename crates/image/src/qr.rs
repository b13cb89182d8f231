//! QR codes on a picture: two readers, then both on the inverted picture.

use rxing::{BarcodeFormat, helpers::detect_in_luma};
use serde::{Deserialize, Serialize};

use crate::picture::{Picture, Plane};

/// A decoded code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// What it says. It is text of a stranger: show it, never open it.
    pub payload: String,
    /// Where it lies: left, top, width, height.
    pub place: [u32; 4],
}

/// The first code found.
pub fn decode(picture: &Picture<'_>) -> Option<QrCode> {
    // Half the resolution of a 300 dpi scan reads as well and four times as fast; the full one comes last.
    let half = halved(&picture.luma);
    let found = [(&half, 2u32), (&picture.luma, 1)];
    found.into_iter().find_map(|(plane, scale)| {
        let inverted = || plane.values.iter().map(|v| 255 - v).collect::<Vec<u8>>();
        both(plane, plane.values.clone(), scale).or_else(|| both(plane, inverted(), scale))
    })
}

fn halved(plane: &Plane) -> Plane {
    let (w, h) = (plane.width / 2, plane.height / 2);
    let mut values = Vec::with_capacity(w * h);
    for y in 0..h {
        let (up, down) = (plane.row(2 * y), plane.row(2 * y + 1));
        for x in 0..w {
            let sum: u32 =
                [up[2 * x], up[2 * x + 1], down[2 * x], down[2 * x + 1]].map(u32::from).iter().sum();
            values.push(u8::try_from(sum / 4).unwrap_or(u8::MAX));
        }
    }
    Plane { width: w, height: h, values }
}

fn both(plane: &Plane, values: Vec<u8>, scale: u32) -> Option<QrCode> {
    let (w, h) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    if w < 21 || h < 21 {
        return None;
    }
    by_rxing(values.clone(), w, h, scale).or_else(|| by_rqrr(&values, w, h, scale))
}

fn by_rxing(values: Vec<u8>, w: u32, h: u32, scale: u32) -> Option<QrCode> {
    let read = detect_in_luma(values, w, h, Some(BarcodeFormat::QR_CODE)).ok()?;
    let points: Vec<_> = read.getPoints().iter().map(|p| (f64::from(p.x), f64::from(p.y))).collect();
    Some(QrCode { payload: read.getText().to_owned(), place: around(&points, scale) })
}

fn by_rqrr(values: &[u8], w: u32, h: u32, scale: u32) -> Option<QrCode> {
    let (width, height) = (usize::try_from(w).ok()?, usize::try_from(h).ok()?);
    let at = |x: usize, y: usize| values[y * width + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    prepared.detect_grids().into_iter().find_map(|grid| {
        let (_, payload) = grid.decode().ok()?;
        let points: Vec<_> = grid.bounds.iter().map(|p| (f64::from(p.x), f64::from(p.y))).collect();
        Some(QrCode { payload, place: around(&points, scale) })
    })
}

/// The box of points.
fn around(points: &[(f64, f64)], scale: u32) -> [u32; 4] {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let values = points.iter().map(of);
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        if low > high { (0.0, 0.0) } else { (low, high) }
    };
    let ((x0, x1), (y0, y1)) = (ends(|p| p.0), ends(|p| p.1));
    let round = |v: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pixel, from 0")]
        let v = v.max(0.0).round() as u32;
        v.saturating_mul(scale)
    };
    let (left, top) = (round(x0), round(y0));
    [left, top, round(x1) - left, round(y1) - top]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "https://www.gsxt.gov.cn/%7B91330100799655058B";

    fn page(module: usize) -> Plane {
        let code = fast_qr::QRBuilder::new(TEXT).build().unwrap();
        let (w, h) = (900, 700);
        let mut plane = Plane { width: w, height: h, values: vec![235; w * h] };
        for y in 0..code.size * module {
            for x in 0..code.size * module {
                if code[y / module][x / module].value() {
                    plane.values[(y + 120) * w + x + 200] = 25;
                }
            }
        }
        plane
    }

    #[test]
    fn a_code_on_a_page_is_read_with_its_place() {
        let page = page(6);
        let found = both(&page, page.values.clone(), 1).unwrap();
        assert_eq!(found.payload, TEXT);
        let [x, y, w, h] = found.place;
        assert!(x.abs_diff(200) < 30 && y.abs_diff(120) < 30 && w.abs_diff(h) < 12, "{:?}", found.place);
    }

    #[test]
    fn an_inverted_and_a_faint_code_are_read_too() {
        let page = page(5);
        let inverted: Vec<u8> = page.values.iter().map(|v| 255 - v).collect();
        let again = inverted.iter().map(|v| 255 - v).collect();
        assert_eq!(both(&page, again, 1).unwrap().payload, TEXT);
        let faint: Vec<u8> = page.values.iter().map(|v| v / 3 + 120).collect();
        assert_eq!(both(&page, faint, 1).unwrap().payload, TEXT);
    }

    #[test]
    fn a_page_without_a_code_has_none() {
        let plain = Plane { width: 300, height: 200, values: vec![200; 60_000] };
        assert_eq!(both(&plain, plain.values.clone(), 1), None);
        let tiny = Plane { width: 4, height: 4, values: vec![0; 16] };
        assert_eq!(both(&tiny, tiny.values.clone(), 1), None);
    }
}
