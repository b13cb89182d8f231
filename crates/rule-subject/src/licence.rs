//! What a certificate's text says: its name, code and legal representative, found among the words that were read.
//!
//! The layout helps: a value stands right of its label, and columns are wide apart. Where a label was misread, the text
//! most like the declared one is taken, or none.

use tongguan_model::reading::{Text, Word};

use crate::uscc;

/// Columns are further apart than this many letters.
const COLUMN_GAP: f64 = 1.5;
/// What is less alike than this is other text, not the same one misread.
const ALIKE: f64 = 0.45;
/// What stands right of its label is believed though it is less alike.
const LABEL_BONUS: f64 = 0.35;
const NAME_LABELS: [&str; 1] = ["名称"];
const PERSON_LABELS: [&str; 5] = ["法定代表人", "执行事务合伙人", "经营者", "负责人", "投资人"];
/// A value ends where the next label begins, should the gap before it be narrow.
const OTHER_LABELS: [&str; 10] = [
    "注册资本",
    "成立日期",
    "组成形式",
    "营业期限",
    "经营范围",
    "经营场所",
    "类型",
    "住所",
    "注册日期",
    "登记机关",
];

/// Text that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As read.
    pub text: String,
    /// Of its least sure word, 0 to 100.
    pub confidence: u8,
    /// Of the word that each character stands in.
    pub sure: Vec<u8>,
    /// Where on the picture: left, top, width, height.
    pub place: [u32; 4],
}

impl Found {
    fn of(words: &[&Word], text: String) -> Option<Self> {
        let place = words.iter().map(|w| w.place).reduce(joined)?;
        let confidence = words.iter().map(|w| w.confidence).min()?;
        let each = words.iter().flat_map(|w| {
            let letters = w.text.chars().filter(|c| !c.is_whitespace());
            letters.map(|c| (c, w.confidence))
        });
        // What was trimmed off the ends has no place in it.
        let mut wanted = text.chars().peekable();
        let mut sure = Vec::new();
        for (c, confidence) in each {
            if wanted.next_if(|w| w.eq_ignore_ascii_case(&c)).is_some() {
                sure.push(confidence);
            }
        }
        Some(Self { text, confidence, sure, place })
    }
}

fn joined([x, y, w, h]: [u32; 4], [x2, y2, w2, h2]: [u32; 4]) -> [u32; 4] {
    let (left, top) = (x.min(x2), y.min(y2));
    [left, top, (x + w).max(x2 + w2) - left, (y + h).max(y2 + h2) - top]
}

/// Words side by side without a column's gap.
#[derive(Debug, Clone)]
struct Run<'a> {
    line: u32,
    words: Vec<&'a Word>,
}

impl Run<'_> {
    fn text(&self) -> String {
        self.words.iter().flat_map(|w| w.text.chars()).filter(|c| !c.is_whitespace()).collect()
    }

    fn left(&self) -> u32 {
        self.words.iter().map(|w| w.place[0]).min().unwrap_or_default()
    }

    fn height(&self) -> u32 {
        let mut all: Vec<_> = self.words.iter().map(|w| w.place[3]).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or_default()
    }
}

/// The words as runs, in reading order.
fn runs(words: &[Word]) -> Vec<Run<'_>> {
    let mut out: Vec<Run<'_>> = Vec::new();
    for word in words.iter().filter(|w| !w.text.trim().is_empty()) {
        let near = out.last().is_some_and(|run| {
            let end = run.words.iter().map(|w| w.place[0] + w.place[2]).max().unwrap_or_default();
            let gap = f64::from(word.place[0]) - f64::from(end);
            run.line == word.line && gap < COLUMN_GAP * f64::from(run.height().max(word.place[3]))
        });
        match out.last_mut().filter(|_| near) {
            Some(run) => run.words.push(word),
            None => out.push(Run { line: word.line, words: vec![word] }),
        }
    }
    out
}

/// How alike two texts are: the share of characters that both have in this order, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "lengths of lines")]
fn alike(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(200).collect(), b.chars().take(200).collect());
    let mut row = vec![0_usize; b.len() + 1];
    for x in &a {
        let mut before = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { before + 1 } else { above.max(row[j]) };
            before = above;
        }
    }
    let common = row.last().copied().unwrap_or_default();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

/// What follows a label: in its own run, else the run after it in the line.
fn labelled<'a>(runs: &[Run<'a>], labels: &[&str]) -> Vec<(usize, Run<'a>)> {
    let mut out = Vec::new();
    for (first, run) in runs.iter().enumerate() {
        // A label's letters may stand so wide apart that each is a run.
        let (mut text, mut last) = (String::new(), first);
        while let Some(next) = runs.get(last).filter(|r| r.line == run.line) {
            text.push_str(&next.text());
            let known = labels.iter().find(|l| text.starts_with(**l));
            if let Some(label) = known {
                let own = after(next, text.chars().count() - label.chars().count());
                let rest = if own.words.is_empty() { runs.get(last + 1).cloned() } else { Some(own) };
                if let Some(rest) = rest.filter(|r| r.line == run.line) {
                    out.push((last, rest));
                }
                break;
            }
            if !labels.iter().any(|l| l.starts_with(text.as_str())) {
                break;
            }
            last += 1;
        }
    }
    out
}

/// The last `count` characters of a run, as whole words.
fn after<'a>(run: &Run<'a>, count: usize) -> Run<'a> {
    let (mut left, mut words) = (count, Vec::new());
    for word in run.words.iter().rev() {
        let n = word.text.chars().count();
        if left < n {
            break;
        }
        left -= n;
        words.push(*word);
    }
    words.reverse();
    Run { line: run.line, words }
}

/// Characters among which a label that was misread stands.
const LABEL_REACH: usize = 8;

/// The text without a label that was misread: `名` and `称` with signs or a stray character around them.
fn unlabelled(text: &str) -> &str {
    let head: Vec<(usize, char)> = text.char_indices().take(LABEL_REACH + 1).collect();
    let sign = |c: char| !c.is_alphanumeric() && !"(（《【".contains(c);
    let is_label = |i: usize| {
        let before_sign = head.get(i + 1).is_some_and(|(_, c)| sign(*c));
        match head[i].1 {
            '称' => before_sign || head[..i].iter().any(|(_, c)| *c == '名'),
            '名' => before_sign,
            _ => false,
        }
    };
    match (0..head.len().min(LABEL_REACH)).rev().find(|i| is_label(*i)) {
        Some(i) => text[head[i].0 + head[i].1.len_utf8()..].trim_start_matches(sign),
        None => text,
    }
}

/// The run without what begins with another label.
fn cut<'a>(run: &Run<'a>) -> Run<'a> {
    let text = run.text();
    let end = OTHER_LABELS.iter().filter_map(|l| text.find(l)).min();
    let Some(end) = end.filter(|end| *end > 0) else { return run.clone() };
    let (mut seen, mut words) = (0, Vec::new());
    for word in &run.words {
        if seen >= end {
            break;
        }
        seen += word.text.len();
        words.push(*word);
    }
    Run { line: run.line, words }
}

fn found(run: &Run<'_>, text: &str) -> Option<Found> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !"()（）《》【】".contains(c));
    Found::of(&run.words, text.to_owned()).filter(|f| !f.text.is_empty())
}

/// The name on the certificate; `declared` helps to find it where its label was misread, and is not put in its place.
pub fn name(text: &Text, declared: &str) -> Option<Found> {
    let runs = runs(&text.words);
    let mut all: Vec<(f64, Found)> = Vec::new();
    for (at, value) in labelled(&runs, &NAME_LABELS) {
        let value = cut(&value);
        let whole = wrapped(&runs, at, &value, declared);
        let text = whole.text();
        all.extend(found(&whole, &text).map(|f| (alike(&text, declared) + LABEL_BONUS, f)));
    }
    for run in &runs {
        let run = cut(run);
        let text = run.text();
        let text = unlabelled(&text);
        all.extend(found(&run, text).map(|f| (alike(text, declared), f)));
    }
    best(all).filter(|f| f.text.chars().count() >= 2)
}

fn best(all: Vec<(f64, Found)>) -> Option<Found> {
    let all = all.into_iter().filter(|(score, _)| *score >= ALIKE);
    all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, f)| f)
}

/// The value with the line below it, where a long name goes on there.
fn wrapped<'a>(runs: &[Run<'a>], at: usize, value: &Run<'a>, declared: &str) -> Run<'a> {
    let below = runs.iter().skip(at).find(|r| r.line > value.line);
    let Some(below) = below.filter(|r| r.left().abs_diff(value.left()) < 2 * value.height()) else {
        return value.clone();
    };
    let both = Run { line: value.line, words: value.words.iter().chain(&below.words).copied().collect() };
    if alike(&both.text(), declared) > alike(&value.text(), declared) { both } else { value.clone() }
}

/// The legal representative, or whoever stands in that place.
pub fn person(text: &Text, declared: &str) -> Option<Found> {
    let runs = runs(&text.words);
    let labelled = labelled(&runs, &PERSON_LABELS);
    let all = labelled.iter().filter_map(|(_, value)| {
        let value = cut(value);
        let found = found(&value, &value.text())?;
        Some((alike(&found.text, declared) + 0.5, found))
    });
    best(all.collect())
}

/// The social credit code: one that keeps its check character, else the run of letters and digits most like the declared
/// one.
pub fn code(text: &Text, declared: &str) -> Option<Found> {
    let mut all: Vec<(f64, Found)> = Vec::new();
    for (words, again) in [(&text.codes, 0.1), (&text.words, 0.0)] {
        for run in runs(words) {
            let code: String = run.text().chars().filter(char::is_ascii_alphanumeric).collect::<String>();
            let code = code.to_ascii_uppercase();
            if !(14..=24).contains(&code.len()) {
                continue;
            }
            let keeps = if uscc::check("uscc", &code, None).is_ok() { 1.0 } else { 0.0 };
            let score = alike(&code, declared) + keeps + again;
            all.extend(Found::of(&run.words, code).map(|f| (score, f)));
        }
    }
    best(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of a line at height `y`, each letter 60 wide; a space is a column's gap.
    fn line(n: u32, text: &str) -> Vec<Word> {
        let (mut x, mut out) = (300, Vec::new());
        for part in text.split(' ') {
            for c in part.chars() {
                let place = [x, 100 * n, 58, 60];
                out.push(Word { text: c.to_string(), confidence: 90, place, line: n });
                x += 60;
            }
            x += 300;
        }
        out
    }

    fn text(lines: &[&str]) -> Text {
        let numbered = lines.iter().zip(0..);
        Text { words: numbered.flat_map(|(l, n)| line(n, l)).collect(), ..Text::default() }
    }

    #[test]
    fn a_name_stands_right_of_its_label_and_ends_before_the_next_column() {
        let page = text(&[
            "营业执照",
            "名 称 云汀市栖川文具商行有限公司 注册资本 叁佰万元整",
            "法定代表人 沈望舒 住所 云汀市清河区",
        ]);
        let found = name(&page, "云汀市栖川文具有限公司").unwrap();
        assert_eq!(found.text, "云汀市栖川文具商行有限公司", "what is printed, not what is declared");
        assert_eq!(found.place[1], 100);
        assert_eq!(name(&page, "栖川").unwrap().text, "云汀市栖川文具商行有限公司");
        assert_eq!(person(&page, "沈望舒").unwrap().text, "沈望舒");
        assert_eq!(person(&page, "李四").unwrap().text, "沈望舒", "another's name is told, too");
    }

    #[test]
    fn a_long_name_goes_on_below_and_a_misread_label_is_made_up_for() {
        let page = text(&["名 称 云汀市栖川文具礼品", "类 型 有限公司"]);
        assert_eq!(name(&page, "云汀市栖川文具礼品有限公司").unwrap().text, "云汀市栖川文具礼品");
        let wrapped = Text {
            words: [line(0, "名 称 云汀市栖川文具礼品"), line(1, "商行有限公司")]
                .concat()
                .into_iter()
                .map(|mut w| {
                    if w.line == 1 {
                        w.place[0] += 720;
                    }
                    w
                })
                .collect(),
            ..Text::default()
        };
        assert_eq!(
            name(&wrapped, "云汀市栖川文具礼品商行有限公司").unwrap().text,
            "云汀市栖川文具礼品商行有限公司"
        );
        let page = text(&["各 祢 云汀市栖川文具商行有限公司 注册资本 叁佰万元整"]);
        assert_eq!(name(&page, "云汀市栖川文具有限公司").unwrap().text, "云汀市栖川文具商行有限公司");
        for (line, printed) in [
            ("和名。称，，云汀市栖川文具商行有限公司", "云汀市栖川文具商行有限公司"),
            ("称，，云汀市栖川文具商行有限公司", "云汀市栖川文具商行有限公司"),
            ("名创优品（广东）有限公司", "名创优品（广东）有限公司"),
            ("称心如意家政有限公司", "称心如意家政有限公司"),
        ] {
            assert_eq!(name(&text(&[line]), printed).unwrap().text, printed);
        }
        assert_eq!(name(&page, "阿里巴巴"), None, "other text is not the name");
        assert_eq!(name(&Text::default(), "x"), None);
    }

    #[test]
    fn of_two_readings_the_code_that_keeps_its_check_character_is_taken() {
        let misread = text(&["统一社会信用代码", "9135O100M000100Y43"]);
        assert_eq!(code(&misread, "91350100M000100Y43").unwrap().text, "9135O100M000100Y43");
        let again = Text { codes: line(0, "91350100M000100Y43"), ..misread };
        assert_eq!(code(&again, "91350100M000100Y44").unwrap().text, "91350100M000100Y43");
        assert_eq!(code(&text(&["2024年03月18日"]), "91350100M000100Y43"), None);
    }
}
