//! E-mail addresses: form, the key under which one is unique (ACC-1), and its class (ACC-2).

use std::{collections::HashSet, sync::OnceLock};

use tongguan_model::{account::Trust, text::bi};
use tongguan_policy::{AccountPolicy, Policy};

use crate::{
    FieldError,
    identity::{Kind, Problem, Reading},
};

const DISPOSABLE: &str = include_str!("../../../policy/identity/disposable.txt");

/// What a domain is (ACC-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody gets an address there.
    FreeMail,
    /// An address there is thrown away after use.
    Disposable,
    /// A body's own.
    Corporate,
}

fn disposable() -> &'static HashSet<&'static str> {
    static ALL: OnceLock<HashSet<&'static str>> = OnceLock::new();
    ALL.get_or_init(|| DISPOSABLE.lines().filter(|l| !l.starts_with('#')).collect())
}

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

/// What the domain is: the operator's lists first, then the shipped one.
pub fn class(email: &Email, policy: &AccountPolicy) -> Class {
    let registrable = psl::domain_str(&email.domain).unwrap_or(&email.domain);
    let among = |list: &[String]| list.iter().any(|d| *d == email.domain || d == registrable);
    if among(&policy.free_mail) {
        Class::FreeMail
    } else if among(&policy.disposable_mail)
        || (!among(&policy.not_disposable_mail)
            && (disposable().contains(registrable) || disposable().contains(&*email.domain)))
    {
        Class::Disposable
    } else {
        Class::Corporate
    }
}

/// What the domain says of an account: a throw-away address is worth no more than free mail.
pub fn trust(email: &Email, policy: &AccountPolicy) -> Trust {
    match class(email, policy) {
        Class::Corporate => Trust::Corporate,
        Class::FreeMail | Class::Disposable => Trust::FreeMail,
    }
}

/// That an address is thrown away after use, where the operator refuses those (ACC-2).
pub fn refuse_disposable(field: &str, email: &Email, policy: &AccountPolicy) -> Result<(), FieldError> {
    if !*policy.refuse_disposable_mail || class(email, policy) != Class::Disposable {
        return Ok(());
    }
    Err(FieldError::new(
        field,
        "email-disposable",
        "ACC-2",
        bi(
            format!("{} 是一次性邮箱，收不到以后的通知。", email.domain),
            format!("{} gives throw-away addresses, which later notices do not reach.", email.domain),
        ),
        bi("请使用长期有效的邮箱。", "Use an address that lasts."),
    ))
}

/// Reads an address with the class of its domain.
pub fn read(text: &str, policy: &Policy) -> Option<Reading> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let mut out = Reading::new(Kind::Email, text.trim());
    out.masked = mask(text.trim());
    let Ok(email) = check("email", text) else {
        let why = if local.is_empty() || domain.is_empty() {
            "缺少 @ 前后的部分。"
        } else {
            "@ 前后的部分不合格式。"
        };
        out.problems.push(Problem::new("email-form", why, "The part before or behind the @ is malformed."));
        out.fit = 40;
        return Some(out);
    };
    let n = local.chars().count();
    out.personal(0..n, ("用户", "user"), bi(local, local));
    let class = match class(&email, &policy.account) {
        Class::FreeMail => ("免费邮箱", "free mail"),
        Class::Disposable => ("一次性邮箱", "throw-away mail"),
        Class::Corporate => ("企业或自有域名", "a body's own domain"),
    };
    out.part(
        n + 1..n + 1 + domain.chars().count(),
        ("域名", "domain"),
        bi(format!("{} · {}", email.domain, class.0), format!("{} · {}", email.domain, class.1)),
    );
    out.fit = 90;
    Some(out)
}

/// `l***@qinghuai.example`.
pub fn mask(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().take(1).collect::<String>()),
        None => "***".into(),
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

    /// ACC-2: free mail, throw-away and corporate domains; the operator's lists have the last word.
    #[test]
    fn classes_of_domains() {
        let mut policy = Policy::builtin("default").unwrap().account;
        let of = |address: &str, policy: &AccountPolicy| class(&check("e", address).unwrap(), policy);
        for (address, expected) in [
            ("1@vip.qq.com", Class::FreeMail),
            ("1@wo.cn", Class::FreeMail),
            ("1@21cn.com", Class::FreeMail),
            ("1@88.com", Class::FreeMail),
            ("1@mailinator.com", Class::Disposable),
            ("1@a.mailinator.com", Class::Disposable),
            ("1@bank.example", Class::Corporate),
        ] {
            assert_eq!(of(address, &policy), expected, "{address}");
        }
        let refused = refuse_disposable("email", &check("e", "1@mailinator.com").unwrap(), &policy);
        assert_eq!(refused.unwrap_err().rule.as_deref(), Some("ACC-2"));
        policy.not_disposable_mail.value = vec!["mailinator.com".into()];
        policy.disposable_mail.value = vec!["bank.example".into()];
        assert_eq!(of("1@mailinator.com", &policy), Class::Corporate);
        assert_eq!(of("1@bank.example", &policy), Class::Disposable);
        assert_eq!(mask("lin@qinghuai.example"), "l***@qinghuai.example");
    }
}
