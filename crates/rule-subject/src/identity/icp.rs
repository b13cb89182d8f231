//! Numbers of websites and programs: ICP filings (备案), ICP licences (证), value-added telecom licences and what is filed under them.
//!
//! A filing (备) and a licence (证) are two things and never taken for each other. A mini program's filing ends in `X`, an app's in `A`, a quick app's in
//! `K`; the base of it may be a licence number instead of a filing (`粤B2-20090059-1626X`).

use tongguan_model::text::{Bilingual, bi};
use tongguan_policy::IdentityPolicy;

use super::reading::{Kind, Problem, Reading};

/// Without spaces, upper case, one kind of hyphen.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .map(|c| match c {
            '—' | '–' | '－' | '﹣' | '‐' => '-',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .flat_map(char::to_uppercase)
        .collect()
}

fn province(c: char, policy: &IdentityPolicy) -> Option<Bilingual> {
    let mut found = policy.filing_provinces.iter().filter(|p| p.short.starts_with(c));
    found.next().map(|p| bi(&*p.zh, &*p.en))
}

fn digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number of the site or program and its kind: `-1`, `-2X`.
fn suffix(tail: &str) -> Option<(&str, Bilingual)> {
    let serial = tail.strip_prefix('-')?;
    let (number, kind) = match serial.as_bytes().last()? {
        b'X' => (&serial[..serial.len() - 1], bi("小程序", "mini program")),
        b'A' => (&serial[..serial.len() - 1], bi("App", "app")),
        b'K' => (&serial[..serial.len() - 1], bi("快应用", "quick app")),
        _ => (serial, bi("网站", "website")),
    };
    digits(number, &[1, 2, 3, 4, 5]).then_some((number, kind))
}

struct Pieces {
    out: Reading,
    at: usize,
}

impl Pieces {
    fn take(&mut self, text: &str, label: (&str, &str), meaning: Bilingual) {
        let n = text.chars().count();
        self.out.part(self.at..self.at + n, label, meaning);
        self.at += n;
    }
}

/// Reads any of the three kinds.
pub fn read(text: &str, policy: &IdentityPolicy) -> Option<Reading> {
    let code = folded(text);
    let first = code.chars().next()?;
    let rest = &code[first.len_utf8()..];
    let place = province(first, policy);
    if let Some(body) = rest.strip_prefix("ICP备") {
        return Some(filing(&code, first, place, body));
    }
    if let Some(body) = rest.strip_prefix("ICP证") {
        return Some(licence(&code, first, place, body));
    }
    telecom(&code, first, place, rest)
}

pub(crate) fn unknown_province(first: char) -> Problem {
    Problem::new(
        "icp-province",
        format!("「{first}」不是省级简称。"),
        format!("\"{first}\" is no short name of a province."),
    )
    .at(0..1)
}

fn begin(kind: Kind, code: &str, first: char, place: Option<Bilingual>) -> Pieces {
    let mut out = Reading::new(kind, code);
    out.fit = 95;
    if place.is_none() {
        out.problems.push(unknown_province(first));
    }
    let mut pieces = Pieces { out, at: 0 };
    pieces.take(&first.to_string(), ("省份", "province"), place.unwrap_or_else(|| bi("不明", "unknown")));
    pieces
}

fn filing(code: &str, first: char, place: Option<Bilingual>, body: &str) -> Reading {
    let mut p = begin(Kind::IcpFiling, code, first, place);
    p.take("ICP备", ("种类", "kind"), bi("备案（非经营性）", "filing (non-commercial)"));
    let Some((number, tail)) = body.split_once('号') else {
        p.out
            .problems
            .push(Problem::new("icp-form", "缺少「号」字。", "The character 号 is missing.").at(p.at..p.at));
        return p.out;
    };
    if digits(number, &[6, 8, 10]) {
        let year = if number.len() == 10 { &number[..4] } else { &number[..2] };
        p.take(
            number,
            ("备案号", "number"),
            bi(format!("序号，冠年 {year}"), format!("sequence, year {year}")),
        );
    } else {
        let n = number.chars().count();
        let problem = Problem::new(
            "icp-digits",
            format!("「备」字后应为 6、8 或 10 位数字，现为 {n} 位。"),
            format!("There are 6, 8 or 10 digits behind 备, here {n}."),
        );
        p.out.problems.push(problem.at(p.at..p.at + n));
        p.at += n;
    }
    p.at += 1;
    end(&mut p, tail);
    p.out
}

fn licence(code: &str, first: char, place: Option<Bilingual>, body: &str) -> Reading {
    let mut p = begin(Kind::IcpLicence, code, first, place);
    p.take("ICP证", ("种类", "kind"), bi("经营许可证", "licence (commercial)"));
    let (number, tail) = body.split_once('号').unwrap_or((body, ""));
    let n = number.chars().count();
    if digits(number, &[6, 8]) && body.contains('号') {
        p.take(number, ("许可证号", "number"), bi(number, number));
    } else {
        let problem = Problem::new(
            "icp-licence-digits",
            "「证」字后应为 6 或 8 位数字和「号」。",
            "There are 6 or 8 digits behind 证, and 号.",
        );
        p.out.problems.push(problem.at(p.at..p.at + n));
        p.at += n;
    }
    p.at += 1;
    end(&mut p, tail);
    p.out
}

/// `粤B2-20090059`, and filings under it: `粤B2-20090059-1626X`.
fn telecom(code: &str, first: char, place: Option<Bilingual>, rest: &str) -> Option<Reading> {
    let class = ["A1", "A2", "B1", "B2"].into_iter().find(|c| rest.starts_with(c))?;
    // The licence of the whole country begins without a province: A2.B1.B2-20090059.
    let place = place?;
    let body = rest[2..].strip_prefix('-')?;
    let number: String = body.chars().take_while(char::is_ascii_digit).collect();
    let tail = &body[number.len()..];
    let filed = suffix(tail).is_some();
    let kind = if filed { Kind::IcpFiling } else { Kind::TelecomLicence };
    let mut p = begin(kind, code, first, Some(place));
    p.take(
        class,
        ("业务类别", "class of service"),
        bi("增值电信业务经营许可证", "value-added telecom licence"),
    );
    p.at += 1;
    if digits(&number, &[8]) {
        let year = &number[..4];
        p.take(&number, ("许可证号", "licence number"), bi(format!("冠年 {year}"), format!("year {year}")));
    } else {
        let problem = Problem::new("telecom-digits", "许可证号应为 8 位数字。", "The licence has 8 digits.");
        p.out.problems.push(problem.at(p.at..p.at + number.len()));
        p.at += number.len();
    }
    end(&mut p, tail);
    Some(p.out)
}

fn end(p: &mut Pieces, tail: &str) {
    if tail.is_empty() {
        return;
    }
    match suffix(tail) {
        Some((number, kind)) => {
            p.at += 1;
            let text = tail[1..].to_owned();
            p.take(
                &text,
                ("序号", "serial"),
                bi(format!("{} {number}", kind.zh), format!("{} {number}", kind.en)),
            );
        }
        None => {
            let n = tail.chars().count();
            let problem = Problem::new(
                "icp-serial",
                format!("「{tail}」应为「-数字」，小程序另加 X，App 另加 A，快应用另加 K。"),
                format!(
                    "\"{tail}\" should be \"-number\", with X for a mini program, A for an app, K for a quick app."
                ),
            );
            p.out.problems.push(problem.at(p.at..p.at + n));
        }
    }
}

#[cfg(test)]
mod tests {
    use tongguan_policy::Policy;

    use super::*;

    #[test]
    fn every_part_has_its_place() {
        let policy = Policy::builtin("default").unwrap().identity;
        for text in ["粤ICP备2023123456号-2X", "粤B2-20090059-1626X", "京ICP证030173号"] {
            let found = read(text, &policy).unwrap();
            let chars: Vec<char> = found.canonical.chars().collect();
            let joined: String = found.parts.iter().flat_map(|p| chars[p.span.clone()].iter()).collect();
            assert_eq!(joined, text.replace(['-', '号'], ""), "{text}");
            assert!(!found.parts[0].meaning.zh.is_empty());
        }
        assert_eq!(read("粤B2-20090059-1626X", &policy).unwrap().kind, Kind::IcpFiling);
        assert_eq!(read("粤B2-20090059", &policy).unwrap().kind, Kind::TelecomLicence);
        assert!(read("hello", &policy).is_none() && read("", &policy).is_none());
    }
}
