//! The declared name beside the one on the licence (SUB-4): equal, or what is wrong with it and where.
//!
//! Both are laid side by side, character by character, at the least cost; what differs is marked on both. Width, brackets and
//! spaces do not make another name; anything else does.

use tongguan_model::text::{Bilingual, bi};
use tongguan_text::{same_character, same_sound, similar_shape};

use crate::FieldError;

/// Longer names are cut: no register holds one.
const MOST: usize = 200;
/// What a company is called at its end; leaving out a part of it abbreviates.
const FORMS: [&str; 12] = [
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "集团",
    "公司",
    "合伙企业",
    "（有限合伙）",
    "（普通合伙）",
    "分公司",
    "责任",
    "股份",
    "合作社",
];

/// What the comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Character by character the same.
    Exact,
    /// The same but for width, brackets or spaces.
    Form,
    /// 错别字: characters in the place of others.
    WrongCharacter,
    /// 缩写不规范: parts are left out.
    Abbreviated,
    /// A character or two are left out.
    Missing,
    /// Text that the licence does not have.
    Extra,
    /// Another name.
    Different,
}

impl Verdict {
    /// Stable code of a refusal for this.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "name-exact",
            Self::Form => "name-form-differs",
            Self::WrongCharacter => "name-wrong-character",
            Self::Abbreviated => "name-abbreviated",
            Self::Missing => "name-missing-text",
            Self::Extra => "name-extra-text",
            Self::Different => "name-different",
        }
    }

    /// Whether it counts as the licence's name.
    pub const fn same(self) -> bool {
        matches!(self, Self::Exact | Self::Form)
    }
}

/// Why characters are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Full or half width, brackets of another shape, a space.
    Form,
    /// Traditional for simplified, or the reverse.
    Variant,
    /// A character that looks like the other side's.
    Shape,
    /// A character that sounds like the other side's.
    Sound,
    /// Any other character.
    Other,
    /// The other side does not have this.
    Only,
}

/// Characters that differ, with the place on the other side that they stand against.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mark {
    /// First character, from 0.
    pub start: usize,
    /// How many; 0 marks a gap, where the other side has something.
    pub len: usize,
    /// Why.
    pub kind: MarkKind,
}

/// Two names side by side.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    /// What it comes to.
    pub verdict: Verdict,
    /// Differences in the declared name; `marks_declared[i]` stands against `marks_read[i]`.
    pub marks_declared: Vec<Mark>,
    /// Differences in the name that was read.
    pub marks_read: Vec<Mark>,
    /// What is so, with the characters.
    pub message: Bilingual,
}

impl Comparison {
    /// The refusal that a difference is (SUB-4); `None` if the names are the same.
    pub fn refusal(&self, field: &str) -> Option<FieldError> {
        let (zh, en) = match self.verdict {
            Verdict::Exact | Verdict::Form => return None,
            Verdict::WrongCharacter => {
                ("请按营业执照改正标出的字。", "Correct the marked characters as on the licence.")
            }
            Verdict::Abbreviated | Verdict::Missing => {
                ("请填写营业执照上的全称。", "Enter the full name as on the licence.")
            }
            Verdict::Extra => ("请删去执照上没有的文字。", "Leave out what the licence does not have."),
            Verdict::Different => (
                "请核对营业执照与所填名称是否属于同一企业。",
                "Check that licence and name belong to one enterprise.",
            ),
        };
        Some(FieldError::new(field, self.verdict.code(), "SUB-4", self.message.clone(), bi(zh, en)))
    }
}

/// One step of the alignment: characters of either side, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Both(usize, usize),
    Declared(usize),
    Read(usize),
}

fn bracket(c: char) -> char {
    match c {
        '(' | '（' | '[' | '［' | '【' | '〔' | '﹙' | '〈' | '《' => '(',
        ')' | '）' | ']' | '］' | '】' | '〕' | '﹚' | '〉' | '》' => ')',
        '·' | '•' | '・' | '‧' | '．' | '∙' | '●' => '·',
        '-' | '－' | '—' | '–' | '﹣' => '-',
        other => other,
    }
}

/// Full width, brackets, dots and dashes: the same sign written otherwise. Case is not form: a register keeps it.
fn same_form(a: char, b: char) -> bool {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => bracket(c),
    };
    a == b || bracket(half(a)) == bracket(half(b))
}

fn kind(a: char, b: char) -> MarkKind {
    if same_form(a, b) {
        MarkKind::Form
    } else if !a.is_ascii() && !b.is_ascii() && same_character(a, b) {
        MarkKind::Variant
    } else if similar_shape(a, b) {
        MarkKind::Shape
    } else if same_sound(a, b) {
        MarkKind::Sound
    } else {
        MarkKind::Other
    }
}

fn gap_cost(c: char) -> u32 {
    if c.is_whitespace() { 1 } else { 8 }
}

fn pair_cost(a: char, b: char) -> u32 {
    if a == b {
        return 0;
    }
    match kind(a, b) {
        MarkKind::Form => 1,
        MarkKind::Variant => 3,
        MarkKind::Shape | MarkKind::Sound => 9,
        _ => 15,
    }
}

/// The cheapest way to lay one name beside the other.
fn align(a: &[char], b: &[char]) -> Vec<Step> {
    let width = b.len() + 1;
    let mut cost = vec![0_u32; (a.len() + 1) * width];
    for j in 1..width {
        cost[j] = cost[j - 1] + gap_cost(b[j - 1]);
    }
    for i in 1..=a.len() {
        cost[i * width] = cost[(i - 1) * width] + gap_cost(a[i - 1]);
        for j in 1..width {
            let both = cost[(i - 1) * width + j - 1] + pair_cost(a[i - 1], b[j - 1]);
            let declared = cost[(i - 1) * width + j] + gap_cost(a[i - 1]);
            let read = cost[i * width + j - 1] + gap_cost(b[j - 1]);
            cost[i * width + j] = both.min(declared).min(read);
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut steps = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        let here = cost[i * width + j];
        if i > 0 && j > 0 && here == cost[(i - 1) * width + j - 1] + pair_cost(a[i - 1], b[j - 1]) {
            (i, j) = (i - 1, j - 1);
            steps.push(Step::Both(i, j));
        } else if i > 0 && here == cost[(i - 1) * width + j] + gap_cost(a[i - 1]) {
            i -= 1;
            steps.push(Step::Declared(i));
        } else {
            j -= 1;
            steps.push(Step::Read(j));
        }
    }
    steps.reverse();
    steps
}

/// Differences as marks on both sides; neighbours of one kind are one mark.
fn marks(a: &[char], b: &[char], steps: &[Step]) -> (Vec<Mark>, Vec<Mark>) {
    let (mut left, mut right) = (Vec::<Mark>::new(), Vec::<Mark>::new());
    let (mut i, mut j) = (0, 0);
    for step in steps {
        let (kind, la, lb) = match *step {
            Step::Both(x, y) if a[x] == b[y] => {
                (i, j) = (x + 1, y + 1);
                continue;
            }
            Step::Both(x, y) => (kind(a[x], b[y]), 1, 1),
            Step::Declared(x) if a[x].is_whitespace() => (MarkKind::Form, 1, 0),
            Step::Read(y) if b[y].is_whitespace() => (MarkKind::Form, 0, 1),
            Step::Declared(_) => (MarkKind::Only, 1, 0),
            Step::Read(_) => (MarkKind::Only, 0, 1),
        };
        let joins = left.last().zip(right.last()).is_some_and(|(l, r)| {
            let same_sides = (l.len > 0) == (la > 0) && (r.len > 0) == (lb > 0);
            l.kind == kind && same_sides && l.start + l.len == i && r.start + r.len == j
        });
        match (left.last_mut(), right.last_mut()) {
            (Some(l), Some(r)) if joins => {
                l.len += la;
                r.len += lb;
            }
            _ => {
                left.push(Mark { start: i, len: la, kind });
                right.push(Mark { start: j, len: lb, kind });
            }
        }
        (i, j) = (i + la, j + lb);
    }
    (left, right)
}

fn text(chars: &[char], mark: &Mark) -> String {
    chars[mark.start..mark.start + mark.len].iter().collect()
}

/// Compares the declared name with the one that was read from the licence.
pub fn compare(declared: &str, read: &str) -> Comparison {
    let a: Vec<char> = declared.trim().chars().take(MOST).collect();
    let b: Vec<char> = read.trim().chars().take(MOST).collect();
    let steps = align(&a, &b);
    let (marks_declared, marks_read) = marks(&a, &b, &steps);
    let verdict = verdict(&a, &b, &marks_declared, &marks_read);
    let message = message(verdict, &a, &b, &marks_declared, &marks_read);
    Comparison { verdict, marks_declared, marks_read, message }
}

fn verdict(a: &[char], b: &[char], left: &[Mark], right: &[Mark]) -> Verdict {
    if a == b {
        return Verdict::Exact;
    }
    let real = |i: &usize| left[*i].kind != MarkKind::Form;
    let all: Vec<usize> = (0..left.len()).filter(real).collect();
    if all.is_empty() {
        return Verdict::Form;
    }
    let missing: usize = all.iter().filter(|i| left[**i].len == 0).map(|i| right[*i].len).sum();
    let extra: usize = all.iter().filter(|i| right[**i].len == 0).map(|i| left[*i].len).sum();
    let wrong: usize = all.iter().map(|i| left[*i].len.min(right[*i].len)).sum();
    let kept = a.len().saturating_sub(extra + wrong);
    if a.is_empty() || b.is_empty() || kept * 2 < a.len() {
        return Verdict::Different;
    }
    match (wrong, missing, extra) {
        (0, _, 0) => {
            let gone = |i: &&usize| {
                let gone = text(b, &right[**i]);
                FORMS.iter().any(|f| gone.contains(f) || f.contains(gone.as_str()))
            };
            if missing > 2 || all.iter().filter(|i| left[**i].len == 0).any(|i| gone(&i)) {
                Verdict::Abbreviated
            } else {
                Verdict::Missing
            }
        }
        (0, 0, _) => Verdict::Extra,
        // A wrong character or two beside text left out: what has to be mended first is the character.
        (n, m, e) if n * 3 <= b.len() && m + e <= n => Verdict::WrongCharacter,
        _ => Verdict::Different,
    }
}

fn message(verdict: Verdict, a: &[char], b: &[char], left: &[Mark], right: &[Mark]) -> Bilingual {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (l, r) in left.iter().zip(right) {
        if l.kind == MarkKind::Form && verdict != Verdict::Form {
            continue;
        }
        let (at, was, is) = (l.start + 1, text(a, l), text(b, r));
        match (l.len, r.len) {
            (0, _) => {
                zh.push(format!("第 {at} 字前缺「{is}」"));
                en.push(format!("\"{is}\" is missing before character {at}"));
            }
            (_, 0) => {
                zh.push(format!("第 {at} 字起多「{was}」"));
                en.push(format!("\"{was}\" from character {at} is not on the licence"));
            }
            _ => {
                let (how_zh, how_en) = match l.kind {
                    MarkKind::Form => ("（全半角或符号不同）", " (width or sign)"),
                    MarkKind::Variant => ("（繁简不同）", " (traditional or simplified)"),
                    MarkKind::Shape => ("（形近）", " (looks alike)"),
                    MarkKind::Sound => ("（音同）", " (sounds alike)"),
                    _ => ("", ""),
                };
                zh.push(format!("第 {at} 字「{was}」，执照为「{is}」{how_zh}"));
                en.push(format!("character {at} is \"{was}\", \"{is}\" on the licence{how_en}"));
            }
        }
    }
    let (head_zh, head_en) = match verdict {
        Verdict::Exact => {
            return bi("与营业执照上的名称一字不差。", "It is the licence's name, character by character.");
        }
        Verdict::Form => ("名称相同，仅写法不同：", "The same name, written otherwise: "),
        Verdict::WrongCharacter => ("名称有错别字：", "A character is wrong: "),
        Verdict::Abbreviated => ("名称缩写不规范：", "The name is abbreviated: "),
        Verdict::Missing => ("名称漏字：", "Text is left out: "),
        Verdict::Extra => ("名称多字：", "There is text too much: "),
        Verdict::Different => {
            return bi(
                format!("与营业执照上的名称「{}」不是同一个名称。", b.iter().collect::<String>()),
                format!("The licence has another name: \"{}\".", b.iter().collect::<String>()),
            );
        }
    };
    bi(format!("{head_zh}{}。", zh.join("；")), format!("{head_en}{}.", en.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SUB-4: the rejection names its cause.
    #[test]
    fn every_cause_is_told_from_the_others() {
        use Verdict::{Abbreviated, Different, Exact, Extra, Form, Missing, WrongCharacter};
        let full = "深圳市腾讯计算机系统有限公司";
        for (declared, read, verdict) in [
            (full, full, Exact),
            (" 深圳市腾讯计算机系统有限公司 ", full, Exact),
            ("宝洁(中国)有限公司", "宝洁（中国）有限公司", Form),
            ("宝洁【中国】有限公司", "宝洁（中国）有限公司", Form),
            ("深圳市 腾讯计算机系统有限公司", full, Form),
            ("ＡＢＣ科技有限公司", "ABC科技有限公司", Form),
            ("abc科技有限公司", "ABC科技有限公司", WrongCharacter),
            ("深圳市腾汛计算机系统有限公司", full, WrongCharacter),
            ("深圳市腾讯计算机糸统有限公司", full, WrongCharacter),
            ("深圳市騰訊计算机系统有限公司", full, WrongCharacter),
            ("北京青怀科技有限公司", "北京青槐科技有限公司", WrongCharacter),
            ("腾讯公司", full, Abbreviated),
            ("腾讯", full, Abbreviated),
            ("腾讯计算机系统有限公司", full, Abbreviated),
            ("北京青槐科技公司", "北京青槐科技有限公司", Abbreviated),
            ("北京青槐科技有限公司", "北京青槐科技有限责任公司", Abbreviated),
            ("青槐集团", "青槐（集团）股份有限公司", Abbreviated),
            ("深圳市腾讯计算系统有限公司", full, Missing),
            ("深圳市腾讯计算机系统有限公司深圳分公司", full, Extra),
            ("北京青槐科技有限责任公司", "北京青槐科技有限公司", Extra),
            ("阿里巴巴（中国）网络技术有限公司", full, Different),
            ("", full, Different),
            (full, "", Different),
        ] {
            let found = compare(declared, read);
            assert_eq!(found.verdict, verdict, "{declared} {read}: {}", found.message.zh);
            assert_eq!(found.refusal("name").is_none(), verdict.same());
            assert!(found.refusal("name").is_none_or(|e| e.rule.as_deref() == Some("SUB-4")));
        }
    }

    #[test]
    fn the_differing_characters_are_marked_on_both_sides() {
        let found = compare("北京青怀科技公司", "北京青槐科技有限公司");
        assert_eq!(found.marks_declared[0], Mark { start: 3, len: 1, kind: MarkKind::Sound });
        assert_eq!(found.marks_read[0], Mark { start: 3, len: 1, kind: MarkKind::Sound });
        assert_eq!(found.marks_declared[1], Mark { start: 6, len: 0, kind: MarkKind::Only });
        assert_eq!(found.marks_read[1], Mark { start: 6, len: 2, kind: MarkKind::Only });
        let shape = compare("支付室科技有限公司", "支付宝科技有限公司");
        assert_eq!(shape.marks_declared, [Mark { start: 2, len: 1, kind: MarkKind::Shape }]);
        assert!(shape.message.zh.contains("第 3 字「室」，执照为「宝」（形近）"), "{}", shape.message.zh);
        assert!(shape.message.en.contains("character 3"), "{}", shape.message.en);
    }

    /// Marks lie inside their names, in order, and what is not marked is equal on both sides.
    #[test]
    fn what_is_not_marked_is_equal() {
        let names = [
            "深圳市腾讯计算机系统有限公司",
            "宝洁(中国)有限公司",
            "宝洁（中国）投资 有限公司",
            "",
            "青槐",
            "槐青槐青槐",
        ];
        for a in names {
            for b in names {
                let found = compare(a, b);
                let rest = |name: &str, marks: &[Mark]| {
                    let mut last = 0;
                    for m in marks {
                        assert!(m.start >= last && m.start + m.len <= name.chars().count());
                        last = m.start + m.len;
                    }
                    let marked = |i: &usize| marks.iter().any(|m| (m.start..m.start + m.len).contains(i));
                    name.chars().enumerate().filter(|(i, _)| !marked(i)).map(|(_, c)| c).collect::<String>()
                };
                assert_eq!(rest(a, &found.marks_declared), rest(b, &found.marks_read), "{a} {b}");
                assert_eq!(found.marks_declared.len(), found.marks_read.len());
            }
        }
    }

    #[test]
    fn a_name_without_end_costs_little() {
        let long = "公司".repeat(100_000);
        assert_eq!(compare(&long, &long).verdict, Verdict::Exact);
    }
}
