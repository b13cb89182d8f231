//! 统一社会信用代码 (GB 32100-2015) and the organisation code inside it (GB 11714-1997).

use tongguan_model::{
    subject::SubjectType,
    text::{Bilingual, bi},
};

use crate::{
    FieldError, fold_number,
    identity::{Kind, Problem, Reading, division, organisation_code, suggest},
};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Authority and category of GB 32100 with its first amendment: the pair, the authority, the category.
const HEADS: &[(&str, &str, &str)] = &[
    ("11", "机构编制", "机关"),
    ("12", "机构编制", "事业单位"),
    ("13", "机构编制", "编办直接管理的群众团体"),
    ("19", "机构编制", "其他"),
    ("21", "外交", "外国常驻新闻机构"),
    ("29", "外交", "其他"),
    ("31", "司法行政", "律师执业机构"),
    ("32", "司法行政", "公证处"),
    ("33", "司法行政", "基层法律服务所"),
    ("34", "司法行政", "司法鉴定机构"),
    ("35", "司法行政", "仲裁委员会"),
    ("39", "司法行政", "其他"),
    ("41", "文化", "外国在华文化中心"),
    ("49", "文化", "其他"),
    ("51", "民政", "社会团体"),
    ("52", "民政", "民办非企业单位"),
    ("53", "民政", "基金会"),
    ("59", "民政", "其他"),
    ("61", "旅游", "外国旅游部门常驻代表机构"),
    ("62", "旅游", "港澳台地区旅游部门常驻内地（大陆）代表机构"),
    ("69", "旅游", "其他"),
    ("71", "宗教", "宗教活动场所"),
    ("72", "宗教", "宗教院校"),
    ("79", "宗教", "其他"),
    ("81", "工会", "基层工会"),
    ("89", "工会", "其他"),
    ("91", "市场监管", "企业"),
    ("92", "市场监管", "个体工商户"),
    ("93", "市场监管", "农民专业合作社"),
    ("A1", "中央军委改革和编制办公室", "军队事业单位"),
    ("A9", "中央军委改革和编制办公室", "其他"),
    ("N1", "农业", "组级集体经济组织"),
    ("N2", "农业", "村级集体经济组织"),
    ("N3", "农业", "乡镇级集体经济组织"),
    ("N9", "农业", "其他"),
    ("Y1", "其他", "其他"),
];
const ENGLISH: &[(&str, &str)] = &[
    ("11", "government organ"),
    ("12", "public institution"),
    ("13", "people's organisation"),
    ("31", "law firm"),
    ("32", "notary office"),
    ("51", "social organisation"),
    ("52", "private non-enterprise unit"),
    ("53", "foundation"),
    ("71", "place of worship"),
    ("81", "trade union"),
    ("91", "enterprise"),
    ("92", "individual business"),
    ("93", "farmers' cooperative"),
    ("A1", "military institution"),
];

/// A code whose form and check digit are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uscc {
    /// 18 characters.
    pub code: String,
    /// The inner organisation code's check does not fit; legacy codes may do so: a warning, not an error.
    pub inner_mismatch: bool,
    /// The head does not belong to the declared subject type: for a reviewer.
    pub type_mismatch: bool,
}

fn value(c: u8) -> Option<u32> {
    ALPHABET.iter().position(|a| *a == c).and_then(|i| u32::try_from(i).ok())
}

/// Check character of the first 17.
fn check_char(first17: &[u8]) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for c in first17 {
        sum += value(*c)? * weight;
        weight = weight * 3 % 31;
    }
    Some(ALPHABET[((31 - sum % 31) % 31) as usize])
}

/// What may stand where.
fn legal(i: usize, c: char) -> bool {
    match i {
        0 => "123456789ANY".contains(c),
        2..=7 => c.is_ascii_digit(),
        16 => c.is_ascii_digit() || c == 'X',
        _ => c.is_ascii() && value(c as u8).is_some(),
    }
}

fn inner_fits(bytes: &[u8]) -> bool {
    organisation_code::check_char(&bytes[8..16]) == Some(bytes[16])
}

fn head(code: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    HEADS.iter().find(|(pair, ..)| code.starts_with(pair))
}

/// Everything fits: what a suggestion must do.
fn fits(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 18
        && head(code).is_some()
        && check_char(&bytes[..17]) == Some(bytes[17])
        && inner_fits(bytes)
        && division::name(&code[2..8]).is_some_and(|(_, known)| known != division::Known::Unknown)
}

/// The authority and category of a code, as people call it.
fn category(code: &str) -> Option<Bilingual> {
    let (pair, authority, category) = head(code)?;
    let english = ENGLISH.iter().find(|(p, _)| p == pair).map_or("other body", |(_, en)| *en);
    Some(bi(format!("{authority} · {category}"), english))
}

/// Reads a code of 18 characters; of 17 or 19 if it begins like one.
pub fn read(text: &str) -> Option<Reading> {
    let code = fold_number(text);
    if !code.is_ascii()
        || !(17..=19).contains(&code.len())
        || !code.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return None;
    }
    let mut out = Reading::new(Kind::SocialCreditCode, &*code);
    let found = category(&code);
    if code.len() != 18 {
        found.as_ref()?;
        out.problems.push(wrong_length(code.len()));
        out.fit = 20;
        return Some(out);
    }
    let bytes = code.as_bytes();
    let named =
        found.clone().unwrap_or_else(|| bi("没有这个登记机关与类别", "no such authority and category"));
    out.part(0..2, ("登记管理部门与机构类别", "authority and category"), named);
    let place = division::name(&code[2..8]);
    let shown = match (&place, &code[2..8]) {
        (Some((name, _)), _) => name.clone(),
        (None, "100000") => bi("国家级登记机关", "national authority"),
        _ => bi("未收录的区划", "division not known"),
    };
    out.part(2..8, ("登记机关区划", "division of the authority"), shown);
    let body = format!("{}-{}", &code[8..16], &code[16..17]);
    out.part(8..17, ("主体标识码（组织机构代码）", "organisation code"), bi(&*body, &*body));
    out.part(17..18, ("校验码", "check character"), bi(&code[17..], &code[17..]));
    out.problems = problems(&code, found.is_some());
    if out.ok() {
        out.fit = 95;
        if !inner_fits(bytes) {
            let expected = organisation_code::check_char(&bytes[8..16]).map(char::from);
            let mut problem = Problem::new(
                "uscc-inner-check",
                "第 17 位（内含组织机构代码的校验）不符，请与证照核对。",
                "Character 17, the check of the organisation code inside, does not fit; compare with the certificate.",
            )
            .at(16..17);
            problem.expected = expected.map(String::from);
            out.warnings.push(problem);
            out.fit = 70;
        }
        if place.is_none_or(|(_, known)| known == division::Known::Unknown) && &code[2..8] != "100000" {
            let problem = Problem::new(
                "uscc-division",
                "第 3–8 位的区划未收录。",
                "The division in characters 3 to 8 is not known.",
            );
            out.warnings.push(problem.at(2..8));
        }
    } else {
        let near = out.problems.iter().any(|p| !p.suggestions.is_empty());
        let letters = bytes.iter().any(u8::is_ascii_alphabetic);
        out.fit = if near {
            50
        } else if found.is_some() && (letters || bytes[0] == b'9') {
            30
        } else {
            8
        };
    }
    Some(out)
}

fn wrong_length(n: usize) -> Problem {
    Problem::new(
        "uscc-length",
        format!("统一社会信用代码应为 18 位，现为 {n} 位。"),
        format!("The code has {n} characters, it needs 18."),
    )
}

fn problems(code: &str, head_known: bool) -> Vec<Problem> {
    let bytes = code.as_bytes();
    if let Some((i, c)) = code.chars().enumerate().find(|(_, c)| value(*c as u8).is_none()) {
        return vec![
            Problem::new(
                "uscc-character",
                format!("第 {} 位不能是 {c}：代码中不用字母 I、O、S、V、Z。", i + 1),
                format!("Character {} cannot be {c}: the code never uses I, O, S, V or Z.", i + 1),
            )
            .at(i..i + 1)
            .suggest(suggest::near(code, legal, fits)),
        ];
    }
    let mut out = Vec::new();
    if let Some(expected) = check_char(&bytes[..17]).filter(|e| *e != bytes[17]).map(char::from) {
        out.push(
            Problem::new(
                "uscc-check",
                format!("第 18 位校验不符：按前 17 位应为 {expected}。"),
                format!("Character 18 fails its check: after the first 17 it would be {expected}."),
            )
            .at(17..18)
            .expected(expected)
            .suggest(suggest::near(code, legal, fits)),
        );
    }
    let digits = bytes[2..8].iter().position(|b| !b.is_ascii_digit());
    if !head_known || digits.is_some() {
        let at = digits.map_or(0..2, |i| i + 2..i + 3);
        out.push(
            Problem::new(
                "uscc-head",
                format!("前 8 位 {} 不是有效的登记机关与区划。", &code[..8]),
                format!("The first 8 characters {} name no registration authority and division.", &code[..8]),
            )
            .at(at)
            .suggest(suggest::near(code, legal, fits)),
        );
    }
    out
}

/// Checks a code against the standard and the declared subject type.
pub fn check(field: &str, text: &str, subject: Option<SubjectType>) -> Result<Uscc, FieldError> {
    let remedy = ("请按营业执照或证书逐字核对。", "Compare it with the certificate, character by character.");
    let code = fold_number(text);
    let n = code.chars().count();
    let error = |problem: &Problem| problem.error(field, "SUB-2", Kind::SocialCreditCode, remedy);
    if n != 18 {
        return Err(error(&wrong_length(n)).measured(n, 18));
    }
    let Some(found) = read(text) else {
        let strange = code.chars().position(|c| !c.is_ascii_alphanumeric()).unwrap_or(0);
        let c = code.chars().nth(strange).unwrap_or(' ');
        return Err(error(&Problem::new(
            "uscc-character",
            format!("第 {} 位不能是 {c}：代码只用数字和大写字母。", strange + 1),
            format!("Character {} cannot be {c}: the code has digits and capital letters only.", strange + 1),
        )));
    };
    if let Some(problem) = found.problems.first() {
        return Err(error(problem));
    }
    let inner_mismatch = !inner_fits(code.as_bytes());
    let type_mismatch = match subject {
        Some(SubjectType::Enterprise) => !code.starts_with('9'),
        Some(SubjectType::Government) => !matches!(&code[..2], "11" | "12" | "13"),
        _ => false,
    };
    Ok(Uscc { code, inner_mismatch, type_mismatch })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_read_whatever_its_spacing() {
        assert_eq!(check("uscc", " 9144030071526726-xg ", None).unwrap().code, "9144030071526726XG");
        assert_eq!(
            check("uscc", "９１４４０３００７１５２６７２６ＸＧ", None).unwrap().code,
            "9144030071526726XG"
        );
        assert_eq!(check("uscc", "914403007152672·XG", None).unwrap_err().code, "uscc-character");
    }

    /// Only a code whose outer and inner checks fit is offered.
    #[test]
    fn what_may_be_meant_is_said() {
        for (typed, meant) in [
            ("914403OO71526726XG", "9144030071526726XG"),
            ("9I44030071526726XG", "9144030071526726XG"),
            ("9144030071S26726XG", "9144030071526726XG"),
            ("9144030071562726XG", "9144030071526726XG"),
            ("9133O10079965505BB", "91330100799655058B"),
        ] {
            let error = check("uscc", typed, None).unwrap_err();
            assert!(error.remedy.en.contains(meant), "{typed}: {}", error.remedy.en);
        }
        assert!(!check("uscc", "911101085636548888", None).unwrap_err().remedy.en.contains("Did you"));
    }

    #[test]
    fn the_inner_code_uses_the_other_letter_values() {
        assert!(!check("uscc", "11100000MB0143028R", Some(SubjectType::Government)).unwrap().inner_mismatch);
        assert!(check("uscc", "11100000MB0143028R", Some(SubjectType::Enterprise)).unwrap().type_mismatch);
    }

    #[test]
    fn the_heads_are_those_of_the_standard() {
        let rule = ["1239", "19", "123459", "19", "1239", "129", "129", "19", "123", "19", "1239", "1"];
        let all: Vec<String> = "123456789ANY"
            .chars()
            .zip(rule)
            .flat_map(|(a, of)| of.chars().map(move |c| format!("{a}{c}")))
            .collect();
        assert_eq!(HEADS.iter().map(|(pair, ..)| *pair).collect::<Vec<_>>(), all);
    }
}
