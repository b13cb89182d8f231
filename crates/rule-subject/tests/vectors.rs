//! Every vector of the rules about numbers (PRE-1, SUB-1, SUB-2, SUB-3, SUB-6, DEV-4, ACC-2), by section: codes (1), persons and bodies outside the
//! mainland (2), mobile numbers (3), banks (4), filings and mail (5), masks (12).

use std::collections::BTreeMap;

use time::macros::date;
use tongguan_policy::Policy;
use tongguan_rule_subject::{
    bank, domain, email,
    identity::{Kind, Reading, identify, read_as, travel_permit},
    mobile, resident_id,
};

const VECTORS: &str = include_str!("vectors.txt");
const TODAY: time::Date = date!(2026 - 11 - 24);
/// Everything that a reading says, in one text.
fn said(reading: &Reading) -> String {
    let mut all: Vec<String> = reading.parts.iter().map(|p| p.meaning.zh.clone()).collect();
    for p in reading.problems.iter().chain(&reading.warnings) {
        all.push(p.message.zh.clone());
        all.extend(p.expected.clone());
        all.extend(p.suggestions.iter().map(|s| s.text.clone()));
    }
    all.join("|")
}

fn wrong(row: &[&str], policy: &Policy) -> Option<String> {
    let [_, kind, text, expected, rest @ ..] = row else { return Some("columns".into()) };
    let Some(kind) = Kind::ALL.into_iter().find(|k| k.key() == *kind) else {
        return Some(format!("kind {kind}"));
    };
    let found = read_as(kind, text, policy, TODAY);
    let outcome = match &found {
        None => "none".to_owned(),
        Some(r) if !r.ok() => format!("fail {}", r.problems[0].code),
        Some(r) => r.warnings.first().map_or("ok".to_owned(), |w| format!("warn {}", w.code)),
    };
    let all = found.as_ref().map(said).unwrap_or_default();
    let missing = rest.first().filter(|s| !all.contains(**s));
    (outcome != *expected || missing.is_some()).then(|| format!("{row:?}: {outcome}, said {all}"))
}

#[test]
fn every_vector_by_section() {
    let policy = Policy::builtin("default").unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for line in VECTORS.lines().filter(|l| !l.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').collect();
        *counts.entry(row[0]).or_default() += 1;
        failures.extend(wrong(&row, &policy));
    }
    for (section, n) in &counts {
        println!("§{section}: {n} vectors");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let expected = [
        ("1", 35),
        ("2.1", 6),
        ("2.2", 3),
        ("2.3", 3),
        ("2.4", 12),
        ("2.5", 23),
        ("3", 20),
        ("4", 38),
        ("5", 29),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
}

/// What is a number of one kind by its check digit comes first, however many digits would do for other kinds.
#[test]
fn the_likeliest_kind_comes_first() {
    let policy = Policy::builtin("default").unwrap();
    for line in VECTORS.lines().filter(|l| !l.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').collect();
        // Eight or nine bare digits are many things, an account is whatever else digits are not.
        let plain = matches!(
            row[1],
            "taiwan_travel_permit" | "hk_business_registration" | "taiwan_ubn" | "duns" | "corporate_account"
        );
        if plain || row[3].starts_with("fail") || row[3] == "none" {
            continue;
        }
        let best = identify(row[2], &policy, TODAY);
        assert_eq!(best[0].kind.key(), row[1], "{row:?}");
    }
    let kinds: Vec<_> = identify("12345678", &policy, TODAY).iter().map(|r| r.kind).collect();
    for kind in [Kind::TaiwanTravelPermit, Kind::HkBusinessRegistration, Kind::TaiwanUbn] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(identify("", &policy, TODAY).is_empty() && identify(&"9".repeat(999), &policy, TODAY).is_empty());
}

/// Spans lie inside the canonical form, and a masked form never shows what a personal part says.
#[test]
fn parts_lie_inside_and_masks_hide_what_is_personal() {
    let policy = Policy::builtin("default").unwrap();
    for line in VECTORS.lines().filter(|l| !l.starts_with('#')) {
        let text = line.split('\t').nth(2).unwrap();
        for reading in identify(text, &policy, TODAY) {
            let n = reading.canonical.chars().count();
            let spans = reading.parts.iter().map(|p| p.span.clone());
            let places = reading.problems.iter().chain(&reading.warnings).filter_map(|p| p.at.clone());
            assert!(spans.chain(places).all(|s| s.start <= s.end && s.end <= n + 1), "{reading:?}");
            if reading.kind.personal() {
                assert_ne!(reading.masked, reading.canonical, "{reading:?}");
            }
        }
    }
}

/// Numbers without an end or of any characters are read without harm.
#[test]
fn any_text_is_read() {
    let policy = Policy::builtin("default").unwrap();
    for text in [
        "",
        " ",
        "号",
        "京",
        "京ICP备",
        "京ICP证",
        "粤B2-",
        "京公网安备",
        "@",
        "a@",
        "（）",
        "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷",
        "é23456789",
        "12345678é",
        "９１",
        "1é34567890123456",
        "--------",
    ] {
        for reading in identify(text, &policy, TODAY) {
            assert!(!reading.canonical.is_empty(), "{text}");
        }
        for kind in Kind::ALL {
            drop(read_as(kind, text, &policy, TODAY));
        }
    }
}

#[test]
fn permits_are_compared_by_the_number_for_life() {
    let one = travel_permit::read_hk_mo("H12345678").unwrap();
    let renewed = travel_permit::read_hk_mo("H1234567802").unwrap();
    assert_eq!(travel_permit::identity(&one), travel_permit::identity(&renewed));
    let taiwan = travel_permit::read_taiwan("0123456701").unwrap();
    assert_eq!(travel_permit::identity(&taiwan), "01234567");
}

/// Section 5: domains as they are kept.
#[test]
fn domains() {
    for (typed, kept) in [
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("A.com.cn.", "a.com.cn"),
        ("x.github.io", "x.github.io"),
    ] {
        assert_eq!(domain::business("d", typed, &[]).unwrap(), kept);
    }
    for bad in ["gov.cn", "公司.cn", "1.2.3.4", "[::1]", "cn", "a_b.cn"] {
        assert!(domain::business("d", bad, &[]).is_err(), "{bad}");
    }
}

/// Section 12: what is shown by default.
#[test]
fn masks() {
    assert_eq!(resident_id::mask("11010519491231002X"), "110105********002X");
    assert_eq!(mobile::mask("13800138000"), "138****8000");
    assert_eq!(bank::mask("123456783307"), "********3307");
    assert_eq!(email::mask("lin@qinghuai.example"), "l***@qinghuai.example");
    assert_eq!(resident_id::upgrade("110105491231002").as_deref(), Some("11010519491231002X"));
}
