//! Binding a phone through the QR page (ACC-6): number, code by SMS, confirmation.

use serde::{Deserialize, Serialize};

use crate::{
    refusal::{Refusal, Verdict},
    text::bi,
    time::Millis,
};

/// The code on its way to a number. The number is sealed, the code only a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Sealed number.
    pub phone_sealed: String,
    /// Blind index of the number.
    pub phone_index: String,
    /// Masked number.
    pub phone_masked: String,
    /// Keyed hash of the code.
    pub code_mac: String,
    /// Wrong answers so far.
    pub tries: i64,
    /// Good until.
    pub expires_at: Millis,
}

impl Code {
    /// Takes an answer (as the keyed hash of what was typed): the code with one more try, and whether it is right.
    /// Every wrong answer counts, so the caller stores the code in either case.
    pub fn answer(mut self, mac: &str, max_tries: i64, now: Millis) -> Result<(Self, Verdict), Box<Refusal>> {
        let again = || bi("请重新获取验证码。", "Ask for a new code.");
        if now >= self.expires_at {
            return Err(Refusal::new(
                "code-expired",
                "ACC-6",
                bi("验证码已过期。", "The code has expired."),
                again(),
            )
            .measured(now.clock(), self.expires_at.clock()));
        }
        let spent = |tries: i64| {
            Refusal::new(
                "code-spent",
                "ACC-6",
                bi("验证码的次数已用完。", "The code has no tries left."),
                again(),
            )
            .measured(tries, max_tries)
        };
        if self.tries >= max_tries {
            return Err(spent(self.tries));
        }
        if mac == self.code_mac {
            return Ok((self, Ok(())));
        }
        self.tries += 1;
        let refusal = if self.tries >= max_tries {
            spent(self.tries)
        } else {
            Refusal::new(
                "code-wrong",
                "ACC-6",
                bi("验证码不对。", "The code is wrong."),
                bi(
                    format!("请核对短信，还可试 {} 次。", max_tries - self.tries),
                    format!("Compare it with the message; {} tries left.", max_tries - self.tries),
                ),
            )
            .measured(self.tries, max_tries)
        };
        Ok((self, Err(refusal)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_few_tries_and_a_short_life() {
        let code = Code {
            phone_sealed: String::new(),
            phone_index: String::new(),
            phone_masked: String::new(),
            code_mac: "right".into(),
            tries: 0,
            expires_at: Millis(300),
        };
        assert_eq!(code.clone().answer("right", 2, Millis(300)).unwrap_err().code, "code-expired");
        assert!(code.clone().answer("right", 2, Millis(1)).unwrap().1.is_ok());
        let (code, wrong) = code.answer("x", 2, Millis(1)).unwrap();
        assert_eq!(wrong.unwrap_err().code, "code-wrong");
        let (code, wrong) = code.answer("x", 2, Millis(1)).unwrap();
        assert_eq!(wrong.unwrap_err().code, "code-spent");
        assert_eq!(code.answer("right", 2, Millis(1)).unwrap_err().code, "code-spent");
    }
}
