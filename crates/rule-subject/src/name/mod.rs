//! Names (NAM-1 … NAM-3): what a name may say, and what it may be taken for.
//!
//! [`Rules`] holds a policy's lists, ready to be asked; [`Rules::check`] judges one name, [`compare`] two, [`index`] finds among millions.

mod compare;
pub mod index;
mod likeness;
mod parts;
mod verdict;
mod words;

pub use compare::{Hit, Likeness, Reading, Reason, compare, compare_readings};
use tongguan_model::subject::SubjectType;
use tongguan_policy::NamingPolicy;
pub use verdict::{Rules, Verdict};
pub use words::Words;

/// Judges a name for a subject type. For many names make the [`Rules`] once.
pub fn check(field: &str, name: &str, subject: SubjectType, policy: &NamingPolicy) -> Verdict {
    Rules::new(policy).check(field, name, subject)
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

    #[test]
    fn a_name_says_something_of_its_own_and_nothing_of_others() {
        use SubjectType::{Enterprise, Government, Individual};
        let rules = Rules::new(&Policy::builtin("default").unwrap().naming);
        let said = |name: &str, subject: SubjectType| {
            let v = rules.check("name", name, subject);
            let all = |list: &[crate::FieldError]| {
                list.iter().map(|f| f.code.clone()).collect::<Vec<_>>().join(" ")
            };
            (all(&v.refused), all(&v.needs_proof), all(&v.advice))
        };
        let free = (String::new(), String::new(), String::new());
        for name in ["青槐挂号", "云汀出行", "第一人民医院挂号", "第一课堂青槐"] {
            assert_eq!(said(name, Enterprise), free, "{name}");
        }
        let mut wrong = Vec::new();
        for (name, subject, refused, proof) in [
            ("国家级外卖店", Enterprise, "name-prohibited", "name-protected"),
            ("青槐国家级非遗", Enterprise, "", "name-protected"),
            ("国家地理", Enterprise, "", "name-protected name-brand"),
            ("北京", Enterprise, "name-place", ""),
            ("奶茶", Enterprise, "", "name-generic"),
            ("广州公积金", Enterprise, "", "name-public-service"),
            ("广州公积金", Government, "", ""),
            ("云汀市人民政府", Enterprise, "", "name-protected"),
            ("云汀市人民政府", Government, "", ""),
            ("美团外卖", Enterprise, "", "name-brand"),
            ("青槐银行", Individual, "name-commercial", ""),
            ("青槐+挂号", Enterprise, "name-plus", ""),
            ("青槐楼梯洗车酒店火锅奶茶", Enterprise, "name-stuffing", ""),
            ("我的薇信助手", Enterprise, "", ""),
            ("wеchat助手", Enterprise, "name-character name-prohibited", ""),
            ("NO.1外卖青槐", Enterprise, "name-prohibited", ""),
        ] {
            let (r, p, _) = said(name, subject);
            if (r.as_str(), p.as_str()) != (refused, proof) {
                wrong.push((name, r, p));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(said("青槐小筑", Enterprise).2, "name-brand-function");
        assert_eq!(said("青槐挂号+", Enterprise).2, "name-plus-owner");
    }
}
