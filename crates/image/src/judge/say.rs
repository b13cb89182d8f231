//! What is told of a measure, in two languages.

use tongguan_model::{
    material::MeasureKind,
    text::{Bilingual, bi},
};

use super::Verdict;
use crate::measure::Measured;

/// What is so, and what to do.
pub(super) fn words(measured: &Measured, verdict: Verdict, limit: Option<f64>) -> (Bilingual, Bilingual) {
    let label = measured.kind.label();
    let Some(value) = measured.value else {
        return (
            bi(format!("{}：未检查。", label.zh), format!("{}: not checked.", label.en)),
            bi("由审核员判断。", "A reviewer judges."),
        );
    };
    let value = measured.kind.written(value);
    let (zh, en) = match limit.map(|l| measured.kind.written(l)) {
        None => (value.clone(), value),
        Some(limit) => {
            let sign = if measured.kind.more_is_better() { "≥" } else { "≤" };
            (format!("{value}，需 {sign} {limit}"), format!("{value}, needs {sign} {limit}"))
        }
    };
    if !matches!(verdict, Verdict::Doubt | Verdict::Bad) {
        return (bi(format!("{} {zh}。", label.zh), format!("{} {en}.", label.en)), bi("", ""));
    }
    let (what_zh, what_en) = cause(measured.kind);
    let sure = verdict == Verdict::Bad;
    let (may_zh, may_en) = if sure { ("", "") } else { ("可能", "Perhaps: ") };
    let mut message = bi(
        format!("{may_zh}{what_zh}（{} {zh}）。", label.zh),
        format!("{may_en}{what_en} ({} {en}).", label.en.to_lowercase()),
    );
    if let Some(detail) = &measured.detail {
        message.zh = format!("{} {detail}", message.zh);
        message.en = format!("{} {detail}", message.en);
    }
    (message, remedy(measured.kind))
}

/// The cause that a value past its limit points to.
fn cause(kind: MeasureKind) -> (&'static str, &'static str) {
    match kind {
        MeasureKind::Resolution | MeasureKind::EffectiveResolution => {
            ("分辨率不足", "the resolution is too low")
        }
        MeasureKind::Detail => {
            ("图片被放大过，细节不足", "the picture was enlarged and has less detail than pixels")
        }
        MeasureKind::ShortSide => ("图片太小", "the picture is too small"),
        MeasureKind::Seal => ("没有红色印章：黑白或灰度复印件", "there is no red seal: a grey copy"),
        MeasureKind::HueSpread => ("黑白或单色复印件", "a grey or one-tint copy"),
        MeasureKind::Bilevel => ("复印件：只有黑白两色", "a photocopy: black and white only"),
        MeasureKind::PaperLight => ("太暗", "too dark"),
        MeasureKind::InkLight => ("过曝，字迹发白", "overexposed, the ink is pale"),
        MeasureKind::Glare => ("有反光", "there is glare"),
        MeasureKind::EdgeWidth => ("模糊", "blurred"),
        MeasureKind::Motion => ("拍摄时抖动", "the camera moved"),
        MeasureKind::Noise => ("噪点太多", "too much noise"),
        MeasureKind::Watermark => ("有水印", "there is a watermark"),
        MeasureKind::Crop => ("边缘被裁切，内容不完整", "the border is cut, something is missing"),
        MeasureKind::Turn => ("画面转了方向", "the picture is turned"),
        MeasureKind::Skew => ("倾斜", "tilted"),
        MeasureKind::Perspective => ("斜着拍摄，画面变形", "taken at an angle, the sheet is distorted"),
        MeasureKind::JpegQuality => ("压缩过度", "compressed too much"),
        MeasureKind::Editing => ("文件有编辑痕迹", "the file shows traces of editing"),
        MeasureKind::Moire => ("翻拍屏幕", "taken from a screen"),
        MeasureKind::Colour | MeasureKind::Brightness | MeasureKind::Sharpness => ("请留意", "look here"),
    }
}

fn remedy(kind: MeasureKind) -> Bilingual {
    match kind {
        MeasureKind::Resolution
        | MeasureKind::EffectiveResolution
        | MeasureKind::Detail
        | MeasureKind::ShortSide => bi(
            "请以 300 dpi 或更高重新扫描原件，不要放大。",
            "Scan the original again at 300 dpi or more; do not enlarge.",
        ),
        MeasureKind::Seal | MeasureKind::HueSpread | MeasureKind::Bilevel => {
            bi("请上传彩色原件的扫描件。", "Upload a colour scan of the original.")
        }
        MeasureKind::PaperLight => {
            bi("请在明亮均匀的光线下重拍，或改用扫描。", "Take it again in bright, even light, or scan it.")
        }
        MeasureKind::InkLight => {
            bi("请降低曝光重拍，或改用扫描。", "Take it again with less exposure, or scan it.")
        }
        MeasureKind::Glare => {
            bi("请关闭闪光灯、避开反光重拍。", "Take it again without flash and away from reflections.")
        }
        MeasureKind::EdgeWidth | MeasureKind::Motion => {
            bi("请持稳并对焦后重拍，或改用扫描。", "Hold still, focus and take it again, or scan it.")
        }
        MeasureKind::Noise => bi("请在更亮处重拍，或改用扫描。", "Take it again in more light, or scan it."),
        MeasureKind::Watermark => bi("请上传没有水印的原件。", "Upload the original without a watermark."),
        MeasureKind::Crop => {
            bi("请让四边完整入镜后重新上传。", "Upload it again with all four edges in the picture.")
        }
        MeasureKind::Turn => bi(
            "请把图片转正（文字朝上）后重新上传。",
            "Turn the picture upright, so that its text can be read, and upload it again.",
        ),
        MeasureKind::Skew | MeasureKind::Perspective => bi(
            "请摆正后从正上方重拍，或改用扫描。",
            "Straighten it and take it from right above, or scan it.",
        ),
        MeasureKind::JpegQuality => {
            bi("请上传压缩前的文件。", "Upload the file from before it was compressed.")
        }
        MeasureKind::Editing => {
            bi("请上传未经编辑的原始文件。", "Upload the file as the scanner or camera wrote it.")
        }
        MeasureKind::Moire => {
            bi("请直接拍摄或扫描原件，不要翻拍屏幕。", "Photograph or scan the paper itself, not a screen.")
        }
        MeasureKind::Colour | MeasureKind::Brightness | MeasureKind::Sharpness => {
            bi("由审核员判断。", "A reviewer judges.")
        }
    }
}
