//! QR codes on a picture: two readers, then both on the inverted picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

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

/// A decoded code, and the direction of its upper edge in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    code: QrCode,
    along: (f64, f64),
}

impl Found {
    /// `None` if it stands nearly on a corner.
    fn quarters(&self) -> Option<u8> {
        let degrees = self.along.1.atan2(self.along.0).to_degrees().rem_euclid(360.0);
        [0u8, 1, 2, 3].into_iter().find(|q| {
            let apart = (degrees - f64::from(*q) * 90.0).abs();
            apart.min(360.0 - apart) < 40.0
        })
    }
}

/// The first code found; it is looked for once for each picture.
pub fn decode(picture: &Picture<'_>) -> Option<QrCode> {
    found(picture).map(|found| found.code.clone())
}

/// Quarters by which the picture's code is turned clockwise.
pub(crate) fn quarters(picture: &Picture<'_>) -> Option<u8> {
    found(picture)?.quarters()
}

fn found<'p>(picture: &'p Picture<'_>) -> Option<&'p Found> {
    picture.code.get_or_init(|| look(picture)).as_ref()
}

fn look(picture: &Picture<'_>) -> Option<Found> {
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

fn both(plane: &Plane, values: Vec<u8>, scale: u32) -> Option<Found> {
    let (w, h) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    if w < 21 || h < 21 {
        return None;
    }
    by_rxing(values.clone(), w, h, scale).or_else(|| by_rqrr(&values, w, h, scale))
}

fn by_rxing(values: Vec<u8>, w: u32, h: u32, scale: u32) -> Option<Found> {
    let read = detect_in_luma(values, w, h, Some(BarcodeFormat::QR_CODE)).ok()?;
    let points: Vec<_> = read.getPoints().iter().map(|p| (f64::from(p.x), f64::from(p.y))).collect();
    let along = upper_edge(&points)?;
    let code = QrCode { payload: read.getText().to_owned(), place: around(&points, scale) };
    Some(Found { code, along })
}

fn by_rqrr(values: &[u8], w: u32, h: u32, scale: u32) -> Option<Found> {
    let (width, height) = (usize::try_from(w).ok()?, usize::try_from(h).ok()?);
    let read = || {
        let at = |x: usize, y: usize| values[y * width + x];
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
        prepared.detect_grids().into_iter().find_map(|grid| {
            let (_, payload) = grid.decode().ok()?;
            let points: Vec<_> = grid.bounds.iter().map(|p| (f64::from(p.x), f64::from(p.y))).collect();
            // Clockwise from the upper left.
            let along = (points[1].0 - points[0].0, points[1].1 - points[0].1);
            Some(Found { code: QrCode { payload, place: around(&points, scale) }, along })
        })
    };
    // It takes for granted that what looks like a code's corner has a perspective, and panics where the points lie on one line.
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

/// From the upper left corner to the upper right one. The reader's order of corners depends on how it found them; the
/// first three are always those with a square.
fn upper_edge(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let [a, b, c, ..] = *points else { return None };
    let far = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1);
    // The upper left one lies across the longest side.
    let (corner, p, q) = [(a, b, c), (b, a, c), (c, a, b)]
        .into_iter()
        .max_by(|x, y| far(x.1, x.2).total_cmp(&far(y.1, y.2)))?;
    let [p, q] = [p, q].map(|end| (end.0 - corner.0, end.1 - corner.1));
    // Clockwise from the upper edge comes the left one.
    Some(if p.0 * q.1 - p.1 * q.0 > 0.0 { p } else { q })
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
        let found = both(&page, page.values.clone(), 1).unwrap().code;
        assert_eq!(found.payload, TEXT);
        let [x, y, w, h] = found.place;
        assert!(x.abs_diff(200) < 30 && y.abs_diff(120) < 30 && w.abs_diff(h) < 12, "{:?}", found.place);
    }

    #[test]
    fn an_inverted_and_a_faint_code_are_read_too() {
        let page = page(5);
        let inverted: Vec<u8> = page.values.iter().map(|v| 255 - v).collect();
        let again = inverted.iter().map(|v| 255 - v).collect();
        assert_eq!(both(&page, again, 1).unwrap().code.payload, TEXT);
        let faint: Vec<u8> = page.values.iter().map(|v| v / 3 + 120).collect();
        assert_eq!(both(&page, faint, 1).unwrap().code.payload, TEXT);
    }

    /// Both readers tell the direction of the upper edge, however the page lies.
    #[test]
    fn a_turned_code_tells_by_how_many_quarters() {
        let mut page = page(5);
        for turns in 0..4u8 {
            let (w, h) = (u32::try_from(page.width).unwrap(), u32::try_from(page.height).unwrap());
            let first = by_rxing(page.values.clone(), w, h, 1).unwrap();
            let second = by_rqrr(&page.values, w, h, 1).unwrap();
            assert_eq!([first, second].map(|found| found.quarters()), [Some(turns); 2]);
            let (w, h) = (page.width, page.height);
            let values = (0..w * h).map(|i| page.at(i / h, h - 1 - i % h)).collect();
            page = Plane { width: h, height: w, values };
        }
    }

    /// Corners as one of the reader's ways orders them, and as the other does.
    #[test]
    fn the_upper_edge_is_found_whatever_the_order() {
        let [ul, ur, ll, lr] = [(10.0, 10.0), (50.0, 12.0), (8.0, 50.0), (48.0, 52.0)];
        for order in [[ul, ur, ll, lr], [ll, ul, ur, lr]] {
            assert_eq!(upper_edge(&order), Some((40.0, 2.0)));
        }
        assert_eq!(upper_edge(&[ul, ur]), None);
    }

    #[test]
    fn a_page_without_a_code_has_none() {
        let plain = Plane { width: 300, height: 200, values: vec![200; 60_000] };
        assert_eq!(both(&plain, plain.values.clone(), 1), None);
        let tiny = Plane { width: 4, height: 4, values: vec![0; 16] };
        assert_eq!(both(&tiny, tiny.values.clone(), 1), None);
    }
}
