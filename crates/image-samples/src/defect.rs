//! One defect at a time, on an otherwise clean scan or photo.

use image::imageops::{self, FilterType};

use crate::{
    Fonts, Set,
    canvas::{Canvas, pixel, real},
    filter, licence,
    rng::Rng,
    warp,
};

/// What is wrong with a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Nothing: a colour scan or a straight photo of at least 300 dpi.
    Clean,
    /// Out of focus.
    Blur,
    /// The camera moved.
    Motion,
    /// A noisy sensor.
    Noise,
    /// Pressed too much.
    Jpeg,
    /// A grey copy.
    Grey,
    /// A grey copy on tinted paper or under coloured light.
    Tint,
    /// A photocopy, black and white.
    Photocopy,
    /// A text repeated over the sheet.
    WatermarkTiled,
    /// One large text over the sheet.
    WatermarkOverlay,
    /// Turned.
    Rotation,
    /// A border is missing.
    Crop,
    /// A reflection.
    Glare,
    /// Too dark.
    Under,
    /// Too bright.
    Over,
    /// Enlarged from fewer pixels.
    Upscaled,
    /// Scanned with fewer pixels.
    Coarse,
    /// Taken at an angle.
    Perspective,
    /// Taken from a screen.
    Screen,
    /// Turned by one, two or three quarters.
    Turned,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Clean,
        Self::Blur,
        Self::Motion,
        Self::Noise,
        Self::Jpeg,
        Self::Grey,
        Self::Tint,
        Self::Photocopy,
        Self::WatermarkTiled,
        Self::WatermarkOverlay,
        Self::Rotation,
        Self::Crop,
        Self::Glare,
        Self::Under,
        Self::Over,
        Self::Upscaled,
        Self::Coarse,
        Self::Perspective,
        Self::Screen,
        Self::Turned,
    ];

    /// Its name, also that of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Blur => "blur",
            Self::Motion => "motion",
            Self::Noise => "noise",
            Self::Jpeg => "jpeg",
            Self::Grey => "grey",
            Self::Tint => "tint",
            Self::Photocopy => "photocopy",
            Self::WatermarkTiled => "watermark-tiled",
            Self::WatermarkOverlay => "watermark-overlay",
            Self::Rotation => "rotation",
            Self::Crop => "crop",
            Self::Glare => "glare",
            Self::Under => "under",
            Self::Over => "over",
            Self::Upscaled => "upscaled",
            Self::Coarse => "coarse",
            Self::Perspective => "perspective",
            Self::Screen => "screen",
            Self::Turned => "turned",
        }
    }
}

/// A drawn file.
#[derive(Debug, Clone)]
pub struct Sample {
    /// JPEG or PNG.
    pub bytes: Vec<u8>,
    /// Millimetres that its longer side stands for.
    pub long_mm: f64,
    /// Millimetres of the shorter side.
    pub short_mm: f64,
}

/// A licence without a defect, still on its own: every class is drawn on the same ones.
#[derive(Debug, Clone)]
pub struct Sheet {
    canvas: Canvas,
    set: Set,
    number: u32,
    long_mm: f64,
    short_mm: f64,
}

/// Millimetres of both sides, and least pixels across. One in sixteen is an A4 sheet, one is A5, the others A6, to save time.
pub(crate) const fn size(number: u32) -> (f64, f64, usize) {
    match number % 16 {
        0 => (297.0, 210.0, 3540),
        1 => (210.0, 148.485, 2505),
        _ => (148.5, 105.0, 1772),
    }
}

/// Draws a licence of at least 300 dpi.
pub(crate) fn sheet(set: Set, fonts: &Fonts, number: u32) -> Sheet {
    let start = match set {
        Set::First => 0x1000_0000,
        Set::Second => 0x7700_0000_0000,
        Set::Third => 0x5a00_0000_0000,
    };
    let mut rng = Rng::new(start + u64::from(number) * 7919);
    let (long_mm, short_mm, pixels) = size(number);
    let width = pixels + rng.below(pixels / 20);
    Sheet { canvas: licence::draw(&mut rng, set, fonts, width), set, number, long_mm, short_mm }
}

/// A sheet with a defect, as a file.
pub(crate) fn spoil(sheet: &Sheet, fonts: &Fonts, class: Class) -> Sample {
    let start = match sheet.set {
        Set::First => 0x2000_0000,
        Set::Second => 0x3300_0000_0000,
        Set::Third => 0x6b00_0000_0000,
    };
    let mut rng = Rng::new(start + (class as u64) * 1_000_003 + u64::from(sheet.number) * 7919);
    let photo = match class {
        Class::Perspective | Class::Glare | Class::Screen => true,
        Class::Crop | Class::Photocopy | Class::Upscaled | Class::Coarse | Class::Rotation => false,
        _ => rng.chance(0.3),
    };
    let paper = on_the_sheet(class, sheet.canvas.clone(), &mut rng, fonts);
    let taken = if photo { photograph(class, &paper, &mut rng) } else { scan(class, paper, &mut rng) };
    let taken = afterwards(class, taken, &mut rng);
    let mut image = taken.into_image();
    if class == Class::Turned {
        image = match rng.below(3) {
            0 => imageops::rotate90(&image),
            1 => imageops::rotate180(&image),
            _ => imageops::rotate270(&image),
        };
    }
    let quality = if class == Class::Jpeg { 4 + rng.below(14) } else { 80 + rng.below(18) };
    let quality = u8::try_from(quality).unwrap_or(90);
    let dpi = rng.chance(0.7).then_some(300);
    let bytes = filter::jpeg(&image, quality, dpi);
    Sample { bytes, long_mm: sheet.long_mm, short_mm: sheet.short_mm }
}

/// Defects of the paper itself.
fn on_the_sheet(class: Class, mut sheet: Canvas, rng: &mut Rng, fonts: &Fonts) -> Canvas {
    match class {
        Class::WatermarkTiled => tiled(&mut sheet, rng, fonts),
        Class::WatermarkOverlay => overlay(&mut sheet, rng, fonts),
        Class::Grey => filter::grey(&mut sheet),
        Class::Photocopy => photocopy(&mut sheet, rng),
        Class::Tint => {
            filter::grey(&mut sheet);
            let casts = [
                [1.0, 0.93, 0.8],
                [0.86, 0.95, 1.0],
                [1.0, 0.9, 0.92],
                [0.93, 1.0, 0.9],
                [1.0, 0.97, 0.88],
                [1.0, 0.86, 0.72],
            ];
            let cast = *rng.pick(&casts);
            filter::curve(&mut sheet, |i, v| v * cast[i]);
        }
        _ => {}
    }
    sheet
}

const WORDS: [&str; 8] = [
    "仅供注册使用",
    "样本",
    "仅供办理小程序",
    "此件无效",
    "复印件专用",
    "内部资料",
    "www.sample.cn",
    "仅限认证",
];

fn watermark_ink(rng: &mut Rng) -> [f32; 3] {
    *rng.pick(&[[110.0, 110.0, 112.0], [90.0, 120.0, 190.0], [200.0, 90.0, 90.0], [140.0, 140.0, 140.0]])
}

fn tiled(sheet: &mut Canvas, rng: &mut Rng, fonts: &Fonts) {
    let (text, ink) = (*rng.pick(&WORDS), watermark_ink(rng));
    let size = real(sheet.width) * rng.between(0.02, 0.04);
    let (share, angle) = (rng.between(0.16, 0.42), rng.signed(15.0, 45.0).to_radians());
    let long = size * real(text.chars().count());
    let (dx, dy) = (long * rng.between(1.15, 1.7), size * rng.between(3.0, 6.0));
    let font = rng.pick(&fonts.faces);
    let (mut y, mut row) = (0.0, 0);
    while y < real(sheet.height) + dy {
        let mut x = if row % 2 == 0 { 0.0 } else { dx / 2.0 };
        while x < real(sheet.width) + dx {
            sheet.turned(font, size, (x, y), text, angle, ink, share);
            x += dx;
        }
        y += dy;
        row += 1;
    }
}

fn overlay(sheet: &mut Canvas, rng: &mut Rng, fonts: &Fonts) {
    let (text, ink) = (*rng.pick(&WORDS), watermark_ink(rng));
    let count = real(text.chars().count());
    let size = (real(sheet.width) * rng.between(0.5, 0.8) / count).min(real(sheet.width) * 0.16);
    let (w, h) = (real(sheet.width), real(sheet.height));
    let at = (w * rng.between(0.4, 0.6), h * rng.between(0.4, 0.6));
    let angle = if rng.chance(0.25) { 0.0 } else { rng.signed(12.0, 40.0).to_radians() };
    let font = rng.pick(&fonts.faces);
    sheet.turned(font, size, at, text, angle, ink, rng.between(0.2, 0.5));
}

/// Copied: steep curve, specks, toner that breaks.
fn photocopy(sheet: &mut Canvas, rng: &mut Rng) {
    filter::grey(sheet);
    let grain = rng.between(4.0, 10.0);
    filter::noise(sheet, rng, grain, 0.0);
    filter::blur(sheet, 0.6);
    let (middle, steep) = (rng.between(135.0, 185.0), rng.between(0.09, 0.2));
    filter::curve(sheet, |_, v| 22.0 + 228.0 / (1.0 + (-(v - middle) * steep).exp()));
    for _ in 0..rng.below(400) + 100 {
        let at = (real(rng.below(sheet.width)), real(rng.below(sheet.height)));
        sheet.disc(at, rng.between(0.5, 2.2), [40.0; 3], 0.9);
    }
}

/// A flat-bed scan.
fn scan(class: Class, mut sheet: Canvas, rng: &mut Rng) -> Canvas {
    let lid = if rng.chance(0.7) { [250.0; 3] } else { [228.0, 229.0, 230.0] };
    let degrees = match class {
        Class::Rotation => rng.signed(3.0, 14.0),
        _ => rng.signed(0.0, 0.5),
    };
    if degrees.abs() > 0.05 {
        sheet = warp::turn(&sheet, degrees, lid);
    }
    if class == Class::Crop {
        sheet = crop(&sheet, rng);
    }
    lens(class, &mut sheet, rng, 0.45);
    let (gain, lift) = (rng.between(0.94, 1.03), rng.between(0.0, 8.0));
    let cast = [rng.between(0.985, 1.015), 1.0, rng.between(0.985, 1.015)];
    filter::curve(&mut sheet, |i, v| (v * gain + lift) * if class == Class::Grey { 1.0 } else { cast[i] });
    let deviation = sensor(class, rng, 2.2);
    filter::noise(&mut sheet, rng, deviation, 0.5);
    sheet
}

/// A phone held above the sheet.
fn photograph(class: Class, sheet: &Canvas, rng: &mut Rng) -> Canvas {
    let (keystone, tilt) = match class {
        Class::Perspective => (rng.between(0.1, 0.3), rng.signed(0.0, 1.0)),
        _ => (rng.between(0.0, 0.012), rng.signed(0.0, 0.5)),
    };
    let mut taken = warp::photo(sheet, rng, keystone, tilt);
    if class == Class::Screen {
        screen(&mut taken, rng);
    }
    lens(class, &mut taken, rng, 0.6);
    let (fall, corners) = (rng.between(0.02, 0.14), rng.between(0.0, 0.12));
    warp::light(&mut taken, rng, fall, corners);
    let gain = rng.between(0.86, 0.97);
    let cast = [rng.between(0.95, 1.03), 1.0, rng.between(0.92, 1.04)];
    filter::curve(&mut taken, |i, v| v * gain * cast[i] + 3.0);
    if class == Class::Glare {
        glare(&mut taken, rng);
    }
    let deviation = sensor(class, rng, 2.6);
    filter::noise(&mut taken, rng, deviation, 0.6);
    taken
}

fn lens(class: Class, canvas: &mut Canvas, rng: &mut Rng, soft: f32) {
    match class {
        Class::Blur => filter::blur(canvas, rng.between(1.5, 5.0)),
        Class::Motion => {
            filter::motion(canvas, rng.between(7.0, 22.0), rng.between(0.0, std::f32::consts::PI))
        }
        _ => filter::blur(canvas, rng.between(0.0, soft)),
    }
}

fn sensor(class: Class, rng: &mut Rng, clean: f32) -> f32 {
    if class == Class::Noise { rng.between(14.0, 34.0) } else { rng.between(0.0, clean) }
}

fn crop(sheet: &Canvas, rng: &mut Rng) -> Canvas {
    let mut cut = [0.0f32; 4];
    for _ in 0..1 + rng.below(2) {
        cut[rng.below(4)] = rng.between(0.06, 0.2);
    }
    let (w, h) = (real(sheet.width), real(sheet.height));
    let (x0, x1) = (pixel(w * cut[0]), pixel(w * (1.0 - cut[1])));
    let (y0, y1) = (pixel(h * cut[2]), pixel(h * (1.0 - cut[3])));
    let mut out = Canvas::new(x1 - x0, y1 - y0, [0.0; 3]);
    for y in y0..y1 {
        let from = (y * sheet.width + x0) * 3;
        let to = (y - y0) * out.width * 3;
        let n = out.width * 3;
        out.px[to..to + n].copy_from_slice(&sheet.px[from..from + n]);
    }
    out
}

/// A lamp mirrored in plastic: white in the middle, softly out.
fn glare(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (real(canvas.width), real(canvas.height));
    for _ in 0..1 + rng.below(2) {
        let (cx, cy) = (w * rng.between(0.22, 0.78), h * rng.between(0.25, 0.75));
        let (rx, ry) = (w * rng.between(0.07, 0.16), w * rng.between(0.05, 0.12));
        let power = rng.between(255.0, 400.0);
        for y in pixel(cy - ry * 2.5)..pixel(cy + ry * 2.5).min(canvas.height) {
            for x in pixel(cx - rx * 2.5)..pixel(cx + rx * 2.5).min(canvas.width) {
                let d = ((real(x) - cx) / rx).powi(2) + ((real(y) - cy) / ry).powi(2);
                let add = power * (-d * 1.1).exp();
                canvas.blend(x, y, [255.0; 3], (add / 255.0).min(1.0));
            }
        }
    }
}

/// The raster of a screen, seen through the raster of a sensor.
fn screen(canvas: &mut Canvas, rng: &mut Rng) {
    let (a, b) = (rng.between(0.02, 0.12), rng.between(1.45, 1.62));
    let pitch = rng.between(2.6, 5.5);
    let depth = rng.between(0.05, 0.14);
    let turn = |x: f32, y: f32, angle: f32| x * angle.cos() + y * angle.sin();
    for y in 0..canvas.height {
        for x in 0..canvas.width {
            let (fx, fy) = (real(x), real(y));
            let wave = (turn(fx, fy, a) / pitch * std::f32::consts::TAU).sin()
                + (turn(fx, fy, b) / pitch * std::f32::consts::TAU).sin();
            let at = (y * canvas.width + x) * 3;
            for (i, p) in canvas.px[at..at + 3].iter_mut().enumerate() {
                // The sub-pixels of red, green and blue lie beside each other.
                let own = ((turn(fx, fy, a) / pitch + real(i) / 3.0) * std::f32::consts::TAU).sin();
                *p = crate::canvas::byte(f32::from(*p) * (1.0 - depth + depth * (wave * 0.5 + own * 0.6)));
            }
        }
    }
}

/// Defects of exposure and of programs.
fn afterwards(class: Class, mut canvas: Canvas, rng: &mut Rng) -> Canvas {
    match class {
        Class::Under => {
            let gain = rng.between(0.2, 0.48);
            filter::curve(&mut canvas, |_, v| v * gain);
            filter::noise(&mut canvas, rng, 2.0, 0.7);
        }
        Class::Over => {
            let (gain, flare) = (rng.between(1.1, 1.5), rng.between(85.0, 150.0));
            filter::blur(&mut canvas, 0.5);
            filter::curve(&mut canvas, |_, v| v * gain * (1.0 - flare / 255.0) + flare + 14.0);
        }
        Class::Coarse => canvas = filter::coarser(canvas, rng.between(0.3, 0.85)),
        Class::Upscaled => {
            let (w, h) = (canvas.width, canvas.height);
            canvas = filter::coarser(canvas, rng.between(0.3, 0.62));
            let kinds =
                [FilterType::Triangle, FilterType::CatmullRom, FilterType::Lanczos3, FilterType::Nearest];
            canvas = filter::resize(canvas, w, h, *rng.pick(&kinds));
        }
        _ => {}
    }
    canvas
}
