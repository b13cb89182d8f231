//! What holds for every text: places are exact, nothing panics, a flood ends.

use proptest::prelude::*;
use tongguan_text::{Class, Confidence, Lexicon, MOST, Word};

fn lexicon() -> Lexicon {
    let lines = "国家级\n第一品牌\n最佳\n加微信\ndxgz\n兼职123\n100%有效\ncasino\n天天向上\n毒品\n国家级别\tallow\nav";
    Lexicon::new(Word::parse_list(lines, Class::Other).unwrap())
}

/// Pieces of which every corner of the reader is made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "国",
            "國",
            "家",
            "级",
            "别",
            "第",
            "一",
            "1",
            "①",
            "品",
            "牌",
            "加",
            "力",
            "口",
            "微",
            "薇",
            "信",
            "d",
            "х",
            "g",
            "z",
            "兼",
            "职",
            "天",
            "向",
            "上",
            "*",
            "+",
            "@",
            "$",
            "<b>",
            "</p>",
            "<",
            ">",
            "&",
            "&nbsp;",
            "&#22269;",
            "&#x0;",
            " ",
            "，",
            "\n",
            "\u{200b}",
            "\u{336}",
            "\u{202e}",
            "⑩",
            "㎏",
            "ﬁ",
            "jia",
            "wei",
            "xin",
            "Ａ",
            "😀",
            "𠀀",
            "\u{10ffff}",
            "x",
            "某",
        ])
        .prop_map(String::from),
        any::<char>().prop_map(String::from),
    ]
}

fn text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..most).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn hits_stand_in_order_on_whole_characters(text in text(120)) {
        let lexicon = lexicon();
        let mut last = 0;
        for hit in lexicon.find(&text) {
            prop_assert!(hit.bytes.start >= last && hit.bytes.start < hit.bytes.end);
            prop_assert!(text.get(hit.bytes.clone()).is_some(), "{:?} {}", hit.bytes, text);
            prop_assert!(lexicon.words()[hit.word].class != Class::Allow);
            last = hit.bytes.end;
        }
    }

    /// A word among other text is found where it was put, to the byte.
    #[test]
    fn the_map_back_is_exact(before in "[a-uw-z的是了我在有人这0-9 ]{0,40}", after in "[的是了我在有人这 ]{0,40}",
        hidden in prop::sample::select(vec!["国家级", "國 家\u{200b}級", "第①品牌", "加<b>微</b>信", "Ｄⓧɡ𝐳", "力口微信", "天天向上",
            "兼职一二三", "国&shy;家&#x7ea7;", "100％有效", "五。国家级"])) {
        let text = format!("{before}。{hidden}。{after}");
        let from = before.len() + "。".len();
        let hits = lexicon().find(&text);
        // What stands before may be a word too: av.
        let hit = hits.iter().find(|h| h.confidence == Confidence::High && h.bytes.end > from).expect("found");
        let start = if hidden.starts_with('五') { from + "五。".len() } else { from };
        prop_assert_eq!(hit.bytes.clone(), start..from + hidden.len());
    }

    /// Any list is read or refused at a place that it has.
    #[test]
    fn any_list_is_answered(list in "([a-z国级#\\t\\n\\r \u{feff}\u{200b}]|allow|person|\\PC){0,80}") {
        match Word::parse_list(&list, Class::Other) {
            Ok(words) => {
                Lexicon::new(words.clone());
                let lines = Word::lines(&list, Class::Other).expect("the same lines");
                prop_assert_eq!(lines.len(), words.len());
            }
            Err(e) => {
                let line = list.trim_start_matches('\u{feff}').lines().nth(e.line - 1).expect("a line");
                prop_assert!(e.column >= 1 && e.column <= line.chars().count() + 2, "{:?}", e);
            }
        }
    }

    /// Words that stand as they are, in text without signs, are what a plain search finds.
    #[test]
    fn plain_text_is_searched_plainly(text in "[国家级第一品牌最佳毒人民]{0,60}") {
        let words = ["国家级", "第一品牌", "最佳", "毒品"];
        let mut expected: Vec<(usize, &str)> =
            words.iter().flat_map(|w| text.match_indices(w).map(|(i, _)| (i, *w))).collect();
        expected.sort_unstable();
        let lexicon = lexicon();
        let found: Vec<(usize, &str)> = lexicon.find(&text).into_iter()
            .filter(|h| h.confidence == Confidence::High && h.disguises.is_empty())
            .map(|h| (h.bytes.start, lexicon.words()[h.word].text.as_str())).collect();
        prop_assert_eq!(found, expected);
    }
}

/// Texts made to keep the reader busy end, and give no more hits than they have characters.
#[test]
fn floods_end() {
    let lexicon = lexicon();
    for unit in [
        "国",
        "国家",
        "国家级",
        "<",
        "<b",
        "<b>",
        "&",
        "&#x4e",
        "女子",
        "力口",
        "国*级",
        "国\u{200b}",
        "加\u{336}微",
        "+加",
        "jia",
        "jiawei",
        "级家国",
        "c@",
        "㎏",
        "天天",
        "国 ",
        "最，",
        "\u{202e}",
    ] {
        let text = unit.repeat(6_000 / unit.len());
        let hits = lexicon.find(&text);
        assert!(hits.len() <= text.chars().count(), "{unit}");
    }
    let far = format!("国{}家级", " ".repeat(5_000));
    assert!(lexicon.find(&far).is_empty());
}

/// As many different characters as Unicode has, and words of the longest length.
#[test]
fn lexicons_of_any_size_are_built() {
    let long: Vec<Word> = (0..300_u32)
        .map(|i| {
            let text: String = (0..u32::try_from(MOST).unwrap())
                .filter_map(|k| char::from_u32(0x4e00 + i * 32 + k))
                .collect();
            Word::parse(&text, Class::Other).unwrap().unwrap()
        })
        .collect();
    let lexicon = Lexicon::new(long.clone());
    for (i, word) in long.iter().enumerate().step_by(37) {
        let text = format!("甲，{}，乙", word.text);
        assert!(lexicon.find(&text).iter().any(|h| h.word == i && h.confidence == Confidence::High), "{i}");
    }
    assert!(lexicon.bytes() < 8 << 20, "{}", lexicon.bytes());
}
