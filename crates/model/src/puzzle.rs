//! The verification before registration (ACC-4): a slider puzzle, or a question for those who do not see it. The
//! answer stays on the server; tries and life are limited, and a solved one gives one pass.

use crate::{
    ids::PuzzleId,
    refusal::{Refusal, Verdict},
    text::bi,
    time::Millis,
};

/// Which form a puzzle has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// A piece is moved to its hole.
    Picture,
    /// A question in words.
    Question,
}

impl Variant {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Question => "question",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Picture, Self::Question].into_iter().find(|v| v.as_str() == s)
    }
}

/// A puzzle as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// Id.
    pub id: PuzzleId,
    /// Form.
    pub variant: Variant,
    /// The answer: a number in both forms.
    pub answer: i64,
    /// Answers given so far.
    pub tries: i64,
    /// Made at.
    pub created_at: Millis,
    /// Good until.
    pub expires_at: Millis,
    /// Solved at.
    pub solved_at: Option<Millis>,
}

/// Limits of an answer, from policy.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Allowed distance in pixels of a picture.
    pub tolerance: i64,
    /// Answers to one puzzle.
    pub tries: i64,
}

fn again() -> crate::text::Bilingual {
    bi("请换一题。", "Take another one.")
}

/// Reads an answer: digits, also full-width ones.
fn number(text: &str) -> Option<i64> {
    let folded: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .collect();
    let whole = folded.split_once('.').map_or(folded.as_str(), |(whole, _)| whole);
    whole.parse().ok()
}

impl Puzzle {
    /// Takes an answer: the puzzle with one more try, and whether it is right. Every answer counts, so the caller
    /// stores the puzzle in either case.
    pub fn answer(
        mut self,
        text: &str,
        limits: Limits,
        now: Millis,
    ) -> Result<(Self, Verdict), Box<Refusal>> {
        if self.solved_at.is_some() {
            return Err(Refusal::new(
                "puzzle-used",
                "ACC-4",
                bi("此验证已经用过。", "This verification was used."),
                again(),
            ));
        }
        if now >= self.expires_at {
            return Err(Refusal::new(
                "puzzle-expired",
                "ACC-4",
                bi("此验证已过期。", "This verification has expired."),
                again(),
            )
            .measured(now.clock(), self.expires_at.clock()));
        }
        if self.tries >= limits.tries {
            return Err(spent(self.tries, limits.tries));
        }
        self.tries += 1;
        let tolerance = match self.variant {
            Variant::Picture => limits.tolerance,
            Variant::Question => 0,
        };
        let right = number(text).is_some_and(|n| n.abs_diff(self.answer) <= tolerance.unsigned_abs());
        if right {
            self.solved_at = Some(now);
            return Ok((self, Ok(())));
        }
        let refusal = if self.tries >= limits.tries {
            spent(self.tries, limits.tries)
        } else {
            Refusal::new(
                "puzzle-wrong",
                "ACC-4",
                bi("位置或答案不对。", "The place or the answer is wrong."),
                bi(
                    format!("请再试，还可试 {} 次。", limits.tries - self.tries),
                    format!("Try again; {} left.", limits.tries - self.tries),
                ),
            )
            .measured(self.tries, limits.tries)
        };
        Ok((self, Err(refusal)))
    }
}

fn spent(tries: i64, limit: i64) -> Box<Refusal> {
    Refusal::new(
        "puzzle-spent",
        "ACC-4",
        bi("此验证的次数已用完。", "This verification has no tries left."),
        again(),
    )
    .measured(tries, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { tolerance: 5, tries: 3 };

    fn puzzle(variant: Variant) -> Puzzle {
        Puzzle {
            id: PuzzleId::from_trusted("p"),
            variant,
            answer: 100,
            tries: 0,
            created_at: Millis(0),
            expires_at: Millis(180_000),
            solved_at: None,
        }
    }

    #[test]
    fn a_picture_has_tolerance_and_a_question_has_none() {
        for (variant, text, right) in [
            (Variant::Picture, "95", true),
            (Variant::Picture, "105.4", true),
            (Variant::Picture, "94", false),
            (Variant::Picture, "106", false),
            (Variant::Picture, "", false),
            (Variant::Picture, "-9223372036854775808", false),
            (Variant::Question, "１００", true),
            (Variant::Question, "101", false),
        ] {
            let (_, verdict) = puzzle(variant).answer(text, LIMITS, Millis(1)).unwrap();
            assert_eq!(verdict.is_ok(), right, "{variant:?} {text}");
        }
    }

    #[test]
    fn tries_life_and_use_are_limited() {
        let (p, _) = puzzle(Variant::Picture).answer("1", LIMITS, Millis(1)).unwrap();
        let (p, wrong) = p.answer("1", LIMITS, Millis(1)).unwrap();
        assert_eq!(wrong.unwrap_err().code, "puzzle-wrong");
        let (p, last) = p.answer("1", LIMITS, Millis(1)).unwrap();
        assert_eq!(last.unwrap_err().code, "puzzle-spent");
        assert_eq!(p.answer("100", LIMITS, Millis(1)).unwrap_err().code, "puzzle-spent");
        let late = puzzle(Variant::Picture).answer("100", LIMITS, Millis(180_000));
        assert_eq!(late.unwrap_err().code, "puzzle-expired");
        let (solved, _) = puzzle(Variant::Picture).answer("100", LIMITS, Millis(1)).unwrap();
        assert_eq!(solved.answer("100", LIMITS, Millis(2)).unwrap_err().code, "puzzle-used");
    }
}
