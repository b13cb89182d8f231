//! A name taken apart: its own part (the core), what it does, where, and what tells nothing.

use super::words::{Known, Words};

/// How much a core proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Only words that say what it does.
    Generic,
    /// A common word.
    Common,
    /// An institution of a place.
    Entity,
    /// A word of its own.
    Own,
    /// A name that everybody knows.
    Brand,
}

/// What a token of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Rest,
    Word(Known),
    Version,
}

#[derive(Debug, Clone)]
struct Piece {
    start: usize,
    end: usize,
    token: Token,
}

/// A name and its parts.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// Folded.
    pub text: Vec<char>,
    /// For each character of `text` the function its word has: a typing slip does not turn one into another.
    pub functions_at: Vec<Option<u16>>,
    /// What is the name's own.
    pub core: Vec<char>,
    /// How much the core proves.
    pub strength: Strength,
    /// The brand in it.
    pub brand: Option<u16>,
    /// The core is nothing but the brand.
    pub brand_alone: bool,
    /// The institution that the name begins with (北京大学 in 北京大学招生).
    pub entity: Vec<char>,
    /// It names a kind of institution.
    pub institution: bool,
    /// Functions, sorted.
    pub functions: Vec<u16>,
    /// Their words, in order.
    pub function_words: Vec<char>,
    /// Places, in order.
    pub places: Vec<Vec<char>>,
    /// Without noise, forms and versions.
    pub kept: Vec<char>,
    /// Without tails too.
    pub bare: Vec<char>,
    /// Where its words and rests stand in `text`.
    pub pieces: Vec<(usize, usize)>,
}

impl Parts {
    /// Takes a name apart.
    pub(crate) fn of(name: &str, words: &Words) -> Self {
        Self::folded(tongguan_text::fold(name).chars().collect(), words)
    }

    /// Takes a folded name apart.
    pub(crate) fn folded(text: Vec<char>, words: &Words) -> Self {
        let end = version(&text);
        let mut pieces = cut(&text[..end], words);
        if end < text.len() {
            pieces.push(Piece { start: end, end: text.len(), token: Token::Version });
        }
        plain_words(&text, &mut pieces, words);
        join_single(&text, &mut pieces);
        let mut this = Self {
            functions_at: vec![None; text.len()],
            core: Vec::new(),
            strength: Strength::Generic,
            brand: None,
            brand_alone: true,
            entity: Vec::new(),
            institution: false,
            functions: Vec::new(),
            function_words: Vec::new(),
            places: Vec::new(),
            kept: Vec::new(),
            bare: Vec::new(),
            pieces: pieces.iter().map(|p| (p.start, p.end)).collect(),
            text,
        };
        this.sort_out(&pieces);
        this
    }

    /// Whether two names have the same words and rests, in whatever order.
    pub(crate) fn same_bag(&self, other: &Self) -> bool {
        let bag = |p: &Self| -> Vec<Vec<char>> {
            let mut all: Vec<_> = p.pieces.iter().map(|(from, to)| p.text[*from..*to].to_vec()).collect();
            all.sort_unstable();
            all
        };
        self.text.len() == other.text.len()
            && self.pieces.len() == other.pieces.len()
            && bag(self) == bag(other)
    }

    fn sort_out(&mut self, pieces: &[Piece]) {
        let (mut own, mut common, mut institution) = (false, false, Vec::<char>::new());
        let text = std::mem::take(&mut self.text);
        for piece in pieces {
            let word = &text[piece.start..piece.end];
            let known = match piece.token {
                Token::Version => continue,
                Token::Rest => {
                    own = true;
                    self.brand_alone = false;
                    self.core.extend(word);
                    self.kept.extend(word);
                    self.bare.extend(word);
                    continue;
                }
                Token::Word(known) => known,
            };
            if known.brand.is_some() {
                self.brand = self.brand.or(known.brand);
                self.core.extend(word);
            } else if known.place {
                self.places.push(word.to_vec());
            } else if known.noise || known.form {
                continue;
            } else if known.institution || known.function.is_some() {
                if known.institution {
                    if self.entity.is_empty() && self.places.concat().len() == piece.start {
                        self.entity = text[..piece.end].to_vec();
                    }
                    institution.extend(word);
                }
                self.functions.extend(known.function);
                self.function_words.extend(word);
                self.functions_at[piece.start..piece.end].fill(known.function.or(Some(u16::MAX)));
            } else if known.common {
                common = true;
                self.brand_alone = false;
                self.core.extend(word);
            }
            self.kept.extend(word);
            if !known.tail || known.function.is_some() || known.common {
                self.bare.extend(word);
            }
        }
        self.text = text;
        self.institution = !institution.is_empty();
        self.functions.sort_unstable();
        self.functions.dedup();
        self.strength = if self.brand.is_some() {
            Strength::Brand
        } else if own {
            Strength::Own
        } else if common {
            Strength::Common
        } else if !self.places.is_empty() && !institution.is_empty() {
            self.core = self.places.concat();
            self.core.extend(institution);
            Strength::Entity
        } else {
            self.core.clone_from(&self.kept);
            Strength::Generic
        };
    }
}

/// Cost of a token, lower is better; `None`: it cannot stand here.
fn cost(text: &[char], start: usize, end: usize, known: Known) -> Option<f64> {
    let length = end - start;
    if known.brand.is_some() && (length > 1) {
        // A short Latin brand stands alone.
        return edges(text, start, end).then_some(0.3);
    }
    if length == 1 && !text[start].is_ascii() {
        let closes = end == text.len() && start >= 2;
        return (closes && (known.noise || known.tail || known.function.is_some())).then_some(0.8);
    }
    edges(text, start, end).then_some(if known.noise || known.tail { 0.45 } else { 0.4 })
}

/// A Latin word stands at an end of its run of letters, and what it leaves is no scrap.
fn edges(text: &[char], start: usize, end: usize) -> bool {
    let latin = |i: usize| text.get(i).is_some_and(char::is_ascii_alphabetic);
    if !latin(start) || !latin(end - 1) {
        let digit = |i: usize| text.get(i).is_some_and(char::is_ascii_digit);
        let (begins, ends) = (digit(start) && start > 0 && digit(start - 1), digit(end - 1) && digit(end));
        return !begins && !ends;
    }
    let before = text[..start].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
    let after = text[end..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let length = end - start;
    let least = if length <= 2 { 5 } else { 3 };
    (before == 0 || before >= least)
        && (after == 0 || (after >= 3 && length >= 4))
        && (before == 0 || after == 0 || length >= 5)
}

/// The best cover of a text with known words: fewest characters left, then fewest words.
fn cut(text: &[char], words: &Words) -> Vec<Piece> {
    const REST: usize = usize::MAX;
    let n = text.len();
    // best[i]: cost of text[i..], where its first piece ends, what it is.
    let mut best: Vec<(f64, usize, Option<Known>)> = vec![(0.0, n, None); n + 1];
    for i in (0..n).rev() {
        let alone = if text[i].is_ascii() { 0.35 } else { 1.0 };
        best[i] = (alone + best[i + 1].0, REST, None);
        words.at_start(&text[i..], |length, known| {
            if let Some(cost) = cost(text, i, i + length, known) {
                let total = cost + best[i + length].0;
                if total < best[i].0 {
                    best[i] = (total, i + length, Some(known));
                }
            }
        });
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut i = 0;
    while i < n {
        match best[i] {
            (_, REST, _) | (_, _, None) => {
                match pieces.last_mut().filter(|p| p.token == Token::Rest && p.end == i) {
                    Some(rest) => rest.end = i + 1,
                    None => pieces.push(Piece { start: i, end: i + 1, token: Token::Rest }),
                }
                i += 1;
            }
            (_, end, Some(known)) => {
                pieces.push(Piece { start: i, end, token: Token::Word(known) });
                i = end;
            }
        }
    }
    pieces
}

/// Where a number at the end begins that counts versions and branches (学习通2, 云汀奶茶2号店), if enough stands before it.
fn version(text: &[char]) -> usize {
    let none = text.len();
    let unit = match text {
        [.., '号', '店'] => 2,
        [.., '号' | '店' | '群' | '站' | '代' | '版' | '期'] => 1,
        _ => 0,
    };
    let end = none - unit;
    let is_digit =
        |c: &&char| c.is_ascii_digit() || (unit > 0 && tongguan_text::numeral(**c).is_ascii_digit());
    let mut begin = end - text[..end].iter().rev().take_while(is_digit).count();
    // More digits are a name: 铁路12306.
    if begin == end || end - begin > 3 {
        return none;
    }
    if begin > 0 && text[begin - 1] == 'v' {
        begin -= 1;
    }
    let enough = text[..begin].iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() >= 4;
    if enough && text[begin - 1] != '第' { begin } else { none }
}

/// A brand that is a plain word too is that word where the name goes on with a part of its own (苹果园).
fn plain_words(text: &[char], pieces: &mut Vec<Piece>, words: &Words) {
    let rest = |p: Option<&Piece>| p.is_some_and(|p| p.token == Token::Rest);
    for i in 0..pieces.len() {
        let piece = &pieces[i];
        let Token::Word(known) = piece.token else { continue };
        if known.brand.is_none() || !(rest(pieces.get(i + 1)) || (i > 0 && rest(pieces.get(i - 1)))) {
            continue;
        }
        let word: String = text[piece.start..piece.end].iter().collect();
        if known.common || words.has_contrast(&word) {
            pieces[i].token = Token::Rest;
        }
    }
    pieces.dedup_by(|next, last| {
        let joins = next.token == Token::Rest && last.token == Token::Rest;
        if joins {
            last.end = next.end;
        }
        joins
    });
}

/// A single character left over belongs to the word beside it (学习 + 通), unless the name has a part of its own.
fn join_single(text: &[char], pieces: &mut Vec<Piece>) {
    let own = |p: &Piece| match p.token {
        Token::Rest => p.end - p.start > 1,
        Token::Word(known) => known.brand.is_some(),
        Token::Version => false,
    };
    let has_own = pieces.iter().any(own);
    let mut i = 0;
    while i < pieces.len() {
        let piece = pieces[i].clone();
        if piece.token != Token::Rest
            || piece.end - piece.start > 1
            || text[piece.start].is_ascii_alphabetic()
        {
            i += 1;
            continue;
        }
        if has_own {
            i += 1;
            continue;
        }
        let joins = |p: &Piece| matches!(p.token, Token::Word(k) if !k.place && !k.noise && !k.form);
        // In front of a word it is its beginning, behind one its end.
        if i + 1 < pieces.len() && i == 0 && joins(&pieces[i + 1]) {
            pieces[i].end = pieces[i + 1].end;
            pieces.remove(i + 1);
        } else if i > 0 && joins(&pieces[i - 1]) {
            pieces[i - 1].end = piece.end;
            pieces[i - 1].token = Token::Rest;
            pieces.remove(i);
        } else if i + 1 < pieces.len() && joins(&pieces[i + 1]) {
            pieces[i].end = pieces[i + 1].end;
            pieces.remove(i + 1);
        } else {
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use tongguan_policy::Policy;

    use super::*;

    #[test]
    fn names_fall_into_parts() {
        let words = Words::new(&Policy::builtin("default").unwrap().naming);
        let show = |name: &str| {
            let p = Parts::of(name, &words);
            format!(
                "{:?} {} {}",
                p.strength,
                p.core.iter().collect::<String>(),
                p.function_words.iter().collect::<String>()
            )
        };
        for (name, parts) in [
            ("青槐挂号", "Own 青槐 挂号"),
            ("美团外卖官方旗舰店", "Brand 美团 外卖"),
            ("北京大学", "Entity 北京大学 大学"),
            ("上海银行", "Entity 上海银行 银行"),
            ("学习通2", "Own 学习通 "),
            ("学习通", "Own 学习通 "),
            ("记账助手", "Generic 记账助手 记账"),
            ("阳光外卖", "Common 阳光 外卖"),
            ("starbucks coffee", "Brand starbucks coffee"),
            ("steam", "Own steam "),
            ("京东", "Brand 京东 "),
            ("58同城", "Brand 58同城 "),
            ("青槐君", "Own 青槐君 "),
        ] {
            assert_eq!(show(name), parts, "{name}");
        }
    }
}
