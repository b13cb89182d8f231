//! What is declared beside what a certificate says (SUB-4): equal, different with the differing characters marked, or not
//! to be told. What was read is never put in the place of what is declared.

use tongguan_model::{
    reading::{Agreement, Compared, Text},
    text::{Bilingual, bi},
};

use crate::{
    enterprise_name::{self, Mark, MarkKind},
    licence::{self, Found},
    uscc,
};

/// A reading below this confidence does not prove a difference.
#[derive(Debug, Clone, Copy)]
pub struct Sure(pub u8);

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Name of the body.
    Name,
    /// Social credit code.
    Code,
    /// Legal representative.
    Person,
}

fn blank(key: &str, label: &Bilingual, rule: &str, declared: &str) -> Compared {
    Compared {
        key: key.into(),
        label: label.clone(),
        rule: rule.into(),
        agreement: Agreement::NotRead,
        declared: declared.into(),
        read: String::new(),
        marks_declared: vec![],
        marks_read: vec![],
        message: bi("", ""),
        remedy: bi("", ""),
        material: String::new(),
        place: None,
        confidence: None,
    }
}

/// That a paper was not or not yet read.
pub fn unread(key: &str, label: &Bilingual, rule: &str, declared: &str, why: Option<Bilingual>) -> Compared {
    let (agreement, message) = match why {
        None => (Agreement::Waiting, bi("正在识别证照。", "The paper is being read.")),
        Some(why) => (
            Agreement::NotRead,
            bi(
                format!("未比对：{}，由审核员核对。", why.zh),
                format!("Not compared: {}. A reviewer compares.", lower(&why.en)),
            ),
        ),
    };
    Compared { agreement, message, ..blank(key, label, rule, declared) }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Compares one declared value with the text of its paper.
pub fn compare(
    what: What,
    key: &str,
    label: &Bilingual,
    rule: &str,
    declared: &str,
    text: &Text,
    sure: Sure,
) -> Compared {
    let base = blank(key, label, rule, declared);
    let found = match what {
        What::Name => licence::name(text, declared),
        What::Code => licence::code(text, declared),
        What::Person => licence::person(text, declared),
    };
    let Some(found) = found else {
        return Compared {
            agreement: Agreement::NotFound,
            message: bi(
                format!("证照上未读到{}。", label.zh),
                format!("{} was not found on the paper.", label.en),
            ),
            remedy: bi("由审核员核对；也可换一张更清晰的。", "A reviewer compares; a clearer picture helps."),
            ..base
        };
    };
    let compared = enterprise_name::compare(declared, &found.text);
    let same = match what {
        What::Code => folded(declared) == folded(&found.text),
        What::Name | What::Person => compared.verdict.same(),
    };
    let spans = |marks: &[Mark]| {
        let real = marks.iter().filter(|m| m.kind != MarkKind::Form || what == What::Code);
        real.map(|m| [m.start, m.len]).collect::<Vec<_>>()
    };
    let base = Compared {
        read: found.text.clone(),
        place: Some(found.place),
        confidence: Some(found.confidence),
        ..base
    };
    if same {
        return Compared {
            agreement: Agreement::Equal,
            message: bi("与证照一致。", "It agrees with the paper."),
            ..base
        };
    }
    let base = Compared {
        marks_declared: spans(&compared.marks_declared),
        marks_read: spans(&compared.marks_read),
        ..base
    };
    if !certain(what, &found, &compared.marks_read, sure) {
        return Compared {
            agreement: Agreement::Unsure,
            message: bi(
                "与机器读到的不同，但读得不确定。",
                "It differs from what the machine read, of which it is not sure.",
            ),
            remedy: bi("由审核员核对证照原件。", "A reviewer compares it with the paper itself."),
            ..base
        };
    }
    let (message, remedy) = match what {
        What::Name => {
            let remedy = compared.refusal(key).map(|e| e.remedy);
            (compared.message, remedy.unwrap_or_else(|| bi("", "")))
        }
        What::Code => (
            places(declared, &found.text),
            bi("请按证照逐字核对代码。", "Compare the code with the paper, character by character."),
        ),
        // The other person's name is no business of whoever reads the findings.
        What::Person => (
            bi("与证照上的姓名不一致。", "It is not the name on the paper."),
            bi("请按证照填写。", "Enter it as it is on the paper."),
        ),
    };
    Compared { agreement: Agreement::Differs, message, remedy, ..base }
}

/// Whether the reading proves a difference: a code that keeps its check character, text that was read surely where it
/// differs.
fn certain(what: What, found: &Found, marks: &[Mark], sure: Sure) -> bool {
    if what == What::Code {
        return uscc::check("uscc", &found.text, None).is_ok();
    }
    let real: Vec<_> = marks.iter().filter(|m| m.kind != MarkKind::Form).collect();
    // At a gap the characters beside it were read.
    let around = |m: &Mark| m.start.saturating_sub(usize::from(m.len == 0))..m.start + m.len.max(1);
    real.iter().any(|m| {
        let mut here = found.sure.iter().enumerate().filter(|(i, _)| around(m).contains(i)).map(|(_, c)| *c);
        here.next().is_some_and(|first| here.fold(first, u8::min) >= sure.0)
    })
}

fn folded(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// Which characters of a code differ.
fn places(declared: &str, read: &str) -> Bilingual {
    let (a, b) = (folded(declared), folded(read));
    if a.len() != b.len() {
        return bi(format!("证照上的代码为 {b}。"), format!("The code on the paper is {b}."));
    }
    let differing = a.chars().zip(b.chars()).enumerate().filter(|(_, (x, y))| x != y);
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (i, (x, y)) in differing.take(4) {
        zh.push(format!("第 {} 位「{x}」，证照为「{y}」", i + 1));
        en.push(format!("character {} is \"{x}\", \"{y}\" on the paper", i + 1));
    }
    bi(format!("代码与证照不一致：{}。", zh.join("；")), format!("The code differs: {}.", en.join("; ")))
}

/// What the QR code of the paper says of the declared code; `None` if it says nothing of one.
pub fn qr(label: &Bilingual, declared: &str, text: &Text) -> Option<Compared> {
    let wanted = folded(declared);
    let (word, code) = text.qr.iter().find_map(|word| Some((word, code_within(&word.text)?)))?;
    let equal = code == wanted;
    let base = Compared {
        read: code.clone(),
        place: Some(word.place),
        confidence: Some(100),
        ..blank("qr", label, "SUB-2", declared)
    };
    Some(if equal {
        Compared {
            agreement: Agreement::Equal,
            message: bi("二维码中的代码一致。", "The QR code says the same."),
            ..base
        }
    } else {
        let marks = enterprise_name::compare(&wanted, &code);
        let spans = |marks: &[Mark]| marks.iter().map(|m| [m.start, m.len]).collect();
        Compared {
            agreement: Agreement::Differs,
            marks_declared: spans(&marks.marks_declared),
            marks_read: spans(&marks.marks_read),
            message: bi(
                format!("二维码中的代码为 {code}。"),
                format!("The code within the QR code is {code}."),
            ),
            remedy: bi("请核对代码与所传证照。", "Check the code and the paper that was uploaded."),
            ..base
        }
    })
}

/// A code that keeps its check character, within an address or other text.
fn code_within(payload: &str) -> Option<String> {
    let runs = payload.split(|c: char| !c.is_ascii_alphanumeric());
    runs.filter(|run| run.len() == 18)
        .map(str::to_ascii_uppercase)
        .find(|run| uscc::check("uscc", run, None).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_model::reading::Word;

    const CODE: &str = "91350100M000100Y43";

    fn words(text: &str, confidence: u8) -> Vec<Word> {
        let (mut x, mut out) = (0, Vec::new());
        for c in text.chars() {
            if c == ' ' {
                x += 300;
                continue;
            }
            out.push(Word { text: c.into(), confidence, place: [x, 0, 58, 60], line: 0 });
            x += 60;
        }
        out
    }

    fn page(text: &str, confidence: u8) -> Text {
        Text { words: words(text, confidence), ..Text::default() }
    }

    fn name(declared: &str, read: &str, confidence: u8) -> Compared {
        let text = page(&format!("名称 {read}"), confidence);
        compare(What::Name, "name", &bi("企业名称", "Enterprise name"), "SUB-4", declared, &text, Sure(60))
    }

    /// SUB-4: wrong character and abbreviation are told by name, with the characters marked on both sides.
    #[test]
    fn a_difference_is_marked_and_named() {
        let short = name("云汀市栖川文具有限公司", "云汀市栖川文具商行有限公司", 90);
        assert_eq!(short.agreement, Agreement::Differs);
        assert_eq!((short.marks_declared, short.marks_read), (vec![[7, 0]], vec![[7, 2]]));
        assert!(short.message.zh.contains("「商行」"), "{}", short.message.zh);
        let abbreviated = name("栖川文具公司", "云汀市栖川文具商行有限公司", 90);
        assert!(abbreviated.message.zh.contains("缩写不规范"), "{}", abbreviated.message.zh);
        let wrong = name("云汀市西川文具商行有限公司", "云汀市栖川文具商行有限公司", 90);
        assert!(wrong.message.zh.contains("错别字"), "{}", wrong.message.zh);
        assert!(!wrong.remedy.zh.is_empty());
        let same = name("云汀市栖川文具（集团）有限公司", "云汀市栖川文具(集团)有限公司", 90);
        assert_eq!((same.agreement, same.marks_read.len()), (Agreement::Equal, 0));
        assert_eq!(
            name("云汀市西川文具商行有限公司", "云汀市栖川文具商行有限公司", 20).agreement,
            Agreement::Unsure
        );
        let none =
            compare(What::Name, "name", &bi("名", "Name"), "SUB-4", "青槐", &Text::default(), Sure(60));
        assert_eq!(none.agreement, Agreement::NotFound);
    }

    #[test]
    fn a_code_differs_only_if_what_was_read_is_one() {
        let code = |declared: &str, read: &str| {
            let text = page(read, 90);
            compare(What::Code, "uscc", &bi("代码", "Code"), "SUB-2", declared, &text, Sure(60))
        };
        assert_eq!(code("91350100 m000100y43", CODE).agreement, Agreement::Equal);
        let other = code("91350100M000100Y43", "91330100799655058B");
        assert_eq!(other.agreement, Agreement::Differs);
        let one = code("91350100M000100Y44", CODE);
        assert!(one.message.zh.contains("第 18 位「4」，证照为「3」"), "{}", one.message.zh);
        assert_eq!(one.marks_read, [[17, 1]]);
        // It fails its check: it was misread, which proves nothing.
        assert_eq!(code(CODE, "91350100M000100Y48").agreement, Agreement::Unsure);
    }

    #[test]
    fn a_qr_code_is_compared_and_never_followed() {
        let text = |payload: &str| Text {
            qr: vec![Word { text: payload.into(), confidence: 100, place: [1, 2, 3, 4], line: 0 }],
            ..Text::default()
        };
        let label = bi("二维码", "QR code");
        let url = format!("https://www.gsxt.gov.cn/index.html?uniscid={CODE}");
        assert_eq!(qr(&label, CODE, &text(&url)).unwrap().agreement, Agreement::Equal);
        let other = qr(&label, "91330100799655058B", &text(&url)).unwrap();
        assert_eq!((other.agreement, other.read.as_str()), (Agreement::Differs, CODE));
        assert_eq!(qr(&label, CODE, &text("https://example.com/x")), None);
        assert_eq!(qr(&label, CODE, &Text::default()), None);
    }

    #[test]
    fn a_person_is_compared_without_telling_the_other_name() {
        let text = page("法定代表人 沈望舒", 90);
        let label = bi("法定代表人", "Legal representative");
        let other = compare(What::Person, "legal_rep_name", &label, "PRE-3", "沈望月", &text, Sure(60));
        assert_eq!(other.agreement, Agreement::Differs);
        assert!(!other.message.zh.contains('舒') && !other.message.en.contains('舒'));
        let unread = unread("name", &label, "SUB-4", "x", Some(bi("识别超时", "The reading took too long")));
        assert!(unread.message.en.contains("the reading took too long") && unread.agreement.needs_person());
    }
}
