//! Normalising Chinese text and matching lexicons.

mod lexicon;

use std::{collections::HashMap, sync::LazyLock};

pub use lexicon::{Hit, Lexicon};
use unicode_normalization::UnicodeNormalization;

/// Length of a name in units: after folding, ASCII counts 1 and everything else 2 (NAM-1).
pub fn units(name: &str) -> usize {
    name.nfkc().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a character may stand in a name: Chinese characters, letters, digits, inner spaces and `- + & . ·`.
pub fn is_name_char(c: char) -> bool {
    let folded = std::iter::once(c).nfkc().next().unwrap_or(c);
    folded.is_ascii_alphanumeric()
        || matches!(folded, ' ' | '-' | '+' | '&' | '.' | '·')
        || matches!(u32::from(folded), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af)
}

/// Invisible characters that separate nothing: zero width, soft hyphen, joiners, bidi marks, variation selectors.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xe0000..=0xe0fff)
}

/// Compatibility forms folded, invisible characters and spaces removed, lower case: what a reader sees.
pub fn normalise(text: &str) -> String {
    text.nfkc().filter(|c| !is_ignorable(*c) && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The key under which a name is unique (NAM-2): [`normalise`]d, without punctuation, traditional characters made
/// simplified where a name is likely to use them, letters of other scripts made the Latin letters they look like.
pub fn fold(name: &str) -> String {
    plain(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn look_alike(c: char) -> char {
    match c {
        'а' => 'a',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        'к' => 'k',
        'м' => 'm',
        'т' => 't',
        'в' => 'b',
        'н' => 'h',
        'ԁ' => 'd',
        'һ' => 'h',
        'ԝ' => 'w',
        'α' => 'a',
        'ο' => 'o',
        'ρ' => 'p',
        'ν' => 'v',
        'ι' => 'i',
        'κ' => 'k',
        'τ' => 't',
        'υ' => 'u',
        'χ' => 'x',
        'ɡ' => 'g',
        'ı' => 'i',
        'ⅼ' => 'l',
        c => c,
    }
}

/// Traditional forms of characters that are common in names; the whole table comes with the name engine.
const TRADITIONAL: &str = "騰訊賬號帳戶點餐廳醫療藥館學務網絡雲訂購優選寶貝銀行東華國際電視頻樂園車險貸錢鮮麵飯門業務產機場會員書報紙讀寫馬龍鳳鳥魚蝦貓獸爾爺媽兒親愛夢遊戲運動體驗課師聯盟廣廠漢韓歐亞無線熱涼極節慶齊義禮儀發現見聞論語級強頂價銷軍萬專證認賭騙絕後賣買開穩賺賠實單關陽冊個們從對應辦稅財資債償質類總頁飛氣當舖鋪錶樓廈灣";
const SIMPLIFIED: &str = "腾讯账号帐户点餐厅医疗药馆学务网络云订购优选宝贝银行东华国际电视频乐园车险贷钱鲜面饭门业务产机场会员书报纸读写马龙凤鸟鱼虾猫兽尔爷妈儿亲爱梦游戏运动体验课师联盟广厂汉韩欧亚无线热凉极节庆齐义礼仪发现见闻论语级强顶价销军万专证认赌骗绝后卖买开稳赚赔实单关阳册个们从对应办税财资债偿质类总页飞气当铺铺表楼厦湾";

static FORMS: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| TRADITIONAL.chars().zip(SIMPLIFIED.chars()).collect());

fn simplify(c: char) -> char {
    FORMS.get(&c).copied().unwrap_or(c)
}

/// The character as words are compared: simplified, and the Latin letter that it looks like.
pub(crate) fn plain_char(c: char) -> char {
    simplify(look_alike(c))
}

/// [`normalise`]d, traditional characters made simplified, look-alike letters made Latin: as words are looked for.
pub fn plain(text: &str) -> String {
    normalise(text).chars().map(plain_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_forms_have_one_partner_each() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
    }

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (a, b) in [
            ("腾讯", "騰訊"),
            ("青槐挂号", "青槐 挂号"),
            ("wechat", "ｗｅｃｈａｔ"),
            ("wechat", "wеchat"),
            ("青槐", "青\u{200b}槐"),
            ("A-b.C", "abc"),
            ("①号店", "1号店"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("青槐挂号"), fold("青淮挂号"));
    }

    #[test]
    fn units_of_the_naming_vectors() {
        for (name, n) in [("茶", 2), ("奶茶", 4), ("abc", 3), ("ＡＢＣＤ", 4)] {
            assert_eq!(units(name), n, "{name}");
        }
        assert!(is_name_char('茶') && is_name_char('Ａ') && !is_name_char('😀') && !is_name_char('\u{200b}'));
    }
}
