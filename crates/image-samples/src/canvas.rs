//! A picture to draw on: text, lines, rings, stars.

use ab_glyph::{Font, FontVec, Glyph, PxScale, ScaleFont, point};
use image::RgbImage;

/// Colour.
pub(crate) type Ink = [f32; 3];

/// RGB bytes.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) px: Vec<u8>,
}

/// Number to byte.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
pub(crate) fn byte(v: f32) -> u8 {
    (v + 0.5).clamp(0.0, 255.0) as u8
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
pub(crate) fn real(n: usize) -> f32 {
    n as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a pixel")]
pub(crate) fn pixel(v: f32) -> usize {
    v.max(0.0) as usize
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, colour: Ink) -> Self {
        Self { width, height, px: colour.map(byte).repeat(width * height) }
    }

    pub(crate) fn from_image(image: RgbImage) -> Self {
        Self { width: image.width() as usize, height: image.height() as usize, px: image.into_raw() }
    }

    pub(crate) fn into_image(self) -> RgbImage {
        let (w, h) = (u32::try_from(self.width).unwrap_or(0), u32::try_from(self.height).unwrap_or(0));
        RgbImage::from_raw(w, h, self.px).unwrap_or_default()
    }

    /// Lays ink over a pixel: `share` of it.
    pub(crate) fn blend(&mut self, x: usize, y: usize, ink: Ink, share: f32) {
        if x >= self.width || y >= self.height || share <= 0.0 {
            return;
        }
        let at = (y * self.width + x) * 3;
        for (i, v) in ink.into_iter().enumerate() {
            let old = f32::from(self.px[at + i]);
            self.px[at + i] = byte(old + (v - old) * share.min(1.0));
        }
    }

    /// A filled rectangle.
    pub(crate) fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink, share: f32) {
        for py in pixel(y)..pixel(y + h).min(self.height) {
            for px in pixel(x)..pixel(x + w).min(self.width) {
                self.blend(px, py, ink, share);
            }
        }
    }

    /// What a shape covers, by its signed depth in pixels at each place.
    pub(crate) fn shape(&mut self, bounds: [f32; 4], ink: Ink, share: f32, depth: impl Fn(f32, f32) -> f32) {
        let [x0, y0, x1, y1] = bounds;
        for y in pixel(y0)..pixel(y1 + 1.0).min(self.height) {
            for x in pixel(x0)..pixel(x1 + 1.0).min(self.width) {
                let cover = (depth(real(x) + 0.5, real(y) + 0.5) + 0.5).clamp(0.0, 1.0);
                self.blend(x, y, ink, cover * share);
            }
        }
    }

    /// A ring.
    pub(crate) fn ring(&mut self, (cx, cy): (f32, f32), radius: f32, thick: f32, ink: Ink, share: f32) {
        let r = radius + thick;
        self.shape([cx - r, cy - r, cx + r, cy + r], ink, share, |x, y| {
            thick / 2.0 - ((x - cx).hypot(y - cy) - radius).abs()
        });
    }

    /// A disc.
    pub(crate) fn disc(&mut self, (cx, cy): (f32, f32), r: f32, ink: Ink, share: f32) {
        self.shape([cx - r, cy - r, cx + r, cy + r], ink, share, |x, y| r - (x - cx).hypot(y - cy));
    }

    /// A star of five points.
    pub(crate) fn star(&mut self, (cx, cy): (f32, f32), r: f32, ink: Ink, share: f32) {
        use std::f32::consts::PI;
        let inner = r * 0.382;
        self.shape([cx - r, cy - r, cx + r, cy + r], ink, share, |x, y| {
            // Distance to the edge of the star's sector, by symmetry in one tenth of the turn.
            let angle = (x - cx).atan2(cy - y);
            let a = angle.rem_euclid(2.0 * PI / 5.0).min(2.0 * PI / 5.0 - angle.rem_euclid(2.0 * PI / 5.0));
            let d = (x - cx).hypot(y - cy);
            let (px, py) = (d * a.sin(), d * a.cos());
            let (tx, ty) = (inner * (PI / 5.0).sin(), inner * (PI / 5.0).cos());
            let (ex, ey) = (tx, ty - r);
            let len = ex.hypot(ey);
            (px * ey - (py - r) * ex) / len
        });
    }

    /// Text with its top left corner; gives its width.
    pub(crate) fn text(
        &mut self,
        font: &FontVec,
        size: f32,
        at: (f32, f32),
        text: &str,
        ink: Ink,
        share: f32,
    ) -> f32 {
        self.spaced(font, size, at, text, 0.0, ink, share)
    }

    /// Text with more space between its characters.
    #[expect(clippy::too_many_arguments, reason = "a drawing primitive")]
    pub(crate) fn spaced(
        &mut self,
        font: &FontVec,
        size: f32,
        (x, y): (f32, f32),
        text: &str,
        space: f32,
        ink: Ink,
        share: f32,
    ) -> f32 {
        let mut pen = x;
        for c in text.chars() {
            let glyph =
                font.glyph_id(c).with_scale_and_position(PxScale::from(size), point(pen, y + size * 0.86));
            pen += font.as_scaled(PxScale::from(size)).h_advance(glyph.id) + space;
            self.glyph(font, glyph, ink, share);
        }
        pen - x
    }

    fn glyph(&mut self, font: &FontVec, glyph: Glyph, ink: Ink, share: f32) {
        let Some(outline) = font.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|dx, dy, cover| {
            #[expect(clippy::cast_precision_loss, reason = "pixels of a glyph")]
            let (px, py) = (bounds.min.x + dx as f32, bounds.min.y + dy as f32);
            if px >= 0.0 && py >= 0.0 {
                self.blend(pixel(px), pixel(py), ink, cover * share);
            }
        });
    }

    /// One character turned by an angle, with its middle at a place.
    #[expect(clippy::too_many_arguments, reason = "a drawing primitive")]
    pub(crate) fn turned(
        &mut self,
        font: &FontVec,
        size: f32,
        (cx, cy): (f32, f32),
        text: &str,
        angle: f32,
        ink: Ink,
        share: f32,
    ) {
        let scale = PxScale::from(size);
        let width: f32 = text.chars().map(|c| font.as_scaled(scale).h_advance(font.glyph_id(c))).sum();
        let (w, h) = (pixel(width) + 4, pixel(size * 1.3) + 4);
        let mut mask = Self::new(w, h, [0.0; 3]);
        mask.text(font, size, (2.0, size * 0.1), text, [255.0; 3], 1.0);
        let (sin, cos) = angle.sin_cos();
        let reach = real(w).hypot(real(h)) / 2.0 + 1.0;
        for y in pixel(cy - reach)..pixel(cy + reach).min(self.height) {
            for x in pixel(cx - reach)..pixel(cx + reach).min(self.width) {
                let (dx, dy) = (real(x) - cx, real(y) - cy);
                let (u, v) = (dx * cos + dy * sin + real(w) / 2.0, dy * cos - dx * sin + real(h) / 2.0);
                if u < 0.0 || v < 0.0 || u >= real(w - 1) || v >= real(h - 1) {
                    continue;
                }
                let (iu, iv) = (pixel(u), pixel(v));
                let (fu, fv) = (u - real(iu), v - real(iv));
                let at = |x: usize, y: usize| f32::from(mask.px[(y * w + x) * 3]);
                let top = at(iu, iv) * (1.0 - fu) + at(iu + 1, iv) * fu;
                let low = at(iu, iv + 1) * (1.0 - fu) + at(iu + 1, iv + 1) * fu;
                self.blend(x, y, ink, (top * (1.0 - fv) + low * fv) / 255.0 * share);
            }
        }
    }
}
