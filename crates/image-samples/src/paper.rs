//! Paper: colour, mottling, and the fine lines that a licence has printed under its text.

use crate::{
    Set,
    canvas::{Canvas, Ink, byte, real},
    rng::Rng,
};

/// Papers of each set.
const FIRST: [Ink; 4] =
    [[252.0, 251.0, 248.0], [248.0, 245.0, 236.0], [244.0, 244.0, 242.0], [250.0, 248.0, 243.0]];
const SECOND: [Ink; 4] =
    [[246.0, 249.0, 244.0], [250.0, 246.0, 246.0], [241.0, 243.0, 247.0], [254.0, 254.0, 253.0]];
const THIRD: [Ink; 4] =
    [[251.0, 247.0, 239.0], [245.0, 247.0, 249.0], [249.0, 250.0, 243.0], [243.0, 241.0, 238.0]];

/// Colours of the fine lines under the print, taken from the paper's.
const TINTS: [[Ink; 3]; 3] = [
    [[-2.0, -7.0, -14.0], [-14.0, -6.0, -3.0], [-3.0, -12.0, -10.0]],
    [[-10.0, -3.0, -9.0], [-5.0, -5.0, -12.0], [-4.0, -13.0, -6.0]],
    [[-12.0, -9.0, -4.0], [-3.0, -9.0, -5.0], [-6.0, -3.0, -13.0]],
];

/// A sheet with its background print.
pub(crate) fn sheet(rng: &mut Rng, set: Set, width: usize, height: usize) -> Canvas {
    let (papers, tints) = match set {
        Set::First => (&FIRST, &TINTS[0]),
        Set::Second => (&SECOND, &TINTS[1]),
        Set::Third => (&THIRD, &TINTS[2]),
    };
    let base = *rng.pick(papers);
    let mut canvas = Canvas::new(width, height, base);
    let mm = real(width) / 297.0;
    // Fine wavy lines in a pale colour; some editions have none.
    let families = if rng.chance(0.15) { 0 } else { 1 + rng.below(2) };
    let mut waves = Vec::new();
    for _ in 0..families {
        let tint = *rng.pick(tints);
        let (pitch, high, long) =
            (rng.between(1.1, 2.4) * mm, rng.between(2.0, 7.0) * mm, rng.between(14.0, 50.0) * mm);
        let phase = rng.between(0.0, 6.3);
        let offsets: Vec<f32> =
            (0..width).map(|x| high * (real(x) / long * std::f32::consts::TAU + phase).sin()).collect();
        waves.push((tint, pitch, offsets));
    }
    // Mottling: the sum of two slow waves of noise.
    let grain: Vec<f32> = (0..97).map(|_| rng.between(-1.6, 1.6)).collect();
    for y in 0..height {
        for x in 0..width {
            let mut add = [0.0f32; 3];
            for (tint, pitch, offsets) in &waves {
                let at = ((real(y) + offsets[x]) / pitch).fract().abs();
                let line = (1.0 - (at - 0.5).abs() * 5.0).max(0.0);
                for i in 0..3 {
                    add[i] += tint[i] * line;
                }
            }
            let mottle =
                grain[(x / 41 + (y / 37) * 13) % 97] * 0.5 + grain[(x / 7 + (y / 9) * 31) % 97] * 0.4;
            let p = &mut canvas.px[(y * width + x) * 3..][..3];
            for i in 0..3 {
                p[i] = byte(base[i] + add[i] + mottle);
            }
        }
    }
    canvas
}
