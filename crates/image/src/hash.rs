//! Fingerprints by which nearly the same picture is found again: scaled, pressed again, turned by a quarter.

use image::{RgbImage, imageops};
use image_hasher::{HashAlg, HasherConfig, ImageHash};
use serde::{Deserialize, Serialize};

use crate::picture::Picture;

/// Fingerprints of one picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of its coarse structure (DCT), upright and turned by 90, 180 and 270 degrees.
    pub structure: [u64; 4],
    /// Of its gradients, for the same turns.
    pub gradient: [u64; 4],
}

impl Fingerprint {
    /// How far two pictures are apart: the least distance over the turns of the other, for both hashes the larger of the
    /// two, 0 to 64. Copies of one file are at 0, different licences of one form beyond what a policy calls near.
    pub fn distance(&self, other: &Self) -> u32 {
        let turned = |i: usize| {
            let structure = (self.structure[0] ^ other.structure[i]).count_ones();
            structure.max((self.gradient[0] ^ other.gradient[i]).count_ones())
        };
        (0..4).map(turned).min().unwrap_or(64)
    }
}

fn bits(hash: &ImageHash<[u8; 8]>) -> u64 {
    hash.as_bytes().iter().fold(0, |all, byte| (all << 8) | u64::from(*byte))
}

/// Fingerprints of a picture.
pub fn fingerprint(picture: &Picture<'_>) -> Fingerprint {
    of(&picture.small)
}

fn of(small: &RgbImage) -> Fingerprint {
    let grey = image::DynamicImage::from(small.clone()).into_luma8();
    let base = imageops::resize(&grey, 128, 128, imageops::FilterType::Triangle);
    let config = || HasherConfig::with_bytes_type::<[u8; 8]>().hash_size(8, 8);
    let structure = config().hash_alg(HashAlg::Mean).preproc_dct().to_hasher();
    let gradient = config().hash_alg(HashAlg::Gradient).to_hasher();
    let turns =
        [base.clone(), imageops::rotate90(&base), imageops::rotate180(&base), imageops::rotate270(&base)];
    Fingerprint {
        structure: std::array::from_fn(|i| bits(&structure.hash_image(&turns[i]))),
        gradient: std::array::from_fn(|i| bits(&gradient.hash_image(&turns[i]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn drawn(seed: u32) -> RgbImage {
        RgbImage::from_fn(400, 300, |x, y| {
            let (cx, cy) = (60 + seed * 83 % 280, 60 + seed * 57 % 180);
            let ball = x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2) < 2500;
            let bar = (y / 40 + seed).is_multiple_of(3) && x > 100;
            Rgb([if ball {
                30
            } else if bar {
                120
            } else {
                240
            }; 3])
        })
    }

    #[test]
    fn a_scaled_or_turned_copy_is_near_and_another_picture_is_not() {
        let first = of(&drawn(1));
        let scaled = imageops::resize(&drawn(1), 300, 225, imageops::FilterType::Triangle);
        assert!(first.distance(&of(&scaled)) <= 4, "{}", first.distance(&of(&scaled)));
        for turned in
            [imageops::rotate90(&drawn(1)), imageops::rotate180(&drawn(1)), imageops::rotate270(&drawn(1))]
        {
            assert!(first.distance(&of(&turned)) <= 6, "{}", first.distance(&of(&turned)));
        }
        for other in 2..8 {
            assert!(
                first.distance(&of(&drawn(other))) > 10,
                "{other}: {}",
                first.distance(&of(&drawn(other)))
            );
        }
    }
}
