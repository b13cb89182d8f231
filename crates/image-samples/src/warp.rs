//! Turning, and looking from an angle: a sheet on a table.

use crate::{
    canvas::{Canvas, Ink, byte, pixel, real},
    rng::Rng,
};

/// A plane map: the place in the source of a place in the result.
pub(crate) struct Map([f64; 9]);

impl Map {
    /// The map that takes the corners of a result's quadrilateral to those of a rectangle.
    pub(crate) fn to_rect(quad: [(f64, f64); 4], width: f64, height: f64) -> Self {
        let rect = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        let mut rows = [[0.0; 9]; 8];
        for i in 0..4 {
            let ((x, y), (u, v)) = (quad[i], rect[i]);
            rows[2 * i] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
            rows[2 * i + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
        }
        for c in 0..8 {
            let best = (c..8).max_by(|a, b| rows[*a][c].abs().total_cmp(&rows[*b][c].abs())).unwrap_or(c);
            rows.swap(c, best);
            let head = rows[c];
            for (r, row) in rows.iter_mut().enumerate() {
                if r != c {
                    let share = row[c] / head[c];
                    for k in c..9 {
                        row[k] -= share * head[k];
                    }
                }
            }
        }
        let mut m = [1.0; 9];
        for i in 0..8 {
            m[i] = rows[i][8] / rows[i][i];
        }
        Self(m)
    }

    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    fn at(&self, x: f64, y: f64) -> (f32, f32) {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        (((m[0] * x + m[1] * y + m[2]) / w) as f32, ((m[3] * x + m[4] * y + m[5]) / w) as f32)
    }
}

/// Draws a sheet through a map onto a ground.
pub(crate) fn draw(sheet: &Canvas, map: &Map, ground: &mut Canvas) {
    let (w, h) = (real(sheet.width), real(sheet.height));
    for y in 0..ground.height {
        for x in 0..ground.width {
            let (u, v) = map.at(f64::from(real(x)) + 0.5, f64::from(real(y)) + 0.5);
            let (u, v) = (u - 0.5, v - 0.5);
            if u < 0.0 || v < 0.0 || u >= w - 1.0 || v >= h - 1.0 {
                continue;
            }
            let (iu, iv) = (pixel(u), pixel(v));
            let (fu, fv) = (u - real(iu), v - real(iv));
            let (a, b) = ((iv * sheet.width + iu) * 3, ((iv + 1) * sheet.width + iu) * 3);
            let to = (y * ground.width + x) * 3;
            for i in 0..3 {
                let top = f32::from(sheet.px[a + i]) * (1.0 - fu) + f32::from(sheet.px[a + 3 + i]) * fu;
                let low = f32::from(sheet.px[b + i]) * (1.0 - fu) + f32::from(sheet.px[b + 3 + i]) * fu;
                ground.px[to + i] = byte(top * (1.0 - fv) + low * fv);
            }
        }
    }
}

/// Turns a scan by an angle in degrees; the scanner's lid or bed shows at the corners.
pub(crate) fn turn(sheet: &Canvas, degrees: f32, lid: Ink) -> Canvas {
    let (w, h) = (f64::from(real(sheet.width)), f64::from(real(sheet.height)));
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    let place = |x: f64, y: f64| {
        let (dx, dy) = (x - w / 2.0, y - h / 2.0);
        (w / 2.0 + dx * cos - dy * sin, h / 2.0 + dx * sin + dy * cos)
    };
    let quad = [place(0.0, 0.0), place(w, 0.0), place(w, h), place(0.0, h)];
    let mut ground = Canvas::new(sheet.width, sheet.height, lid);
    draw(sheet, &Map::to_rect(quad, w, h), &mut ground);
    ground
}

/// A photo from above: a table around, `keystone` as a share of the width by which one edge is shorter.
pub(crate) fn photo(sheet: &Canvas, rng: &mut Rng, keystone: f32, tilt: f32) -> Canvas {
    let margin = rng.between(0.03, 0.07);
    let (w, h) = (real(sheet.width), real(sheet.height));
    let (gw, gh) = (w * (1.0 + 2.0 * margin), h + w * 2.0 * margin);
    let mut ground = table(rng, pixel(gw), pixel(gh));
    let (x0, y0, x1, y1) = (margin * w, margin * w, gw - margin * w, gh - margin * w);
    let cut = keystone * w / 2.0;
    // Which edge is farther away.
    let far = rng.below(4);
    let mut quad = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
    match far {
        0 => (quad[0].0, quad[1].0) = (x0 + cut, x1 - cut),
        1 => (quad[1].1, quad[2].1) = (y0 + cut, y1 - cut),
        2 => (quad[2].0, quad[3].0) = (x1 - cut, x0 + cut),
        _ => (quad[3].1, quad[0].1) = (y1 - cut, y0 + cut),
    }
    let (sin, cos) = tilt.to_radians().sin_cos();
    let turned = quad.map(|(x, y)| {
        let (dx, dy) = (x - gw / 2.0, y - gh / 2.0);
        (f64::from(gw / 2.0 + dx * cos - dy * sin), f64::from(gh / 2.0 + dx * sin + dy * cos))
    });
    draw(sheet, &Map::to_rect(turned, f64::from(w), f64::from(h)), &mut ground);
    ground
}

/// A table top: wood, cloth or plain.
fn table(rng: &mut Rng, width: usize, height: usize) -> Canvas {
    let tops: [Ink; 4] =
        [[112.0, 78.0, 52.0], [60.0, 62.0, 66.0], [92.0, 100.0, 112.0], [136.0, 112.0, 84.0]];
    let base = *rng.pick(&tops);
    let mut canvas = Canvas::new(width, height, base);
    let grain: Vec<f32> = (0..211).map(|_| rng.between(-11.0, 11.0)).collect();
    let long = rng.chance(0.6);
    for y in 0..height {
        for x in 0..width {
            let at = if long { y / 5 + (x / 240) * 3 } else { x / 6 + (y / 300) * 5 };
            let add = grain[at % 211] + grain[(x / 3 + y / 2 * 17) % 211] * 0.3;
            let p = &mut canvas.px[(y * width + x) * 3..][..3];
            for i in 0..3 {
                p[i] = byte(base[i] + add);
            }
        }
    }
    canvas
}

/// Light that falls off towards one side and the corners.
pub(crate) fn light(canvas: &mut Canvas, rng: &mut Rng, fall: f32, corners: f32) {
    let (w, h) = (real(canvas.width), real(canvas.height));
    let angle = rng.between(0.0, std::f32::consts::TAU);
    let (dx, dy) = (angle.cos(), angle.sin());
    for y in 0..canvas.height {
        for x in 0..canvas.width {
            let (u, v) = (real(x) / w - 0.5, real(y) / h - 0.5);
            let gain = 1.0 - fall * (u * dx + v * dy + 0.5) - corners * (u * u + v * v) * 2.0;
            let at = (y * canvas.width + x) * 3;
            for p in &mut canvas.px[at..at + 3] {
                *p = byte(f32::from(*p) * gain);
            }
        }
    }
}
