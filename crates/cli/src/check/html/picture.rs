//! Pictures of what was measured: a pair of colours, a control at its size.

use std::fmt::Write;

use tongguan_model::text::Lang;

/// One pair of colours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Swatch {
    pub(super) fore: String,
    pub(super) back: String,
    pub(super) ratio: f64,
    pub(super) passes: bool,
}

type Rgb = [f64; 3];

/// `#rrggbb`; anything else is no colour, and nothing of it reaches the page.
fn rgb(hex: &str) -> Option<Rgb> {
    let digits =
        hex.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let part = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok().map(f64::from);
    Some([part(0)?, part(2)?, part(4)?])
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{:02x}{:02x}{:02x}", r.round() as u8, g.round() as u8, b.round() as u8)
}

/// Contrast by WCAG 2.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let linear = |c: f64| {
        let c = c / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |[r, g, b]: Rgb| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The pair as it is, and the text's colour that is nearest to it and passes.
pub(super) fn swatches(fore: &str, back: &str, least: u32) -> Option<Vec<Swatch>> {
    let (from, ground) = (rgb(fore)?, rgb(back)?);
    let least = f64::from(least) / 100.0;
    let swatch = |colour: Rgb| {
        let ratio = contrast(colour, ground);
        Swatch {
            fore: hex(colour),
            back: hex(ground),
            ratio: (ratio * 100.0).floor() / 100.0,
            passes: ratio >= least,
        }
    };
    let mut out = vec![swatch(from)];
    // Towards black or white, whichever needs the smaller step.
    let step = |target: f64| {
        (1..=100).map(move |i| {
            let t = f64::from(i) / 100.0;
            (i, from.map(|c| (c + (target - c) * t).round()))
        })
    };
    let nearest = [0.0, 255.0]
        .into_iter()
        .filter_map(|target| step(target).find(|(_, c)| contrast(*c, ground) >= least))
        .min_by_key(|(i, _)| *i);
    out.extend(nearest.map(|(_, colour)| swatch(colour)));
    Some(out)
}

/// Longest side that is drawn, in px.
const DRAWN: f64 = 380.0;

/// A control at its size, in the least size it must have. Tenths of a px; a side that is not known is drawn as large as it must be.
pub(super) fn control(width: Option<u32>, height: Option<u32>, least: (u32, u32), l: Lang) -> String {
    let px = |tenths: u32| (f64::from(tenths) / 10.0).min(DRAWN);
    let (need_w, need_h) = (px(least.0), px(least.1));
    let (w, h) = (width.map_or(need_w, px), height.map_or(need_h, px));
    let (box_w, box_h) = (w.max(need_w), h.max(need_h));
    let (left, top) = (40.0, 24.0);
    let (x, y) = (left + (box_w - w) / 2.0, top + (box_h - h) / 2.0);
    let (nx, ny) = (left + (box_w - need_w) / 2.0, top + (box_h - need_h) / 2.0);
    let (class, total_w) =
        if left + box_w + 220.0 <= 420.0 { ("draw", 420.0) } else { ("draw draw--wide", 660.0) };
    let total_h = top + box_h + 40.0;
    let say = |v: Option<u32>| v.map_or_else(|| "?".to_owned(), |v| number(px(v)));
    let label = match l {
        Lang::Zh => format!(
            "实测宽 {} 高 {}，应至少 {} 乘 {}",
            say(width),
            say(height),
            number(need_w),
            number(need_h)
        ),
        Lang::En => format!(
            "{} wide, {} high; at least {} by {}",
            say(width),
            say(height),
            number(need_w),
            number(need_h)
        ),
    };
    let mut out = format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {total_w:.1} {total_h:.1}\" width=\"{total_w:.1}\" height=\"{total_h:.1}\" role=\"img\" aria-label=\"{label}\">"
    );
    let _ = write!(
        out,
        "<rect class=\"need\" x=\"{nx:.1}\" y=\"{ny:.1}\" width=\"{need_w:.1}\" height=\"{need_h:.1}\" rx=\"4\"/>\
         <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"4\" fill=\"#0d7a3e\"/>"
    );
    let (middle, baseline) = (x + w / 2.0, y + h / 2.0 + 4.0);
    if w >= 30.0 && h >= 14.0 {
        let word = l.t("按钮", "Button");
        let _ = write!(
            out,
            "<text x=\"{middle:.1}\" y=\"{baseline:.1}\" class=\"bt\" text-anchor=\"middle\">{word}</text>"
        );
    }
    if width.is_some() {
        let (y, right) = (top + box_h + 12.0, x + w);
        let _ = write!(
            out,
            "<path class=\"dim-l\" d=\"M{x:.1} {y:.1}H{right:.1}M{x:.1} {:.1}v6M{right:.1} {:.1}v6\"/><text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            y - 3.0,
            y - 3.0,
            y + 15.0,
            say(width)
        );
    }
    if height.is_some() {
        let (x, bottom) = (left + box_w + 12.0, y + h);
        let _ = write!(
            out,
            "<path class=\"dim-l\" d=\"M{x:.1} {y:.1}V{bottom:.1}M{:.1} {y:.1}h6M{:.1} {bottom:.1}h6\"/><text x=\"{:.1}\" y=\"{baseline:.1}\">{}</text>",
            x - 3.0,
            x - 3.0,
            x + 8.0,
            say(height)
        );
    }
    let x = left + box_w + 60.0;
    let (one, two) = match l {
        Lang::Zh => (format!("虚框：至少 {} × {} px", number(need_w), number(need_h)), "按 1:1 绘制"),
        Lang::En => (format!("dashed: at least {} × {} px", number(need_w), number(need_h)), "drawn 1:1"),
    };
    let _ = write!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\">{one}</text><text x=\"{x:.1}\" y=\"{:.1}\">{two}</text></svg>",
        top + 12.0,
        top + 30.0
    );
    out
}

fn number(px: f64) -> String {
    format!("{}", (px * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggested_colour_passes_and_the_step_before_it_does_not() {
        let all = swatches("#a5abb3", "#ffffff", 450).unwrap();
        assert_eq!((all[0].fore.as_str(), all[0].ratio, all[0].passes), ("#a5abb3", 2.31, false));
        assert!(all[1].passes && all[1].ratio < 4.7, "{all:?}");
        let dark = swatches("#555555", "#111111", 450).unwrap();
        assert!(dark[1].passes && dark[1].fore > dark[0].fore, "{dark:?}");
        for bad in ["red", "#fff", "#12345g", "#\"/><x", ""] {
            assert!(swatches(bad, "#ffffff", 450).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_control_is_drawn_at_its_size() {
        let svg = control(Some(720), Some(280), (880, 320), Lang::En);
        assert!(
            svg.contains("width=\"72.0\" height=\"28.0\"") && svg.contains("width=\"88.0\" height=\"32.0\""),
            "{svg}"
        );
        assert!(control(None, Some(95), (880, 320), Lang::Zh).contains("实测宽 ? 高 9.5"));
    }
}
