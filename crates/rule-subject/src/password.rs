//! Passwords (ACC-3): upper and lower case, digit, symbol, length; and not one of those everybody tries.

use tongguan_model::text::bi;

use crate::FieldError;

/// Lower-cased with look-alike digits and symbols undone; what remains of popular passwords.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "passw0rd",
    "qwerty",
    "qwertyuiop",
    "abc",
    "abcd",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "iloveyou",
    "dragon",
    "monkey",
    "woaini",
    "tongguan",
    "weixin",
    "wechat",
    "aa",
    "aaaa",
    "asdfgh",
    "zxcvbn",
    "root",
    "test",
    "changeme",
    "p",
];

fn skeleton(password: &str) -> String {
    let plain: String = password
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '3' => 'e',
            '$' | '5' => 's',
            '!' | '1' => 'i',
            '7' => 't',
            c => c,
        })
        .collect();
    plain
}

fn is_common(password: &str) -> bool {
    let letters: String =
        password.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let undone = skeleton(password);
    let repeated = (1..=4).any(|n| {
        let chars: Vec<char> = password.chars().collect();
        chars.len() >= 2 * n && chars.chunks(n).all(|c| c == &chars[..c.len()])
    });
    repeated
        || COMMON.contains(&letters.as_str()) && password.chars().count() < 15
        || COMMON
            .iter()
            .any(|c| c.len() >= 6 && undone.starts_with(c) && undone.chars().count() <= c.len() + 4)
}

/// Checks a password; `about` holds what it must not contain (e-mail, name).
pub fn check(field: &str, password: &str, min: i64, max: i64, about: &[&str]) -> Result<(), FieldError> {
    let count = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
    let mut missing = Vec::new();
    for (zh, en, present) in [
        ("大写字母", "an upper-case letter", password.chars().any(char::is_uppercase)),
        ("小写字母", "a lower-case letter", password.chars().any(char::is_lowercase)),
        ("数字", "a digit", password.chars().any(|c| c.is_ascii_digit())),
        (
            "符号",
            "a symbol",
            password.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control()),
        ),
    ] {
        if !present {
            missing.push((zh, en));
        }
    }
    if count < min || count > max || !missing.is_empty() {
        let zh: Vec<_> = missing.iter().map(|m| m.0).collect();
        let en: Vec<_> = missing.iter().map(|m| m.1).collect();
        let (lack_zh, lack_en) = if missing.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("，缺少{}", zh.join("、")), format!(" and lacks {}", en.join(", ")))
        };
        return Err(FieldError::new(
            field,
            "password-weak",
            "ACC-3",
            bi(
                format!("密码 {count} 位{lack_zh}。"),
                format!("The password has {count} characters{lack_en}."),
            ),
            bi(
                format!("请用 {min}–{max} 位，并含大小写字母、数字和符号。"),
                format!("Use {min} to {max} characters with upper and lower case, a digit and a symbol."),
            ),
        )
        .measured(count, format!("{min}–{max}")));
    }
    let lower = password.to_lowercase();
    let personal = about.iter().any(|a| {
        let local = a.split('@').next().unwrap_or_default().to_lowercase();
        local.chars().count() >= 4 && lower.contains(&local)
    });
    if personal || is_common(password) {
        return Err(FieldError::new(
            field,
            "password-common",
            "ACC-3",
            bi("这是容易被猜到的密码。", "This password is easy to guess."),
            bi(
                "请换一个不含邮箱、常用词和重复的密码。",
                "Choose one without your e-mail, common words or repetition.",
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        let check = |p: &str| check("password", p, 8, 128, &["lin.hai@x.cn"]).map_err(|e| e.code);
        for ok in ["Abcdef1!", "Gate-8-arches!", "密码Aa1!长长的", "Demo-Gate-8!"] {
            assert_eq!(check(ok), Ok(()), "{ok}");
        }
        for weak in ["Abcdefg1", "abcdef1!", "ABCDEF1!", "Abcdefg!", "Ab1!"] {
            assert_eq!(check(weak), Err("password-weak".into()), "{weak}");
        }
        for common in ["P@ssw0rd", "Aa1!Aa1!", "Lin.Hai#2026"] {
            assert_eq!(check(common), Err("password-common".into()), "{common}");
        }
    }
}
