//! Whether two characters are easily taken for each other: by their sound, or by their shape.

use std::{collections::HashMap, sync::OnceLock};

use crate::{sound::readings, table};

const SPLITS: &str = include_str!("../data/splits.txt");
/// Parts on the left or on top that thousands of characters have: sharing one of them makes no two alike.
const RADICALS: &str = "亻氵木扌纟讠钅忄日月土女火艹足虫贝石禾口犭饣王目酉车马阝竹米彳言金水手人心";
/// Characters of few strokes, which no dictionary of parts splits; of one row each looks like the others.
const ALIKE: [&str; 32] = [
    "已己巳",
    "未末",
    "土士",
    "日曰",
    "人入八",
    "千干于",
    "天夭",
    "午牛",
    "大太犬",
    "木本术",
    "工土",
    "王玉主",
    "田由甲申",
    "力刀",
    "几九",
    "儿几",
    "今令",
    "乌鸟",
    "开井",
    "历厉",
    "仓仑",
    "户尸",
    "戊戌戍成",
    "贝见",
    "风凤",
    "白百",
    "目且",
    "元无",
    "万方",
    "厂广",
    "折拆",
    "第弟",
];

fn splits() -> &'static HashMap<char, Vec<&'static str>> {
    static ALL: OnceLock<HashMap<char, Vec<&'static str>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: HashMap<char, Vec<&str>> = HashMap::new();
        for line in SPLITS.lines().filter(|l| !l.starts_with('#')) {
            if let Some((whole, parts)) = line.split_once('\t')
                && let Some(whole) = whole.chars().next()
            {
                all.entry(whole).or_default().push(parts);
            }
        }
        all
    })
}

/// Whether two different characters have a reading in common, tones aside.
pub fn same_sound(a: char, b: char) -> bool {
    a != b && readings(a).iter().any(|r| *r != 0 && readings(b).contains(r))
}

/// Whether two different characters look much alike: a part in common that is not a mere radical, one inside the other, or both in a
/// row of characters that are known to be confused.
pub fn similar_shape(a: char, b: char) -> bool {
    if a == b {
        return false;
    }
    if ALIKE.iter().any(|row| row.contains(a) && row.contains(b)) {
        return true;
    }
    let none = Vec::new();
    let of = |c: char| splits().get(&c).unwrap_or(&none);
    let inside = |whole: char, part: char| of(whole).iter().any(|parts| parts.contains(part));
    inside(a, b)
        || inside(b, a)
        || of(a).iter().any(|parts| parts.chars().any(|p| !RADICALS.contains(p) && inside(b, p)))
}

/// Whether they are one character in two forms: full width, traditional, a look-alike of another script.
pub fn same_character(a: char, b: char) -> bool {
    let read = |c: char| table::letter(c).unwrap_or(c);
    a == b || (read(a) == read(b) && read(a) != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_and_shapes() {
        for (a, b) in
            [('讯', '汛'), ('槐', '愧'), ('宝', '室'), ('未', '末'), ('己', '已'), ('晴', '睛'), ('仑', '轮')]
        {
            assert!(similar_shape(a, b) && similar_shape(b, a), "{a}{b}");
        }
        for (a, b) in [('江', '海'), ('腾', '讯'), ('科', '技'), ('宝', '宝')] {
            assert!(!similar_shape(a, b), "{a}{b}");
        }
        assert!(
            same_sound('讯', '迅')
                && same_sound('槐', '怀')
                && !same_sound('腾', '讯')
                && !same_sound('腾', '腾')
        );
        assert!(same_character('騰', '腾') && same_character('Ａ', 'a') && !same_character('腾', '讯'));
    }
}
