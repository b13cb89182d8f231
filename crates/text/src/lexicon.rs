//! Many words in one pass over a text, and where each stands in it.

use std::ops::Range;

use crate::{
    automaton::{Automaton, Symbol},
    disguise::{Confidence, Disguise, Disguises},
    list::{Class, Level, Word},
    markup,
    pattern::{Alphabet, CAUSE, OTHER, Pattern, SKIP, SPECIAL, Writings},
    respell::Respell,
    sound::{self, Sounds},
    table,
    verify::{Held, REACH, verify},
};

/// A word found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the word in the list.
    pub word: usize,
    /// Bytes of the original text.
    pub bytes: Range<usize>,
    /// How it was hidden.
    pub disguises: Disguises,
    /// How sure that is.
    pub confidence: Confidence,
}

/// A list of words, ready to be looked for. Building it costs; build once and use for many texts.
pub struct Lexicon {
    words: Vec<Word>,
    /// The words, then those that are looked for backwards too.
    patterns: Vec<Pattern>,
    writings: Writings,
    /// Which words are allowed contexts.
    contexts: Vec<bool>,
    /// The word of each pattern behind the words.
    backwards: Vec<usize>,
    alphabet: Alphabet,
    automaton: Automaton,
    respell: Option<Respell>,
    sounds: Option<Sounds>,
}

/// What is looked for besides the word in another writing. Each costs time; all are on unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Characters taken apart, signs for letters, masks.
    pub respelled: bool,
    /// Characters of the same sound, pinyin.
    pub sounds: bool,
    /// Words written backwards.
    pub reversed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { respelled: true, sounds: true, reversed: true }
    }
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} words)", self.words.len())
    }
}

/// Where the letters that were read last began: a word has at most [`crate::list::MOST`].
const RING: usize = 64;

impl Lexicon {
    /// Builds the automaton; an empty list matches nothing. Words without letters are left out.
    pub fn new(words: Vec<Word>) -> Self {
        Self::with(words, Options::default())
    }

    /// Builds the automaton for some disguises only.
    pub fn with(words: Vec<Word>, options: Options) -> Self {
        let mut patterns: Vec<Pattern> = words.iter().map(Pattern::new).collect();
        let respell = options.respelled.then(|| Respell::new(&patterns));
        let sounds = options.sounds.then(|| Sounds::new(&words, &patterns)).flatten();
        let mut backwards = Vec::new();
        if options.reversed {
            for word in (0..words.len()).filter(|w| words[*w].class != Class::Allow) {
                if let Some(back) = patterns[word].reversed() {
                    patterns.push(back);
                    backwards.push(word);
                }
            }
        }
        let symbols = patterns[..words.len()].iter().flat_map(Pattern::symbols);
        let causes = respell.iter().flat_map(Respell::causes);
        let (alphabet, numbers) = Alphabet::new(symbols, causes);
        let symbols: Vec<Vec<Symbol>> =
            patterns.iter().map(|p| p.symbols().map_while(|c| numbers.get(&c).copied()).collect()).collect();
        let automaton = Automaton::new(&symbols, alphabet.size);
        let writings = Writings::new(&patterns);
        let contexts = words.iter().map(|w| w.class == Class::Allow).collect();
        Self { words, patterns, writings, contexts, backwards, alphabet, automaton, respell, sounds }
    }

    /// The words, in the order in which hits name them.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// What a hit weighs: no more than its word, and no more than how sure it is.
    pub fn level(&self, hit: &Hit) -> Level {
        let most = match hit.confidence {
            Confidence::High => Level::Error,
            Confidence::Medium => Level::Warning,
            Confidence::Low => Level::Person,
        };
        self.words[hit.word].level.min(most)
    }

    /// Bytes of the automaton and its table.
    pub fn bytes(&self) -> usize {
        self.automaton.bytes() + self.alphabet.bytes()
    }

    /// Every hit that no allowed context covers, the first and longest at each place, in order.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut pass = Pass { text, hits: &mut hits, closer: true, causes: 0 };
        self.scan(&mut pass, 0..text.len());
        self.settle(hits)
    }

    /// Everything that holds, contexts too.
    fn scan(&self, pass: &mut Pass<'_>, range: Range<usize>) {
        let mut scan =
            Scan { state: 0, last: OTHER, read: 0, ring: [0; RING], end: range.start, heard: [(0, 0); 2] };
        let sounds = self.sounds.as_ref().filter(|_| pass.closer);
        let text = pass.text;
        let mut at = range.start;
        while at < range.end {
            let mut jump = None;
            for (offset, c) in text[at..range.end].char_indices() {
                let mut symbol = self.alphabet.get(c);
                if let Some(sounds) = sounds {
                    self.hear(pass, sounds, c, at + offset, &mut scan);
                }
                if symbol >= CAUSE {
                    symbol &= !CAUSE;
                    self.closer(pass, c, at + offset);
                }
                match symbol {
                    OTHER => (scan.state, scan.last) = (0, OTHER),
                    SKIP => {}
                    SPECIAL => {
                        jump = Some((at + offset, c));
                        break;
                    }
                    _ => self.letter(pass, symbol, at + offset, &mut scan),
                }
            }
            let Some((here, c)) = jump else { break };
            at = self.special(pass, here, range.end, c, &mut scan);
        }
    }

    #[inline]
    fn letter(&self, pass: &mut Pass<'_>, symbol: Symbol, at: usize, scan: &mut Scan) {
        if symbol == scan.last {
            // A letter repeated is one letter, up to where nobody reads it so.
            if at > scan.ring[scan.read.wrapping_sub(1) % RING] + REACH {
                scan.state = 0;
            }
            scan.end = at;
            return;
        }
        if at > scan.end + REACH {
            scan.state = 0;
        }
        scan.end = at;
        scan.last = symbol;
        scan.ring[scan.read % RING] = at;
        scan.read = scan.read.wrapping_add(1);
        scan.state = self.automaton.step(scan.state, symbol);
        if self.automaton.ends(scan.state) {
            self.candidates(pass, scan);
        }
    }

    #[cold]
    #[inline(never)]
    fn candidates(&self, pass: &mut Pass<'_>, scan: &Scan) {
        for (pattern, symbols) in self.automaton.outputs(scan.state) {
            let start = scan.ring[scan.read.wrapping_sub(symbols) % RING];
            let word = &self.patterns[pattern];
            let stands = self.writings.stands(pattern, pass.text, start);
            let Some(held) = stands.or_else(|| verify(pass.text, start, word, true)) else { continue };
            match pattern.checked_sub(self.words.len()) {
                None => pass.hits.push(hit(pattern, held)),
                Some(back) if held.confidence == Confidence::High => {
                    let mut hit = hit(self.backwards[back], held);
                    hit.disguises.insert(Disguise::Reversed);
                    // Where the text itself is turned round, it is shown as the word.
                    let turned = pass.text[..hit.bytes.start].chars().rev().take(4).any(|c| c == '\u{202e}');
                    hit.confidence = if turned { Confidence::High } else { Confidence::Low };
                    pass.hits.push(hit);
                }
                Some(_) => {}
            }
        }
    }

    /// Sounds: three syllables that words begin with give cause to listen, or two and a Latin letter, or pinyin.
    #[inline]
    fn hear(&self, pass: &mut Pass<'_>, sounds: &Sounds, c: char, at: usize, scan: &mut Scan) {
        let now = sounds.of(c);
        let [(first, start), (second, middle)] = scan.heard;
        if now != 0 {
            scan.heard = [(second, middle), (now, at)];
            if sounds.begins_three(first, second, now) {
                self.listen(pass, sounds, start);
            }
        } else if c.is_ascii_alphanumeric()
            || (c > '\u{bf}' && c < '\u{250}')
            || (c > '\u{ff0f}' && c < '\u{ff5b}')
        {
            scan.heard = [(second, middle), (LATIN, at)];
            if second != LATIN || at > middle + 4 {
                self.hear_latin(pass, sounds, c, at, [(first, start), (second, middle)]);
            }
        }
    }

    /// The first letter or digit behind something else.
    #[inline(never)]
    fn hear_latin(&self, pass: &mut Pass<'_>, sounds: &Sounds, c: char, at: usize, heard: [(u16, usize); 2]) {
        let [(first, start), (second, middle)] = heard;
        let digit = table::letter(c).is_some_and(|c| c.is_ascii_digit());
        if first < LATIN && second < LATIN {
            let begins =
                if digit { sounds.begins_numbered(first, second) } else { sounds.begins(first, second) };
            if begins {
                self.listen(pass, sounds, start);
            }
        }
        if !digit {
            if sounds.begins_with(second) {
                self.listen(pass, sounds, middle);
            }
            self.listen_spelled(pass, sounds, at);
        }
    }

    #[cold]
    #[inline(never)]
    fn listen(&self, pass: &mut Pass<'_>, sounds: &Sounds, at: usize) {
        let mut found = Vec::new();
        let words = sound::Words { patterns: &self.patterns, writings: &self.writings, markup: true };
        sounds.find(pass.text, at, &words, &mut found);
        pass.hits.extend(found.into_iter().map(|(word, held)| hit(word, held)));
    }

    #[inline(never)]
    fn listen_spelled(&self, pass: &mut Pass<'_>, sounds: &Sounds, at: usize) {
        let mut letters =
            pass.text[at..].chars().take(4).filter_map(table::letter).filter(char::is_ascii_lowercase);
        if let (Some(a), Some(b)) = (letters.next(), letters.next())
            && sounds.begins_spelled(a as u8, b as u8)
        {
            self.listen(pass, sounds, at);
        }
    }

    /// Other readings around a place that gives cause.
    #[cold]
    #[inline(never)]
    fn closer(&self, pass: &mut Pass<'_>, c: char, at: usize) {
        let Some(respell) = self.respell.as_ref().filter(|_| pass.closer && at >= pass.causes) else {
            return;
        };
        let after = pass.text[at + c.len_utf8()..].chars().next();
        let skipped = |c| matches!(self.alphabet.get(c) & !CAUSE, SKIP | SPECIAL);
        if !respell.may(c, after) && !after.is_some_and(skipped) {
            return;
        }
        let (copies, next) = respell.read(pass.text, at, c, true);
        pass.causes = next;
        for copy in copies {
            let mut hits = Vec::new();
            let mut inner = Pass { text: &copy.text, hits: &mut hits, closer: false, causes: 0 };
            self.scan(&mut inner, 0..copy.text.len());
            for mut hit in hits {
                let mut other = false;
                for disguise in copy.disguises(hit.bytes.start, hit.bytes.end) {
                    hit.disguises.insert(disguise);
                    other = true;
                    if !matches!(disguise, Disguise::Split | Disguise::Sign) {
                        hit.confidence = hit.confidence.min(Confidence::Medium);
                    }
                }
                if other {
                    hit.bytes = copy.original(hit.bytes.start)..copy.original(hit.bytes.end);
                    pass.hits.push(hit);
                }
            }
        }
    }

    /// Markup, an entity, or a character that reads as several: where to read on.
    #[cold]
    #[inline(never)]
    fn special(&self, pass: &mut Pass<'_>, at: usize, end: usize, mut c: char, scan: &mut Scan) -> usize {
        let text = pass.text;
        let mut next = at + c.len_utf8();
        if c == '<'
            && let Some((to, _)) = markup::tag(text, at)
            && to <= end
        {
            // What stands inside a tag is read by itself; the word around it goes on behind it.
            self.scan(pass, next..to - 1);
            return to;
        }
        if c == '&'
            && let Some((named, to)) = markup::entity(text, at)
            && to <= end
        {
            (c, next) = (named, to);
        }
        match table::look(c) {
            None => self.one(pass, c, at, scan),
            Some((_, letters)) => letters.chars().for_each(|c| self.one(pass, c, at, scan)),
        }
        next
    }

    fn one(&self, pass: &mut Pass<'_>, letter: char, at: usize, scan: &mut Scan) {
        match self.alphabet.get(letter) & !CAUSE {
            OTHER => (scan.state, scan.last) = (0, OTHER),
            SKIP | SPECIAL => {}
            symbol => self.letter(pass, symbol, at, scan),
        }
    }

    /// Leaves out what an allowed context covers, and of those that overlap all but the first and longest.
    fn settle(&self, mut hits: Vec<Hit>) -> Vec<Hit> {
        let allowed = |hit: &Hit| self.contexts[hit.word];
        if hits.iter().any(allowed) {
            uncovered(&mut hits, allowed);
        }
        let order = |h: &Hit| {
            let weight = (h.confidence, self.words[h.word].level);
            (h.bytes.start, std::cmp::Reverse((h.bytes.end, weight)), h.word)
        };
        // Most hits begin behind the one before: of those nothing else is looked at.
        if !hits.is_sorted_by(|a, b| a.bytes.start < b.bytes.start || order(a) <= order(b)) {
            hits.sort_by_key(order);
        }
        if hits.iter().all(|h| h.confidence != Confidence::Low) {
            apart(&mut hits, &[]);
            return hits;
        }
        // What may be chance does not stand in the way of what is sure.
        let (low, mut sure): (Vec<_>, Vec<_>) =
            hits.into_iter().partition(|h| h.confidence == Confidence::Low);
        apart(&mut sure, &[]);
        let taken: Vec<Range<usize>> = sure.iter().map(|h| h.bytes.clone()).collect();
        let mut low = low;
        apart(&mut low, &taken);
        sure.extend(low);
        sure.sort_by_key(|h| h.bytes.start);
        sure
    }
}

/// Leaves out contexts, what stands in them, and what ends inside one that goes on: the last letters belong to that word
/// (全国 第一次).
fn uncovered(hits: &mut Vec<Hit>, allowed: impl Fn(&Hit) -> bool) {
    let mut covered: Vec<_> =
        hits.iter().filter(|h| allowed(h)).map(|h| (h.bytes.start, h.bytes.end)).collect();
    // By start, each with the furthest end so far: whether one covers a hit is then one look.
    covered.sort_unstable();
    let mut furthest = 0;
    for (_, end) in &mut covered {
        furthest = furthest.max(*end);
        *end = furthest;
    }
    hits.retain(|hit| {
        let furthest = |n: usize| n.checked_sub(1).map_or(0, |last| covered[last].1);
        let around = furthest(covered.partition_point(|(start, _)| *start <= hit.bytes.start));
        let beyond = furthest(covered.partition_point(|(start, _)| *start < hit.bytes.end));
        !allowed(hit) && around < hit.bytes.end && beyond <= hit.bytes.end
    });
}

/// Of sorted hits that overlap keeps the first, and none that overlaps what is taken.
fn apart(hits: &mut Vec<Hit>, taken: &[Range<usize>]) {
    let mut last = 0;
    hits.retain(|h| {
        let next = taken.partition_point(|t| t.end <= h.bytes.start);
        let free = taken.get(next).is_none_or(|t| t.start >= h.bytes.end);
        let keep = free && h.bytes.start >= last;
        if keep {
            last = h.bytes.end;
        }
        keep
    });
}

fn hit(word: usize, held: Held) -> Hit {
    let Held { start, end, disguises, confidence } = held;
    Hit { word, bytes: start..end, disguises, confidence }
}

/// One reading of a text.
struct Pass<'p> {
    text: &'p str,
    hits: &'p mut Vec<Hit>,
    /// Whether other readings are tried too.
    closer: bool,
    /// Up to where they were.
    causes: usize,
}

/// In the place of a syllable: a Latin letter.
const LATIN: u16 = u16::MAX;

/// Where the automaton stands.
struct Scan {
    state: u32,
    /// The symbol that was read last.
    last: Symbol,
    /// How many letters were read, and where the last of them began.
    read: usize,
    ring: [usize; RING],
    /// Where the last letter began, repeated or not.
    end: usize,
    /// The two syllables that were heard last, and where.
    heard: [(u16, usize); 2],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &str) -> Lexicon {
        Lexicon::new(Word::parse_list(words, Class::Other).unwrap())
    }

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        let hits = lexicon.find(text).into_iter();
        hits.map(|h| format!("{} {:?} {:?}", &text[h.bytes], h.disguises, h.confidence)).collect()
    }

    #[test]
    fn finds_through_disguise_and_names_it() {
        let lexicon = lexicon("国家级\n第一品牌\n加微信\ndxgz\n兼职123\n100%有效\n五星红旗\nav\n毒品\n最佳");
        for (text, expected) in [
            ("我们是国家级的", "国家级 {} High"),
            ("国 家\u{200b}级", "国 家\u{200b}级 {\"invisible\", \"space\"} High"),
            ("國家級", "國家級 {\"traditional\"} High"),
            ("第①品牌", "第①品牌 {\"styled\", \"digits\"} High"),
            ("ＤＸＧＺ", "ＤＸＧＺ {\"width\"} High"),
            ("兼职①贰三", "兼职①贰三 {\"styled\", \"digits\"} High"),
            ("加<b>微</b>信", "加<b>微</b>信 {\"tag\"} High"),
            ("国&shy;家&#x7ea7;", "国&shy;家&#x7ea7; {\"invisible\", \"entity\"} High"),
            ("１００％有效", "１００％有效 {\"width\"} High"),
            ("国国家家级", "国家家级 {\"repeat\"} High"),
            ("国😀家-级", "国😀家-级 {\"sign\"} High"),
            ("国，家，级", "国，家，级 {\"stop\"} Medium"),
            ("d.x.g.z", "d.x.g.z {\"stop\"} Medium"),
            ("𝒹𝓍ɡz", "𝒹𝓍ɡz {\"styled\", \"homoglyph\"} High"),
            ("看AV吧", "AV {\"case\"} High"),
            ("有毒 品", "毒 品 {\"space\"} Low"),
        ] {
            assert_eq!(found(&lexicon, text), [expected], "{text}");
        }
        let (level, sound) = ("国家级", "加微信");
        assert_eq!(lexicon.words()[0].text, level);
        for (text, expected) in [
            ("力口微信", "力口微信 {\"split\"} High"),
            ("五*红旗飘", "五*红旗 {\"mask\"} Medium"),
            ("+微信", "+微信 {\"leet\"} Medium"),
            ("jiaweixin", "jiaweixin {\"pinyin\"} Low"),
            ("按Ctrl+V加薇信", "加薇信 {\"homophone\"} Low"),
            ("加weixin吧", "加weixin {\"pinyin\"} Low"),
            ("级家国", "级家国 {\"reversed\"} Low"),
            ("\u{202e}级家国", "级家国 {\"reversed\"} High"),
            ("兼直123", "兼直123 {\"homophone\"} Low"),
        ] {
            assert_eq!(found(&lexicon, text), [expected], "{text} {sound}");
        }
        for fine in [
            "国家。级别",
            "nice day",
            "Java",
            "a very",
            "a v",
            "100有效",
            "消毒 品牌",
            "兼职1234",
            "Ctrl +微信",
            "示加为信",
            "最，佳能",
            "国家各级",
            "",
            "红<p>最</p><p>佳能</p>",
            "av1",
            "国家<级",
        ] {
            assert_eq!(found(&lexicon, fine), [] as [&str; 0], "{fine}");
        }
    }

    #[test]
    fn allowed_contexts_and_the_longest_word_win() {
        let lexicon =
            lexicon("国家级\n最高\n最高级\n毒品\n全国第一\n国家级别\tallow\n远离毒品\tallow\n第一次\tallow");
        assert_eq!(found(&lexicon, "最高级，国家级别，国 家 级 别，远离毒品"), ["最高级 {} High"]);
        assert_eq!(found(&lexicon, "毒品，国家级"), ["毒品 {} High", "国家级 {} High"]);
        assert_eq!(found(&lexicon, "全国第一次普查，全 国 第 一 次"), [] as [&str; 0]);
        assert_eq!(found(&lexicon, "第一次全国第一"), ["全国第一 {} High"]);
        assert_eq!(found(&Lexicon::new(vec![]), "国家级<b>&amp;"), [] as [&str; 0]);
    }
}
