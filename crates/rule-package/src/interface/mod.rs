//! How the program looks (REV-3).

mod behind;
pub(crate) mod button_size;
pub(crate) mod contrast;
mod look;
mod size;
mod survey;
pub(crate) mod touch_target;

pub(crate) use survey::{Survey, survey};

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::RuleMeta;

use crate::{
    app::{App, RAW_STYLES},
    sink::Sink,
};

/// Says which styles were not looked at: sources that are not compiled, and what hostile styles kept from an end.
fn left_out(app: &App<'_>, exhausted: bool, meta: &'static RuleMeta, sink: &mut Sink<'_>) {
    let used: BTreeSet<&str> = std::iter::once("app")
        .chain(app.units.iter().map(|u| u.base.as_str()))
        .filter_map(|b| app.raw_style(b))
        .collect();
    for path in &used {
        let why = bi(
            "样式源文件未编译，请先编译为 WXSS 再检查。",
            "A style source that is not compiled: compile it to WXSS first.",
        );
        sink.not_checked(meta, Some(path), why);
    }
    // Sources beside their compiled form are done; of others that no page names, one word is enough.
    let raw = |path: &str| {
        let (base, end) = path.rsplit_once('.')?;
        (RAW_STYLES.contains(&end) && !app.has(&format!("{base}.wxss"))).then_some(())
    };
    let others: Vec<&str> =
        app.input.source.iter().map(|(p, _)| p).filter(|p| raw(p).is_some() && !used.contains(p)).collect();
    if let Some(first) = others.first() {
        let n = others.len();
        let why = bi(
            format!("{n} 个样式源文件（如 {first}）没有对应的 WXSS；若页面用到，请先编译再检查。"),
            format!(
                "{n} style sources (such as {first}) have no WXSS beside them: compile what pages use first."
            ),
        );
        sink.not_checked(meta, None, why);
    }
    for path in app.sheets.unread() {
        let why = bi(
            "规则里嵌套的规则、@container、@scope 未读取；请展开为普通规则后再检查。",
            "Rules within rules, @container and @scope were not read: write them as plain rules, then check again.",
        );
        sink.not_checked(meta, Some(path), why);
    }
    if exhausted {
        let why = bi(
            "样式过多，部分页面未检查；请删去重复或未用的样式后再检查。",
            "Too much style: some pages were not looked at. Take out what is repeated or unused, then check again.",
        );
        sink.not_checked(meta, None, why);
    }
}
