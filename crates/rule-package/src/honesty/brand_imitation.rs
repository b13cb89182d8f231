//! `brand-imitation`.

use std::collections::BTreeSet;

use tongguan_model::text::bi;
use tongguan_policy::PreflightPolicy;
use tongguan_rule::{Severity, declare_rule};
use tongguan_text::{normalise, plain};

use crate::{
    app::{
        App,
        visible::{Shown, Visible},
    },
    passed_name::{self, PassedName},
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
    /// `"navigationBarTitleText": "微信登录"` on a page that signs in. Who owns the brand shows the certificate when naming: a name
    /// that naming review has passed is only mentioned here (`name` in `tongguan.toml`), and the text around it is judged.
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
    let passed = PassedName::of(app);
    for title in &titles {
        let front = title.path == "app.json" || Some(title.path) == home.as_deref();
        let judged = |text: &str| judge(policy, text, title.path == "app.json", front);
        if let Some(found) = judged(title.text) {
            say(app, sink, title, found, besides(passed, title.text, |rest| judged(rest).is_some()));
        }
    }
    let words = policy.official_words.iter().filter(|w| w.chars().count() > 2).map(|w| plain(w));
    let words: Vec<_> = words.collect();
    let brands: Vec<_> = policy.platform_brands.iter().map(|b| (b, plain(b))).collect();
    let speaks = |text: &str| {
        let read = plain(text);
        let said = |brand: &str| words.iter().any(|w| spoken(&read, brand, w));
        brands.iter().find(|(_, b)| read.contains(b.as_str()) && said(b)).map(|(brand, _)| *brand)
    };
    let judged: BTreeSet<_> = titles.iter().map(|t| (t.path, t.at)).collect();
    for visible in shown.all().iter().filter(|v| !judged.contains(&(v.path, v.at))) {
        if let Some(brand) = speaks(visible.text) {
            let found = Found {
                brand,
                severity: Severity::NeedsPerson,
                zh: "以平台的口吻说话",
                en: "speaks in the platform's voice",
            };
            say(app, sink, visible, found, besides(passed, visible.text, |rest| speaks(rest).is_some()));
        }
    }
}

/// What a text does with a brand.
struct Found<'p> {
    brand: &'p str,
    severity: Severity,
    zh: &'static str,
    en: &'static str,
}

/// The name that was passed, where the rest of the text is clean: what was found is inside it.
fn besides<'n>(passed: PassedName<'n>, text: &str, faulty: impl Fn(&str) -> bool) -> Option<&'n str> {
    let (name, mut rest) = passed.besides(text)?;
    (!rest.any(faulty)).then_some(name)
}

/// What a title does with brands: that of the program, of its first page, or another.
fn judge<'p>(policy: &'p PreflightPolicy, text: &str, program: bool, front: bool) -> Option<Found<'p>> {
    let (seen, read) = (normalise(text), plain(text));
    let found = |brand, severity, zh, en| Some(Found { brand, severity, zh, en });
    let own = policy.platform_brands.iter().map(|b| (b, plain(b)));
    let disguised = |b: &str| read.contains(b) && !simple(&seen).contains(b);
    if let Some((brand, _)) = own.clone().find(|(_, b)| disguised(b)) {
        return found(brand, Severity::Error, "用形近字母冒用平台名称", "disguises the platform's name");
    }
    let passes = |b: &str| read == b || voices(&policy.official_words, &read, b);
    if let Some((brand, _)) = own.clone().find(|(_, b)| passes(b)) {
        // The title that the developer tools begin with.
        let left = program && brand.is_ascii();
        let severity = if left { Severity::Warning } else { Severity::Error };
        return found(brand, severity, "冒用平台名称", "passes for the platform");
    }
    if let Some(brand) = policy.brand_disguises.iter().find(|b| read.contains(&plain(b))) {
        return found(brand, Severity::Error, "形似平台名称", "looks like the platform's name");
    }
    if front || seen.starts_with('仿') {
        let brand = policy.brands.iter().find(|b| names(&read, &plain(b), &policy.brand_longer))?;
        return found(brand, Severity::Warning, "含有他人的品牌", "has the brand of somebody else");
    }
    None
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

fn say(app: &App<'_>, sink: &mut Sink<'_>, title: &Visible<'_>, found: Found<'_>, passed: Option<&str>) {
    let Some(doc) = app.doc(title.path) else { return };
    let Found { brand, severity, zh, en } = found;
    let message = bi(format!("文字{zh}（{brand}）。"), format!("A text {en} ({brand})."));
    let (message, fix, severity) = match passed {
        Some(name) => (passed_name::message(&message, name), passed_name::fix(), Severity::Info),
        None => {
            let fix = bi(
                "换成自己的名称；有授权的在审核时提交证明。",
                "Use a name of your own; with a licence, show it at review.",
            );
            (message, fix, severity)
        }
    };
    sink.report(&META, doc, title.at..title.end, message, fix).severity(severity);
}
