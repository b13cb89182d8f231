//! Drawn business licences: real layout and type, nobody's data. What is wrong with one is a choice.

use std::io::Cursor;

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage, imageops};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc";
const BOLD: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
/// Simplified Chinese within these collections.
const FACE: u32 = 2;

const PAPER: Rgb<u8> = Rgb([252, 250, 242]);
const INK: Rgb<u8> = Rgb([38, 36, 34]);
const LABEL: Rgb<u8> = Rgb([120, 112, 92]);
const GOLD: Rgb<u8> = Rgb([201, 162, 77]);
const SEAL: Rgb<u8> = Rgb([200, 39, 27]);

/// What is wrong with the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Grey, as by a black-and-white scanner.
    Grey,
    /// Black and white only, as by a copier.
    Photocopy,
    /// Out of focus.
    Blurred,
    /// 100 dpi.
    LowResolution,
    /// Text over it, again and again.
    Watermark,
    /// One large text across it.
    Overprint,
    /// Grey, on yellowed paper.
    Tinted,
    /// 130 dpi, enlarged to 300.
    Enlarged,
    /// Upside down, and nothing in the file says so.
    UpsideDown,
    /// Lying on its side, and nothing in the file says so.
    OnItsSide,
}

/// What a licence says.
#[derive(Debug, Clone)]
pub struct Licence {
    /// 名称.
    pub name: String,
    /// 统一社会信用代码.
    pub code: String,
    /// 法定代表人.
    pub representative: String,
    /// Content of the QR code.
    pub qr: Option<String>,
}

impl Licence {
    /// Of this name and code.
    pub fn of(name: &str, code: &str) -> Self {
        let qr = format!("https://www.gsxt.gov.cn/index.html?uniscid={code}");
        Self { name: name.into(), code: code.into(), representative: "张三".into(), qr: Some(qr) }
    }

    /// A JPEG of an A4 page at 300 dpi with this fault.
    pub fn jpeg(&self, fault: Fault) -> Vec<u8> {
        let mut page = self.draw();
        let mut dpi = 300;
        match fault {
            Fault::None => {}
            Fault::Grey => {
                page = image::DynamicImage::from(imageops::grayscale(&page)).into_rgb8();
            }
            Fault::Photocopy => {
                for pixel in page.pixels_mut() {
                    let [r, g, b] = pixel.0.map(u32::from);
                    *pixel = Rgb([if r + g + b > 450 { 255 } else { 0 }; 3]);
                }
            }
            Fault::Blurred => page = image::DynamicImage::from(page).fast_blur(7.0).into_rgb8(),
            Fault::LowResolution => {
                page = imageops::thumbnail(&page, 1169, 827);
                dpi = 100;
            }
            Fault::Watermark => watermark(&mut page),
            Fault::Overprint => overprint(&mut page),
            Fault::Tinted => {
                page = image::DynamicImage::from(imageops::grayscale(&page)).into_rgb8();
                for pixel in page.pixels_mut() {
                    *pixel = mix(Rgb([0; 3]), Rgb([250, 226, 180]), f32::from(pixel.0[0]) / 255.0);
                }
            }
            Fault::Enlarged => {
                let (w, h) = (page.width(), page.height());
                page = imageops::thumbnail(&page, w * 13 / 30, h * 13 / 30);
                page = imageops::resize(&page, w, h, imageops::FilterType::CatmullRom);
            }
            Fault::UpsideDown => page = imageops::rotate180(&page),
            Fault::OnItsSide => page = imageops::rotate90(&page),
        }
        let mut out = Cursor::new(Vec::new());
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 88);
        encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(dpi));
        encoder.encode_image(&page).expect("a JPEG can be written");
        out.into_inner()
    }

    /// The page, 3508 by 2480.
    pub fn draw(&self) -> RgbImage {
        let mut page = RgbImage::from_pixel(3508, 2480, PAPER);
        let (text, bold) = (font(FONT), font(BOLD));
        frame(&mut page, 90, 26);
        frame(&mut page, 150, 5);
        write(&mut page, &bold, "营业执照", [1260, 430], 220.0, INK, 1.35);
        write(&mut page, &text, "统一社会信用代码", [330, 700], 50.0, LABEL, 1.0);
        write(&mut page, &text, &self.code, [330, 775], 67.0, INK, 1.0);
        let left = [
            ("名称", self.name.as_str(), 4.0),
            ("类型", "有限责任公司（自然人投资或控股）", 4.0),
            ("法定代表人", &self.representative, 1.0),
            ("经营范围", "文具用品批发、零售；办公设备租赁；", 1.3),
            ("", "图文设计；互联网销售。", 1.0),
        ];
        for ((label, value, spread), y) in left.into_iter().zip([960, 1120, 1280, 1440, 1590]) {
            write(&mut page, &text, label, [330, y], 58.0, LABEL, spread);
            write(&mut page, &text, value, [760, y], 62.0, INK, 1.0);
        }
        let right = [
            ("注册资本", "叁佰万元整", 1.0),
            ("成立日期", "2024年03月18日", 1.0),
            ("住所", "云汀市清河区梧桐路8号", 3.0),
        ];
        for ((label, value, spread), y) in right.into_iter().zip([960, 1120, 1280]) {
            write(&mut page, &text, label, [2080, y], 58.0, LABEL, spread);
            write(&mut page, &text, value, [2420, y], 62.0, INK, 1.0);
        }
        write(&mut page, &text, "登记机关", [2080, 1980], 58.0, LABEL, 1.0);
        if let Some(qr) = &self.qr {
            code(&mut page, qr, [2880, 1500]);
        }
        ring(&mut page, [2560, 2050], 240, 200, SEAL);
        ring(&mut page, [2560, 2050], 80, 0, SEAL);
        ring(&mut page, [1754, 330], 90, 40, SEAL);
        page
    }
}

fn font(path: &str) -> FontVec {
    let bytes =
        std::fs::read(path).expect("Debian's fonts-noto-cjk is installed; cargo xtask setup installs it");
    FontVec::try_from_vec_and_index(bytes, FACE).expect("a font")
}

fn mix(under: Rgb<u8>, over: Rgb<u8>, cover: f32) -> Rgb<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 … 255")]
    let one =
        |u: u8, o: u8| (f32::from(u) + (f32::from(o) - f32::from(u)) * cover.clamp(0.0, 1.0)).round() as u8;
    Rgb([one(under.0[0], over.0[0]), one(under.0[1], over.0[1]), one(under.0[2], over.0[2])])
}

/// Writes a line with its top left at `at`; letters stand `spread` widths apart.
#[expect(clippy::cast_precision_loss, reason = "places on a page")]
fn write(page: &mut RgbImage, font: &FontVec, text: &str, at: [u32; 2], px: f32, ink: Rgb<u8>, spread: f32) {
    let scaled = font.as_scaled(PxScale::from(px * 1.45));
    let (mut x, y) = (at[0] as f32, at[1] as f32 + scaled.ascent() - px * 0.25);
    for c in text.chars() {
        let glyph = scaled.scaled_glyph(c);
        let advance = scaled.h_advance(glyph.id);
        let placed = ab_glyph::Glyph { position: point(x, y), ..glyph };
        if let Some(outline) = font.outline_glyph(placed) {
            let bounds = outline.px_bounds();
            outline.draw(|dx, dy, cover| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "within the page"
                )]
                let (px, py) = (bounds.min.x as u32 + dx, bounds.min.y as u32 + dy);
                if px < page.width() && py < page.height() {
                    let under = *page.get_pixel(px, py);
                    page.put_pixel(px, py, mix(under, ink, cover));
                }
            });
        }
        x += advance * spread;
    }
}

fn fill(page: &mut RgbImage, [x, y, w, h]: [u32; 4], ink: Rgb<u8>) {
    for y in y..(y + h).min(page.height()) {
        for x in x..(x + w).min(page.width()) {
            page.put_pixel(x, y, ink);
        }
    }
}

fn frame(page: &mut RgbImage, inset: u32, thick: u32) {
    let (w, h) = (page.width() - 2 * inset, page.height() - 2 * inset);
    fill(page, [inset, inset, w, thick], GOLD);
    fill(page, [inset, inset + h - thick, w, thick], GOLD);
    fill(page, [inset, inset, thick, h], GOLD);
    fill(page, [inset + w - thick, inset, thick, h], GOLD);
}

fn ring(page: &mut RgbImage, [cx, cy]: [i64; 2], outer: i64, inner: i64, ink: Rgb<u8>) {
    for y in (cy - outer).max(0)..cy + outer {
        for x in (cx - outer).max(0)..cx + outer {
            let far = (x - cx).pow(2) + (y - cy).pow(2);
            if far < outer.pow(2)
                && far >= inner.pow(2)
                && let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
                && x < page.width()
                && y < page.height()
            {
                let under = *page.get_pixel(x, y);
                page.put_pixel(x, y, mix(under, ink, 0.8));
            }
        }
    }
}

fn code(page: &mut RgbImage, text: &str, at: [u32; 2]) {
    let code = fast_qr::QRBuilder::new(text).build().expect("a short text");
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                let place = |v: usize, from: u32| from + u32::try_from(v).unwrap_or_default() * 11;
                fill(page, [place(x, at[0]), place(y, at[1]), 11, 11], INK);
            }
        }
    }
}

fn watermark(page: &mut RgbImage) {
    let font = font(BOLD);
    let mut layer = RgbImage::from_pixel(page.width(), page.height(), Rgb([0, 0, 0]));
    for (row, y) in (100..2400).step_by(420).enumerate() {
        for x in (0..3400).step_by(1100) {
            let x = x + if row % 2 == 0 { 0 } else { 500 };
            write(&mut layer, &font, "仅供演示使用", [x, y], 110.0, Rgb([255, 255, 255]), 1.0);
        }
    }
    lay_over(page, &layer, Rgb([110, 110, 120]));
}

fn overprint(page: &mut RgbImage) {
    let font = font(BOLD);
    let mut layer = RgbImage::from_pixel(page.width(), page.height(), Rgb([0, 0, 0]));
    write(&mut layer, &font, "仅供注册使用", [700, 1150], 300.0, Rgb([255, 255, 255]), 1.0);
    lay_over(page, &layer, Rgb([90, 110, 180]));
}

fn lay_over(page: &mut RgbImage, layer: &RgbImage, ink: Rgb<u8>) {
    for (pixel, mask) in page.pixels_mut().zip(layer.pixels()) {
        *pixel = mix(*pixel, ink, f32::from(mask.0[0]) / 255.0 * 0.45);
    }
}
