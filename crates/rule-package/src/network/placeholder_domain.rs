//! `placeholder-domain`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App,
        flow::{scheme_and_host, urls, without_port},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds network calls to hosts that belong to nobody's program: `example.com`, `localhost`, loopback and private
    /// addresses.
    ///
    /// ## Why
    /// Such a program was not finished, or speaks to the developer's own machine; a reviewer sees only errors.
    ///
    /// ## Fail example
    /// `const BASE = 'https://api.example.com'` used by `wx.request`.
    ///
    /// ## Pass example
    /// `const BASE = 'https://api.qinghuai.cn'`
    ///
    /// ## References
    /// REV-2, DEV-2.
    pub(crate) static META = {
        slug: "placeholder-domain", code: "NET003", group: Network, severity: Error, requirement: "REV-2", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let placeholders = &*app.input.policy.review.placeholder_hosts;
    for url in urls(app) {
        let Some((_, host)) = scheme_and_host(&url.text.value) else { continue };
        let host = without_port(&host);
        let known =
            placeholders.iter().any(|p| host == p || host.strip_suffix(p).is_some_and(|h| h.ends_with('.')));
        let Some(doc) = app.doc(url.path).filter(|_| known || is_private(host)) else { continue };
        sink.report(
            &META,
            doc,
            url.text.bytes.clone(),
            bi(
                format!("网络请求指向占位或内网地址 {host}。"),
                format!("A network call goes to the placeholder or private host {host}."),
            ),
            bi("换成正式的服务器域名。", "Use the real server's domain."),
        )
        .measured(host, "—");
    }
}

/// An address that no phone on the internet can reach.
fn is_private(host: &str) -> bool {
    let Ok(address) = host.parse::<std::net::Ipv4Addr>() else { return false };
    address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()
}
