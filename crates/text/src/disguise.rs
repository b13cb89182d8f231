//! The ways in which a word is hidden, and how far a hit can be trusted.

use crate::kind::Kind;

macro_rules! disguises {
    ($($name:ident, $code:literal, $zh:literal, $en:literal;)*) => {
        /// One way of hiding a word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Disguise { $(#[doc = $en] $name),* }

        impl Disguise {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Stable name.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Name for people, Chinese and English.
            pub const fn names(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en)),* }
            }
        }
    };
}

disguises! {
    Case, "case", "大小写", "upper and lower case";
    Width, "width", "全角或半角", "full or half width";
    Styled, "styled", "圈号、数学或上下标字母", "circled, mathematical or raised letters";
    Accent, "accent", "附加符号", "accents";
    Traditional, "traditional", "繁体或异体", "traditional or variant forms";
    Homoglyph, "homoglyph", "形近字符", "look-alike characters";
    Digits, "digits", "数字写法", "another style of digits";
    Invisible, "invisible", "不可见字符", "invisible characters";
    Space, "space", "空白隔开", "white space between";
    Sign, "sign", "符号或表情隔开", "signs or emoji between";
    Stop, "stop", "标点隔开", "punctuation between";
    Tag, "tag", "标签隔开", "markup between";
    Entity, "entity", "字符实体", "character entities";
    Repeat, "repeat", "重复字", "repeated characters";
    Leet, "leet", "字母与数字互代", "digits for letters";
    Split, "split", "拆字", "characters taken apart";
    Mask, "mask", "以符号遮字", "a character masked";
    Homophone, "homophone", "谐音", "characters of the same sound";
    Pinyin, "pinyin", "拼音", "pinyin";
    Reversed, "reversed", "倒写", "written backwards";
}

/// A set of disguises.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Disguises(u32);

impl Disguises {
    /// Adds one.
    pub fn insert(&mut self, disguise: Disguise) {
        self.0 |= 1 << disguise as u32;
    }

    /// Whether one is in it.
    pub fn contains(self, disguise: Disguise) -> bool {
        self.0 & (1 << disguise as u32) != 0
    }

    /// Whether the word stands as it is.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in it, in the order of [`Disguise::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Disguise> {
        Disguise::ALL.iter().copied().filter(move |d| self.contains(*d))
    }

    pub(crate) fn note(&mut self, kind: Kind) {
        let disguise = match kind {
            Kind::Plain => return,
            Kind::Case => Disguise::Case,
            Kind::Width => Disguise::Width,
            Kind::Styled => Disguise::Styled,
            Kind::Accent => Disguise::Accent,
            Kind::Traditional => Disguise::Traditional,
            Kind::Homoglyph => Disguise::Homoglyph,
            Kind::Invisible => Disguise::Invisible,
            Kind::Space => Disguise::Space,
            Kind::Stop => Disguise::Stop,
            Kind::Sign => Disguise::Sign,
        };
        self.insert(disguise);
    }
}

impl std::fmt::Debug for Disguises {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Disguise::code)).finish()
    }
}

/// How far a hit can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A sound or a shape that ordinary writing may have too: a person looks.
    Low,
    /// Very likely meant.
    Medium,
    /// The word itself.
    High,
}
