//! Turned by one, two or three quarters (SUB-5): a scanner's tray and a phone's sensor know nothing of up and down, and where no
//! Exif says how a picture is to be seen, only the picture does.
//!
//! A QR code says it: the three large squares leave the lower right corner out. Without one, lines of text tell rows from columns,
//! and the places of emblem and seal tell up from down: one above in the middle, the other below on the right.

use tongguan_model::material::MeasureKind;

use super::{Measured, colour};
use crate::{
    picture::{Picture, Plane, real},
    qr,
};

/// Gap in pixels of the small plane that characters of a line leave, and lines do not.
const GAP: usize = 5;
/// Runs of text are so many times longer along its lines than across.
const LINES: f64 = 1.5;
/// Red at the places of emblem and seal: so much of it there, and so little where they would be upside down.
const THERE: f64 = 0.7;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    if let Some(quarters) = qr::quarters(picture) {
        return vec![Measured::new(MeasureKind::Turn, f64::from(quarters) * 90.0)];
    }
    let Some(lying) = lines_run_down(picture) else { return vec![Measured::none(MeasureKind::Turn)] };
    let first = u8::from(lying);
    let red = colour::red(picture);
    let shares = [first, first + 2].map(|quarters| placed(picture, &red, quarters));
    vec![match (shares, lying) {
        ([a, b], _) if a >= THERE && b < 1.0 - THERE => turned(first),
        ([a, b], _) if b >= THERE && a < 1.0 - THERE => turned(first + 2),
        (_, true) => Measured { detail: Some("90° / 270°".into()), ..turned(1) },
        (_, false) => Measured::none(MeasureKind::Turn),
    }]
}

fn turned(quarters: u8) -> Measured {
    Measured::new(MeasureKind::Turn, f64::from(quarters) * 90.0)
}

/// Whether lines of text run down the picture and not across; `None` if neither is clear.
fn lines_run_down(picture: &Picture<'_>) -> Option<bool> {
    let plane = &picture.small_luma;
    let part = picture.document.within_frame(plane);
    if part[2].saturating_sub(part[0]) < 200 || part[3].saturating_sub(part[1]) < 200 {
        return None;
    }
    let dark = f64::from(picture.paper) - picture.contrast() * 0.4;
    let (rows, columns) = (run(plane, part, dark, true), run(plane, part, dark, false));
    if rows > columns * LINES {
        Some(false)
    } else if columns > rows * LINES {
        Some(true)
    } else {
        None
    }
}

/// Mean length of what hangs together but for small gaps, along rows or along columns.
fn run(plane: &Plane, [x0, y0, x1, y1]: [usize; 4], dark: f64, by_rows: bool) -> f64 {
    let (lines, length) = if by_rows { (y1 - y0, x1 - x0) } else { (x1 - x0, y1 - y0) };
    let (mut total, mut runs) = (0usize, 0usize);
    for line in 0..lines {
        let mut last: Option<usize> = None;
        for i in 0..length {
            let (x, y) = if by_rows { (x0 + i, y0 + line) } else { (x0 + line, y0 + i) };
            if f64::from(plane.at(x, y)) >= dark {
                continue;
            }
            match last {
                Some(before) if i - before <= GAP => total += i - before,
                _ => {
                    runs += 1;
                    total += 1;
                }
            }
            last = Some(i);
        }
    }
    real(total) / real(runs.max(1))
}

/// Share of the red that lies where emblem and seal do if the sheet is turned clockwise by so many quarters.
fn placed(picture: &Picture<'_>, red: &[(usize, usize)], quarters: u8) -> f64 {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma);
    let (w, h) = (real(x1 - x0).max(1.0), real(y1 - y0).max(1.0));
    let there = red.iter().filter(|(x, y)| {
        let (u, v) = ((real(*x) - real(x0)) / w, (real(*y) - real(y0)) / h);
        let (u, v) = match quarters % 4 {
            0 => (u, v),
            1 => (v, 1.0 - u),
            2 => (1.0 - u, 1.0 - v),
            _ => (1.0 - v, u),
        };
        ((u - 0.5).abs() < 0.12 && v < 0.35) || (u > 0.55 && v > 0.55)
    });
    if red.len() < 50 { 0.0 } else { real(there.count()) / real(red.len()) }
}
