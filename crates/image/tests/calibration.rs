//! A small part of the calibration (`docs/images.md` has all of it): drawn licences with each defect, judged by the limits of
//! the default policy.

use tongguan_image::{
    calibrate::{CLEAN, Row, matrix},
    measure::{Limits, report},
    picture::{Paper, Picture},
};
use tongguan_image_samples::{Class, Fonts, Set, sheet, spoil};
use tongguan_model::material::MaterialKind;
use tongguan_policy::Policy;

const LIMITS: Limits = Limits { max_bytes: 10 << 20, max_pixels: 60_000_000 };
/// Licences, each with every defect. The first two are large sheets and left to the whole calibration.
const LICENCES: std::ops::Range<u32> = 2..8;

fn rows() -> Vec<Row> {
    let fonts = Fonts::read(Set::First).expect("the fonts are installed: cargo xtask setup");
    std::thread::scope(|scope| {
        let workers: Vec<_> = LICENCES
            .map(|number| {
                let fonts = &fonts;
                scope.spawn(move || {
                    let sheet = sheet(Set::First, fonts, number);
                    let one = |class: Class| {
                        let sample = spoil(&sheet, fonts, class);
                        let paper = Paper { long: sample.long_mm, short: sample.short_mm };
                        let picture = Picture::open(&sample.bytes, &LIMITS, paper).expect("it opens");
                        let measures = report(&picture, MaterialKind::BusinessLicence).measures;
                        let values = measures.into_iter().map(|m| (m.kind, m.value)).collect();
                        Row { class: class.name().into(), values }
                    };
                    Class::ALL.map(one)
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no thread failed")).collect()
    })
}

#[test]
fn every_defect_is_named_and_clean_licences_are_left_alone() {
    let policy = Policy::builtin("default").expect("the default pack loads").subject.image;
    let found = matrix(&rows(), &policy);
    assert_eq!(found.len(), Class::ALL.len());
    for class in found {
        assert_eq!(class.count, LICENCES.len(), "{}", class.name);
        if class.name == CLEAN {
            assert_eq!(class.found, 0, "clean licences are flagged: {:?}", class.flagged);
        } else {
            assert!(
                class.found + 1 >= class.count,
                "{}: {} found, {:?}",
                class.name,
                class.found,
                class.flagged
            );
        }
    }
}
