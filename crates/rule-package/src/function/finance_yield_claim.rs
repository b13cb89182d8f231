//! `finance-yield-claim`.

use std::ops::Range;

use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::declare_rule;

use super::first_word;
use crate::{
    app::{App, Doc, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds pages that advertise a yield (年化收益, 保本保息 …) without a warning of its risk on the same page.
    ///
    /// ## Why
    /// 广告法 §25: an advertisement of investments must warn of risk and must not promise a yield.
    ///
    /// ## Fail example
    /// `<view>预计年化收益率 4.06%</view>` alone on its page.
    ///
    /// ## Pass example
    /// The same with `<view>理财非存款，投资有风险</view>` beside it.
    ///
    /// ## References
    /// REV-2; 广告法 §25.
    pub(crate) static META = {
        slug: "finance-yield-claim", code: "FUN003", group: Function, severity: Error, requirement: "REV-2", since: "0.1.0",
    };
}

fn fix() -> Bilingual {
    bi(
        "删去收益承诺；介绍收益时在同一页写明风险提示。",
        "Promise no yield; where one is stated, warn of its risk on the same page.",
    )
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let shown = Shown::new(app);
    let joined = shown.joined();
    for unit in &app.units {
        let mut texts: Vec<_> = shown.written(unit).collect();
        texts.extend(shown.computed(unit));
        if texts.iter().any(|v| first_word(v, &review.risk_words).is_some()) {
            continue;
        }
        for joined in joined.iter().filter(|j| unit.templates.iter().any(|t| t == j.path)) {
            let Some(doc) = app.doc(joined.path) else { continue };
            for word in review.yield_words.iter() {
                let Some(bytes) =
                    joined.text.find(word.as_str()).and_then(|at| joined.across(at..at + word.len()))
                else {
                    continue;
                };
                claim(sink, doc, bytes, word);
            }
        }
        for visible in &texts {
            let Some((word, bytes)) = first_word(visible, &review.yield_words) else { continue };
            let Some(doc) = app.doc(visible.path) else { continue };
            claim(sink, doc, bytes, word);
        }
    }
}

fn claim(sink: &mut Sink<'_>, doc: &Doc<'_>, bytes: Range<usize>, word: &str) {
    let message = bi(
        format!("宣传收益「{word}」，同一页没有风险提示。"),
        format!("The page advertises a yield ({word}) and warns of no risk."),
    );
    sink.report(&META, doc, bytes, message, fix());
}
