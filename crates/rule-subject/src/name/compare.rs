//! Whether two names are taken for each other, and why.

use tongguan_model::text::{Bilingual, bi};

use super::{
    likeness::{Distance, distance, slips},
    parts::{Parts, Strength},
    words::Words,
};

/// Why two names are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Equal after folding: case, width, traditional forms, spaces and signs.
    Equal,
    /// Equal to the eye: 0 for o, l for 1.
    Skeleton,
    /// Equal to the ear.
    Reading,
    /// Equal to an ear that confuses l and n, h and f, z and zh, -n and -ng.
    Confused,
    /// Chinese and its pinyin, or a brand in another language.
    Spelled,
    /// Characters that look alike.
    Shape,
    /// A character more, less, doubled or moved.
    Edit,
    /// The same words in another order.
    Order,
    /// One name and words that tell nothing apart.
    Affix,
    /// One name and places.
    Place,
    /// The same name and another word for what it does.
    Synonym,
    /// One name and a word for what it does.
    Extended,
    /// One name inside another.
    Contained,
    /// The same own part, another function.
    SameBrand,
    /// Nothing but generic words.
    Generic,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Equal,
        Self::Skeleton,
        Self::Reading,
        Self::Confused,
        Self::Spelled,
        Self::Shape,
        Self::Edit,
        Self::Order,
        Self::Affix,
        Self::Place,
        Self::Synonym,
        Self::Extended,
        Self::Contained,
        Self::SameBrand,
        Self::Generic,
    ];

    /// Wire form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Skeleton => "looks-equal",
            Self::Reading => "same-reading",
            Self::Confused => "confused-reading",
            Self::Spelled => "spelled",
            Self::Shape => "similar-shape",
            Self::Edit => "few-characters",
            Self::Order => "word-order",
            Self::Affix => "affix",
            Self::Place => "place",
            Self::Synonym => "synonym",
            Self::Extended => "extended",
            Self::Contained => "contained",
            Self::SameBrand => "same-brand",
            Self::Generic => "generic",
        }
    }

    /// For people.
    pub fn title(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Equal => ("归一后相同", "Equal after folding"),
            Self::Skeleton => ("字形骨架相同", "Equal to the eye"),
            Self::Reading => ("读音相同", "Same reading"),
            Self::Confused => ("方音易混", "Same reading where accents confuse sounds"),
            Self::Spelled => ("拼音或外文写法", "Its spelling in Latin letters"),
            Self::Shape => ("形近字", "Characters that look alike"),
            Self::Edit => ("仅个别字不同", "A character more, less or different"),
            Self::Order => ("仅词序不同", "The same words in another order"),
            Self::Affix => ("仅附加词不同", "Differs by words that tell nothing apart"),
            Self::Place => ("仅地名不同", "Differs by a place only"),
            Self::Synonym => ("功能词同义", "Another word for the same function"),
            Self::Extended => ("相同名称加功能词", "One name, and what it does"),
            Self::Contained => ("包含另一名称", "One name inside the other"),
            Self::SameBrand => ("相同品牌", "Same brand, another function"),
            Self::Generic => ("仅通用词相同", "Only generic words in common"),
        };
        bi(zh, en)
    }
}

/// One reason and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Why.
    pub reason: Reason,
    /// How much, 0 to 1.
    pub score: f64,
}

/// What two names have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Likeness {
    /// Reasons, the weightiest first.
    pub hits: Vec<Hit>,
}

impl Likeness {
    /// The weight of the weightiest reason.
    pub fn score(&self) -> f64 {
        self.hits.first().map_or(0.0, |h| h.score)
    }

    fn add(&mut self, reason: Reason, score: f64) {
        match self.hits.iter_mut().find(|h| h.reason == reason) {
            Some(hit) => hit.score = hit.score.max(score),
            None => self.hits.push(Hit { reason, score }),
        }
    }

    fn settle(mut self) -> Self {
        self.hits.retain(|h| h.score > 0.0);
        self.hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.reason.cmp(&b.reason)));
        self
    }
}

/// A name, read once for many comparisons.
#[derive(Debug, Clone)]
pub struct Reading {
    pub(crate) parts: Parts,
}

impl Reading {
    /// Reads a name.
    pub fn new(name: &str, words: &Words) -> Self {
        Self { parts: Parts::of(name, words) }
    }
}

/// Compares two names.
pub fn compare(a: &str, b: &str, words: &Words) -> Likeness {
    compare_readings(&Reading::new(a, words), &Reading::new(b, words), words)
}

/// Compares two names that were read before.
pub fn compare_readings(a: &Reading, b: &Reading, words: &Words) -> Likeness {
    let (a, b) = (&a.parts, &b.parts);
    let mut found = Likeness::default();
    if a.text.is_empty() || b.text.is_empty() {
        return found;
    }
    if a.text == b.text {
        found.add(Reason::Equal, 1.0);
        return found;
    }
    whole(a, b, words, &mut found);
    cores(a, b, words, &mut found);
    found.settle()
}

fn joined(text: &[char]) -> String {
    text.iter().collect()
}

/// Pinyin of a name without tones; letters and digits as they are.
pub(crate) fn spelled(text: &[char]) -> String {
    let mut out = String::new();
    for c in text {
        match tongguan_text::pinyin(*c) {
            Some(p) => out += p,
            None => out.push(*c),
        }
    }
    out
}

fn has_latin(text: &[char]) -> bool {
    text.iter().any(char::is_ascii_alphabetic)
}

fn is_chinese(c: char) -> bool {
    !c.is_ascii()
}

/// Names as they stand.
fn whole(a: &Parts, b: &Parts, words: &Words, found: &mut Likeness) {
    let w = &words.weights;
    if a.text.iter().any(char::is_ascii)
        && tongguan_text::looks(&joined(&a.text)) == tongguan_text::looks(&joined(&b.text))
    {
        found.add(Reason::Skeleton, w.skeleton);
    }
    if has_latin(&a.text) != has_latin(&b.text) && spelled(&a.text) == spelled(&b.text) {
        found.add(Reason::Spelled, w.spelled);
    }
    if rotated(&a.text, &b.text) || (a.pieces.len() > 2 && a.same_bag(b)) {
        found.add(Reason::Order, w.order);
    }
    // Slips of sound and shape anywhere, but not from one function to another, and no other differences.
    let differ =
        |i: usize, j: usize| matches!((a.functions_at[i], b.functions_at[j]), (Some(x), Some(y)) if x != y);
    if let Some(d) = slips(&a.text, &b.text, words, differ)
        && !(a.text.len() == 2 && d.swaps > 0)
    {
        found.add(why(&d), d.score);
    }
}

/// The chief reason of a distance.
fn why(d: &Distance) -> Reason {
    if d.others > 0 || d.inserted > 0 || d.swaps > 0 {
        Reason::Edit
    } else if d.shapes > d.sounds {
        Reason::Shape
    } else if d.confused > 0 {
        Reason::Confused
    } else if d.sounds > 0 {
        Reason::Reading
    } else {
        Reason::Shape
    }
}

/// 招商银行 and 银行招商: two blocks that changed places.
fn rotated(a: &[char], b: &[char]) -> bool {
    a.len() == b.len()
        && a.len() >= 4
        && (2..=a.len() - 2).any(|at| a[at..] == b[..a.len() - at] && a[..at] == b[a.len() - at..])
}

/// How two functions relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The same words.
    Same,
    /// Other words of the same meaning.
    Synonym,
    /// One of the two says more.
    More,
    /// They differ.
    Other,
}

fn relation(a: &Parts, b: &Parts) -> Relation {
    let (x, y) = (&a.functions, &b.functions);
    let within = |some: &[u16], all: &[u16]| !some.is_empty() && some.iter().all(|f| all.contains(f));
    if a.function_words == b.function_words {
        Relation::Same
    } else if x == y && !x.is_empty() {
        Relation::Synonym
    } else if a.function_words.is_empty() || b.function_words.is_empty() || within(x, y) || within(y, x) {
        Relation::More
    } else {
        Relation::Other
    }
}

/// The own parts of two names, and what stands around them.
fn cores(a: &Parts, b: &Parts, words: &Words, found: &mut Likeness) {
    let w = &words.weights;
    let weaker = a.strength.min(b.strength);
    let stronger = a.strength.max(b.strength);
    if let (Some(x), Some(y)) = (a.brand, b.brand)
        && x != y
    {
        // Two brands that everybody tells apart.
        found.hits.retain(|h| h.score >= w.spelled);
        return;
    }
    if weaker == Strength::Generic {
        return generic(a, b, words, found);
    }
    let (likeness, reason) = core_likeness(a, b, words);
    let entity = |x: &Parts, y: &Parts| {
        x.strength == Strength::Entity && y.entity == x.core && x.text.len() < y.text.len()
    };
    if entity(a, b) || entity(b, a) {
        found.add(Reason::Extended, w.contained);
    }
    if likeness <= 0.0 {
        return contained(a, b, words, found);
    }
    let relation = relation(a, b);
    let places_differ = a.places != b.places && weaker != Strength::Entity;
    let both_placed = !a.places.is_empty() && !b.places.is_empty() && places_differ;
    if weaker == Strength::Common && (both_placed || stronger != Strength::Common) {
        return found.add(Reason::Generic, w.generic);
    }
    let exact = likeness >= 1.0;
    let (base, around) = match relation {
        Relation::Same if exact && places_differ => (w.place, Reason::Place),
        Relation::Same if exact => (w.affix, Reason::Affix),
        Relation::Same if places_differ => (w.affix, reason),
        Relation::Same => (1.0, reason),
        Relation::Synonym => (w.synonym, Reason::Synonym),
        Relation::More if weaker == Strength::Common => (w.common, Reason::Extended),
        Relation::More if exact => (w.extended, Reason::Extended),
        Relation::More => (w.typo_extended, reason),
        Relation::Other if weaker == Strength::Common => (w.common * w.typo_other, Reason::SameBrand),
        Relation::Other if stronger == Strength::Brand => (w.same_brand, Reason::SameBrand),
        Relation::Other if exact && proves(a) && proves(b) => (w.same_core, Reason::SameBrand),
        Relation::Other if exact => (w.short_core, Reason::SameBrand),
        Relation::Other => (w.typo_other, Reason::SameBrand),
    };
    found.add(around, base * likeness);
    if !exact && around != reason {
        found.add(reason, base * likeness);
    }
}

/// Long enough to be nobody else's.
fn proves(p: &Parts) -> bool {
    let chinese = p.core.iter().filter(|c| is_chinese(**c)).count();
    let other = p.core.len() - chinese;
    chinese >= 3 || other >= 5 || (chinese == 2 && other >= 2)
}

/// How alike two own parts are.
fn core_likeness(a: &Parts, b: &Parts, words: &Words) -> (f64, Reason) {
    let w = &words.weights;
    let (x, y) = (&a.core, &b.core);
    if x == y {
        return (1.0, Reason::Equal);
    }
    if a.brand.is_some() && a.brand == b.brand {
        // Two spellings of one brand; what else their own parts hold is another function.
        let alone = a.brand_alone && b.brand_alone;
        return if alone { (w.spelled, Reason::Spelled) } else { (0.0, Reason::SameBrand) };
    }
    if has_latin(x) != has_latin(y) && spelled(x) == spelled(y) {
        return (w.spelled, Reason::Spelled);
    }
    if a.strength == Strength::Entity && b.strength == Strength::Entity && a.places != b.places {
        return (0.0, Reason::Place);
    }
    let n = x.len().max(y.len());
    if 2 * x.len().min(y.len()) < n {
        return (0.0, Reason::Edit);
    }
    let latin = x.iter().chain(y).all(char::is_ascii);
    if latin && !begin_alike(x, y) {
        return (0.0, Reason::Edit);
    }
    let d = distance(x, y, words);
    if d.contrasts > 0 || (d.swaps > 0 && n < 3) || (latin && n < 4) {
        return (0.0, Reason::Edit);
    }
    if latin && d.others + d.inserted > 0 {
        // A word of Latin letters that begins otherwise is another word; short ones often differ by one letter.
        let same_start = x[0] == y[0];
        if n < 5 || !same_start || (n == 5 && d.others > 0) {
            return (0.0, Reason::Edit);
        }
    }
    let score = d.score;
    if score < w.core_from { (0.0, why(&d)) } else { (score, why(&d)) }
}

/// Whether two Latin words may begin with the same letter, seen or written in another place.
fn begin_alike(x: &[char], y: &[char]) -> bool {
    let alike = |a: char, b: char| tongguan_text::looks_like(a) == tongguan_text::looks_like(b);
    alike(x[0], y[0]) || (x.len() > 1 && y.len() > 1 && x[0] == y[1] && x[1] == y[0])
}

/// One own part inside the other.
fn contained(a: &Parts, b: &Parts, words: &Words, found: &mut Likeness) {
    let w = &words.weights;
    let (short, long) = if a.core.len() <= b.core.len() { (a, b) } else { (b, a) };
    let same_brand = a.brand.is_some() && a.brand == b.brand;
    let inside = |x: &[char], y: &[char]| x.len() < y.len() && y.windows(x.len()).any(|part| part == x);
    if !same_brand && (short.strength < Strength::Own || !inside(&short.core, &long.core)) {
        return;
    }
    if distance(&a.core, &b.core, words).contrasts > 0 {
        return;
    }
    if same_brand {
        found.add(Reason::SameBrand, w.same_brand);
    } else if short.strength == Strength::Brand {
        found.add(Reason::Contained, w.same_brand);
    } else if proves(short) && short.core.iter().any(|c| is_chinese(*c)) {
        found.add(Reason::Contained, w.contained);
    } else if long.core.starts_with(&short.core) || long.core.ends_with(&short.core) {
        found.add(Reason::Contained, w.short_core);
    }
}

/// Names without a part of their own.
fn generic(a: &Parts, b: &Parts, words: &Words, found: &mut Likeness) {
    let w = &words.weights;
    if a.places != b.places || a.strength != b.strength {
        // 上海地铁 and 地铁: a place makes the difference.
        return;
    }
    if a.kept == b.kept {
        // What is left out says nothing at all.
        found.add(Reason::Affix, w.place);
    } else if a.same_bag(b) {
        found.add(Reason::Order, w.order);
    } else if a.bare == b.bare || (a.functions == b.functions && !a.functions.is_empty()) {
        found.add(Reason::Generic, w.generic);
    }
}
