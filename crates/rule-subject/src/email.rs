//! E-mail addresses: form, the key under which one is unique (ACC-1), and its class (ACC-2).

use tongguan_model::{account::Trust, text::bi};

use crate::FieldError;

/// An address that can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// As typed, trimmed.
    pub address: String,
    /// Unique key: lower case, domain in ASCII.
    pub key: String,
    /// The ASCII domain.
    pub domain: String,
}

/// The key of an address, for looking it up; a malformed one gives what cannot be found.
pub fn key(text: &str) -> String {
    check("email", text).map_or_else(|_| text.trim().to_lowercase(), |e| e.key)
}

/// Checks the form of an address.
pub fn check(field: &str, text: &str) -> Result<Email, FieldError> {
    let address = text.trim();
    let error = || {
        FieldError::new(
            field,
            "email-form",
            "ACC-1",
            bi("不是有效的邮箱地址。", "This is no e-mail address."),
            bi("请检查 @ 前后的部分。", "Check the parts before and after the @."),
        )
    };
    let (local, domain) = address.rsplit_once('@').ok_or_else(error)?;
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| error())?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let domain_ok = domain.contains('.')
        && domain.len() <= 253
        && !domain.starts_with('.')
        && domain.split('.').all(|l| !l.is_empty() && l.len() <= 63);
    let numeric = domain.rsplit('.').next().is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()));
    if !local_ok || !domain_ok || numeric {
        return Err(error());
    }
    Ok(Email { address: address.to_owned(), key: format!("{}@{domain}", local.to_lowercase()), domain })
}

/// What the domain says; `free` is the operator's list.
pub fn trust(email: &Email, free: &[String]) -> Trust {
    let registrable = psl::domain_str(&email.domain).unwrap_or(&email.domain);
    if free.iter().any(|d| *d == email.domain || d == registrable) {
        Trust::FreeMail
    } else {
        Trust::Corporate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_and_idn_and_refuses_nonsense() {
        assert_eq!(check("e", " Lin@Qinghuai.Example ").unwrap().key, "lin@qinghuai.example");
        assert_eq!(key("a@例子.中国"), "a@xn--fsqu00a.xn--fiqs8s");
        for bad in [
            "",
            "a",
            "a@b",
            "@x.cn",
            "a@127.0.0.1",
            "a..b@x.cn",
            "a b@x.cn",
            "a@x_y.cn",
            "a@.cn",
            "a@x.cn\nbcc:b@x.cn",
        ] {
            assert!(check("e", bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn knows_free_mail_even_below_a_subdomain() {
        let free = ["qq.com".to_owned()];
        assert_eq!(trust(&check("e", "1@vip.qq.com").unwrap(), &free), Trust::FreeMail);
        assert_eq!(trust(&check("e", "1@bank.example").unwrap(), &free), Trust::Corporate);
    }
}
