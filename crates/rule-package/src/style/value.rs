//! Colours and lengths.

use std::collections::BTreeMap;

use super::expr::UNKNOWN;

/// Red, green, blue, each 0 to 1 in sRGB, and opacity.
pub(crate) type Rgba = [f64; 4];

/// Custom properties that hold at an element.
pub(crate) type Variables = BTreeMap<String, String>;

/// Longest value after its variables are put in.
const LONGEST: usize = 4096;

/// A value with its variables put in; `None` if one is not known.
pub(crate) fn resolve(value: &str, variables: &Variables) -> Option<String> {
    let mut out = value.to_owned();
    for _ in 0..8 {
        let Some(start) = out.find("var(") else { return Some(out) };
        let mut depth = 0_usize;
        let close = out[start + 3..].bytes().position(|b| {
            match b {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        let inner = &out[start + 4..start + 3 + close];
        let (name, fallback) = inner.split_once(',').map_or((inner, None), |(n, f)| (n, Some(f)));
        let found = variables.get(name.trim()).map(String::as_str).or(fallback)?.trim().to_owned();
        if found.contains(UNKNOWN) {
            return None;
        }
        out.replace_range(start..start + 4 + close, &found);
        if out.len() > LONGEST {
            return None;
        }
    }
    None
}

/// A colour as CSS writes it.
pub(crate) fn colour(text: &str) -> Option<Rgba> {
    let text = text.trim();
    // The parser also takes hexadecimal digits without `#`, which CSS does not.
    let bare = matches!(text.len(), 3 | 4 | 6 | 8) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let starts = text.starts_with('#') || text.starts_with(|c: char| c.is_ascii_alphabetic());
    if bare || !starts || text.len() > 100 {
        return None;
    }
    let c = csscolorparser::parse(text).ok()?;
    let part = |v: f32| f64::from(v).clamp(0.0, 1.0);
    Some([part(c.r), part(c.g), part(c.b), part(c.a)])
}

/// One colour laid over another that is opaque.
pub(crate) fn over(top: Rgba, below: Rgba) -> Rgba {
    let a = top[3];
    let mix = |i: usize| top[i] * a + below[i] * (1.0 - a);
    [mix(0), mix(1), mix(2), 1.0]
}

fn luminance(c: Rgba) -> f64 {
    let linear = |v: f64| if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2])
}

/// Contrast of two opaque colours by WCAG 2.
pub(crate) fn contrast(a: Rgba, b: Rgba) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// `#rrggbb`.
pub(crate) fn hex(c: Rgba) -> String {
    let part = |v: f64| (v * 255.0).round() as u8;
    format!("#{:02x}{:02x}{:02x}", part(c[0]), part(c[1]), part(c[2]))
}

/// Parts of a value at spaces and commas outside brackets.
pub(crate) fn parts(value: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (i, b) in value.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b' ' | b',' | b'\n' | b'\t' | b'\r' if depth == 0 => {
                out.push(&value[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    out.push(&value[start..]);
    out.retain(|p| !p.is_empty());
    out
}

/// What a background paints.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Paint {
    Nothing,
    Colours(Vec<Rgba>),
    Image,
    Unknown,
}

/// What a `background`, `background-color` or `background-image` paints.
pub(crate) fn paint(value: &str) -> Paint {
    let lower = value.to_ascii_lowercase();
    if lower.contains("url(") {
        return Paint::Image;
    }
    let mut colours = Vec::new();
    for part in parts(value) {
        if let Some(open) = part.find("gradient(") {
            let inner = part[open + 9..].trim_end_matches(')');
            // The last bracket of an inner function is its own.
            let inner = &part[open + 9
                ..open
                    + 9
                    + inner.len()
                    + usize::from(inner.matches('(').count() > inner.matches(')').count())];
            let stops: Vec<_> = parts(inner).into_iter().filter_map(stop).collect();
            if stops.is_empty() {
                return Paint::Unknown;
            }
            return Paint::Colours(stops);
        }
        if let Some(c) = stop(part) {
            colours.push(c);
        } else if part.contains('(') && !part.starts_with("calc") {
            return Paint::Unknown;
        }
    }
    match colours.pop() {
        Some(c) if c[3] > 0.0 => Paint::Colours(vec![c]),
        _ if lower.contains("inherit") => Paint::Unknown,
        _ => Paint::Nothing,
    }
}

fn stop(text: &str) -> Option<Rgba> {
    if text.eq_ignore_ascii_case("transparent") { Some([0.0; 4]) } else { colour(text) }
}

/// How much of it a filter lets be seen, if it does nothing else.
pub(crate) fn see_through(filter: &str) -> Option<f64> {
    let inner = filter.trim().strip_prefix("opacity(")?.strip_suffix(')')?.trim();
    let part: f64 = match inner.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => inner.parse().ok()?,
    };
    Some(part.clamp(0.0, 1.0))
}

/// A length in px; `None` where it depends on something else.
pub(crate) fn length(text: &str, em: Option<f64>, rpx: f64) -> Option<f64> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("calc(").and_then(|t| t.strip_suffix(')')) {
        return calc(inner, em, rpx);
    }
    let n = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let number: f64 = text[..n].parse().ok()?;
    match text[n..].to_ascii_lowercase().as_str() {
        "px" => Some(number),
        "rpx" => Some(number * rpx),
        "em" => em.map(|em| number * em),
        // Hundredths of the screen's width, which is 750 rpx.
        "vw" => Some(number * rpx * 7.5),
        "" if number == 0.0 => Some(0.0),
        _ => None,
    }
}

/// A sum and products of lengths, without brackets inside.
fn calc(text: &str, em: Option<f64>, rpx: f64) -> Option<f64> {
    if text.contains(['(', ')']) || text.len() > LONGEST {
        return None;
    }
    let mut sum = 0.0;
    let mut sign = 1.0;
    let mut product: Option<f64> = None;
    let mut by: Option<char> = None;
    for word in text.replace('*', " * ").replace('/', " / ").split_whitespace() {
        match word {
            "+" | "-" => {
                sum += sign * product.take()?;
                sign = if word == "-" { -1.0 } else { 1.0 };
            }
            "*" | "/" => by = word.chars().next(),
            word => {
                let value = word.parse().ok().or_else(|| length(word, em, rpx))?;
                product = Some(match (product, by.take()) {
                    (None, None) => value,
                    (Some(p), Some('*')) => p * value,
                    (Some(p), Some(_)) if value != 0.0 => p / value,
                    _ => return None,
                });
            }
        }
    }
    Some(sum + sign * product.filter(|_| by.is_none())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_of_known_pairs() {
        let of = |a, b| (contrast(colour(a).unwrap(), colour(b).unwrap()) * 100.0).floor() / 100.0;
        assert_eq!(of("#d4923b", "#fff"), 2.63);
        assert_eq!(of("#7f7f7f", "white"), 4.0);
        assert_eq!(of("rgb(255, 255, 255)", "#b4282d"), 6.39);
        assert_eq!(of("#000", "#fff"), 21.0);
        assert_eq!(colour("999"), None);
        assert_eq!(colour("nonsense"), None);
    }

    #[test]
    fn backgrounds_paint() {
        assert_eq!(paint("#fff url(a.png) no-repeat"), Paint::Image);
        assert_eq!(paint("none"), Paint::Nothing);
        assert_eq!(paint("transparent"), Paint::Nothing);
        assert_eq!(
            paint("linear-gradient(90deg, #000 0%, rgba(255,255,255,1))"),
            Paint::Colours(vec![[0.0, 0.0, 0.0, 1.0], [1.0; 4]])
        );
        assert!(matches!(paint("#f00 center / cover"), Paint::Colours(c) if c.len() == 1));
    }

    #[test]
    fn lengths_and_variables() {
        assert_eq!(length("88rpx", None, 0.5), Some(44.0));
        assert_eq!(length("1.5em", Some(10.0), 0.5), Some(15.0));
        assert_eq!(length("100%", None, 0.5), None);
        for (text, px) in [
            ("calc(10px + 10rpx)", Some(15.0)),
            ("calc(100rpx - 2 * 5px)", Some(40.0)),
            ("calc(30px/2)", Some(15.0)),
            ("calc(100% - 5px)", None),
            ("calc(5px +)", None),
            ("calc(5px 5px)", None),
            ("calc(5px * (2 + 1))", None),
        ] {
            assert_eq!(length(text, None, 0.5), px, "{text}");
        }
        assert_eq!(see_through("opacity(20%)"), Some(0.2));
        assert_eq!(see_through("opacity(.2) blur(1px)"), None);
        let variables = Variables::from([("--a".into(), "#fff".into()), ("--b".into(), "var(--a)".into())]);
        assert_eq!(resolve("1px solid var(--b)", &variables).as_deref(), Some("1px solid #fff"));
        assert_eq!(resolve("var(--x, var(--a))", &variables).as_deref(), Some("#fff"));
        assert_eq!(resolve("var(--x)", &variables), None);
        assert_eq!(resolve("var(--c)", &Variables::from([("--c".into(), "var(--c)var(--c)".into())])), None);
    }
}
