//! How the program looks (REV-3).

mod behind;
pub(crate) mod button_size;
pub(crate) mod contrast;
mod look;
mod size;
mod survey;
pub(crate) mod touch_target;

pub(crate) use survey::{Survey, survey};

use tongguan_model::text::bi;
use tongguan_rule::RuleMeta;

use crate::{app::App, sink::Sink};

/// Says which styles were not looked at: sources that are not compiled, and what hostile styles kept from an end.
fn left_out(app: &App<'_>, exhausted: bool, meta: &'static RuleMeta, sink: &mut Sink<'_>) {
    let raw = [".less", ".scss", ".sass", ".styl"];
    for (path, _) in app.input.source.iter().filter(|(p, _)| raw.iter().any(|r| p.ends_with(r))) {
        let why = bi(
            "样式源文件未编译，请先编译为 WXSS 再检查。",
            "A style source that is not compiled: compile it to WXSS first.",
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
