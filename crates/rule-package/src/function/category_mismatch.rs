//! `category-mismatch`.

use std::collections::{BTreeMap, BTreeSet};

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;
use tongguan_text::normalise;

use crate::{
    app::{App, visible::Shown},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Compares the words of the pages with the declared industry: where many words belong to another industry, which needs
    /// a licence of its own, and hardly any to the declared one, a person looks.
    ///
    /// ## Why
    /// REV-2: a category that differs from the content is the most frequent reason of a refusal.
    ///
    /// ## Fail example
    /// `industry = "tools"`, and the pages speak of 预约挂号, 门诊, 处方 and 医生.
    ///
    /// ## Pass example
    /// `industry = "medical"` with the same pages.
    ///
    /// ## References
    /// REV-2, PRE-5; WeChat: 小程序开放的服务类目, 常见拒绝情形.
    pub(crate) static META = {
        slug: "category-mismatch", code: "FUN004", group: Function, severity: NeedsPerson, requirement: "REV-2", since: "0.2.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let Some(declared) = &app.input.facts.industry else {
        let why = bi("不知道登记的行业（industry）。", "The declared industry is not known (industry).");
        sink.not_checked(&META, None, why);
        return;
    };
    let policy = &app.input.policy.preflight;
    let texts = Shown::new(app).all();
    // Words by industry, each with the first place that says it, and the files that say any.
    let mut said: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let rows =
        policy.category_words.iter().flat_map(|row| row.words.iter().map(move |w| (row, w, normalise(w))));
    let folded: Vec<_> = texts.iter().map(|v| normalise(v.text)).collect();
    // Most words stand nowhere; those are not looked for in every text.
    let whole = folded.join("\n");
    let rows: Vec<_> = rows.filter(|(_, _, plain)| whole.contains(plain.as_str())).collect();
    for (i, (visible, text)) in texts.iter().zip(&folded).enumerate() {
        for (row, word, _) in rows.iter().filter(|(_, _, plain)| text.contains(plain.as_str())) {
            said.entry(&row.industry).or_default().entry(word).or_insert(i);
            files.entry(&row.industry).or_default().insert(visible.path);
        }
    }
    let count = |industry: &str| said.get(industry).map_or(0, BTreeMap::len);
    let most = said
        .iter()
        .filter(|(industry, _)| **industry != declared.as_str())
        .max_by_key(|(_, words)| words.len());
    let Some((industry, words)) = most else { return };
    let least = usize::try_from(*policy.category_words_min).unwrap_or(usize::MAX);
    let spread = files.get(industry).map_or(0, BTreeSet::len);
    let catalogue = &app.input.policy.industries;
    let licensed = catalogue.find(industry).is_some_and(|i| !i.needs.trim().is_empty());
    if words.len() < least || spread < 2 || count(declared) * 2 > words.len() || !licensed {
        return;
    }
    let name = |key: &str| {
        catalogue.find(key).map_or((key.to_owned(), key.to_owned()), |i| (i.zh.clone(), i.en.clone()))
    };
    let ((was_zh, was_en), (is_zh, is_en)) = (name(declared), name(industry));
    let list: Vec<_> = words.keys().copied().collect();
    let mut draft = sink
        .report_file(
            &META,
            "app.json",
            bi(
                format!("登记的行业是{was_zh}，页面却像{is_zh}：{}。", list.join("、")),
                format!(
                    "The declared industry is {was_en}; the pages look like {is_en}: {}.",
                    list.join(", ")
                ),
            ),
            bi(
                "选择与内容相符的行业，并提交其资质。",
                "Choose the industry that fits the content, and hand in its licence.",
            ),
        )
        .measured(words.len(), least);
    for (word, i) in words.iter().take(5) {
        if let Some(doc) = app.doc(texts[*i].path) {
            draft = draft.related(doc, texts[*i].at, format!("「{word}」"));
        }
    }
}
