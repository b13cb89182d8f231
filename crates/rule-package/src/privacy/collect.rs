//! Places where the program collects personal data.

use std::ops::Range;

use tongguan_policy::PrivacyInterface;

use crate::app::{
    App,
    wxml::{Kind, Node, Piece, Wxml, pieces, yielded},
};

/// A place that collects.
#[derive(Debug, Clone)]
pub(super) struct Place<'b> {
    pub(super) path: &'b str,
    pub(super) bytes: Range<usize>,
    /// What it is, as written: a call, an `open-type`, a field.
    pub(super) what: String,
    /// Key of the privacy guide; none for a field of a form.
    pub(super) key: Option<&'b str>,
}

/// All places: fields and buttons of templates first, in order of pages, then calls.
pub(super) fn places<'b>(app: &'b App<'_>) -> Vec<Place<'b>> {
    let mut out = Vec::new();
    let words = &app.input.policy.review.personal_words;
    let interfaces = &*app.input.policy.preflight.privacy_interfaces;
    let key = |of: fn(&PrivacyInterface) -> &Vec<String>, name: &str| {
        interfaces.iter().find(|i| of(i).iter().any(|n| n == name)).map(|i| i.key.as_str())
    };
    for (_, doc, wxml) in app.shown_templates() {
        for (i, node) in wxml.nodes.iter().enumerate() {
            let Some(name) = node.name() else { continue };
            let place = |what: String, key, bytes: Range<usize>| Place { path: doc.path, bytes, what, key };
            match name {
                "input" | "textarea" if asks(wxml, i, node, words) => {
                    let kind = node.value("type").unwrap_or("");
                    out.push(place(format!("<{name}>"), None, tag(node)));
                    let typed = format!("{name} type={kind}");
                    if let Some(key) = key(|i| &i.elements, &typed) {
                        out.push(place(format!("<{typed}>"), Some(key), tag(node)));
                    }
                }
                "button" => {
                    let Some(attr) = node.attr("open-type") else { continue };
                    let value = attr.value.unwrap_or("");
                    // `{{ ok ? 'getPhoneNumber' : '' }}`
                    let written = pieces(value, 0).into_iter().flat_map(|piece| match piece {
                        Piece::Literal(text, _) => vec![text],
                        Piece::Expression(text, at) => {
                            yielded(text, at).into_iter().map(|(t, _)| t).collect()
                        }
                    });
                    for (value, key) in written.filter_map(|v| Some((v, key(|i| &i.open_types, v)?))) {
                        out.push(place(format!("open-type=\"{value}\""), Some(key), attr.bytes.clone()));
                    }
                }
                name => {
                    if let Some(key) = key(|i| &i.elements, name) {
                        out.push(place(format!("<{name}>"), Some(key), tag(node)));
                    }
                }
            }
        }
    }
    for (doc, script) in app.scripts() {
        for (name, bytes) in script.apis.iter().filter(|(_, b)| !script.notes.probes.contains(&b.start)) {
            if let Some(key) = key(|i| &i.calls, name) {
                out.push(Place {
                    path: doc.path,
                    bytes: bytes.clone(),
                    what: format!("wx.{name}"),
                    key: Some(key),
                });
            }
        }
    }
    out
}

/// Bytes of `<name`.
fn tag(node: &Node<'_>) -> Range<usize> {
    let start = node.bytes.start;
    start..start + 1 + node.name().unwrap_or("").len()
}

/// Whether a field asks for personal data: by its type, its attributes, or the text right before it.
fn asks(wxml: &Wxml<'_>, i: usize, node: &Node<'_>, words: &[String]) -> bool {
    if matches!(node.value("type"), Some("idcard" | "nickname")) {
        return true;
    }
    let names = |text: &str| {
        let text = text.to_lowercase();
        words.iter().any(|w| text.contains(w.as_str()))
    };
    let told = |attr: &str| {
        matches!(attr, "name" | "placeholder" | "id" | "value" | "model:value" | "class" | "data-name")
            || attr.starts_with("bind")
    };
    if node.attrs().iter().any(|a| told(a.name) && a.value.is_some_and(names)) {
        return true;
    }
    // The label stands a few nodes before, inside the same parent or the one around it.
    wxml.nodes[i.saturating_sub(4)..i].iter().rev().take_while(|n| n.name() != node.name()).any(|n| match &n
        .kind
    {
        Kind::Text(text) => names(text),
        Kind::Element { .. } => false,
    })
}
