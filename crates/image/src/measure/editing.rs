//! Traces of editing in the file: programs that change pictures, their histories, and a preview that shows another picture.
//!
//! A trace proves nothing: a scanner's own program writes its name too, and who edits on purpose leaves none. It tells a
//! reviewer to look.

use std::io::Cursor;

use tongguan_model::material::MeasureKind;

use super::Measured;
use crate::picture::{Picture, luma, real, shrink};

/// Programs whose purpose is to change pictures, lower case, as they name themselves.
const EDITORS: &[&str] = &[
    "photoshop",
    "gimp",
    "lightroom",
    "snapseed",
    "picsart",
    "canva",
    "meitu",
    "美图",
    "稿定",
    "affinity photo",
    "pixelmator",
    "paint.net",
    "paintshop",
    "photopea",
    "facetune",
    "醒图",
    "corel",
    "inkscape",
    "krita",
    "acdsee",
    "faststone",
    "xnview",
    "photoscape",
    "fotor",
    "polarr",
    "capcut",
    "midjourney",
    "stable diffusion",
    "dall-e",
];
/// Preview and picture differ by more than this on average (of 255).
const PREVIEW: f64 = 24.0;

pub(super) fn measure(picture: &Picture<'_>) -> Vec<Measured> {
    let traces = traces(picture);
    let mut out = Measured::new(MeasureKind::Editing, real(traces.len()));
    out.detail = (!traces.is_empty()).then(|| traces.join(", "));
    vec![out]
}

fn traces(picture: &Picture<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(picture.bytes)).ok();
    if let Some(exif) = &exif {
        for tag in [exif::Tag::Software, exif::Tag::ImageDescription, exif::Tag::UserComment] {
            if let Some(field) = exif.get_field(tag, exif::In::PRIMARY)
                && let exif::Value::Ascii(lines) = &field.value
            {
                let text: Vec<u8> = lines.iter().flatten().copied().take(400).collect();
                out.extend(editor(&String::from_utf8_lossy(&text)).map(|name| format!("Exif {name}")));
            }
        }
    }
    // Metadata of other kinds is text or has a plain marker; only the first part of the file holds it.
    let head = &picture.bytes[..picture.bytes.len().min(256 << 10)];
    let text = String::from_utf8_lossy(metadata(head)).to_lowercase();
    if text.contains("<xmpmm:history") || text.contains("stevt:action") {
        out.push("XMP history".into());
    }
    if text.contains("photoshop 3.0\0") && text.contains("8bim") {
        out.push("Photoshop block".into());
    }
    if let Some(at) = text.find("creatortool").or_else(|| text.find("software\0")) {
        let part: String = text[at..].chars().take(120).collect();
        out.extend(editor(&part).map(|name| format!("creator {name}")));
    }
    if exif.as_ref().is_some_and(|exif| preview_differs(exif, picture)) {
        out.push("preview differs".into());
    }
    out
}

/// What comes before the picture data.
fn metadata(head: &[u8]) -> &[u8] {
    let end = head
        .windows(4)
        .position(|w| w == b"IDAT")
        .or_else(|| head.windows(2).position(|w| w == [0xff, 0xda]));
    &head[..end.unwrap_or(head.len())]
}

fn editor(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    EDITORS.iter().copied().find(|name| text.contains(name))
}

/// The embedded preview, if it is a picture and shows something else.
fn preview_differs(exif: &exif::Exif, picture: &Picture<'_>) -> bool {
    let number = |tag| exif.get_field(tag, exif::In::THUMBNAIL)?.value.get_uint(0).map(|v| v as usize);
    let (Some(at), Some(len)) =
        (number(exif::Tag::JPEGInterchangeFormat), number(exif::Tag::JPEGInterchangeFormatLength))
    else {
        return false;
    };
    let Some(bytes) = exif.buf().get(at..at.saturating_add(len)) else { return false };
    let limits = super::Limits { max_bytes: 1 << 20, max_pixels: 1 << 20 };
    let Ok((format, _)) = super::probe::header(bytes, &limits) else { return false };
    let Ok(preview) = super::probe::decode(bytes, format, &limits) else { return false };
    let (w, h) = preview.dimensions();
    if w < 32 || h < 32 {
        return false;
    }
    // The preview is stored as the sensor saw it, the picture is turned: compare in the shape that fits.
    let size = |p: &image::RgbImage| image::imageops::thumbnail(p, 48, 48);
    let base = size(&shrink(&picture.small, 1));
    let turns: [image::RgbImage; 4] = [
        base.clone(),
        image::imageops::rotate90(&base),
        image::imageops::rotate180(&base),
        image::imageops::rotate270(&base),
    ];
    let other = luma(&size(&preview)).values;
    let apart = |turn: &image::RgbImage| {
        let own = luma(turn).values;
        own.iter().zip(&other).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / real(other.len())
    };
    turns.iter().map(apart).fold(f64::INFINITY, f64::min) > PREVIEW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_known_by_their_names_and_scanners_are_not_editors() {
        assert_eq!(editor("Adobe Photoshop 25.1 (Windows)"), Some("photoshop"));
        assert_eq!(editor("美图秀秀"), Some("美图"));
        assert_eq!(editor("EPSON Scan 2"), None);
    }
}
