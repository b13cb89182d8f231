//! `finance-qualification`.

use tongguan_model::text::bi;
use tongguan_rule::{Severity, declare_rule};

use super::first_word;
use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// A program of a financial industry shows its qualification somewhere: a licence, its number, its holder. Where the
    /// industry is not known, it warns if several words of the texts speak of loans or investments; of one, a person decides.
    ///
    /// ## Why
    /// REV-2: who lends or sells investments must show that they may.
    ///
    /// ## Fail example
    /// `industry = "loan"`, and no page shows a licence.
    ///
    /// ## Pass example
    /// `<view>小额贷款经营许可证：川金许〔2024〕18 号</view>`
    ///
    /// ## References
    /// REV-2, PRE-5.
    pub(crate) static META = {
        slug: "finance-qualification", code: "FUN002", group: Function, severity: Error, requirement: "REV-2", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let industry = app.input.facts.industry.as_ref();
    if industry.is_some_and(|i| !review.finance_industries.contains(i)) {
        return;
    }
    let texts = Shown::new(app).all();
    let business = texts.iter().find_map(|v| Some((v, first_word(v, &review.finance_words)?)));
    if texts.iter().any(|v| first_word(v, &review.qualification_words).is_some())
        || (industry.is_none() && business.is_none())
    {
        return;
    }
    let draft = sink.report_file(
        &META,
        "app.json",
        bi("全部页面都没有展示金融业务资质。", "No page shows a qualification for financial business."),
        bi(
            "在显著位置展示许可证名称、编号与持证主体。",
            "Show the licence's name, its number and its holder in a prominent place.",
        ),
    );
    // Where the industry is not known, one word may be a loan that somebody else gives; several are a business.
    let words = review
        .finance_words
        .iter()
        .filter(|w| texts.iter().any(|v| first_word(v, std::slice::from_ref(w)).is_some()));
    let draft = match industry {
        Some(_) => draft,
        None if words.count() > 1 => draft.severity(Severity::Warning),
        None => draft.severity(Severity::NeedsPerson),
    };
    if let Some((visible, (word, bytes))) = business
        && let Some(doc) = app.doc(visible.path)
    {
        draft.related(doc, bytes.start, format!("「{word}」"));
    }
}
