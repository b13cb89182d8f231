//! Names for measuring: brands of two or three syllable characters, functions, places and affixes, some common and most rare,
//! the same on every run.

/// A generator that needs no dependency: SplitMix64.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// The first ones often, the last ones seldom: Zipf with exponent 1, by inversion.
    pub(crate) fn zipf(&mut self, n: usize) -> usize {
        let u = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (((n as f64 + 1.0).powf(u)) as usize).saturating_sub(1).min(n - 1)
    }
}

/// Characters that brands are made of, from the lists of words themselves and the usual ones of company names.
const CHARACTERS: &str = "云青汀槐星月海山江河林森木水火金石玉珠宝光明晨晓春夏秋冬雨雪风雷雅文书墨诗词画琴棋华丽美佳优良品尚德仁义礼智信诚和平安康健乐福禄寿喜庆祥瑞吉利兴旺盛昌荣达通顺畅远航宇宙天地日新创科技智慧灵巧妙思悦享爱心怡情缘梦想希望之家园乡村野田谷禾麦稻米豆瓜果桃李杏梅兰竹菊荷莲松柏柳枫桂梧桐枝叶花草香甜蜜糖醇厚鲜嫩脆爽辣味滋鱼虾蟹贝羊牛马鹿鹤燕雀鹰凤龙虎狮象熊猫兔狐小大老阿千百万一二三七九双五六八正元本源泉溪川湖港湾岛屿桥路街巷坊阁楼台轩堂斋馆院舍亭塔城都府邦国民众人友朋邻里老少童子儿女母亲父";

pub(crate) struct Names {
    dice: Dice,
    characters: Vec<char>,
    functions: Vec<String>,
    places: Vec<String>,
    affixes: Vec<String>,
}

fn words(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|l| l.split_whitespace())
        .filter(|w| w.chars().count() > 1 && !w.is_ascii())
        .map(str::to_owned)
        .collect()
}

impl Names {
    pub(crate) fn new(policy: &tongguan_policy::NamingPolicy, seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            characters: CHARACTERS.chars().collect(),
            functions: words(&policy.functions),
            places: words(&policy.places),
            affixes: words(&policy.tails),
        }
    }

    fn brand(&mut self) -> String {
        // Brands come again: the thousandth of a list by Zipf's law decides its characters.
        let number = self.dice.zipf(4_000_000) as u64;
        let mut own = Dice::new(number.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ 0xabcd);
        let length = [2, 2, 2, 3, 3, 4][own.below(6)];
        if own.below(12) == 0 {
            let syllables = ["ba", "ko", "mi", "na", "lu", "zen", "tor", "vi", "sha", "pin", "go", "ray"];
            return (0..length + 1).map(|_| syllables[own.below(syllables.len())]).collect();
        }
        (0..length).map(|_| self.characters[own.below(self.characters.len())]).collect()
    }

    pub(crate) fn next(&mut self) -> String {
        let brand = self.brand();
        let mut name = String::new();
        if self.dice.below(5) == 0 {
            name += &self.places[self.dice.zipf(self.places.len())];
        }
        name += &brand;
        if self.dice.below(8) != 0 {
            name += &self.functions[self.dice.zipf(self.functions.len())];
        }
        if self.dice.below(4) == 0 {
            name += &self.affixes[self.dice.zipf(self.affixes.len())];
        }
        name
    }

    /// A name as an imitator or a slip would change it.
    pub(crate) fn like(&mut self, name: &str) -> String {
        let mut chars: Vec<char> = name.chars().collect();
        let at = self.dice.below(chars.len());
        match self.dice.below(6) {
            0 => {
                let others: Vec<char> = tongguan_text::look_alikes(chars[at]).map(|(c, _)| c).collect();
                if !others.is_empty() {
                    chars[at] = others[self.dice.below(others.len())];
                }
            }
            1 => {
                let heard = tongguan_text::heard(chars[at]);
                let same: Vec<char> =
                    self.characters.iter().copied().filter(|c| tongguan_text::heard(*c) == heard).collect();
                if !same.is_empty() {
                    chars[at] = same[self.dice.below(same.len())];
                }
            }
            2 => chars.push('2'),
            3 => chars.extend("官方旗舰店".chars()),
            4 if chars.len() > 3 => {
                chars.remove(at);
            }
            _ => {}
        }
        chars.into_iter().collect()
    }
}
