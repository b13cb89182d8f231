//! What can be said of one name: length, characters, words, and whether it says anything of its own.

use tongguan_model::{
    subject::SubjectType,
    text::{Bilingual, bi},
};
use tongguan_policy::NamingPolicy;
use tongguan_text::{Class, Confidence, Level, Lexicon, Options, Word};

use super::{
    parts::{Parts, Strength},
    words::Words,
};
use crate::FieldError;

/// What can be said of a name before review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// What refuses it; empty if nothing does.
    pub refused: Vec<FieldError>,
    /// What a proof (trademark, licence) must back.
    pub needs_proof: Vec<FieldError>,
    /// Advice.
    pub advice: Vec<FieldError>,
    /// The words that refuse it or need a proof: first character, counted from 0, and how many.
    pub marks: Vec<(usize, usize)>,
}

/// The lists of a policy, ready to judge names. Making them costs some milliseconds.
#[derive(Debug)]
pub struct Rules {
    words: Words,
    prohibited: Lexicon,
    protected: Lexicon,
    commercial: Lexicon,
    public_services: Vec<String>,
    units: [i64; 2],
    most_functions: usize,
}

/// A lexicon of policy words, with the contexts in which they are fine.
fn lexicon(lines: &[String], allowed: &[String], options: Options) -> Lexicon {
    let words = |lines: &[String], class: Class| -> Vec<Word> {
        lines
            .iter()
            .flat_map(|l| l.split_whitespace())
            .map(|w| Word { text: w.to_owned(), class, level: Level::Error })
            .collect()
    };
    let mut all = words(lines, Class::Other);
    all.extend(words(allowed, Class::Allow));
    Lexicon::with(all, options)
}

impl Rules {
    /// Reads a policy.
    pub fn new(policy: &NamingPolicy) -> Self {
        let hidden = Options { reversed: false, ..Options::default() };
        let written = Options { respelled: false, sounds: false, reversed: false };
        Self {
            words: Words::new(policy),
            prohibited: lexicon(&policy.prohibited, &policy.allowed, hidden),
            protected: lexicon(&policy.protected, &[], written),
            commercial: lexicon(&policy.individual_commercial, &[], written),
            public_services: policy.public_services.value.clone(),
            units: [*policy.min_units, *policy.max_units],
            most_functions: usize::try_from(*policy.most_functions).unwrap_or(usize::MAX),
        }
    }

    /// The lists that comparisons need.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Judges a name for a subject type.
    pub fn check(&self, field: &str, name: &str, subject: SubjectType) -> Verdict {
        let mut judge = Judge { field, name, rules: self, verdict: Verdict::default() };
        judge.form();
        judge.banned();
        if subject == SubjectType::Individual {
            judge.commercial();
        }
        if judge.verdict.refused.iter().all(|f| !matches!(f.code.as_str(), "name-character" | "name-form")) {
            let parts = Parts::of(name, &self.words);
            if subject != SubjectType::Government {
                judge.state(&parts);
            }
            judge.own_part(&parts, subject);
        }
        judge.verdict
    }
}

struct Judge<'r> {
    field: &'r str,
    name: &'r str,
    rules: &'r Rules,
    verdict: Verdict,
}

impl Judge<'_> {
    fn finding(&self, code: &str, rule: &str, message: Bilingual, remedy: Bilingual) -> FieldError {
        FieldError::new(self.field, code, rule, message, remedy)
    }

    fn refuse(&mut self, code: &str, rule: &str, message: Bilingual, remedy: Bilingual) {
        let finding = self.finding(code, rule, message, remedy);
        self.verdict.refused.push(finding);
    }

    fn prove(&mut self, code: &str, message: Bilingual) {
        let remedy = bi(
            "请上传商标证、授权书等证明，由审核员判断。",
            "Upload a trademark certificate or an authorisation; a reviewer decides.",
        );
        let finding = self.finding(code, "NAM-1", message, remedy);
        self.verdict.needs_proof.push(finding);
    }

    /// Length and characters.
    fn form(&mut self) {
        let name = self.name;
        let [least, most] = self.rules.units;
        let units = i64::try_from(tongguan_text::units(name)).unwrap_or(i64::MAX);
        if units < least || units > most {
            self.refuse(
                "name-length",
                "NAM-1",
                bi(
                    format!("名称长 {units}，须为 {least}–{most}（一个汉字计 2）。"),
                    format!("The name is {units} long, it must be {least} to {most} (a Chinese character counts 2)."),
                ),
                bi("请增减字数。", "Make it longer or shorter."),
            );
        }
        if let Some((i, c)) = name.chars().enumerate().find(|(_, c)| !tongguan_text::is_name_char(*c)) {
            self.refuse(
                "name-character",
                "NAM-1",
                bi(
                    format!("第 {} 个字符 U+{:04X} 不能用于名称。", i + 1, c as u32),
                    format!("Character {} (U+{:04X}) cannot stand in a name.", i + 1, c as u32),
                ),
                bi(
                    "只用汉字、字母、数字和 - + & . 号。",
                    "Use Chinese characters, letters, digits and - + & . only.",
                ),
            );
        }
        if name.trim() != name || name.chars().filter(|c| c.is_alphanumeric()).all(|c| c.is_ascii_digit()) {
            self.refuse(
                "name-form",
                "NAM-1",
                bi(
                    "名称不能全是数字，也不能以空格开头或结尾。",
                    "A name is not digits only and has no space at its ends.",
                ),
                bi("请修改名称。", "Change the name."),
            );
        }
        let folded = tongguan_text::plain(name);
        let plus = folded.matches('+').count();
        if plus > 1 || (plus == 1 && !folded.ends_with('+')) || name.contains("  ") {
            self.refuse(
                "name-plus",
                "NAM-1",
                bi(
                    "「+」只能有一个，且在末尾；空格不能连用。",
                    "There is one \"+\" at most, at the end, and no two spaces together.",
                ),
                bi("请去掉多余的符号。", "Leave the other signs out."),
            );
        } else if plus == 1 {
            let advice = self.finding(
                "name-plus-owner",
                "NAM-2",
                bi(
                    "「A+」与「A」视为同一名称，只能由同一主体持有。",
                    "\"A+\" and \"A\" count as one name: one subject only holds them.",
                ),
                bi(
                    "名称「A」若属他人，此名称不能使用。",
                    "If \"A\" is another\u{2019}s, this name cannot be had.",
                ),
            );
            self.verdict.advice.push(advice);
        }
    }

    /// The hits of a lexicon: word, first character counted from 1, last one, how sure it is.
    fn hits(&mut self, lexicon: &Lexicon) -> Vec<(String, usize, usize, Confidence)> {
        let name = self.name;
        let mut out = Vec::new();
        for hit in lexicon.find(name) {
            let first = name[..hit.bytes.start].chars().count();
            let length = name[hit.bytes.clone()].chars().count();
            self.verdict.marks.push((first, length));
            out.push((lexicon.words()[hit.word].text.clone(), first + 1, first + length, hit.confidence));
        }
        out
    }

    /// Words that no name may carry.
    fn banned(&mut self) {
        let rules = self.rules;
        for (word, at, last, confidence) in self.hits(&rules.prohibited) {
            let message = bi(
                format!("名称含禁用词「{word}」（第 {at}–{last} 字）。"),
                format!("The name contains the banned word \"{word}\" (characters {at}–{last})."),
            );
            if confidence == Confidence::Low {
                self.prove(
                    "name-prohibited-like",
                    bi(
                        format!("名称第 {at}–{last} 字与禁用词「{word}」近似。"),
                        format!("Characters {at}–{last} of the name are like the banned word \"{word}\"."),
                    ),
                );
            } else {
                self.refuse(
                    "name-prohibited",
                    "NAM-1",
                    message,
                    bi("请改用可证实的表述。", "Use a claim you can prove."),
                );
            }
        }
    }

    /// Words of a business, in an individual's name.
    fn commercial(&mut self) {
        let rules = self.rules;
        for (word, at, ..) in self.hits(&rules.commercial) {
            self.refuse(
                "name-commercial",
                "NAM-3",
                bi(
                    format!("个人主体的名称不能含商业词「{word}」（第 {at} 字起）。"),
                    format!("An individual\u{2019}s name cannot contain the commercial word \"{word}\" (from character {at})."),
                ),
                bi("请去掉该词，或以企业主体注册。", "Leave the word out, or register as an enterprise."),
            );
        }
    }

    /// Words of the state, in the name of somebody else.
    fn state(&mut self, parts: &Parts) {
        let rules = self.rules;
        for (word, at, ..) in self.hits(&rules.protected) {
            self.prove(
                "name-protected",
                bi(
                    format!("「{word}」（第 {at} 字起）须有授权或商标证明。"),
                    format!("\"{word}\" (from character {at}) needs an authorisation or a trademark."),
                ),
            );
        }
        let text: String = parts.text.iter().collect();
        if let Some(service) =
            rules.public_services.iter().find(|s| !parts.places.is_empty() && text.contains(s.as_str()))
        {
            self.prove(
                "name-public-service",
                bi(
                    format!("地名加「{service}」是政府服务的名称。"),
                    format!("A place with \"{service}\" is the name of a service of the government."),
                ),
            );
        }
    }

    /// Whether the name has a part of its own, and whose it may be.
    fn own_part(&mut self, parts: &Parts, subject: SubjectType) {
        let only_place =
            !parts.places.is_empty() && parts.kept.len() == parts.places.iter().map(Vec::len).sum::<usize>();
        if only_place && parts.strength == Strength::Generic {
            self.refuse(
                "name-place",
                "NAM-1",
                bi("只有地名不能作为名称。", "A place alone is no name."),
                bi("请加上品牌和功能，如 云汀出行。", "Add a brand and what it does, such as 云汀出行."),
            );
        } else if parts.strength == Strength::Generic
            && !parts.kept.is_empty()
            && parts.places.is_empty()
            && (!parts.institution || parts.kept.len() < 3)
        {
            self.prove(
                "name-generic",
                bi(
                    "名称只有通用词，没有自己的部分，须有商标或企业全称证明。",
                    "The name has generic words only and no part of its own: a trademark or the company\u{2019}s full name has to back it.",
                ),
            );
        }
        if let Some(brand) = parts.brand.map(|b| self.rules.words.brand(b).to_owned()) {
            self.prove(
                "name-brand",
                bi(
                    format!("名称含知名品牌「{brand}」，须有商标或授权证明。"),
                    format!("The name carries the well-known brand \"{brand}\": a trademark or an authorisation has to back it."),
                ),
            );
        }
        if parts.functions.len() > self.rules.most_functions {
            let (n, most) = (parts.functions.len(), self.rules.most_functions);
            self.refuse(
                "name-stuffing",
                "NAM-1",
                bi(
                    format!("名称堆砌了 {n} 个功能词，最多 {most} 个。"),
                    format!("The name lists {n} functions, {most} at most."),
                ),
                bi("请只保留品牌和主要功能。", "Keep the brand and the main function."),
            );
        }
        if subject == SubjectType::Enterprise
            && parts.strength >= Strength::Common
            && parts.function_words.is_empty()
        {
            let advice = self.finding(
                "name-brand-function",
                "NAM-3",
                bi(
                    "建议用「品牌 + 功能」，如 美团外卖。",
                    "\"Brand + function\" is suggested, such as 美团外卖.",
                ),
                bi("可补充功能词。", "Add what it does."),
            );
            self.verdict.advice.push(advice);
        }
    }
}
