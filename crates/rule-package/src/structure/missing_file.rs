//! `missing-file`.

use std::collections::BTreeMap;

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use crate::{
    app::{App, Missing},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Every file that a used file names is there: components, imported templates, scripts, styles.
    ///
    /// ## Why
    /// A missing file stops the page that names it.
    ///
    /// ## Fail example
    /// `"usingComponents": { "card": "/components/card/card" }` without that folder.
    ///
    /// ## Pass example
    /// `components/card/card.wxml` and its script are there. Of an npm package that the developer tools have not built yet,
    /// one warning says how many files name it; what `useExtendedLib` brings is there.
    ///
    /// ## References
    /// VER-3.
    pub(crate) static META = {
        slug: "missing-file", code: "STR002", group: Structure, severity: Error, requirement: "VER-3", since: "0.1.0",
    };
}

/// Places of a package that a finding names besides the first.
const PLACES: usize = 10;

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let mut packages: BTreeMap<&str, Vec<&Missing>> = BTreeMap::new();
    for missing in &app.missing {
        if let Some(name) = &missing.npm {
            packages.entry(name).or_default().push(missing);
            continue;
        }
        let Some(doc) = app.doc(&missing.path) else { continue };
        let named = &missing.named;
        sink.report(
            &META,
            doc,
            missing.bytes.clone(),
            bi(
                format!("引用的文件 {named} 不存在。"),
                format!("The file {named} that is named here does not exist."),
            ),
            bi("补上文件，或改正路径。", "Add the file, or mend the path."),
        );
    }
    for (name, mut places) in packages {
        places.sort_by_key(|m| (&m.path, m.bytes.start));
        let (Some(first), n) = (places.first(), places.len()) else { continue };
        let Some(doc) = app.doc(&first.path) else { continue };
        let (zh, en) = match n {
            1 => (
                format!("引用的文件 {} 不存在", first.named),
                format!("The file {} that is named here does not exist", first.named),
            ),
            _ => (
                format!("{n} 处引用 npm 包 {name} 中的文件"),
                format!("{n} places name files of the npm package {name}"),
            ),
        };
        let mut draft = sink.report(
            &META,
            doc,
            first.bytes.clone(),
            bi(
                format!("{zh}，程序包中没有 miniprogram_npm/{name}。"),
                format!("{en}: the package has no miniprogram_npm/{name}."),
            ),
            bi("在开发者工具中构建 npm 后再检查。", "Build npm in the developer tools and check again."),
        );
        for place in places.iter().skip(1).take(PLACES) {
            if let Some(doc) = app.doc(&place.path) {
                draft = draft.related(doc, place.bytes.start, place.named.as_str());
            }
        }
        draft.severity(Severity::Warning);
    }
}
