//! Draws, measures, and writes the tables of `docs/images.md`: `cargo xtask image-calibration`.
//!
//! `values SET COUNT [CLASSES]` draws and prints every value; `save DIR SET COUNT [CLASSES]` writes the pictures instead, and
//! `saved DIR [CLASSES]` prints the values of such a folder; `table VALUES` judges values by the default policy; `time FILES` prints
//! milliseconds a megapixel.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU32, Ordering},
    time::Instant,
};

use tongguan_image::{
    calibrate::{Row, markdown, matrix},
    measure::{Limits, STEPS, report},
    picture::{Paper, Picture},
};
use tongguan_image_samples::{Class, Fonts, Sample, Set, sheet, spoil};
use tongguan_model::material::{MaterialKind, MeasureKind};
use tongguan_policy::Policy;

const LIMITS: Limits = Limits { max_bytes: 40 << 20, max_pixels: 60_000_000 };

/// Does something for every number, on all processors.
fn each(count: u32, work: impl Fn(u32) + Sync) {
    let next = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    work(number);
                }
            });
        }
    });
}

/// All classes, or those that are named.
fn classes(only: Option<&String>) -> Vec<Class> {
    let wanted = |class: &Class| only.is_none_or(|names| names.split(',').any(|n| n == class.name()));
    Class::ALL.into_iter().filter(wanted).collect()
}

/// Draws so many licences with every defect.
fn draw(set: Set, count: u32, only: Option<&String>, take: impl Fn(&Sample, Class, u32) + Sync) {
    let classes = classes(only);
    let fonts = Fonts::read(set).expect("the fonts are installed: cargo xtask setup");
    each(count, |number| {
        let sheet = sheet(set, &fonts, number);
        for class in &classes {
            take(&spoil(&sheet, &fonts, *class), *class, number);
        }
    });
}

fn save(dir: &str, set: Set, count: u32, only: Option<&String>) {
    draw(set, count, only, |sample, class, number| {
        std::fs::create_dir_all(format!("{dir}/{}", class.name())).expect("a folder");
        std::fs::write(format!("{dir}/{}/{number:03}.jpg", class.name()), &sample.bytes).expect("a file");
    });
}

/// The values of a folder that `save` wrote; numbers of which a class is missing are left out.
fn saved(dir: &str, only: Option<&String>) {
    let classes = classes(only);
    let file = |class: Class, number: u32| format!("{dir}/{}/{number:03}.jpg", class.name());
    each(1000, |number| {
        let all: Option<Vec<Vec<u8>>> =
            classes.iter().map(|class| std::fs::read(file(*class, number)).ok()).collect();
        for (bytes, class) in all.into_iter().flatten().zip(&classes) {
            let (long_mm, short_mm) = tongguan_image_samples::size(number);
            println!("{}", line(&Sample { bytes, long_mm, short_mm }, *class, number));
        }
    });
}

fn line(sample: &Sample, class: Class, number: u32) -> String {
    let paper = Paper { long: sample.long_mm, short: sample.short_mm };
    let picture = Picture::open(&sample.bytes, &LIMITS, paper).expect("a drawn picture opens");
    let mut text = format!("{}\t{number}", class.name());
    for measured in report(&picture, MaterialKind::BusinessLicence).measures {
        let value = measured.value.map_or_else(|| "-".to_owned(), |v| format!("{v}"));
        let _ = write!(text, "\t{}={value}", measured.kind.as_str());
    }
    text
}

/// Milliseconds a megapixel of opening and of each measure: the least of three runs over all files.
fn time(files: &[String]) {
    let mut rows: Vec<(&str, f64)> = Vec::new();
    let mut add = |name: &'static str, from: Instant, megapixels: f64| {
        let ms = from.elapsed().as_secs_f64() * 1000.0 / megapixels;
        match rows.iter_mut().find(|row| row.0 == name) {
            Some(row) => row.1 = row.1.min(ms),
            None => rows.push((name, ms)),
        }
    };
    for file in files.iter().cycle().take(files.len() * 3) {
        let bytes = std::fs::read(file).expect("a file");
        let start = Instant::now();
        let picture = Picture::open(&bytes, &LIMITS, Paper::A4).expect("a picture");
        let megapixels = f64::from(picture.rgb.width()) * f64::from(picture.rgb.height()) / 1e6;
        add("open", start, megapixels);
        // Before the steps: one of them asks for the code, too.
        let start = Instant::now();
        std::hint::black_box(tongguan_image::qr::decode(&picture));
        add("qr", start, megapixels);
        for step in STEPS {
            let start = Instant::now();
            std::hint::black_box((step.run)(&picture));
            add(step.name, start, megapixels);
        }
        let start = Instant::now();
        std::hint::black_box(tongguan_image::hash::fingerprint(&picture));
        add("fingerprint", start, megapixels);
    }
    for (name, ms) in rows {
        println!("{name:<18} {ms:8.2} ms/MP");
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let set = |i: usize| Set::ALL.into_iter().find(|set| args.get(i).is_some_and(|name| name == set.name()));
    let set = |i: usize| set(i).expect("first, second or third");
    let count = |i: usize, or: u32| args.get(i).and_then(|n| n.parse().ok()).unwrap_or(or);
    match args.first().map(String::as_str) {
        Some("save") => save(&args[1], set(2), count(3, 2), args.get(4)),
        Some("saved") => saved(&args[1], args.get(2)),
        Some("time") => time(&args[1..]),
        Some("values") => draw(set(1), count(2, 8), args.get(3), |sample, class, number| {
            println!("{}", line(sample, class, number));
        }),
        Some("table") => table(&args[1]),
        _ => println!(
            "values SET COUNT [CLASSES] | save DIR SET COUNT [CLASSES] | saved DIR [CLASSES] | table VALUES | time FILES"
        ),
    }
}

fn table(file: &str) {
    let policy = Policy::builtin("default").expect("the default pack loads").subject.image;
    let text = std::fs::read_to_string(file).expect("a file of values");
    let mut rows: Vec<Row> = text.lines().map(row).collect();
    rows.sort_by_key(|row| Class::ALL.iter().position(|c| c.name() == row.class));
    println!("{}", markdown(&matrix(&rows, &policy)));
}

fn row(line: &str) -> Row {
    let mut fields = line.split('\t');
    let class = fields.next().unwrap_or_default().to_owned();
    let values = fields.skip(1).filter_map(|field| {
        let (name, value) = field.split_once('=')?;
        let kind = MeasureKind::ALL.into_iter().find(|k| k.as_str() == name)?;
        Some((kind, value.parse().ok()))
    });
    Row { class, values: values.collect() }
}
