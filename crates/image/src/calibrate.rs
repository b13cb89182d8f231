//! How well measures and limits tell clean pictures from faulty ones: a confusion matrix with its uncertainty, and limits that would
//! do better.

use std::{collections::BTreeMap, fmt::Write as _};

use tongguan_model::material::MeasureKind;
use tongguan_policy::ImagePolicy;

use crate::{
    judge::{Verdict, verdict},
    picture::{index, real},
};

/// One measured picture of a known class.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its class, as its folder is called: `clean` or a defect.
    pub class: String,
    /// What was measured on it.
    pub values: Vec<(MeasureKind, Option<f64>)>,
}

/// The measures that name a defect; any of them recognises it. Empty for a class that is not known.
pub fn names(class: &str) -> &'static [MeasureKind] {
    use MeasureKind as K;
    match class {
        "blur" => &[K::EdgeWidth],
        "motion" => &[K::Motion],
        "noise" => &[K::Noise],
        "jpeg" => &[K::JpegQuality],
        "grey" | "tint" => &[K::HueSpread, K::Seal],
        "photocopy" => &[K::Bilevel],
        "watermark-tiled" | "watermark-overlay" => &[K::Watermark],
        "rotation" => &[K::Skew],
        "crop" => &[K::Crop],
        "glare" => &[K::Glare],
        "under" => &[K::PaperLight],
        "over" => &[K::InkLight],
        "upscaled" => &[K::Detail, K::EdgeWidth],
        "coarse" => &[K::EffectiveResolution],
        "perspective" => &[K::Perspective],
        "screen" => &[K::Moire],
        "turned" => &[K::Turn],
        "edited" => &[K::Editing],
        _ => &[],
    }
}

/// The name of pictures without a defect.
pub const CLEAN: &str = "clean";

/// Wilson's interval of a share, 95 %.
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (real(of), 1.959_964);
    let p = real(hits) / n;
    let middle = p + z * z / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    (((middle - reach) / whole).max(0.0), ((middle + reach) / whole).min(1.0))
}

/// One class of the matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Pictures.
    pub count: usize,
    /// Pictures on which one of its own measures is past its limit; for `clean`, any measure.
    pub found: usize,
    /// Pictures on which each measure is past its limit.
    pub flagged: BTreeMap<MeasureKind, usize>,
}

impl Class {
    /// The interval of its share of found ones.
    pub fn interval(&self) -> (f64, f64) {
        wilson(self.found, self.count)
    }
}

/// The matrix of rows under a policy, in the order in which classes first occur.
pub fn matrix(rows: &[Row], policy: &ImagePolicy) -> Vec<Class> {
    let mut out: Vec<Class> = Vec::new();
    for row in rows {
        let at = out.iter().position(|c| c.name == row.class).unwrap_or_else(|| {
            out.push(Class { name: row.class.clone(), count: 0, found: 0, flagged: BTreeMap::new() });
            out.len() - 1
        });
        let past: Vec<MeasureKind> = row
            .values
            .iter()
            .filter(|(kind, value)| {
                let limit = policy.of(*kind).map(|entry| entry.value);
                matches!(verdict(*kind, *value, limit.as_ref()).0, Verdict::Doubt | Verdict::Bad)
            })
            .map(|(kind, _)| *kind)
            .collect();
        let class = &mut out[at];
        let own = names(&row.class);
        class.count += 1;
        class.found += usize::from(past.iter().any(|kind| row.class == CLEAN || own.contains(kind)));
        for kind in past {
            *class.flagged.entry(kind).or_default() += 1;
        }
    }
    out
}

/// The matrix as a Markdown table: shares in percent, own measures in bold, zeros as dots.
pub fn markdown(classes: &[Class]) -> String {
    let kinds: Vec<MeasureKind> =
        MeasureKind::ALL.into_iter().filter(|k| classes.iter().any(|c| c.flagged.contains_key(k))).collect();
    let mut out = String::from("| drawn as | n | found | 95 % |");
    kinds.iter().for_each(|k| out.push_str(&format!(" {} |", k.as_str().replace('_', " "))));
    out.push_str("\n| --- | --: | --: | --- |");
    out.push_str(&" --: |".repeat(kinds.len()));
    out.push('\n');
    for class in classes {
        let (low, high) = class.interval();
        let share = 100.0 * real(class.found) / real(class.count.max(1));
        let _ = write!(
            out,
            "| {} | {} | {share:.1} % | {:.1} … {:.1} |",
            class.name,
            class.count,
            low * 100.0,
            high * 100.0
        );
        for kind in &kinds {
            let n = class.flagged.get(kind).copied().unwrap_or_default();
            let own = names(&class.name).contains(kind);
            let part = 100.0 * real(n) / real(class.count.max(1));
            let _ = match (n, own) {
                (0, false) => write!(out, " · |"),
                (_, true) => write!(out, " **{part:.0}** |"),
                (_, false) => write!(out, " {part:.0} |"),
            };
        }
        out.push('\n');
    }
    out
}

/// Values of a measure within a class at 0, 5, 50, 95 and 100 %.
pub fn quantiles(rows: &[Row], class: &str, kind: MeasureKind) -> Option<[f64; 5]> {
    let mut values: Vec<f64> = rows
        .iter()
        .filter(|row| row.class == class)
        .flat_map(|row| row.values.iter().filter(|(k, _)| *k == kind).filter_map(|(_, v)| *v))
        .collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some([0.0, 0.05, 0.5, 0.95, 1.0].map(|share| values[index(share * real(last) + 0.5)]))
}

/// Limits that these rows suggest, as an overlay in TOML: `doubt` half way between nearly all clean pictures and nearly all
/// faulty ones, `bad` at the middle of the faulty. A measure without faulty pictures of its own is left as it is.
pub fn overlay(rows: &[Row], policy: &ImagePolicy) -> String {
    let mut out = String::from("[subject.image]\n");
    for kind in MeasureKind::ALL {
        let Some(limit) = policy.of(kind) else { continue };
        let Some(clean) = quantiles(rows, CLEAN, kind) else { continue };
        let mut classes: Vec<&str> = rows.iter().map(|r| r.class.as_str()).collect();
        classes.sort_unstable();
        classes.dedup();
        let faulty: Vec<[f64; 5]> = classes
            .into_iter()
            .filter(|class| names(class).contains(&kind))
            .filter_map(|class| quantiles(rows, class, kind))
            .collect();
        let more = kind.more_is_better();
        let nearest = faulty.iter().copied().reduce(|a, b| if (a[2] < b[2]) == more { b } else { a });
        let Some(faulty) = nearest else { continue };
        let (edge, near, middle) =
            if more { (clean[0], faulty[3], faulty[2]) } else { (clean[4], faulty[1], faulty[2]) };
        let apart = if more { near < edge } else { near > edge };
        let doubt = if apart { f64::midpoint(edge, near) } else { edge };
        let bad = if (middle < doubt) == more { middle } else { doubt };
        let note = if apart { "" } else { " # clean and faulty overlap" };
        let _ = writeln!(
            out,
            "{} = {{ value = {{ doubt = {doubt:.4}, bad = {bad:.4}, enforced = {} }} }}{note}",
            kind.as_str(),
            limit.enforced
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_policy::Policy;

    fn rows() -> Vec<Row> {
        let row = |class: &str, width: f64| Row {
            class: class.into(),
            values: vec![(MeasureKind::EdgeWidth, Some(width)), (MeasureKind::Noise, None)],
        };
        let clean = (0..40).map(|i| row("clean", 1.2 + f64::from(i) * 0.01));
        let blur = (0..40).map(|i| row("blur", 5.0 + f64::from(i) * 0.05));
        clean.chain(blur).collect()
    }

    /// Values of the interval as textbooks print them.
    #[test]
    fn wilsons_interval() {
        let (low, high) = wilson(190, 200);
        assert!((low - 0.9104).abs() < 5e-4 && (high - 0.9726).abs() < 5e-4, "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert!(wilson(200, 200).1 > 0.999 && wilson(200, 200).0 > 0.98);
    }

    #[test]
    fn a_matrix_counts_own_measures_and_others() {
        let policy = Policy::builtin("default").unwrap().subject.image;
        let found = matrix(&rows(), &policy);
        assert_eq!((found[0].name.as_str(), found[0].count, found[0].found), ("clean", 40, 0));
        assert_eq!((found[1].found, found[1].flagged[&MeasureKind::EdgeWidth]), (40, 40));
        assert!(markdown(&found).contains("| blur | 40 | 100.0 % |"));
    }

    /// What is suggested can be read as an overlay, lies between the classes, and switches nothing on.
    #[test]
    fn a_suggestion_is_an_overlay_between_the_classes() {
        let policy = Policy::builtin("default").unwrap();
        let text = overlay(&rows(), &policy.subject.image);
        let changed = policy.overlay("suggested.toml", &text).unwrap().subject.image.edge_width.value;
        assert!(changed.doubt > 1.6 && changed.doubt < 5.0 && !changed.enforced, "{text}");
        assert!(!text.contains("noise"), "{text}");
    }
}
