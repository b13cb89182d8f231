//! The table of disguises in `docs/text.md`: every word hidden in every way that fits it. The table is made here and compared
//! with the page, so that neither can be wrong alone.

use tongguan_text::{Class, Confidence, Lexicon, Word};

const WORDS: [&str; 7] = ["五星红旗", "加微信", "国家级", "dxgz", "兼职123", "casino", "赌博"];

fn map(word: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = word.to_owned();
    for (from, to) in pairs {
        out = out.replace(from, to);
    }
    out
}

fn ascii(word: &str, letters: [u32; 3], digits: Option<u32>) -> String {
    let shift = |c: char, from: char, to: u32| char::from_u32(to + u32::from(c) - u32::from(from)).unwrap();
    word.chars()
        .map(|c| match (c, digits) {
            ('a'..='z', _) if letters[0] != 0 => shift(c, 'a', letters[0]),
            ('1'..='9', Some(one)) => shift(c, '1', one),
            _ => c,
        })
        .collect()
}

fn between(word: &str, sign: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(sign)
}

fn after_each(word: &str, sign: &str) -> String {
    word.chars().map(|c| format!("{c}{sign}")).collect()
}

type Hide = fn(&str) -> String;

/// Name, how; a word that stays as it is does not fit.
const WAYS: &[(&str, Hide)] = &[
    ("as it is", |w| w.to_owned()),
    ("upper case", str::to_uppercase),
    ("last letter often", |w| {
        if w.is_ascii() { format!("{w}{}", &w[w.len() - 1..].repeat(4)) } else { w.to_owned() }
    }),
    ("full width", |w| ascii(w, [0xff41; 3], Some(0xff11))),
    ("circled ⓓ ①", |w| ascii(w, [0x24d0; 3], Some(0x2460))),
    ("negative circled 🅓 ❶", |w| ascii(w, [0x1f150; 3], Some(0x2776))),
    ("squared 🅳", |w| ascii(w, [0x1f170; 3], None)),
    ("flag letters 🇩", |w| ascii(w, [0x1f1e6; 3], None)),
    ("small capitals ᴅ", |w| {
        map(
            w,
            &[
                ("d", "ᴅ"),
                ("g", "ɢ"),
                ("z", "ᴢ"),
                ("c", "ᴄ"),
                ("a", "ᴀ"),
                ("s", "ꜱ"),
                ("i", "ɪ"),
                ("n", "ɴ"),
                ("o", "ᴏ"),
            ],
        )
    }),
    ("letters with hooks ɗ", |w| map(w, &[("d", "ɗ"), ("g", "ɠ"), ("c", "ƈ"), ("n", "ɲ"), ("o", "ø")])),
    ("mathematical 𝐝 𝟏", |w| ascii(w, [0x1d41a; 3], Some(0x1d7cf))),
    ("parenthesised ⒟ ⑴", |w| ascii(w, [0x249c; 3], Some(0x2474))),
    ("raised and lowered ¹ ₂", |w| map(w, &[("1", "¹"), ("2", "₂"), ("3", "³")])),
    ("traditional", |w| map(w, &[("红", "紅"), ("国", "國"), ("级", "級"), ("职", "職"), ("赌", "賭")])),
    ("zero width space", |w| between(w, "\u{200b}")),
    ("zero width joiner", |w| between(w, "\u{200d}")),
    ("soft hyphen", |w| between(w, "\u{ad}")),
    ("bidi marks", |w| between(w, "\u{200e}\u{202c}")),
    ("variation selectors", |w| after_each(w, "\u{fe0e}")),
    ("tag characters", |w| between(w, "\u{e0041}")),
    ("space", |w| between(w, " ")),
    ("three spaces", |w| between(w, "   ")),
    ("ideographic space", |w| between(w, "\u{3000}")),
    ("no-break space", |w| between(w, "\u{a0}")),
    ("combining stroke", |w| after_each(w, "\u{336}")),
    ("combining circle", |w| after_each(w, "\u{20dd}")),
    ("accents á ž", |w| map(w, &[("a", "á"), ("d", "ď"), ("g", "ğ"), ("z", "ž"), ("x", "ẍ")])),
    ("Cyrillic and Greek", |w| {
        map(
            w,
            &[("a", "а"), ("c", "с"), ("d", "ԁ"), ("x", "х"), ("g", "ɡ"), ("s", "ѕ"), ("i", "і"), ("o", "ο")],
        )
    }),
    ("Kangxi radicals", |w| map(w, &[("星", "星"), ("级", "级"), ("红", "红"), ("五", "㊄"), ("一", "⼀")])),
    ("Chinese digits 一", |w| map(w, &[("1", "一"), ("2", "二"), ("3", "三"), ("五", "5")])),
    ("formal digits 壹", |w| map(w, &[("1", "壹"), ("2", "贰"), ("3", "叁"), ("五", "伍")])),
    ("Suzhou digits 〡", |w| map(w, &[("1", "〡"), ("2", "〢"), ("3", "〣")])),
    ("Arabic-Indic digits", |w| ascii(w, [0; 3], Some(0x661))),
    ("hyphen", |w| between(w, "-")),
    ("asterisk", |w| between(w, "*")),
    ("underscore", |w| between(w, "_")),
    ("middle dot", |w| between(w, "·")),
    ("full stop", |w| between(w, ".")),
    ("Chinese comma", |w| between(w, "，")),
    ("lines", |w| between(w, "\n")),
    ("mixed signs", |w| between(w, " ~♥ ")),
    ("emoji", |w| between(w, "😀")),
    ("flags", |w| between(w, "🇨🇳")),
    ("next line U+0085", |w| between(w, "\u{85}")),
    ("emoji sequence", |w| between(w, "👨‍👩‍👧")),
    ("inline tag", |w| between(w, "<b class=\"x\"></b>")),
    ("comment", |w| between(w, "<!-- x -->")),
    ("entities", |w| w.chars().map(|c| format!("&#{};", u32::from(c))).collect()),
    ("named entity", |w| between(w, "&nbsp;")),
    ("every character twice", |w| w.chars().flat_map(|c| [c, c]).collect()),
    ("one character often", |w| {
        let last = w.chars().nth(1).unwrap();
        w.replacen(last, &String::from(last).repeat(4), 1)
    }),
    ("leet 4 1 0", |w| map(w, &[("a", "4"), ("g", "9"), ("s", "5"), ("1", "l")])),
    ("signs for letters @ $", |w| map(w, &[("a", "@"), ("s", "$"), ("加", "+")])),
    ("inner character masked", |w| {
        let inner = w.chars().nth(1).unwrap();
        w.replacen(inner, "*", 1)
    }),
    ("last character masked", |w| {
        let mut chars: Vec<char> = w.chars().collect();
        *chars.last_mut().unwrap() = '*';
        chars.into_iter().collect()
    }),
    ("characters taken apart", |w| {
        map(w, &[("加", "力口"), ("红", "纟工"), ("级", "纟及"), ("职", "耳只"), ("赌", "贝者")])
    }),
    ("one homophone", |w| map(w, &[("微", "薇"), ("级", "集"), ("旗", "奇"), ("职", "直"), ("博", "搏")])),
    ("pinyin", |w| {
        let all = [
            ("五", "wu"),
            ("星", "xing"),
            ("红", "hong"),
            ("旗", "qi"),
            ("加", "jia"),
            ("微", "wei"),
            ("信", "xin"),
            ("国", "guo"),
            ("家", "jia"),
            ("级", "ji"),
            ("兼", "jian"),
            ("职", "zhi"),
            ("赌", "du"),
            ("博", "bo"),
        ];
        map(w, &all)
    }),
    ("pinyin with tones", |w| {
        let all = [
            ("五", "wǔ "),
            ("星", "xīng "),
            ("红", "hóng "),
            ("旗", "qí "),
            ("加", "jiā "),
            ("微", "wēi "),
            ("信", "xìn"),
            ("国", "guó "),
            ("家", "jiā "),
            ("级", "jí"),
            ("兼", "jiān"),
            ("职", "zhí"),
            ("赌", "dǔ"),
            ("博", "bó"),
        ];
        map(w, &all).trim().to_owned()
    }),
    ("half pinyin", |w| map(w, &[("微", "wei"), ("家", "jia"), ("红", "hong"), ("职", "zhi"), ("赌", "du")])),
    ("backwards", |w| w.chars().rev().collect()),
    ("backwards, shown forwards", |w| format!("\u{202e}{}", w.chars().rev().collect::<String>())),
    ("first letters of pinyin", |w| {
        map(w, &[("加微信", "jwx"), ("国家级", "gjj"), ("五星红旗", "wxhq"), ("赌博", "db")])
    }),
];

fn cell(lexicon: &Lexicon, way: usize, i: usize) -> &'static str {
    let word = WORDS[i];
    let hidden = WAYS[way].1(word);
    if hidden == word && way > 0 {
        return "–";
    }
    let text = format!("本店，{hidden}；欢迎");
    match lexicon.find(&text).iter().find(|h| h.word == i).map(|h| h.confidence) {
        Some(Confidence::High) => "✓",
        Some(Confidence::Medium) => "+",
        Some(Confidence::Low) => "?",
        None => "✗",
    }
}

#[test]
fn the_table_of_disguises_is_as_the_page_says() {
    let words = WORDS.map(|w| Word::parse(w, Class::Other).unwrap().unwrap());
    let lexicon = Lexicon::new(words.into());
    let mut table = format!("| | {} |\n| --- |{}\n", WORDS.join(" | "), " --- |".repeat(WORDS.len()));
    for (way, (name, _)) in WAYS.iter().enumerate() {
        let cells: Vec<_> = (0..WORDS.len()).map(|i| cell(&lexicon, way, i)).collect();
        table += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    let page = include_str!("../../../docs/text.md");
    assert!(page.contains(&table), "docs/text.md has to say:\n\n{table}");
}
