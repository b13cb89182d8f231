//! Whether a text is a secret: by its shape, or by its name and its disorder.

use tongguan_policy::PreflightPolicy;

/// What a secret is, in both languages.
pub(super) type What = (String, String);

/// Characters of the shortest password that gives itself away.
const PASSWORD: usize = 10;

fn key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Keys that give themselves away, with the bytes of each.
pub(super) fn shaped(policy: &PreflightPolicy, text: &str) -> Vec<(What, std::ops::Range<usize>)> {
    let mut out = Vec::new();
    for shape in policy.credential_shapes.iter().filter(|s| !s.prefix.is_empty()) {
        let mut i = 0;
        while let Some(at) = text[i..].find(&shape.prefix).map(|n| i + n) {
            let rest = &text[at + shape.prefix.len()..];
            let n = rest.find(|c| !key_char(c)).unwrap_or(rest.len());
            let end = at + shape.prefix.len() + n;
            let begins = !text[..at].ends_with(key_char);
            let [least, most] = shape.length;
            let key = &text[at..end];
            let digits = rest[..n].bytes().filter(u8::is_ascii_digit).count();
            if begins
                && digits > 1
                && (least..=most).contains(&n)
                && !stands_for(policy, key)
                && disorder(&rest[..n]) > 3.0
            {
                out.push(((shape.name.clone(), shape.name.clone()), at..end));
            }
            i = end.max(at + 1);
        }
    }
    if let Some(at) = text.find("-----BEGIN ") {
        let line = text[at..].lines().next().unwrap_or("");
        let body = &text[at + line.len()..];
        let body = &body[..body.find("-----END").unwrap_or(body.len())];
        // A pattern that a key is looked for with is none: `^\s*-----BEGIN`.
        let pattern = body.contains("[\\s\\S]") || text[..at].ends_with(['^', '*', '+', '?', ')']);
        if line.contains("PRIVATE KEY-----")
            && !pattern
            && body.chars().filter(|c| c.is_ascii_alphanumeric()).count() > 60
        {
            out.push((("私钥".into(), "a private key".into()), at..at + line.trim_end().len()));
        }
    }
    out
}

/// Whether the value of a name is a secret.
pub(super) fn named(policy: &PreflightPolicy, name: &str, value: &str) -> Option<What> {
    let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let of = |n: &&String| key == **n || (n.len() > 4 && key.ends_with(n.as_str()));
    let secret = policy.credential_names.iter().find(of)?;
    if value.len() == 32 && value.bytes().all(|b| b.is_ascii_hexdigit()) && secret.contains("secret") {
        let plain = stands_for(policy, value) || disorder(value) < 2.5;
        return (!plain).then(|| ("AppSecret".into(), "an AppSecret".into()));
    }
    // A password of all kinds of characters is no word.
    let has = |kind: fn(&u8) -> bool| value.bytes().any(|b| kind(&b));
    let signs = |b: &u8| b"!@#$%&*?~^".contains(b);
    if secret.starts_with("passw")
        && value.len() >= PASSWORD
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || signs(&b) || b"+=-_.".contains(&b))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && value.bytes().any(|b| signs(&b))
        && !stands_for(policy, value)
        && disorder(value) >= *policy.credential_entropy
    {
        return Some((format!("「{name}」的密码"), format!("a password named {name}")));
    }
    let long = i64::try_from(value.len()).is_ok_and(|n| n >= *policy.credential_length);
    let mixed = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    let random = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_.".contains(&b));
    // A key of a map service is meant to be in the program.
    let block = |p: &str| p.len() == 5 && p.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let map = value.split('-').count() > 4 && value.split('-').all(block);
    // Paths and names in words are no secrets.
    let words =
        value.contains("//") || value.starts_with(['/', '.']) || value.split(['-', '_', '.']).all(in_words);
    (long
        && mixed
        && random
        && !words
        && !map
        && !stands_for(policy, value)
        && disorder(value) >= *policy.credential_entropy)
        .then(|| (format!("「{name}」的密钥或令牌"), format!("a key or token named {name}")))
}

/// A part that is a word, a number or a short mixture.
fn in_words(part: &str) -> bool {
    part.len() < 3
        || part.bytes().all(|b| b.is_ascii_alphabetic())
        || part.bytes().all(|b| b.is_ascii_digit())
}

fn stands_for(policy: &PreflightPolicy, value: &str) -> bool {
    let value = value.to_lowercase();
    policy.credential_placeholders.iter().any(|p| value.contains(p.as_str()))
}

/// Shannon's entropy in bits a character.
fn disorder(value: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for c in value.chars() {
        *counts.entry(c).or_insert(0.0) += 1.0;
    }
    let n: f64 = counts.values().sum();
    counts.values().map(|c| -(c / n) * (c / n).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_names_and_examples() {
        let policy = tongguan_policy::Policy::builtin("default").unwrap().preflight;
        for (name, value) in [
            ("appSecret", "3f9c2b7a1e8d4c6f0a5b9e2d7c1f8a34"),
            ("APP_SECRET", "9a8f7e6d5c4b3a29180716f5e4d3c2b1"),
            ("accessToken", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5In0.dozjgNryP4J3"),
            ("password", "Xk29!vQpz#7Lm"),
            ("secretKey", "Zq8vN2xLw7RtY4uKp1Sd"),
        ] {
            assert!(named(&policy, name, value).is_some(), "{name} {value}");
        }
        for (name, value) in [
            ("appSecret", "your-app-secret"),
            ("secret", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            ("tokenKey", "user_access_token_storage"),
            ("token", "login_token"),
            ("md5", "3f9c2b7a1e8d4c6f0a5b9e2d7c1f8a34"),
            ("password", "请输入密码"),
            ("password", "[A-Z]{8,}!a1"),
            ("passwordError", "Password!123456"),
            ("secret", "00000000000000000000000000000000"),
            ("token", "/api/v1/token/refresh1"),
            ("apiKey", "XVXBZ-6DEKX-AQ34R-HVGIR-7WPS7-UBBYY"),
        ] {
            assert_eq!(named(&policy, name, value), None, "{name} {value}");
        }
        let text = "x AKIAJ2YV7QK5LWZ3PN4T y LTAI5tHq7mZk2Wv9 AKIAEXAMPLEEXAMPLE00";
        let found: Vec<_> = shaped(&policy, text).into_iter().map(|(_, at)| &text[at]).collect();
        assert_eq!(found, ["LTAI5tHq7mZk2Wv9", "AKIAJ2YV7QK5LWZ3PN4T"]);
    }
}
