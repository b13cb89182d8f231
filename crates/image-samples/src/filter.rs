//! What optics, sensors and programs do to a picture.

use image::{RgbImage, codecs::jpeg::JpegEncoder, imageops};

use crate::{
    canvas::{Canvas, byte, pixel, real},
    rng::Rng,
};

/// Gaussian blur.
pub(crate) fn blur(canvas: &mut Canvas, sigma: f32) {
    if sigma < 0.15 {
        return;
    }
    let reach = pixel(sigma * 3.0) + 1;
    let mut kernel: Vec<f32> =
        (0..=2 * reach).map(|i| (-(real(i) - real(reach)).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= sum);
    let (w, h) = (canvas.width, canvas.height);
    // Rows, then columns as whole rows added up: both walk memory in order.
    let mut out = vec![0u8; canvas.px.len()];
    let mut line = vec![0f32; w * 3];
    let mut wide = vec![0f32; (w + 2 * reach) * 3];
    for y in 0..h {
        let row = &canvas.px[y * w * 3..(y + 1) * w * 3];
        for x in 0..w + 2 * reach {
            let from = x.saturating_sub(reach).min(w - 1) * 3;
            for i in 0..3 {
                wide[x * 3 + i] = f32::from(row[from + i]);
            }
        }
        line.fill(0.0);
        for (k, share) in kernel.iter().enumerate() {
            for (l, v) in line.iter_mut().zip(&wide[k * 3..]) {
                *l += v * share;
            }
        }
        for (o, v) in out[y * w * 3..(y + 1) * w * 3].iter_mut().zip(&line) {
            *o = byte(*v);
        }
    }
    for y in 0..h {
        line.fill(0.0);
        for (k, share) in kernel.iter().enumerate() {
            let from = (y + k).saturating_sub(reach).min(h - 1);
            for (l, v) in line.iter_mut().zip(&out[from * w * 3..(from + 1) * w * 3]) {
                *l += f32::from(*v) * share;
            }
        }
        for (o, v) in canvas.px[y * w * 3..(y + 1) * w * 3].iter_mut().zip(&line) {
            *o = byte(*v);
        }
    }
}

/// The camera moved so many pixels along an angle.
pub(crate) fn motion(canvas: &mut Canvas, length: f32, angle: f32) {
    let steps = pixel(length.ceil()) + 1;
    let (w, h) = (canvas.width, canvas.height);
    let mut sums = vec![0u16; canvas.px.len()];
    for step in 0..steps {
        let t = (real(step) / real(steps - 1) - 0.5) * length;
        #[expect(clippy::cast_possible_truncation, reason = "a few pixels")]
        let (dx, dy) = ((t * angle.cos()).round() as isize, (t * angle.sin()).round() as isize);
        for y in 0..h {
            let from = y.saturating_add_signed(dy).min(h - 1);
            for x in 0..w {
                let at = (from * w + x.saturating_add_signed(dx).min(w - 1)) * 3;
                let to = (y * w + x) * 3;
                for i in 0..3 {
                    sums[to + i] += u16::from(canvas.px[at + i]);
                }
            }
        }
    }
    let steps = u16::try_from(steps).unwrap_or(1);
    for (p, sum) in canvas.px.iter_mut().zip(sums) {
        *p = u8::try_from(sum / steps).unwrap_or(u8::MAX);
    }
}

/// Sensor noise with a deviation in steps of 255; a part of it is the same in all channels.
pub(crate) fn noise(canvas: &mut Canvas, rng: &mut Rng, deviation: f32, coloured: f32) {
    if deviation <= 0.0 {
        return;
    }
    let table: Vec<f32> = (0..1 << 14).map(|_| rng.normal() * deviation).collect();
    let mut at = rng.below(1 << 14);
    for pixel in canvas.px.chunks_exact_mut(3) {
        // A step that changes keeps the table from showing as a pattern.
        at = (at.wrapping_mul(5).wrapping_add(usize::from(pixel[0]) + 12_345)) & ((1 << 14) - 1);
        let common = table[at];
        for (i, p) in pixel.iter_mut().enumerate() {
            let own = table[(at + 511 * (i + 1)) & ((1 << 14) - 1)];
            *p = byte(f32::from(*p) + common * (1.0 - coloured) + own * coloured);
        }
    }
}

/// A curve for each channel.
pub(crate) fn curve(canvas: &mut Canvas, of: impl Fn(usize, f32) -> f32) {
    let tables: [[u8; 256]; 3] = std::array::from_fn(|i| std::array::from_fn(|v| byte(of(i, real(v)))));
    for pixel in canvas.px.chunks_exact_mut(3) {
        for (i, p) in pixel.iter_mut().enumerate() {
            *p = tables[i][usize::from(*p)];
        }
    }
}

/// Grey.
pub(crate) fn grey(canvas: &mut Canvas) {
    for p in canvas.px.chunks_exact_mut(3) {
        let y = 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]);
        p.fill(byte(y));
    }
}

/// Another size.
pub(crate) fn resize(canvas: Canvas, width: usize, height: usize, filter: imageops::FilterType) -> Canvas {
    let to = |n: usize| u32::try_from(n.max(8)).unwrap_or(8);
    Canvas::from_image(imageops::resize(&canvas.into_image(), to(width), to(height), filter))
}

/// Down by whole means, then to the size: what a scanner at a lower resolution gives.
pub(crate) fn coarser(canvas: Canvas, share: f32) -> Canvas {
    let (w, h) = (pixel(real(canvas.width) * share), pixel(real(canvas.height) * share));
    resize(canvas, w, h, imageops::FilterType::Triangle)
}

/// JPEG bytes.
pub(crate) fn jpeg(image: &RgbImage, quality: u8, dpi: Option<u16>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
    if let Some(dpi) = dpi {
        encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(dpi));
    }
    // Writing to memory cannot fail.
    let _ = encoder.encode_image(image);
    out
}
