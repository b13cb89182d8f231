//! Makes the table of foldings: for every code point what a reader takes it for, and by which disguise. Sources: Unicode
//! normalisation and case (`unicode-normalization`, std), TR39 look-alikes (`unicode-security`), readings (`pinyin`),
//! OpenCC's variants, a dictionary of characters' parts and a table of characters that look alike (`data/`).

#[path = "src/kind.rs"]
mod kind;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    env, fs,
    path::Path,
};

use kind::Kind;
use pinyin::ToPinyinMulti;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const PAGE: u32 = 256;
const LAST: u32 = 0x11_0000;

#[expect(clippy::disallowed_methods, reason = "a build script learns its folder from the environment")]
fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=src/kind.rs");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let splits = rows("data/splits.txt");
    let common: HashSet<char> = splits.iter().filter_map(|(whole, _)| whole.chars().next()).collect();
    let variants = variants(&common);
    foldings(Path::new(&out), &variants);
    parts(Path::new(&out), &splits);
    readings(Path::new(&out));
    shapes(Path::new(&out), &splits);
}

/// Rows of a table: the text before the tab, the first word behind it.
fn rows(path: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(from, to)| (from.to_owned(), to.split(' ').next().unwrap_or("").to_owned()))
        .collect()
}

/// Traditional, Japanese, Taiwan and Hong Kong forms to the simplified character.
fn variants(common: &HashSet<char>) -> HashMap<char, char> {
    let pairs = |path: &str| -> Vec<(char, char)> {
        let one = |s: &str| s.chars().next().filter(|c| s.len() == c.len_utf8());
        rows(path).iter().filter_map(|(a, b)| Some((one(a)?, one(b)?))).collect()
    };
    let simple: HashMap<char, char> = pairs("data/opencc/TSCharacters.txt").into_iter().collect();
    let simplify = |c: char| simple.get(&c).copied().unwrap_or(c);
    let mut all = simple.clone();
    for path in ["JPShinjitaiCharacters", "TWVariantsRev", "HKVariantsRev"] {
        for (a, b) in pairs(&format!("data/opencc/{path}.txt")) {
            // A form that is a common simplified character of its own (芸, 予) stays itself.
            for (from, to) in [(a, simplify(b)), (b, simplify(a))] {
                if !common.contains(&from) && common.contains(&to) {
                    all.entry(from).or_insert(to);
                }
            }
        }
    }
    all.retain(|from, to| from != to);
    all
}

/// Latin letters that normalisation leaves alone: small capitals, and letters with a hook, a tail or a stroke.
const LATIN: &[(&str, char)] = &[
    ("ᴀⱥ", 'a'),
    ("ʙᴃɓƃƀᵬᶀ", 'b'),
    ("ᴄƈȼ", 'c'),
    ("ᴅɖɗđƌᵭᶁ", 'd'),
    ("ᴇɇ", 'e'),
    ("ꜰƒᵮᶂ", 'f'),
    ("ɢʛɠǥᶃ", 'g'),
    ("ʜɦħⱨ", 'h'),
    ("ɪɨᵻ", 'i'),
    ("ᴊɉʝ", 'j'),
    ("ᴋƙⱪᶄ", 'k'),
    ("ʟᴌłɫƚɬɭᶅ", 'l'),
    ("ᴍɱᵯᶆ", 'm'),
    ("ɴɲƞɳᵰᶇ", 'n'),
    ("ᴏøɵ", 'o'),
    ("ᴘƥᵽᵱᶈ", 'p'),
    ("ʠɋ", 'q'),
    ("ʀɽɼɾɍᵲᶉ", 'r'),
    ("ꜱʂȿᵴᶊ", 's'),
    ("ᴛƭʈŧⱦᵵ", 't'),
    ("ᴜʉᵾ", 'u'),
    ("ᴠʋᶌ", 'v'),
    ("ᴡⱳ", 'w'),
    ("ᶍ", 'x'),
    ("ʏƴɏ", 'y'),
    ("ᴢʐʑƶȥᵶᶎ", 'z'),
];

/// Letters in circles and squares that normalisation leaves alone; flags spell with letters too.
fn styled(c: char) -> Option<char> {
    let from = |first: u32, to: char| char::from_u32(u32::from(to) + u32::from(c) - first);
    match u32::from(c) {
        0x1f150..=0x1f169 => from(0x1f150, 'a'),
        0x1f170..=0x1f189 => from(0x1f170, 'a'),
        0x1f1e6..=0x1f1ff => from(0x1f1e6, 'a'),
        // Suzhou numerals.
        0x3021..=0x3029 => from(0x3021, '1'),
        // Roman numerals of several letters are numbers; Ⅴ and Ⅹ stand for letters as often.
        0x2161..=0x2163 => from(0x2161, '2'),
        0x2165..=0x2168 => from(0x2165, '6'),
        0x2171..=0x2173 => from(0x2171, '2'),
        0x2175..=0x2178 => from(0x2175, '6'),
        n @ (0x2776..=0x277e | 0x2780..=0x2788 | 0x278a..=0x2792 | 0x24f5..=0x24fd) => {
            let first = match n {
                0x2776..=0x277e => 0x2776,
                0x2780..=0x2788 => 0x2780,
                0x278a..=0x2792 => 0x278a,
                _ => 0x24f5,
            };
            from(first, '1')
        }
        0x24ff => Some('0'),
        n => {
            if let Some((_, to)) = LATIN.iter().find(|(from, _)| from.contains(c)) {
                return Some(*to);
            }
            let zero = [
                0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
                0xf20, 0x1040, 0x17e0, 0x1810,
            ];
            zero.iter().find(|z| (**z..**z + 10).contains(&n)).and_then(|z| from(*z, '0'))
        }
    }
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x202a..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff9..=0xfffb
        | 0xe0000..=0xe0fff | 0..=8 | 0xe..=0x1f | 0x7f..=0x84 | 0x86..=0x9f)
}

/// Stops of a sentence: between two words they are writing, not a disguise.
fn is_stop(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '！'
            | '？'
            | '、'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '—'
            | '（'
            | '）'
            | '('
            | ')'
            | '【'
            | '】'
            | '['
            | ']'
            | '《'
            | '》'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '"'
            | '\''
            | '「'
            | '」'
            | '『'
            | '』'
            | '〈'
            | '〉'
            | '/'
            | '\n'
            | '\r'
            | '\t'
            | '{'
            | '}'
            | '<'
            | '>'
            | '｛'
            | '｝'
            | '\u{2028}'
            | '\u{2029}'
    )
}

fn look_alike(c: char) -> Vec<char> {
    if c.is_ascii() || (c.is_numeric() && matches!(u32::from(c), 0x3007 | 0x4e00..=0x9fff)) {
        return vec![c];
    }
    let text = c.to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(u32::from(*c), 0x4e00..=0x9fff);
    let skeleton: Vec<char> = unicode_security::skeleton(&text).collect();
    // A Chinese character is no Latin letter to somebody who reads Chinese: 丫 is not y.
    if matches!(u32::from(c), 0x4e00..=0x9fff) && skeleton.iter().any(char::is_ascii) {
        return vec![c];
    }
    if !skeleton.is_empty() && skeleton.iter().all(plain) { skeleton } else { vec![c] }
}

/// What a code point is read as, letters and digits only, in lower case, and by which disguise.
fn read(c: char, variants: &HashMap<char, char>) -> (Kind, Vec<char>) {
    let n = u32::from(c);
    if is_invisible(c) {
        return (Kind::Invisible, vec![]);
    }
    if is_combining_mark(c) || matches!(n, 0x20d0..=0x20f0 | 0x1f3fb..=0x1f3ff) {
        return (Kind::Accent, vec![]);
    }
    // Marks of kanbun stand small beside a character.
    if matches!(n, 0x3190..=0x319f) {
        return (Kind::Sign, vec![]);
    }
    if is_stop(c) {
        return (Kind::Stop, vec![]);
    }
    if c.is_whitespace() {
        return (Kind::Space, vec![]);
    }
    let mut kind = Kind::Plain;
    let mut note = |k: Kind| {
        if kind == Kind::Plain {
            kind = k;
        }
    };
    let mut text: Vec<char> = match styled(c) {
        Some(to) => {
            note(Kind::Styled);
            vec![to]
        }
        None => vec![c],
    };
    if !matches!(n, 0x3040..=0x30ff | 0xac00..=0xd7a3) {
        let folded: Vec<char> = text.iter().copied().nfkc().collect();
        if folded != text {
            note(match n {
                0xff00..=0xffef => Kind::Width,
                0xf900..=0xfaff | 0x2e80..=0x2fdf | 0x2f800..=0x2fa1f => Kind::Homoglyph,
                _ => Kind::Styled,
            });
            text = folded;
        }
        let base: Vec<char> = text.iter().copied().nfkd().filter(|c| !is_combining_mark(*c)).collect();
        if base != text {
            note(Kind::Accent);
            text = base;
        }
    }
    let looks: Vec<char> = text.iter().filter(|c| c.is_alphanumeric()).flat_map(|c| look_alike(*c)).collect();
    if looks.is_empty() {
        // Signs that TR39 holds for letters (℮, ∨) stay signs: they stand between words as often.
        return (Kind::Sign, vec![]);
    }
    if !text.iter().copied().filter(|c| c.is_alphanumeric()).eq(looks.iter().copied()) {
        note(Kind::Homoglyph);
    }
    let lower: Vec<char> =
        looks.iter().flat_map(|c| c.to_lowercase()).filter(|c| !is_combining_mark(*c)).collect();
    if lower != looks {
        note(Kind::Case);
    }
    let simple: Vec<char> = lower.iter().map(|c| variants.get(c).copied().unwrap_or(*c)).collect();
    if simple != lower {
        note(Kind::Traditional);
    }
    (kind, simple)
}

/// Two stages: the page of every 256 code points, and in a page one number each. 0 is "as it is"; others index `forms`.
fn foldings(out: &Path, variants: &HashMap<char, char>) {
    let mut forms: Vec<(Kind, Vec<char>)> = vec![(Kind::Plain, vec![])];
    let mut index: HashMap<(Kind, Vec<char>), u16> = HashMap::new();
    let mut pages: Vec<Vec<u16>> = Vec::new();
    let mut known: HashMap<Vec<u16>, u16> = HashMap::new();
    let mut stage = Vec::new();
    for page in 0..LAST / PAGE {
        let numbers: Vec<u16> = (page * PAGE..(page + 1) * PAGE)
            .map(|n| {
                // What is no character, and what Unicode has not given out, separates like a sign.
                let Some(c) = char::from_u32(n) else { return 0 };
                let (kind, text) = read(c, variants);
                if text == [c] {
                    return 0;
                }
                *index.entry((kind, text)).or_insert_with_key(|form| {
                    forms.push(form.clone());
                    u16::try_from(forms.len() - 1).expect("fewer than 65,536 forms")
                })
            })
            .collect();
        let next = u16::try_from(pages.len()).expect("few pages");
        let number = *known.entry(numbers.clone()).or_insert_with(|| {
            pages.push(numbers);
            next
        });
        stage.push(number);
    }
    let words = |all: &mut dyn Iterator<Item = u16>| all.flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    fs::write(out.join("stage.bin"), words(&mut stage.into_iter())).expect("written");
    fs::write(out.join("pages.bin"), words(&mut pages.into_iter().flatten())).expect("written");
    let mut text = String::from("&[\n");
    for (kind, form) in &forms {
        let form: String = form.iter().collect();
        text += &format!("(Kind::{kind:?}, {form:?}),\n");
    }
    fs::write(out.join("forms.rs"), text + "]").expect("written");
}

/// Characters written as two or three others: the parts, and the whole, sorted by the parts.
fn parts(out: &Path, splits: &[(String, String)]) {
    let mut all = BTreeMap::new();
    for (whole, parts) in splits {
        all.entry(parts.clone()).or_insert_with(|| whole.clone());
    }
    let rows: String = all.iter().map(|(parts, whole)| format!("({parts:?}, {whole:?}),\n")).collect();
    fs::write(out.join("parts.rs"), format!("&[\n{rows}]")).expect("written");
}

/// Forms that a part has only beside or above another, never alone: what is left without it is a character to itself.
const BESIDE: &str = "氵亻艹宀扌讠纟钅忄犭饣冫彳疒衤礻辶";

/// Pairs of characters that look alike, sorted: two code points and a grade, 5 bytes.
fn shapes(out: &Path, splits: &[(String, String)]) {
    let text = fs::read_to_string("data/shapes.txt").expect("data/shapes.txt");
    let mut pairs: BTreeMap<(u16, u16), u8> = BTreeMap::new();
    let code = |c: char| u16::try_from(u32::from(c)).expect("a character of GB 2312");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let Some(of) = fields.next().and_then(|f| f.chars().next()) else { continue };
        for (grade, field) in (1_u8..).zip(fields) {
            for other in field.chars() {
                // Likeness has no direction, though only one of the two may have it among its nearest.
                for pair in [(code(of), code(other)), (code(other), code(of))] {
                    let known = pairs.entry(pair).or_insert(grade);
                    *known = grade.max(*known);
                }
            }
        }
    }
    // A character and the same without its radical: 饿 and 我, 红 and 工.
    let common: HashSet<&str> = splits.iter().map(|(whole, _)| whole.as_str()).collect();
    for (whole, parts) in splits {
        let mut parts = parts.chars();
        let (Some(beside), Some(rest), None) = (parts.next(), parts.next(), parts.next()) else { continue };
        let known = common.contains(rest.to_string().as_str());
        if let Some(whole) = whole.chars().next().filter(|_| BESIDE.contains(beside) && known) {
            for pair in [(code(whole), code(rest)), (code(rest), code(whole))] {
                pairs.entry(pair).or_insert(1);
            }
        }
    }
    let bytes: Vec<u8> = pairs
        .iter()
        .flat_map(|((a, b), grade)| {
            let ([a, c], [b, d]) = (a.to_le_bytes(), b.to_le_bytes());
            [a, c, b, d, *grade]
        })
        .collect();
    fs::write(out.join("shapes.bin"), bytes).expect("written");
}

/// Syllables without tone, and for each character of the basic block up to three of them; the tones beside them.
fn readings(out: &Path) {
    let mut syllables = vec![String::new()];
    let mut numbers: HashMap<String, u16> = HashMap::new();
    let (mut table, mut tones) = (Vec::new(), Vec::new());
    for n in 0x3400..0xa000_u32 {
        let (mut of, mut tone): (Vec<u16>, Vec<u8>) = (Vec::new(), Vec::new());
        let multi = char::from_u32(n).and_then(|c| c.to_pinyin_multi());
        for reading in multi.into_iter().flatten() {
            let plain: String = reading.plain().chars().filter(char::is_ascii_lowercase).collect();
            let plain =
                if reading.plain().contains('ü') { reading.plain().replace('ü', "v") } else { plain };
            if plain.is_empty() {
                continue;
            }
            let number = *numbers.entry(plain.clone()).or_insert_with(|| {
                syllables.push(plain);
                u16::try_from(syllables.len() - 1).expect("few syllables")
            });
            if !of.contains(&number) && of.len() < 3 {
                of.push(number);
                let mark = reading.with_tone_num_end().bytes().last().filter(u8::is_ascii_digit);
                tone.push(mark.map_or(0, |digit| digit - b'0'));
            }
        }
        of.resize(3, 0);
        tone.resize(3, 0);
        tones.extend(tone);
        table.extend(of.into_iter().flat_map(u16::to_le_bytes));
    }
    fs::write(out.join("readings.bin"), table).expect("written");
    fs::write(out.join("tones.bin"), tones).expect("written");
    fs::write(out.join("syllables.rs"), format!("&{syllables:?}")).expect("written");
}
