//! `duplicate-attr`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Finds elements that have the same attribute twice.
    ///
    /// ## Why
    /// Only one of the two counts, and which one is not said anywhere: what was meant by the other is lost.
    ///
    /// ## Fail example
    /// `<view class="card" class="big">`
    ///
    /// ## Pass example
    /// `<view class="card big">`
    ///
    /// ## References
    /// VER-3; WeChat: WXML 语法参考.
    pub(crate) static META = {
        slug: "duplicate-attr", code: "STR008", group: Structure, severity: Warning, requirement: "VER-3", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (_, doc, wxml) in app.shown_templates() {
        for node in &wxml.nodes {
            let Some(tag) = node.name() else { continue };
            let mut seen = std::collections::BTreeMap::new();
            for attr in node.attrs().iter().filter(|a| a.name != "=") {
                let Some(first) = seen.get(attr.name) else {
                    seen.insert(attr.name, attr.at);
                    continue;
                };
                let name = attr.name;
                sink.report(
                    &META,
                    doc,
                    attr.name_bytes(),
                    bi(
                        format!("<{tag}> 的属性 {name} 写了两次。"),
                        format!("<{tag}> has the attribute {name} twice."),
                    ),
                    bi("合并为一个，或删去多余的一个。", "Make one of the two, or take one out."),
                )
                .related(doc, *first, name);
            }
        }
    }
}
