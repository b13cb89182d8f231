//! Where a document lies in its picture: a scan is all of it, a photo shows the table around.

use crate::picture::{Plane, index, percentile, real};

/// A document's corners in pixels of the small plane: top left, top right, bottom right, bottom left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Document {
    /// Its corners.
    pub corners: [(f64, f64); 4],
    /// Whether it is the whole picture.
    pub whole: bool,
}

impl Document {
    fn whole(plane: &Plane) -> Self {
        let (w, h) = (real(plane.width), real(plane.height));
        Self { corners: [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)], whole: true }
    }

    /// Its longer and shorter side, each the shorter of two opposite ones.
    pub fn sides(&self) -> (f64, f64) {
        let [a, b, c, d] = self.corners;
        let length = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1);
        let (across, down) = (length(a, b).min(length(d, c)), length(a, d).min(length(b, c)));
        (across.max(down), across.min(down))
    }

    /// The upright box inside the corners, a little away from its edges: left, top, right, bottom.
    pub fn inside(&self, plane: &Plane) -> [usize; 4] {
        let [a, b, c, d] = self.corners;
        if self.whole {
            return [0, 0, plane.width, plane.height];
        }
        let (left, right) = (a.0.max(d.0), b.0.min(c.0));
        let (top, bottom) = (a.1.max(b.1), d.1.min(c.1));
        let (dx, dy) = ((right - left) * 0.02, (bottom - top) * 0.02);
        if dx <= 0.0 || dy <= 0.0 {
            return [0, 0, plane.width, plane.height];
        }
        [
            index(left + dx),
            index(top + dy),
            index(right - dx).min(plane.width),
            index(bottom - dy).min(plane.height),
        ]
    }

    /// The same box without the margin of a licence that its frame takes: left, top, right, bottom.
    pub fn within_frame(&self, plane: &Plane) -> [usize; 4] {
        let [x0, y0, x1, y1] = self.inside(plane);
        let (w, h) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
        // The same 19 mm of both sides of an A4 sheet, however it lies.
        let (long, short) = (w.max(h) * 13 / 200, w.min(h) * 9 / 100);
        let (dx, dy) = if w >= h { (long, short) } else { (short, long) };
        [x0 + dx, y0 + dy, x1 - dx, y1 - dy]
    }

    /// Greatest angle in degrees between two opposite edges.
    pub fn keystone(&self) -> f64 {
        let [a, b, c, d] = self.corners;
        let angle = |p: (f64, f64), q: (f64, f64)| (q.1 - p.1).atan2(q.0 - p.0).to_degrees();
        let apart = |x: f64, y: f64| (x - y).abs().min(360.0 - (x - y).abs());
        apart(angle(a, b), angle(d, c)).max(apart(angle(a, d), angle(b, c)))
    }

    /// Mean tilt of its upper and lower edge in degrees.
    pub fn tilt(&self) -> f64 {
        let [a, b, c, d] = self.corners;
        let angle = |p: (f64, f64), q: (f64, f64)| (q.1 - p.1).atan2(q.0 - p.0).to_degrees();
        f64::midpoint(angle(a, b), angle(d, c))
    }
}

/// Otsu's threshold: splits a histogram where the classes differ most. Also the means of both classes.
pub(crate) fn otsu(bins: &[u32; 256]) -> (u8, f64, f64) {
    let total: f64 = bins.iter().map(|n| f64::from(*n)).sum();
    let all: f64 = (0u32..256).zip(bins).map(|(v, n)| f64::from(v) * f64::from(*n)).sum();
    let (mut n0, mut s0) = (0.0, 0.0);
    let mut best = (0, 0.0, 0.0, -1.0);
    for (v, n) in (0u8..=255).zip(bins) {
        n0 += f64::from(*n);
        s0 += f64::from(v) * f64::from(*n);
        let n1 = total - n0;
        if n0 == 0.0 || n1 == 0.0 {
            continue;
        }
        let (m0, m1) = (s0 / n0, (all - s0) / n1);
        let between = n0 * n1 * (m1 - m0) * (m1 - m0);
        if between > best.3 {
            best = (v, m0, m1, between);
        }
    }
    (best.0, best.1, best.2)
}

/// Paper and table differ by at least this.
const APART: f64 = 36.0;

/// Finds the document: bright paper around the middle, with something darker along at least one whole side.
pub(crate) fn find(plane: &Plane) -> Document {
    let whole = Document::whole(plane);
    if plane.width < 60 || plane.height < 60 {
        return whole;
    }
    // Text is wiped out: what remains is paper and table.
    let radius = (plane.width.max(plane.height) / 150).max(2);
    let soft = plane.mean(radius);
    let (threshold, dark, light) = otsu(&soft.histogram([0, 0, soft.width, soft.height]));
    if light - dark < APART {
        return whole;
    }
    let depth = (soft.width.min(soft.height) / 100).max(2);
    let (w, h) = (soft.width, soft.height);
    let dark_share = |part: [usize; 4]| {
        let bins = soft.histogram(part);
        let below: u32 = bins[..=usize::from(threshold)].iter().sum();
        f64::from(below) / f64::from(bins.iter().sum::<u32>().max(1))
    };
    let sides = [[0, 0, w, depth], [0, h - depth, w, h], [0, 0, depth, h], [w - depth, 0, w, h]];
    let dark_sides = sides.into_iter().filter(|side| dark_share(*side) > 0.6).count();
    if dark_sides < 2 {
        return whole;
    }
    region(&soft, threshold, radius).unwrap_or(whole)
}

/// The bright region around the middle, by its four extreme corners.
fn region(soft: &Plane, threshold: u8, radius: usize) -> Option<Document> {
    let (w, h) = (soft.width, soft.height);
    let bright = |x: usize, y: usize| soft.at(x, y) > threshold;
    let start = nearest_bright(soft, threshold)?;
    let mut seen = vec![false; w * h];
    let mut open = vec![start];
    seen[start.1 * w + start.0] = true;
    let (mut area, mut ends) = (0usize, [start; 4]);
    let score = |i: usize, (x, y): (usize, usize)| {
        let (x, y) = (real(x), real(y));
        [-x - y, x - y, x + y, y - x][i]
    };
    while let Some((x, y)) = open.pop() {
        area += 1;
        for (i, end) in ends.iter_mut().enumerate() {
            if score(i, (x, y)) > score(i, *end) {
                *end = (x, y);
            }
        }
        let around = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
        for (nx, ny) in around {
            if nx < w && ny < h && !seen[ny * w + nx] && bright(nx, ny) {
                seen[ny * w + nx] = true;
                open.push((nx, ny));
            }
        }
    }
    let found = ends.map(|(x, y)| (real(x), real(y)));
    let surface = surface(&found);
    let fills = real(area) / surface.max(1.0);
    // A mean over a square rounds a corner off by (√2 − 1) of its radius.
    let lost = real(radius) * (std::f64::consts::SQRT_2 - 1.0);
    let outward = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let corners = std::array::from_fn(|i| {
        let (x, y) = (found[i].0 + lost * outward[i].0 + 0.5, found[i].1 + lost * outward[i].1 + 0.5);
        (x.clamp(0.0, real(w)), y.clamp(0.0, real(h)))
    });
    (surface > real(w * h) * 0.15 && fills > 0.6).then_some(Document { corners, whole: false })
}

fn nearest_bright(soft: &Plane, threshold: u8) -> Option<(usize, usize)> {
    let (cx, cy) = (soft.width / 2, soft.height / 2);
    (0..cx.min(cy))
        .flat_map(|r| [(cx + r, cy), (cx - r, cy), (cx, cy + r), (cx, cy - r)])
        .find(|&(x, y)| x < soft.width && y < soft.height && soft.at(x, y) > threshold)
}

fn surface(corners: &[(f64, f64); 4]) -> f64 {
    let mut sum = 0.0;
    for i in 0..4 {
        let (a, b) = (corners[i], corners[(i + 1) % 4]);
        sum += a.0 * b.1 - b.0 * a.1;
    }
    (sum / 2.0).abs()
}

/// The tone below which a share of a part lies.
pub(crate) fn tone(plane: &Plane, part: [usize; 4], share: f64) -> u8 {
    percentile(&plane.histogram(part), share)
}
