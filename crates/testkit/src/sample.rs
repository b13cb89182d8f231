//! Sample input: pictures, and the published test vectors of identity numbers. Nobody real.

use std::io::Cursor;

use serde_json::{Value, json};

/// A PNG of this size with a red seal and some text-like strokes; its bytes differ by `seed`.
pub fn picture(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let (cx, cy, r) = (i64::from(width) * 3 / 4, i64::from(height) * 3 / 4, i64::from(height) / 6);
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (i64::from(x) - cx, i64::from(y) - cy);
        let ring = dx * dx + dy * dy;
        if ring < r * r && ring > r * r * 7 / 10 {
            image::Rgb([200, 24, 30])
        } else if y % 12 < 2 && (x / 7 + u32::from(seed)) % 3 != 0 {
            image::Rgb([30, 30, 34])
        } else {
            image::Rgb([248, 246, 240])
        }
    });
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::Png).expect("a PNG can be written");
    out.into_inner()
}

/// An enterprise's facts: vectors of GB 32100, GB 11643 and the CNAPS standard.
pub fn enterprise() -> Value {
    json!({ "type": "enterprise", "facts": {
        "name": "云汀市青槐诊所管理有限公司", "uscc": "91350100M000100Y43", "legal_rep_name": "张三",
        "legal_rep_id_number": "11010519491231002X", "legal_rep_mobile": "13800138000",
        "bank_branch": "云汀银行青槐支行", "bank_number": "102100099996", "bank_account": "6222021234567890123" } })
}

/// An individual's facts.
pub fn individual() -> Value {
    json!({ "type": "individual", "facts": {
        "real_name": "张三", "id_number": "11010519491231002X", "mobile": "13800138000" } })
}
