//! `domain-whitelist`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{
    app::{
        App,
        flow::{Url, scheme_and_host, urls},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Every host that a network call names is among the declared server domains of its kind, and none is one that nobody
    /// may declare (`api.weixin.qq.com`).
    ///
    /// ## Why
    /// DEV-2: a call to a host that is not declared is refused on every real phone.
    ///
    /// ## Fail example
    /// `domains.request = ["https://api.qinghuai.cn"]` and `wx.request({ url: 'https://stats.qinghuai.cn/hit' })`.
    ///
    /// ## Pass example
    /// `wx.request({ url: 'https://api.qinghuai.cn/v1/slots' })`
    ///
    /// ## References
    /// DEV-2.
    pub(crate) static META = {
        slug: "domain-whitelist", code: "NET002", group: Network, severity: Error, requirement: "DEV-2", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let urls = urls(app);
    forbidden(app, &urls, sink);
    let Some(domains) = &app.input.facts.domains else {
        sink.not_checked(
            &META,
            None,
            bi(
                "不知道已登记的服务器域名（domains）。",
                "The declared server domains are not known (domains).",
            ),
        );
        return;
    };
    for url in &urls {
        let Some((scheme, host)) = scheme_and_host(&url.text.value) else { continue };
        if host.is_empty() || !matches!(scheme.as_str(), "https" | "wss") {
            continue;
        }
        let listed = domains.get(url.kind).map(Vec::as_slice).unwrap_or_default();
        let declared = listed.iter().any(|d| match scheme_and_host(d) {
            Some((_, known)) => same_host(&known, &host),
            None => same_host(&d.to_lowercase(), &host),
        });
        let Some(doc) = app.doc(url.path).filter(|_| !declared) else { continue };
        let kind = url.kind;
        sink.report(
            &META,
            doc,
            url.text.bytes.clone(),
            bi(
                format!("{host} 不在已登记的 {kind} 域名中。"),
                format!("{host} is not among the declared {kind} domains."),
            ),
            bi(
                "在开发设置中登记该域名，或改用已登记的域名。",
                "Declare the domain in the developer settings, or use a declared one.",
            ),
        )
        .measured(&host, if listed.is_empty() { "—".to_owned() } else { listed.join(" ") });
    }
}

/// Hosts that no program may declare, whatever its domains are.
fn forbidden(app: &App<'_>, urls: &[Url<'_>], sink: &mut Sink<'_>) {
    for url in urls {
        let Some((_, host)) = scheme_and_host(&url.text.value) else { continue };
        let known = app.input.policy.developer.forbidden_hosts.contains(&host);
        let Some(doc) = app.doc(url.path).filter(|_| known) else { continue };
        sink.report(
            &META,
            doc,
            url.text.bytes.clone(),
            bi(
                format!("程序直接请求 {host}，这一域名不能登记，请求会失败。"),
                format!(
                    "The program calls {host} itself: nobody may declare this domain, and the call fails."
                ),
            ),
            bi("改由自己的服务器调用。", "Let your own server call it."),
        );
    }
}

/// Equal, an explicit default port counting as none.
fn same_host(a: &str, b: &str) -> bool {
    a.trim_end_matches(":443") == b.trim_end_matches(":443")
}
