//! `examples/clinic`, a mini program that passes every rule, carried in the binary so that the tour runs anywhere.

use anyhow::Result;
use tongguan_source::Source;

macro_rules! files {
    ($($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../../../examples/clinic/miniprogram/", $path)))),*]
    };
}

/// Its files, by path below the app root.
const FILES: &[(&str, &str)] = files! {
    "app.js" "app.json" "app.wxss" "sitemap.json" "utils/api.js"
    "pages/booking/booking.js" "pages/booking/booking.json" "pages/booking/booking.wxml" "pages/booking/booking.wxss"
    "pages/index/index.js" "pages/index/index.json" "pages/index/index.wxml" "pages/index/index.wxss"
    "pages/mine/mine.js" "pages/mine/mine.json" "pages/mine/mine.wxml"
    "pages/privacy/privacy.js" "pages/privacy/privacy.json" "pages/privacy/privacy.wxml"
};

/// The clinic as a zip; `version` stands in a comment, so that each version has its own bytes.
pub(super) fn zip(version: &str) -> Result<Vec<u8>> {
    let files = FILES.iter().map(|(path, text)| match *path {
        "app.js" => (*path, format!("// {version}\n{text}")),
        _ => (*path, (*text).to_owned()),
    });
    Ok(Source::from_files(files).to_zip()?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tongguan_policy::{Pack, Policy};
    use tongguan_rule::{CheckInput, Facts, Lexicons};
    use tongguan_source::Limits;

    use super::*;

    const LIMITS: Limits = Limits { max_files: 1_000, max_file_bytes: 1 << 20, max_total_bytes: 1 << 22 };

    #[test]
    fn no_file_of_the_example_is_missing() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clinic");
        let folder = Source::from_dir(&dir, &LIMITS).unwrap();
        assert_eq!(Source::from_files(FILES.iter().copied()).digest(), folder.digest());
    }

    #[test]
    fn the_clinic_passes_every_rule() {
        let source = Source::from_zip(&zip("1.0.1").unwrap(), &LIMITS).unwrap();
        let facts = Facts::from_toml(include_str!("../../../../examples/clinic/tongguan.toml")).unwrap();
        let policy = Pack::from(Policy::builtin("default").unwrap());
        let lexicons = Lexicons::from_policy(&policy);
        let today = time::macros::date!(2026 - 11 - 25);
        let input =
            CheckInput { source: &source, facts: &facts, policy: &policy, lexicons: &lexicons, today };
        let report = tongguan_rule_package::check(&input);
        assert!(!report.blocks(), "{:#?}", report.findings);
    }
}
