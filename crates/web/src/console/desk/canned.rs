//! Reasons that reviewers write again and again, each bound to the rule it rests on. They are a beginning: the reviewer
//! reads and edits the sentence before the applicant does.

use tongguan_model::review::CaseKind;

/// A reason that can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Canned {
    /// Form value.
    pub(super) key: &'static str,
    /// Rule.
    pub(super) rule: &'static str,
    /// Short name on the page.
    pub(super) zh: &'static str,
    /// The same in English.
    pub(super) en: &'static str,
    /// The applicant's sentence.
    pub(super) told_zh: &'static str,
    /// The same in English.
    pub(super) told_en: &'static str,
}

macro_rules! canned {
    ($($key:literal $rule:literal $zh:literal $en:literal $told_zh:literal $told_en:literal)*) => {
        &[$(Canned { key: $key, rule: $rule, zh: $zh, en: $en, told_zh: $told_zh, told_en: $told_en }),*]
    };
}

const SUBJECT: &[Canned] = canned![
    "wrong-character" "SUB-4" "错别字" "Wrong character"
        "企业名称有错别字，请按营业执照逐字改正。"
        "The enterprise name has a wrong character; correct it as on the licence."
    "abbreviation" "SUB-4" "缩写不规范" "Abbreviated"
        "企业名称缩写不规范，请填写营业执照上的全称。"
        "The enterprise name is abbreviated; enter the full name as on the licence."
    "photocopy" "SUB-5" "复印件" "Photocopy"
        "执照为复印件，请上传彩色原件的扫描件。"
        "The licence is a photocopy; scan the colour original."
    "black-white" "SUB-5" "黑白扫描" "Black and white"
        "执照为黑白或灰度扫描件，请用彩色模式扫描原件。"
        "The licence was scanned without colour; scan the original in colour."
    "blurred" "SUB-5" "模糊" "Blurred"
        "执照模糊，文字无法辨认，请重新扫描。"
        "The licence is blurred and cannot be read; scan it again."
    "watermark" "SUB-5" "有水印" "Watermark"
        "执照上有水印，请上传不加水印的原件。"
        "There is a watermark on the licence; upload it without one."
    "low-dpi" "SUB-2" "分辨率不足" "Resolution too low"
        "执照分辨率不足，请以 300 dpi 以上重新扫描。"
        "The resolution of the licence is too low; scan it at 300 dpi or more."
    "card-unclear" "SUB-1" "证件或五官不清" "Card or face unclear"
        "手持证件照中五官或证件文字不清晰，请在明亮处重新拍摄。"
        "Face or card is not clear in the photo; take it again in good light."
    "virtual-operator" "SUB-6" "虚拟运营商号段" "Virtual operator"
        "法定代表人手机号属虚拟运营商号段，请换用基础运营商的实名号码。"
        "The mobile number belongs to a virtual operator; use a real-name number of a network operator."
    "out-of-service" "SUB-6" "停机" "Out of service"
        "法定代表人手机号已停机，收不到验证码，请换用在用的实名号码。"
        "The mobile number is out of service and takes no code; use a real-name number that is in use."
];

const NAME: &[Canned] = canned![
    "misleading" "NAM-1" "易误导" "Misleading"
        "名称容易使人误认为另一主体或官方，请更换或提交证明。"
        "The name may be taken for another body or an official one; change it or prove your right."
    "too-general" "NAM-1" "过于宽泛" "Too general"
        "名称是通用词，看不出是谁的服务，请加上品牌或全称。"
        "The name is a general word that does not say whose service it is; add the brand or full name."
];

/// The reasons of a kind of case.
pub(super) const fn of(kind: CaseKind) -> &'static [Canned] {
    match kind {
        CaseKind::Subject => SUBJECT,
        CaseKind::Name => NAME,
        CaseKind::Certification | CaseKind::Version => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_model::rulebook;

    /// Every cause of REQUIREMENTS 3 can be picked, and rests on a rule that its kind of case may cite.
    #[test]
    fn every_reason_rests_on_a_rule_of_its_kind() {
        for kind in CaseKind::ALL {
            let rules: Vec<_> = rulebook::of_case(kind).map(|r| r.id).collect();
            for one in of(kind) {
                assert!(rules.contains(&one.rule), "{}: {}", one.key, one.rule);
                assert!(one.told_zh.ends_with('。') && one.told_en.ends_with('.'), "{}", one.key);
                assert_eq!(of(kind).iter().filter(|o| o.key == one.key).count(), 1);
            }
        }
    }
}
