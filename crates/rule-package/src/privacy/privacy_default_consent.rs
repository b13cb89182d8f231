//! `privacy-default-consent`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;
use tongguan_text::normalise;

use crate::{
    app::{
        App, Doc, Unit,
        script::Flag,
        wxml::{Attr, Kind, Piece, Wxml, pieces},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds boxes for “我已阅读并同意” an agreement or privacy policy that are ticked from the start.
    ///
    /// ## Why
    /// REV-4, 个人信息保护法 §14: consent is an act. A box that somebody else ticked is none.
    ///
    /// ## Fail example
    /// `<checkbox checked="{{true}}" />我已阅读并同意《用户协议》`
    ///
    /// ## Pass example
    /// `<checkbox checked="{{agreed}}" />` with `data: { agreed: false }`.
    ///
    /// ## References
    /// REV-4; 个人信息保护法 §14; App违法违规收集使用个人信息行为认定方法 §3.
    pub(crate) static META = {
        slug: "privacy-default-consent", code: "PRI005", group: Privacy, severity: Error, requirement: "REV-4", since: "0.2.0",
    };
}

/// Attributes by which boxes of the platform and of libraries are ticked.
const TICKS: [&str; 8] = [
    "checked",
    "value",
    "model:checked",
    "model:value",
    "default-checked",
    "defaultChecked",
    "current",
    "default-value",
];

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    for (unit, doc, wxml) in app.shown_templates() {
        for (i, node) in wxml.nodes.iter().enumerate() {
            let Some(tag) = node.name().map(str::to_lowercase) else { continue };
            let ticks = (tag.contains("checkbox") || tag.contains("radio") || tag == "switch")
                && !tag.contains("group");
            let icon = matches!(tag.as_str(), "image" | "icon") || tag.ends_with("-icon");
            let drawn = matches!(tag.as_str(), "image" | "view" | "text" | "icon") || tag.ends_with("-icon");
            let found = node.attrs().iter().find_map(|a| {
                let flag = ticked(app, unit, a).filter(|_| ticks);
                Some((a, flag.or_else(|| drawn_as_ticked(app, unit, a, icon).filter(|_| drawn).map(Some))?))
            });
            let Some((attr, flag)) = found else { continue };
            if !agrees(app, wxml, i) {
                continue;
            }
            let at = if attr.value.is_some() { attr.bytes.clone() } else { attr.name_bytes() };
            let draft = sink.report(
                &META,
                doc,
                at,
                bi("同意协议的选框默认勾选。", "The box that agrees to the terms is ticked from the start."),
                bi("默认不勾选，由访客自己勾选。", "Leave it open; the visitor ticks it."),
            );
            if let Some((doc, flag)) = flag {
                draft.related(doc, flag.bytes.start, format!("{}: true", flag.name));
            }
        }
    }
}

/// Whether an attribute ticks its box, and by which data.
fn ticked<'b>(app: &'b App<'_>, unit: &Unit, attr: &Attr<'_>) -> Option<Option<(&'b Doc<'b>, &'b Flag)>> {
    if !TICKS.contains(&attr.name) {
        return None;
    }
    let Some(value) = attr.value else { return attr.name.ends_with("checked").then_some(None) };
    match pieces(value.trim(), 0)[..] {
        [Piece::Literal(text, _)] => (attr.name.ends_with("hecked") && !text.is_empty()).then_some(None),
        [Piece::Expression(text, _)] if text.trim() == "true" => Some(None),
        [Piece::Expression(text, _)] => flag(app, unit, text.trim().rsplit('.').next()?).map(Some),
        _ => None,
    }
}

/// A name of a page's data that is true from the start.
fn flag<'b>(app: &'b App<'_>, unit: &Unit, name: &str) -> Option<(&'b Doc<'b>, &'b Flag)> {
    let path = unit.script.as_deref()?;
    let (doc, script) = (app.doc(path)?, app.script(path)?);
    let flag = script.notes.flags.iter().find(|f| (f.data || f.first) && f.name == name && f.value)?;
    Some((doc, flag))
}

/// A picture or class that shows a tick as long as a name is true: `src="{{agreed ? 'on.png' : 'off.png'}}"`.
/// An icon may also be there only then: `wx:if="{{agreed}}"`.
fn drawn_as_ticked<'b>(
    app: &'b App<'_>,
    unit: &Unit,
    attr: &Attr<'_>,
    icon: bool,
) -> Option<(&'b Doc<'b>, &'b Flag)> {
    let there = icon && attr.name == "wx:if";
    if !there && !matches!(attr.name, "src" | "class" | "name" | "type") {
        return None;
    }
    pieces(attr.value?, 0).into_iter().find_map(|piece| {
        let Piece::Expression(text, _) = piece else { return None };
        let name = if there { text.trim() } else { text.split_once('?')?.0.trim() };
        let told = name.to_lowercase();
        let box_ = ["agree", "check", "select", "protocol", "consent", "accept", "read"]
            .iter()
            .any(|w| told.contains(w));
        flag(app, unit, name).filter(|_| box_)
    })
}

/// Whether the words beside a box are those of a consent.
fn agrees(app: &App<'_>, wxml: &Wxml<'_>, i: usize) -> bool {
    let policy = &app.input.policy.preflight;
    let mut at = Some(i);
    // In the box, in its label, in the line around it.
    for _ in 0..4 {
        // Beside a box that stands in nothing, what follows it.
        let (here, end) = match at {
            Some(here) => (here, wxml.nodes[here].end),
            None if wxml.nodes[i].parent.is_none() => (i, (wxml.nodes[i].end + 4).min(wxml.nodes.len())),
            None => return false,
        };
        let mut words = String::new();
        for below in &wxml.nodes[here..end] {
            match &below.kind {
                Kind::Text(text) => words += text,
                Kind::Element { attrs, .. } => {
                    for attr in
                        attrs.iter().filter(|a| matches!(a.name, "label" | "title" | "content" | "text"))
                    {
                        words += attr.value.unwrap_or("");
                    }
                }
            }
        }
        let words = normalise(&words);
        if !words.is_empty() {
            let has = |list: &[String]| list.iter().any(|w| words.contains(&normalise(w)));
            if has(&policy.consent_words) && has(&policy.agreement_words) {
                return true;
            }
            // Other words are this box's own; further out stand those of its neighbours.
            if here != i && words.chars().count() > 60 {
                return false;
            }
        }
        at = match at {
            Some(here) => wxml.nodes[here].parent,
            None => return false,
        };
    }
    false
}
