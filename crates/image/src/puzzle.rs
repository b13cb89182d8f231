//! The slider puzzle (ACC-4): a picture with a hole, and the piece that fits it.
//!
//! A person sees the hole; an honest program that looks at the picture finds it too ([`solve`]). It is a price on
//! mass registration, not a proof of a human being.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::measure::luminance;

/// Picture width in pixels.
pub const WIDTH: u32 = 320;
/// Picture height.
pub const HEIGHT: u32 = 160;
/// Side of the piece's square, without its knob.
const SIDE: u32 = 44;
/// Radius of knob and notch.
const KNOB: f64 = 8.0;
/// Width and height of the piece's picture: the square, with the knob on its right.
pub const PIECE: u32 = SIDE + 8;

/// A drawn puzzle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// The picture with the hole, PNG.
    pub picture: Vec<u8>,
    /// The piece on transparent ground, PNG, [`PIECE`] pixels square.
    pub piece: Vec<u8>,
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// Where the piece's upper edge belongs; told to the client.
    pub y: u32,
    /// Where the piece's left edge belongs: the answer.
    pub x: u32,
}

/// A stream of numbers from a seed (SplitMix64 over the folded seed).
struct Stream(u64);

impl Stream {
    fn new(seed: &[u8; 32], salt: u64) -> Self {
        let mut state = salt;
        for chunk in seed.chunks_exact(8) {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            state = mix(state ^ u64::from_le_bytes(word));
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// In `0..below`.
    fn below(&mut self, below: u32) -> u32 {
        u32::try_from((u128::from(self.next()) * u128::from(below)) >> 64).unwrap_or(0)
    }

    /// In `0.0..1.0`.
    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Smooth noise between lattice points, 0 to 1.
fn noise(seed: u64, x: f64, y: f64) -> f64 {
    let (xi, yi) = (x.floor(), y.floor());
    let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
    let (fx, fy) = (smooth(x - xi), smooth(y - yi));
    let corner = |dx: f64, dy: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lattice points are small and positive"
        )]
        let (cx, cy) = ((xi + dx) as u64, (yi + dy) as u64);
        f64::from(u32::try_from(mix(seed ^ (cx << 32) ^ cy) >> 32).unwrap_or(0)) / 4_294_967_296.0
    };
    let top = corner(0.0, 0.0) * (1.0 - fx) + corner(1.0, 0.0) * fx;
    let bottom = corner(0.0, 1.0) * (1.0 - fx) + corner(1.0, 1.0) * fx;
    top * (1.0 - fy) + bottom * fy
}

fn blend(a: [f64; 3], b: [f64; 3], t: f64) -> [f64; 3] {
    [0, 1, 2].map(|i| a[i] * (1.0 - t) + b[i] * t)
}

fn pixel(c: [f64; 3]) -> Rgb<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    Rgb(c.map(|v| v.clamp(0.0, 255.0) as u8))
}

/// Layers of hills under a sky, with a sun and texture: no two seeds alike.
fn background(stream: &mut Stream) -> RgbImage {
    let tone = |s: &mut Stream, low: f64, high: f64| low + s.unit() * (high - low);
    let sky = [tone(stream, 120.0, 230.0), tone(stream, 140.0, 220.0), tone(stream, 170.0, 240.0)];
    let glow = [tone(stream, 200.0, 255.0), tone(stream, 150.0, 230.0), tone(stream, 110.0, 200.0)];
    let seeds: [u64; 8] = std::array::from_fn(|_| stream.next());
    let sun = (tone(stream, 30.0, 290.0), tone(stream, 15.0, 70.0), tone(stream, 10.0, 26.0));
    let layers: Vec<(f64, f64, f64, [f64; 3])> = (0..4u8)
        .map(|i| {
            let base = 45.0 + 26.0 * f64::from(i) + tone(stream, -8.0, 8.0);
            let amplitude = tone(stream, 24.0, 52.0);
            let scale = tone(stream, 0.018, 0.045);
            let depth = 1.0 - f64::from(i) * 0.2;
            let colour = [tone(stream, 30.0, 150.0), tone(stream, 60.0, 170.0), tone(stream, 50.0, 160.0)];
            (base, amplitude, scale, colour.map(|v| v * depth))
        })
        .collect();
    RgbImage::from_fn(WIDTH, HEIGHT, |px, py| {
        let (x, y) = (f64::from(px), f64::from(py));
        let mut colour = blend(sky, glow, y / f64::from(HEIGHT));
        let cloud = noise(seeds[5], x * 0.03, y * 0.06) * 0.6 + noise(seeds[6], x * 0.08, y * 0.15) * 0.4;
        colour = blend(colour, [250.0, 250.0, 250.0], (cloud - 0.45).clamp(0.0, 0.5));
        if (x - sun.0).hypot(y - sun.1) < sun.2 {
            colour = blend(colour, [255.0, 240.0, 205.0], 0.8);
        }
        for (i, (base, amplitude, scale, hill)) in layers.iter().enumerate() {
            let ridge = base
                - amplitude * (noise(seeds[i], x * scale, 1.0) - 0.4)
                - 9.0 * (noise(seeds[i] ^ 7, x * scale * 4.0, 3.0) - 0.5);
            if y > ridge {
                let grain =
                    noise(seeds[i] ^ 3, x * 0.22, y * 0.3) * 0.6 + noise(seeds[7], x * 0.6, y * 0.6) * 0.4;
                let fade = 0.72 + 0.56 * grain - (y - ridge) * 0.0012;
                colour = hill.map(|v| v * fade);
            }
        }
        let speck = noise(seeds[4], x * 0.9, y * 0.9) * 14.0 - 7.0;
        pixel(colour.map(|v| v + speck))
    })
}

/// How deep a point of the piece's picture lies in the piece, in pixels; below 0 is outside.
fn depth(x: u32, y: u32) -> f64 {
    let (x, y, side) = (f64::from(x) + 0.5, f64::from(y) + 0.5, f64::from(SIDE));
    let top = f64::from(PIECE - SIDE) / 2.0;
    let square = x.min(side - x).min(y - top).min(top + side - y);
    let knob = KNOB - (x - side).hypot(y - (top + side / 2.0));
    let notch = KNOB - (x - side / 2.0).hypot(y - top);
    square.max(knob).min(-notch)
}

/// Draws the puzzle of a seed.
pub fn draw(seed: &[u8; 32]) -> Puzzle {
    let mut place = Stream::new(seed, 1);
    // The answer is never near the start, where the piece lies at first.
    let x = PIECE + 20 + place.below(WIDTH - 2 * PIECE - 30);
    let y = 6 + place.below(HEIGHT - PIECE - 12);
    let whole = background(&mut Stream::new(seed, 2));
    let mut picture = whole.clone();
    let mut piece = RgbaImage::new(PIECE, PIECE);
    for py in 0..PIECE {
        for px in 0..PIECE {
            let depth = depth(px, py);
            if depth < 0.0 {
                continue;
            }
            let from = whole.get_pixel(x + px, y + py).0.map(f64::from);
            let (hole, part) = if depth < 1.5 {
                ([245.0; 3], [255.0; 3])
            } else {
                (blend(from, [24.0, 26.0, 34.0], 0.55), from)
            };
            picture.put_pixel(x + px, y + py, pixel(blend(from, hole, if depth < 1.5 { 0.6 } else { 1.0 })));
            let Rgb([r, g, b]) = pixel(blend(from, part, if depth < 1.5 { 0.7 } else { 1.0 }));
            piece.put_pixel(px, py, Rgba([r, g, b, 255]));
        }
    }
    Puzzle { picture: png(&picture), piece: png_rgba(&piece), width: WIDTH, height: HEIGHT, y, x }
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    // Writing to memory cannot fail for a picture of fixed size.
    let _ = picture.write_to(&mut out, ImageFormat::Png);
    out.into_inner()
}

fn png_rgba(picture: &RgbaImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let _ = picture.write_to(&mut out, ImageFormat::Png);
    out.into_inner()
}

/// Why a puzzle cannot be solved.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    /// A picture cannot be read.
    #[error("unreadable picture: {0}")]
    Picture(#[from] image::ImageError),
    /// The piece does not lie in the picture at this height, or has no visible pixel.
    #[error("the piece does not fit the picture")]
    Shape,
}

/// Finds where a piece belongs by looking at the pictures: the place along the row `y` where brightness of piece and
/// picture correlate best. A darkened hole keeps the pattern, so correlation is highest there.
pub fn solve(picture: &[u8], piece: &[u8], y: u32) -> Result<u32, SolveError> {
    let picture = image::load_from_memory_with_format(picture, ImageFormat::Png)?.into_rgb8();
    let piece = image::load_from_memory_with_format(piece, ImageFormat::Png)?.into_rgba8();
    let (pw, ph) = piece.dimensions();
    if pw.min(ph) < 5 || pw >= picture.width() || y.checked_add(ph).is_none_or(|low| low > picture.height()) {
        return Err(SolveError::Shape);
    }
    let opaque = |x: u32, y: u32| piece.get_pixel(x, y).0[3] > 200;
    // The rim is drawn over, so only pixels two away from transparency count.
    let inner: Vec<(u32, u32, f64)> = (2..ph - 2)
        .flat_map(|py| (2..pw - 2).map(move |px| (px, py)))
        .filter(|&(px, py)| (0..5).all(|dy| (0..5).all(|dx| opaque(px + dx - 2, py + dy - 2))))
        .map(|(px, py)| {
            let [r, g, b, _] = piece.get_pixel(px, py).0;
            (px, py, luminance([r, g, b]))
        })
        .collect();
    if inner.is_empty() {
        return Err(SolveError::Shape);
    }
    let score = |x: u32| {
        let pairs = inner.iter().map(|&(px, py, a)| (a, luminance(picture.get_pixel(x + px, y + py).0)));
        correlation(pairs)
    };
    (0..=picture.width() - pw)
        .map(|x| (x, score(x)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(x, _)| x)
        .ok_or(SolveError::Shape)
}

fn correlation(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut n, mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in pairs {
        n += 1.0;
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    let spread = ((aa - a * a / n) * (bb - b * b / n)).sqrt();
    if spread > 0.0 { (ab - a * b / n) / spread } else { -1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(n: u8) -> [u8; 32] {
        std::array::from_fn(|i| n.wrapping_mul(31).wrapping_add(u8::try_from(i).unwrap()))
    }

    #[test]
    fn every_puzzle_can_be_solved_from_its_pictures() {
        for n in 0..40 {
            let p = draw(&seed(n));
            let found = solve(&p.picture, &p.piece, p.y).unwrap();
            assert!(found.abs_diff(p.x) <= 1, "seed {n}: {found}, is {}", p.x);
        }
    }

    #[test]
    fn answers_spread_and_stay_in_the_picture() {
        let answers: std::collections::BTreeSet<_> = (0..40).map(|n| draw(&seed(n)).x).collect();
        assert!(answers.len() > 25, "{answers:?}");
        assert!(answers.iter().all(|x| *x >= PIECE && x + PIECE <= WIDTH));
    }

    #[test]
    fn the_same_seed_draws_the_same_picture() {
        assert_eq!(draw(&seed(3)), draw(&seed(3)));
        assert_ne!(draw(&seed(3)).picture, draw(&seed(4)).picture);
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert!(solve(b"x", b"y", 0).is_err());
        let p = draw(&seed(0));
        assert!(matches!(solve(&p.picture, &p.piece, HEIGHT), Err(SolveError::Shape)));
    }
}
