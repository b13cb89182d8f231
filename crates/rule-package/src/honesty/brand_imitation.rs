//! `brand-imitation`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};
use tongguan_text::{normalise, plain};

use crate::{
    app::{
        App,
        visible::{Shown, Visible},
    },
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds titles with the brand of somebody else, titles that are the platform's own name or disguise it with look-alike
    /// letters, and texts that speak in its voice (微信安全中心, 支付宝客服中心).
    ///
    /// ## Why
    /// REV-2: a program that looks like another's deceives its visitors, and infringes a mark.
    ///
    /// ## Fail example
    /// `"navigationBarTitleText": "仿网易严选"`
    ///
    /// ## Pass example
    /// `"navigationBarTitleText": "微信登录"` on a page that signs in. Who owns the brand shows the certificate at review.
    ///
    /// ## References
    /// REV-2, NAM-1; WeChat: 小程序名称规则, 常见拒绝情形 (侵权).
    pub(crate) static META = {
        slug: "brand-imitation", code: "HON002", group: Honesty, severity: Warning, requirement: "REV-2", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.preflight;
    let shown = Shown::new(app);
    let titles = shown.titles();
    let home = app.pages.first().map(|p| format!("{}.json", p.path));
    for title in &titles {
        let (seen, read) = (normalise(title.text), plain(title.text));
        let own = policy.platform_brands.iter().map(|b| (b, plain(b)));
        let Some(disguise) =
            own.clone().find(|(_, b)| read.contains(b.as_str()) && !simple(&seen).contains(b.as_str()))
        else {
            if let Some((brand, _)) =
                own.clone().find(|(_, b)| read == *b || voices(&policy.official_words, &read, b))
            {
                // The title that the developer tools begin with.
                let left = title.path == "app.json" && brand.is_ascii();
                let severity = if left { Severity::Warning } else { Severity::Error };
                say(app, sink, title, brand, severity, "冒用平台名称", "passes for the platform");
            } else if let Some(brand) = policy.brand_disguises.iter().find(|b| read.contains(&plain(b))) {
                say(
                    app,
                    sink,
                    title,
                    brand,
                    Severity::Error,
                    "形似平台名称",
                    "looks like the platform's name",
                );
            } else if title.path == "app.json"
                || Some(title.path) == home.as_deref()
                || seen.starts_with('仿')
            {
                let brand = policy.brands.iter().find(|b| names(&read, &plain(b), &policy.brand_longer));
                if let Some(brand) = brand {
                    say(
                        app,
                        sink,
                        title,
                        brand,
                        Severity::Warning,
                        "含有他人的品牌",
                        "has the brand of somebody else",
                    );
                }
            }
            continue;
        };
        say(
            app,
            sink,
            title,
            disguise.0,
            Severity::Error,
            "用形近字母冒用平台名称",
            "disguises the platform's name",
        );
    }
    let words = policy.official_words.iter().filter(|w| w.chars().count() > 2).map(|w| plain(w));
    let words: Vec<_> = words.collect();
    let brands: Vec<_> = policy.platform_brands.iter().map(|b| (b, plain(b))).collect();
    let judged: BTreeSet<_> = titles.iter().map(|t| (t.path, t.at)).collect();
    for visible in shown.all().iter().filter(|v| !judged.contains(&(v.path, v.at))) {
        let read = plain(visible.text);
        let said = |brand: &str| words.iter().any(|w| spoken(&read, brand, w));
        if let Some((brand, _)) = brands.iter().find(|(_, b)| read.contains(b.as_str()) && said(b)) {
            say(
                app,
                sink,
                visible,
                brand,
                Severity::NeedsPerson,
                "以平台的口吻说话",
                "speaks in the platform's voice",
            );
        }
    }
}

/// Whether a title has a brand, and not only a word that begins like it.
fn names(title: &str, brand: &str, longer: &[String]) -> bool {
    title.match_indices(brand).any(|(at, _)| !longer.iter().any(|l| title[at..].starts_with(l.as_str())))
}

/// Compatibility forms and simplified characters only: another script's letters stay what they are.
fn simple(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() || !c.is_alphabetic() { c } else { cjk(c) }).collect()
}

fn cjk(c: char) -> char {
    let plain = plain(&c.to_string());
    match plain.chars().next() {
        // A Latin letter that was none before: a look-alike.
        Some(p) if p.is_ascii() => c,
        Some(p) => p,
        None => c,
    }
}

/// Whether a brand is followed at once by a word of its officials, and not denied.
fn voices(words: &[String], text: &str, brand: &str) -> bool {
    words.iter().any(|word| spoken(text, brand, &plain(word)))
}

/// Whether a brand and a word stand together, and nothing before denies it.
fn spoken(text: &str, brand: &str, word: &str) -> bool {
    let together = text.match_indices(brand).find(|(at, _)| text[at + brand.len()..].starts_with(word));
    together.is_some_and(|(at, _)| !text[..at].ends_with(['非', '与', '和', '向']))
}

fn say(
    app: &App<'_>,
    sink: &mut Sink<'_>,
    title: &Visible<'_>,
    brand: &str,
    severity: Severity,
    zh: &str,
    en: &str,
) {
    let Some(doc) = app.doc(title.path) else { return };
    sink.report(
        &META,
        doc,
        title.at..title.end,
        bi(format!("文字{zh}（{brand}）。"), format!("A text {en} ({brand}).")),
        bi(
            "换成自己的名称；有授权的在审核时提交证明。",
            "Use a name of your own; with a licence, show it at review.",
        ),
    )
    .severity(severity);
}
