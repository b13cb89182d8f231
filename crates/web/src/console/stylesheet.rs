//! The stylesheet keeps the contrast that the design language promises, in both themes.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../assets/tongguan.css");

type Tokens = BTreeMap<&'static str, &'static str>;

/// The declarations of custom properties in the block that starts with `head`.
fn block(head: &str) -> Tokens {
    let (_, rest) = CSS.split_once(head).unwrap_or_else(|| panic!("no block {head}"));
    let (body, _) = rest.split_once('}').expect("a closed block");
    body.split(';')
        .filter_map(|d| d.rsplit("*/").next().unwrap_or(d).trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

fn light() -> Tokens {
    block(":root {")
}

fn dark() -> Tokens {
    let mut tokens = light();
    tokens.extend(block(":root:not([data-theme=\"light\"]) {"));
    tokens
}

fn luminance(colour: &str) -> f64 {
    let hex =
        colour.strip_prefix('#').filter(|h| h.len() == 6).unwrap_or_else(|| panic!("not a colour: {colour}"));
    let part = |i: usize| {
        let value = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).expect("hex")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Text on ground; at least 4.5.
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["card", "paper", "sunk"]),
    ("ink-2", &["card", "paper", "sunk"]),
    ("ink-3", &["card", "paper", "sunk"]),
    ("blue", &["card", "paper", "blue-bg"]),
    ("green", &["card", "green-bg"]),
    ("red", &["card", "red-bg"]),
    ("amber", &["card", "amber-bg"]),
    ("violet", &["card", "violet-bg"]),
    ("on-solid", &["solid", "solid-hover", "solid-green", "solid-red"]),
    ("mark-ink", &["mark"]),
    ("top-ink", &["top"]),
    ("top-ink-2", &["top"]),
];

#[test]
fn every_pair_of_text_and_ground_is_readable_in_both_themes() {
    for (theme, tokens) in [("light", light()), ("dark", dark())] {
        for (text, grounds) in TEXT {
            for ground in *grounds {
                let ratio = contrast(tokens[text], tokens[ground]);
                assert!(ratio >= 4.5, "{theme}: {text} on {ground} is {ratio:.2}, needs 4.5");
            }
        }
        for ground in ["card", "paper"] {
            let ratio = contrast(tokens["edge"], tokens[ground]);
            assert!(ratio >= 3.0, "{theme}: edge on {ground} is {ratio:.2}, needs 3");
        }
    }
}

#[test]
fn the_desk_bar_is_readable() {
    let bar = block(".top--desk {");
    for text in ["top-ink", "top-ink-2"] {
        assert!(contrast(bar[text], bar["top"]) >= 4.5, "{text}");
    }
}

#[test]
fn dark_by_choice_is_dark_by_system() {
    assert_eq!(block(":root:not([data-theme=\"light\"]) {"), block(":root[data-theme=\"dark\"] {"));
}

#[test]
fn contrast_is_computed_as_wcag_says() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#171a1f", "#ffffff") - 17.44).abs() < 0.01);
}
