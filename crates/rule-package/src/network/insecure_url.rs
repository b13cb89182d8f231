//! `insecure-url`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App,
        bound::{data, roots},
        flow::{scheme_and_host, urls},
        wxml::{Piece, pieces},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds requests, uploads, downloads and sockets whose URL begins with `http://` or `ws://`: written in the call, or in
    /// a constant, a configuration module or an argument that reaches it; and pages of `<web-view>` that do.
    ///
    /// ## Why
    /// DEV-3: only encrypted connections; an unencrypted one fails on every real phone.
    ///
    /// ## Fail example
    /// `wx.request({ url: 'http://api.qinghuai.cn/v1/slots' })`
    ///
    /// ## Pass example
    /// `wx.request({ url: 'https://api.qinghuai.cn/v1/slots' })`; a comment, a picture's address and a test with
    /// `startsWith('http://')` are no requests.
    ///
    /// ## References
    /// DEV-3.
    pub(crate) static META = {
        slug: "insecure-url", code: "NET001", group: Network, severity: Error, requirement: "DEV-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let called = urls(app).into_iter().map(|u| (u.path, u.text.value.as_str(), u.text.bytes.clone()));
    for (path, url, at) in called.chain(pages(app)) {
        let Some((scheme, host)) = scheme_and_host(url) else { continue };
        let secure = match scheme.as_str() {
            "http" => "https",
            "ws" => "wss",
            _ => continue,
        };
        let Some(doc) = app.doc(path) else { continue };
        sink.report(
            &META,
            doc,
            at,
            bi(
                format!("网络请求使用未加密的地址 {scheme}://{host}。"),
                format!("A network call goes to the unencrypted {scheme}://{host}."),
            ),
            bi(
                format!("改用 {secure}://，并为该域名配置有效证书。"),
                format!("Use {secure}:// and give the host a valid certificate."),
            ),
        )
        .measured(format!("{scheme}://"), format!("{secure}://"));
    }
}

/// Pages that a `web-view` opens.
fn pages<'b>(app: &'b App<'_>) -> impl Iterator<Item = (&'b str, &'b str, std::ops::Range<usize>)> {
    let mut out = Vec::new();
    for (unit, doc, wxml) in app.shown_templates() {
        for (i, node) in wxml.nodes.iter().enumerate().filter(|(_, n)| n.name() == Some("web-view")) {
            let Some((value, at)) = node.attr("src").and_then(|a| Some((a.value?, a.bytes.clone()))) else {
                continue;
            };
            out.push((doc.path, value, at));
            if let [Piece::Expression(expression, _)] = pieces(value, 0)[..] {
                let roots = roots(wxml, i, expression);
                let known = data(app, unit).into_iter();
                let bound = known.filter(|b| b.key.is_some_and(|k| roots.contains(k)));
                out.extend(bound.map(|b| (b.doc.path, b.text.value.as_str(), b.text.bytes.clone())));
            }
        }
    }
    out.into_iter()
}
