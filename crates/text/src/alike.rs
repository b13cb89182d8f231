//! How alike two characters are: by sound, as southern and northern speakers confuse them, and by shape.

use std::sync::LazyLock;

use crate::{
    sound::{SYLLABLES, readings, tones},
    table,
};

const SHAPES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shapes.bin"));
/// Bytes of a pair in the table.
const PAIR: usize = 5;

/// How alike two characters sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sound {
    /// One syllable where accents confuse l and n, h and f, z and zh, -n and -ng.
    Confused,
    /// One syllable, another tone.
    Toneless,
    /// One syllable and tone.
    Same,
}

/// How alike two characters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// At a glance.
    Near,
    /// Even to a reader (未 and 末).
    Close,
}

/// The syllable a speaker who confuses them all would hear.
fn confuse(syllable: &str) -> String {
    let mut s = syllable.to_owned();
    for (from, to) in [("zh", "z"), ("ch", "c"), ("sh", "s")] {
        if let Some(rest) = s.strip_prefix(from) {
            s = format!("{to}{rest}");
        }
    }
    if let Some(rest) = s.strip_prefix('n') {
        s = format!("l{rest}");
    }
    // h and f meet where the lips are round: 湖 福, 黄 房, 花 发, 回 飞.
    let round = [
        ("huang", "fang"),
        ("huan", "fan"),
        ("hui", "fei"),
        ("hun", "fen"),
        ("hong", "feng"),
        ("hua", "fa"),
        ("huo", "fo"),
        ("hu", "fu"),
    ];
    if let Some((_, to)) = round.iter().find(|(from, _)| *from == s) {
        s = (*to).to_owned();
    }
    for vowel in ["ang", "eng", "ing"] {
        if s.ends_with(vowel) {
            s.pop();
        }
    }
    s
}

/// For each syllable the number of the one it is confused with.
static HEARD: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut classes: Vec<String> = Vec::new();
    SYLLABLES
        .iter()
        .map(|s| {
            let class = confuse(s);
            let at = classes.iter().position(|c| *c == class).unwrap_or_else(|| {
                classes.push(class);
                classes.len() - 1
            });
            u16::try_from(at).unwrap_or(0)
        })
        .collect()
});

/// What is heard of a character, confusions folded: one number for syllables that are confused; `None` for what has no reading.
pub fn heard(c: char) -> Option<u16> {
    let syllable = readings(c)[0];
    (syllable != 0).then(|| HEARD[usize::from(syllable)])
}

/// Characters of which people know several readings. Dictionaries give many others rare ones (母 as in 淳母, 谷 as in
/// 谷蠡), by which nobody takes two names for each other.
const SEVERAL: &str = "行长重乐朝都会调角觉还藏传单弹得地给和虹降解卡壳落绿率没模曝奇强色厦省盛识似宿提尾系吓血约择曾扎粘着仔柏薄堡秘泊参茄澄匙畜度恶番佛合贾咖蛤巷勒了露埋蔓娜屏栖亲塞莎什沈拓校削叶阿车便扁否差圈券尉区仇查翟盖覃乘弄呢咳读脉芥茜迫熟谁爪剥炮囤埔刹虾么汀";

/// The numbers of the readings by which a character is compared; 0 is none.
fn known(c: char) -> [u16; 3] {
    let [usual, second, third] = readings(c);
    if second != 0 && SEVERAL.contains(c) { [usual, second, third] } else { [usual, 0, 0] }
}

/// [`heard`] of each reading of a character that people know.
pub fn heard_all(c: char) -> impl Iterator<Item = u16> {
    known(c).into_iter().filter(|s| *s != 0).map(|s| HEARD[usize::from(s)])
}

/// The usual reading of a character in pinyin, without tone.
pub fn pinyin(c: char) -> Option<&'static str> {
    let syllable = readings(c)[0];
    (syllable != 0).then(|| SYLLABLES[usize::from(syllable)])
}

/// How alike two different characters sound, by any of the readings that people know.
pub fn sound(a: char, b: char) -> Option<Sound> {
    let mut best = None;
    for (i, x) in known(a).into_iter().enumerate().filter(|(_, s)| *s != 0) {
        for (j, y) in known(b).into_iter().enumerate().filter(|(_, s)| *s != 0) {
            let found = if x == y && tones(a)[i] == tones(b)[j] {
                Sound::Same
            } else if x == y {
                Sound::Toneless
            } else if HEARD[usize::from(x)] == HEARD[usize::from(y)] {
                Sound::Confused
            } else {
                continue;
            };
            best = best.max(Some(found));
        }
    }
    best
}

fn code(at: usize) -> u16 {
    u16::from_le_bytes([SHAPES[at], SHAPES[at + 1]])
}

/// First character of the table's index.
const FIRST: u16 = 0x4e00;

/// For each character from [`FIRST`] on the row where its pairs begin, and one more.
static ROWS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut starts = Vec::with_capacity(0x5201);
    let mut row = 0;
    for n in FIRST..=0xa000 {
        while row * PAIR < SHAPES.len() && code(row * PAIR) < n {
            row += 1;
        }
        starts.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    starts
});

/// The rows of a character in the table.
fn rows(c: char) -> &'static [u8] {
    let at = u32::from(c).wrapping_sub(u32::from(FIRST)) as usize;
    match (ROWS.get(at), ROWS.get(at + 1)) {
        (Some(from), Some(to)) => &SHAPES[*from as usize * PAIR..*to as usize * PAIR],
        _ => &[],
    }
}

/// The characters that look like one.
pub fn look_alikes(c: char) -> impl Iterator<Item = (char, Look)> {
    rows(c).chunks_exact(PAIR).filter_map(|row| {
        let other = char::from_u32(u32::from(u16::from_le_bytes([row[2], row[3]])))?;
        Some((other, if row[4] > 1 { Look::Close } else { Look::Near }))
    })
}

/// How alike two different characters look.
pub fn look(a: char, b: char) -> Option<Look> {
    let [low, high] = u16::try_from(u32::from(b)).ok()?.to_le_bytes();
    let row = rows(a).chunks_exact(PAIR).find(|row| row[2] == low && row[3] == high)?;
    Some(if row[4] > 1 { Look::Close } else { Look::Near })
}

/// The digit that a numeral stands for: 一 and 壹 are 1.
pub fn numeral(c: char) -> char {
    table::digit(c)
}

/// A Latin letter or digit as the eye takes it: 0 for o, 1 and l for i.
pub fn looks_like(c: char) -> char {
    table::leet(c)
}

/// Latin text as the eye takes it: 0 for o, 1 and l for i, rn for m, vv for w.
pub fn looks(text: &str) -> String {
    text.chars().map(table::leet).collect::<String>().replace("rn", "m").replace("vv", "w")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_by_tone_and_by_accent() {
        for (a, b, how) in [
            ('蓝', '兰', Some(Sound::Same)),
            ('微', '薇', Some(Sound::Same)),
            ('信', '心', Some(Sound::Toneless)),
            ('南', '兰', Some(Sound::Confused)),
            ('湖', '福', Some(Sound::Confused)),
            ('是', '四', Some(Sound::Confused)),
            ('金', '京', Some(Sound::Confused)),
            ('银', '行', None),
            ('美', '团', None),
            ('乐', '悦', Some(Sound::Same)),
            ('母', '五', None),
        ] {
            assert_eq!(sound(a, b), how, "{a}{b}");
        }
        assert_eq!(heard('南'), heard('狼'));
        assert_eq!(heard('a'), None);
        assert_eq!(pinyin('美'), Some("mei"));
        assert!(heard_all('行').count() > 1);
    }

    #[test]
    fn shapes_that_are_taken_for_each_other() {
        for (a, b) in [('未', '末'), ('师', '帅'), ('己', '已'), ('淘', '掏'), ('茶', '荼')] {
            assert_eq!((look(a, b), look(b, a)), (Some(Look::Close), Some(Look::Close)), "{a}{b}");
        }
        assert!(look('宝', '室').is_some() && look('多', '夕').is_some());
        assert!(look('饿', '我').is_some() && look('各', '客').is_some());
        assert_eq!(look('美', '饿'), None);
        assert_eq!(look('a', 'b'), None);
        assert!(look_alikes('师').count() < 64);
        assert_eq!(looks("g00gle"), looks("google"));
        assert_eq!(looks("rnodern"), looks("modern"));
    }
}
