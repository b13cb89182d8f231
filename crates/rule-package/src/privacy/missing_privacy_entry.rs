//! `missing-privacy-entry`.

use jsonc_parser::ast;
use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};
use tongguan_text::normalise;

use super::collect::places;
use crate::{
    app::{
        App,
        visible::Shown,
        wxml::{Kind, Wxml},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// A program that collects personal data (forms, privacy interfaces, its data plan) has an entry to its privacy policy:
    /// a link, a page, or the platform's own privacy guide.
    ///
    /// ## Why
    /// REV-4 and 个人信息保护法 §17: who is asked for data must be able to read what it is for.
    ///
    /// ## Fail example
    /// `<input type="number" placeholder="手机号" />` and no page mentions 隐私政策.
    ///
    /// ## Pass example
    /// `<navigator url="/pages/privacy/privacy">用户隐私政策</navigator>`, or `wx.openPrivacyContract()`.
    ///
    /// ## References
    /// REV-4; 个人信息保护法 §17.
    pub(crate) static META = {
        slug: "missing-privacy-entry", code: "PRI001", group: Privacy, severity: Error, requirement: "REV-4", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    // The policy is the program's that uses the plugin.
    if app.plugin.is_some() {
        return;
    }
    let places = places(app);
    let planned = app.input.facts.data_plan.as_ref().is_some_and(|p| !p.uses.is_empty());
    if (places.is_empty() && !planned) || has_entry(app) {
        return;
    }
    let message = |what: &str, en: &str| {
        bi(
            format!("程序收集个人信息（{what}），却没有《用户隐私政策》的入口。"),
            format!("The program collects personal data ({en}) and has no entry to its privacy policy."),
        )
    };
    let fix = bi(
        "在收集信息的页面上加入指向隐私政策页的链接，或调用 wx.openPrivacyContract。",
        "Link to a privacy page where data is collected, or call wx.openPrivacyContract.",
    );
    // It is the program's fault as a whole; a form is where the visitor misses it.
    let form = places.iter().find(|p| p.key.is_none());
    if let Some((place, doc)) = form.and_then(|p| Some((p, app.doc(p.path)?))) {
        let what = bi(
            format!("{} 在这里收集个人信息，旁边和全程序都没有《用户隐私政策》。", place.what),
            format!("{} collects personal data here; no privacy policy is near, nor anywhere.", place.what),
        );
        sink.report(&META, doc, place.bytes.clone(), what, fix.clone()).severity(Severity::Warning);
    }
    let what = places.first().map_or("数据合规方案", |p| p.what.as_str());
    let en = places.first().map_or("by its data plan", |p| p.what.as_str());
    let mut draft = sink.report_file(&META, "app.json", message(what, en), fix);
    for place in places.iter().take(5) {
        if let Some(doc) = app.doc(place.path) {
            draft = draft.related(doc, place.bytes.start, place.what.clone());
        }
    }
}

fn has_entry(app: &App<'_>) -> bool {
    if app.scripts().any(|(_, s)| s.apis.iter().any(|(name, _)| name == "openPrivacyContract")) {
        return true;
    }
    let configured = app.manifest.as_ref().and_then(|m| m.get("__usePrivacyCheck__"));
    if matches!(configured.map(|p| &p.value), Some(ast::Value::BooleanLit(b)) if b.value) {
        return true;
    }
    let words: Vec<_> = app.input.policy.review.privacy_words.iter().map(|w| normalise(w)).collect();
    let names = |text: &str| {
        let text = normalise(text);
        words.iter().any(|w| text.contains(w.as_str()))
    };
    let linked = app.shown_templates().any(|(unit, _, wxml)| {
        (0..wxml.nodes.len()).any(|i| match &wxml.nodes[i].kind {
            Kind::Text(text) => names(text) && leads(wxml, i),
            // A component that is handed the words shows them as its own link.
            Kind::Element { name, attrs } => {
                unit.uses.contains(*name) && attrs.iter().any(|a| a.value.is_some_and(names))
            }
        })
    });
    // A list of links whose texts are data.
    linked || {
        let shown = Shown::new(app);
        app.units.iter().any(|unit| shown.computed(unit).iter().any(|v| names(v.text)))
    }
}

/// Whether a text stands in something that can be tapped.
fn leads(wxml: &Wxml<'_>, i: usize) -> bool {
    let mut at = wxml.nodes[i].parent;
    for _ in 0..6 {
        let Some(node) = at.map(|i| &wxml.nodes[i]) else { return false };
        let tapped = |name: &str| {
            let name = name.trim_start_matches("mut-").replace(':', "");
            matches!(name.as_str(), "bindtap" | "catchtap" | "capture-bindtap" | "mut-bindtap")
        };
        let link = matches!(node.name(), Some("navigator"))
            || node.value("open-type") == Some("agreePrivacyAuthorization");
        if link || node.attrs().iter().any(|a| tapped(a.name)) {
            return true;
        }
        at = node.parent;
    }
    false
}
