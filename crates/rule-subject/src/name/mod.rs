//! Names (NAM-1, NAM-3): length, characters, prohibited and commercial words. Uniqueness is the database's.

mod compare;
mod likeness;
mod parts;
mod words;

pub use compare::{Hit, Likeness, Reading, Reason, compare, compare_readings};
use tongguan_model::{subject::SubjectType, text::bi};
use tongguan_policy::NamingPolicy;
pub use words::Words;

use crate::FieldError;

/// What can be said of a name before review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// What refuses it; empty if nothing does.
    pub refused: Vec<FieldError>,
    /// What a proof (trademark, licence) must back.
    pub needs_proof: Vec<FieldError>,
    /// Advice.
    pub advice: Vec<FieldError>,
    /// The words that refuse it or need a proof: first character, counted from 0, and how many.
    pub marks: Vec<(usize, usize)>,
}

fn found(name: &str, words: &[String], allowed: &[String]) -> Vec<(usize, String)> {
    let lower = name.to_lowercase();
    let shielded: Vec<_> =
        allowed.iter().flat_map(|a| lower.match_indices(a.as_str()).map(|(i, m)| i..i + m.len())).collect();
    words
        .iter()
        .flat_map(|w| lower.match_indices(w.as_str()).map(move |(i, _)| (i, w.clone())))
        .filter(|(i, w)| !shielded.iter().any(|s| s.start <= *i && i + w.len() <= s.end))
        .map(|(i, w)| (lower[..i].chars().count() + 1, w))
        .collect()
}

/// Judges a name for a subject type.
pub fn check(field: &str, name: &str, subject: SubjectType, policy: &NamingPolicy) -> Verdict {
    let mut verdict = Verdict::default();
    let mut refuse = |code: &str, rule: &str, zh: String, en: String, fix: (&str, &str)| {
        verdict.refused.push(FieldError::new(field, code, rule, bi(zh, en), bi(fix.0, fix.1)));
    };
    let units = i64::try_from(tongguan_text::units(name)).unwrap_or(i64::MAX);
    if units < *policy.min_units || units > *policy.max_units {
        refuse(
            "name-length",
            "NAM-1",
            format!("名称长 {units}，须为 {}–{}（一个汉字计 2）。", *policy.min_units, *policy.max_units),
            format!(
                "The name is {units} long, it must be {} to {} (a Chinese character counts 2).",
                *policy.min_units, *policy.max_units
            ),
            ("请增减字数。", "Make it longer or shorter."),
        );
    }
    if let Some((i, c)) = name.chars().enumerate().find(|(_, c)| !tongguan_text::is_name_char(*c)) {
        refuse(
            "name-character",
            "NAM-1",
            format!("第 {} 个字符 U+{:04X} 不能用于名称。", i + 1, c as u32),
            format!("Character {} (U+{:04X}) cannot stand in a name.", i + 1, c as u32),
            (
                "只用汉字、字母、数字和 - + & . 号。",
                "Use Chinese characters, letters, digits and - + & . only.",
            ),
        );
    }
    if name.trim() != name || name.chars().filter(|c| c.is_alphanumeric()).all(|c| c.is_ascii_digit()) {
        refuse(
            "name-form",
            "NAM-1",
            "名称不能全是数字，也不能以空格开头或结尾。".into(),
            "A name is not digits only and has no space at its ends.".into(),
            ("请修改名称。", "Change the name."),
        );
    }
    let folded = ordinal(&tongguan_text::plain(name));
    let mut marks = Vec::new();
    // Positions hold only where folding kept the characters apart.
    let same_length = folded.chars().count() == name.chars().count();
    let mut mark = |at: usize, word: &str| {
        if same_length {
            marks.push((at - 1, word.chars().count()));
        }
    };
    let allowed: Vec<String> = policy.allowed.iter().map(|a| a.to_lowercase()).collect();
    for (at, word) in found(&folded, &policy.prohibited, &allowed) {
        mark(at, &word);
        let last = at + word.chars().count() - 1;
        refuse(
            "name-prohibited",
            "NAM-1",
            format!("名称含禁用词「{word}」（第 {at}–{last} 字）。"),
            format!("The name contains the banned word \"{word}\" (characters {at}–{last})."),
            ("请改用可证实的表述。", "Use a claim you can prove."),
        );
    }
    if subject == SubjectType::Individual {
        for (at, word) in found(&folded, &policy.individual_commercial, &[]) {
            mark(at, &word);
            refuse(
                "name-commercial",
                "NAM-3",
                format!("个人主体的名称不能含商业词「{word}」（第 {at} 字起）。"),
                format!(
                    "An individual's name cannot contain the commercial word \"{word}\" (from character {at})."
                ),
                ("请去掉该词，或以企业主体注册。", "Leave the word out, or register as an enterprise."),
            );
        }
    } else {
        let government = subject == SubjectType::Government;
        for (at, word) in
            found(&folded, &["中国".into(), "国家".into(), "中央".into(), "人民政府".into()], &[])
        {
            if !government {
                mark(at, &word);
                verdict.needs_proof.push(FieldError::new(
                    field,
                    "name-protected",
                    "NAM-1",
                    bi(
                        format!("「{word}」（第 {at} 字起）须有授权或商标证明。"),
                        format!("\"{word}\" (from character {at}) needs an authorisation or a trademark."),
                    ),
                    bi("请上传证明，由审核员判断。", "Upload the proof; a reviewer decides."),
                ));
            }
        }
        if subject == SubjectType::Enterprise && units < 8 {
            verdict.advice.push(FieldError::new(
                field,
                "name-brand-function",
                "NAM-3",
                bi(
                    "建议用「品牌 + 功能」，如 美团外卖。",
                    "\"Brand + function\" is suggested, such as 美团外卖.",
                ),
                bi("可补充功能词。", "Add what it does."),
            ));
        }
    }
    verdict.marks = marks;
    verdict
}

/// 第1 and 第① claim what 第一 claims; 第12 does not.
fn ordinal(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let first = |i: usize| {
        chars[i] == '1'
            && i > 0
            && chars[i - 1] == '第'
            && !chars.get(i + 1).is_some_and(char::is_ascii_digit)
    };
    chars.iter().enumerate().map(|(i, c)| if first(i) { '一' } else { *c }).collect()
}

#[cfg(test)]
mod tests {
    use tongguan_policy::Policy;

    use super::*;

    fn codes(name: &str, subject: SubjectType) -> Vec<String> {
        let policy = Policy::builtin("default").unwrap();
        check("name", name, subject, &policy.naming).refused.into_iter().map(|e| e.code).collect()
    }

    #[test]
    fn length_counts_a_chinese_character_as_two() {
        use SubjectType::Enterprise;
        for (name, ok) in [
            ("茶", false),
            ("奶茶", true),
            ("abc", false),
            ("abcd", true),
            (&"茶".repeat(15), true),
            (&format!("{}A", "茶".repeat(15)), false),
            ("ＡＢＣＤ", true),
        ] {
            assert_eq!(codes(name, Enterprise).is_empty(), ok, "{name}");
        }
    }

    #[test]
    fn prohibited_words_and_their_exceptions() {
        use SubjectType::{Enterprise, Individual};
        assert_eq!(codes("云汀第一外卖", Enterprise), ["name-prohibited"]);
        for disguised in ["云汀第①外卖", "云汀第1外卖", "云汀國家級外卖", "云汀国 家 級外卖"]
        {
            assert_eq!(codes(disguised, Enterprise), ["name-prohibited"], "{disguised}");
        }
        assert!(codes("云汀第12中学", Enterprise).is_empty());
        assert!(codes("云汀第一人民医院", Enterprise).is_empty());
        assert_eq!(codes("我的微信助手", Enterprise), ["name-prohibited"]);
        assert_eq!(codes("最 佳 外卖", Enterprise), ["name-prohibited"]);
        assert_eq!(codes("张三的诊所", Individual), ["name-commercial"]);
        assert_eq!(codes("外卖😀帮手", Enterprise), ["name-character"]);
        assert_eq!(codes("12345678", Enterprise), ["name-form"]);
        let policy = Policy::builtin("default").unwrap();
        let proof = check("name", "宝洁中国", Enterprise, &policy.naming);
        assert!(proof.refused.is_empty() && proof.needs_proof.len() == 1);
        assert_eq!(proof.marks, [(2, 2)]);
        assert_eq!(check("name", "云汀第一外卖", Enterprise, &policy.naming).marks, [(2, 2)]);
    }
}
