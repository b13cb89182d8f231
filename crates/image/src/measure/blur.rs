//! Blur (SUB-5): how many pixels an edge takes from dark to light, at the scale of 300 dpi.
//!
//! The variance of a Laplacian falls with blur, and rises with noise and with small text; the width of an edge does neither.
//! Along a line of pixels, the difference between the two ends of a run that only rises or only falls, divided by its steepest
//! step, is the width; the median over the strongest edges is the picture's. Four directions are measured: where one is
//! much wider than another the camera moved.

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, Plane, real};

/// At least so many edges carry a verdict.
const ENOUGH: usize = 60;
/// Lines that are walked in each direction, about.
const LINES: usize = 260;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let widths = directions(picture);
    let mut known: Vec<f64> = widths.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return vec![Measured::none(MeasureKind::EdgeWidth), Measured::none(MeasureKind::Motion)];
    };
    // A finer scan is allowed wider edges; a coarser one is not excused.
    let scale = (300.0 / picture.effective_dpi()).min(1.0);
    let mean = known.iter().sum::<f64>() / real(known.len());
    let motion = if known.len() < 2 {
        Measured::none(MeasureKind::Motion)
    } else {
        Measured::new(MeasureKind::Motion, last / first)
    };
    vec![Measured::new(MeasureKind::EdgeWidth, mean * scale), motion]
}

/// Median width of edges along rows, columns and both diagonals; `None` where there are too few.
pub(crate) fn directions(picture: &Picture<'_>) -> [Option<f64>; 4] {
    let [x0, y0, x1, y1] = picture.document.inside(&picture.small_luma).map(|v| v * picture.factor);
    let (x1, y1) = (x1.min(picture.luma.width), y1.min(picture.luma.height));
    let least = picture.contrast() * 0.35;
    [(1isize, 0isize), (0, 1), (1, 1), (1, -1)].map(|step| {
        let mut widths = Vec::new();
        let mut line = Vec::new();
        for (x, y) in starts([x0, y0, x1, y1], step) {
            walk(&picture.luma, [x0, y0, x1, y1], (x, y), step, &mut line);
            edges(&line, least, &mut widths);
        }
        if widths.len() < ENOUGH {
            return None;
        }
        // Steps of a diagonal are longer.
        let unit = if step.0 != 0 && step.1 != 0 { std::f64::consts::SQRT_2 } else { 1.0 };
        let middle = widths.len() / 2;
        Some(*widths.select_nth_unstable_by(middle, f64::total_cmp).1 * unit)
    })
}

fn starts([x0, y0, x1, y1]: [usize; 4], step: (isize, isize)) -> Vec<(usize, usize)> {
    let (w, h) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
    let every = |n: usize| (n / LINES).max(1);
    match step {
        (1, 0) => (0..h).step_by(every(h)).map(|y| (x0, y0 + y)).collect(),
        (0, 1) => (0..w).step_by(every(w)).map(|x| (x0 + x, y0)).collect(),
        (1, 1) => {
            let n = w + h;
            let along = (0..n).step_by(every(n));
            along
                .map(|i| if i < h { (x0, y1 - 1 - i) } else { (x0 + i - h, y0) })
                .filter(|p| p.0 < x1)
                .collect()
        }
        _ => {
            let n = w + h;
            let along = (0..n).step_by(every(n));
            along
                .map(|i| if i < h { (x0, y0 + i) } else { (x0 + i - h, y1 - 1) })
                .filter(|p| p.0 < x1)
                .collect()
        }
    }
}

fn walk(
    plane: &Plane,
    [x0, y0, x1, y1]: [usize; 4],
    (mut x, mut y): (usize, usize),
    (dx, dy): (isize, isize),
    line: &mut Vec<u8>,
) {
    line.clear();
    while x >= x0 && y >= y0 && x < x1 && y < y1 {
        line.push(plane.at(x, y));
        x = x.wrapping_add_signed(dx);
        y = y.wrapping_add_signed(dy);
    }
}

/// Widths of the strong edges of a line.
fn edges(line: &[u8], least: f64, widths: &mut Vec<f64>) {
    let at = |i: usize| f64::from(line[i]);
    let mut i = 0;
    while i + 1 < line.len() {
        let up = line[i + 1] > line[i];
        if line[i + 1] == line[i] {
            i += 1;
            continue;
        }
        let (start, mut steepest) = (i, 0.0f64);
        while i + 1 < line.len() && (line[i + 1] > line[i]) == up && line[i + 1] != line[i] {
            steepest = steepest.max((at(i + 1) - at(i)).abs());
            i += 1;
        }
        let height = (at(i) - at(start)).abs();
        if height >= least && steepest > 0.0 {
            widths.push(height / steepest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean width over a row of edges blurred by so many pixels.
    fn of_step(blur: f64) -> f64 {
        let line: Vec<u8> = (0..200usize)
            .map(|i| {
                let x = real(i % 40) - 20.0;
                let v = 128.0 + 100.0 * (x / (blur * 1.2)).tanh();
                u8::try_from(crate::picture::index(v)).unwrap()
            })
            .collect();
        let mut widths = Vec::new();
        edges(&line, 80.0, &mut widths);
        widths.iter().sum::<f64>() / real(widths.len())
    }

    #[test]
    fn a_softer_edge_is_wider() {
        let (sharp, soft, softer) = (of_step(0.3), of_step(1.5), of_step(4.0));
        assert!(sharp < 1.6 && soft > 1.5 * sharp && softer > 1.5 * soft, "{sharp} {soft} {softer}");
    }
}
