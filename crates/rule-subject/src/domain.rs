//! Server domains by kind and business domains (DEV-2 … DEV-4, official rules D.6).

pub use tongguan_model::developer::DomainKind as Kind;
use tongguan_model::text::bi;

use tongguan_policy::IdentityPolicy;

use crate::{
    FieldError,
    identity::{self, icp},
};

fn error(field: &str, code: &str, rule: &str, zh: String, en: String, fix: (&str, &str)) -> FieldError {
    FieldError::new(field, code, rule, bi(zh, en), bi(fix.0, fix.1))
}

fn host(field: &str, rule: &str, host: &str, forbidden: &[String]) -> Result<String, FieldError> {
    let fix =
        ("请填写已备案的域名，如 api.example.cn。", "Enter a registered domain such as api.example.cn.");
    let ascii = idna::domain_to_ascii_strict(host.trim_end_matches('.')).unwrap_or_default();
    let labels: Vec<_> = ascii.split('.').collect();
    let ip = host.parse::<std::net::IpAddr>().is_ok()
        || host.starts_with('[')
        || labels.last().is_some_and(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_digit()));
    if ip {
        return Err(error(
            field,
            "domain-ip",
            rule,
            format!("{host} 是 IP 地址。"),
            format!("{host} is an IP address."),
            fix,
        ));
    }
    if ascii == "localhost"
        || ascii.ends_with(".localhost")
        || ascii.ends_with(".local")
        || ascii.ends_with(".internal")
    {
        return Err(error(
            field,
            "domain-local",
            rule,
            format!("{host} 是本机或内网名称。"),
            format!("{host} is a local name."),
            fix,
        ));
    }
    let form = labels.len() >= 2
        && labels.iter().all(|l| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    if !form || psl::domain_str(&ascii).is_none() {
        return Err(error(
            field,
            "domain-form",
            rule,
            format!("「{host}」不是有效的域名。"),
            format!("\"{host}\" is no domain."),
            fix,
        ));
    }
    if forbidden.contains(&ascii) {
        return Err(error(
            field,
            "domain-forbidden",
            rule,
            format!("{ascii} 不允许配置。"),
            format!("{ascii} is not allowed."),
            ("请从自己的服务器转发请求。", "Forward the calls through your own server."),
        ));
    }
    Ok(ascii)
}

/// A server domain as `https://host[:port]` or `wss://…`, normalised.
pub fn server(field: &str, kind: Kind, text: &str, forbidden: &[String]) -> Result<String, FieldError> {
    let text = text.trim();
    let scheme = kind.scheme();
    let Some(rest) = text.strip_prefix(scheme).and_then(|r| r.strip_prefix("://")) else {
        let found = text.split_once("://").map_or("无", |(s, _)| s).to_owned();
        return Err(error(
            field,
            "domain-scheme",
            "DEV-3",
            format!("「{text}」须以 {scheme}:// 开头。"),
            format!("\"{text}\" must start with {scheme}://."),
            (
                "请为服务器配置证书后改用加密协议；可申请免费证书。",
                "Give the server a certificate (free ones exist) and use the encrypted scheme.",
            ),
        )
        .measured(found, scheme));
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains(['/', '?', '#', '@']) {
        return Err(error(
            field,
            "domain-path",
            "DEV-2",
            format!("「{text}」含有路径或账号。"),
            format!("\"{text}\" has a path or credentials."),
            ("只填协议、域名和端口。", "Enter scheme, domain and port only."),
        ));
    }
    let (name, port) = match rest.rsplit_once(':') {
        Some((name, port)) => match port.parse::<u16>() {
            Ok(port) if port > 0 => (name, Some(port)),
            _ => {
                return Err(error(
                    field,
                    "domain-port",
                    "DEV-2",
                    format!("端口 {port} 无效。"),
                    format!("port {port} is no port."),
                    ("请填 1–65535 或不填。", "Use 1 to 65535 or none."),
                ));
            }
        },
        None => (rest, None),
    };
    let ascii = host(field, "DEV-2", name, forbidden)?;
    Ok(port.map_or_else(|| format!("{scheme}://{ascii}"), |p| format!("{scheme}://{ascii}:{p}")))
}

/// A business domain: a bare host name (DEV-4).
pub fn business(field: &str, text: &str, forbidden: &[String]) -> Result<String, FieldError> {
    let text = text.trim();
    let bare = text.strip_prefix("https://").unwrap_or(text);
    if bare.contains([':', '/', '?', '#', '@']) {
        return Err(error(
            field,
            "domain-path",
            "DEV-4",
            format!("「{text}」须为不含端口和路径的域名。"),
            format!("\"{text}\" must be a domain without port and path."),
            ("只填域名。", "Enter the domain only."),
        ));
    }
    host(field, "DEV-4", bare, forbidden)
}

/// The number of an ICP filing, e.g. 京ICP备2021012345号-1, in canonical form (DEV-4). Whether it was really filed is
/// not known from its form. A licence (证) is no filing, but a filing may stand under a licence's number.
pub fn icp(field: &str, text: &str, policy: &IdentityPolicy) -> Result<String, FieldError> {
    let found = icp::read(text, policy);
    match found {
        Some(found) if found.kind == identity::Kind::IcpFiling && found.ok() => Ok(found.canonical),
        found => {
            let said = found
                .as_ref()
                .filter(|r| r.kind == identity::Kind::IcpFiling)
                .and_then(|r| r.problems.first());
            let (zh, en) = match said {
                Some(problem) => (problem.message.zh.clone(), problem.message.en.clone()),
                None => (format!("「{text}」不是备案号。"), format!("\"{text}\" is no ICP filing number.")),
            };
            let fix = (
                "请按备案系统所示填写，如 京ICP备2021012345号-1。",
                "Enter it as filed, e.g. 京ICP备2021012345号-1.",
            );
            Err(error(field, "icp-form", "DEV-4", zh, en, fix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_domains() {
        let forbidden = ["api.weixin.qq.com".to_owned()];
        let check = |kind, text| server("d", kind, text, &forbidden).map_err(|e| e.code);
        assert_eq!(check(Kind::Request, "https://API.qinghuai.cn/"), Ok("https://api.qinghuai.cn".into()));
        assert_eq!(check(Kind::Socket, "wss://ws.qinghuai.cn:8443"), Ok("wss://ws.qinghuai.cn:8443".into()));
        for (kind, text, why) in [
            (Kind::Request, "http://a.cn", "domain-scheme"),
            (Kind::Socket, "https://a.cn", "domain-scheme"),
            (Kind::Request, "https://1.2.3.4", "domain-ip"),
            (Kind::Request, "https://[::1]", "domain-port"),
            (Kind::Request, "https://localhost", "domain-local"),
            (Kind::Request, "https://a.cn/x", "domain-path"),
            (Kind::Request, "https://u@a.cn", "domain-path"),
            (Kind::Request, "https://a_b.cn", "domain-form"),
            (Kind::Request, "https://cn", "domain-form"),
            (Kind::Request, "https://api.weixin.qq.com", "domain-forbidden"),
            (Kind::Request, "https://a.cn:0", "domain-port"),
        ] {
            assert_eq!(check(kind, text), Err(why.into()), "{text}");
        }
        assert_eq!(business("d", "www.例子.中国", &[]).unwrap(), "www.xn--fsqu00a.xn--fiqs8s");
        assert!(business("d", "www.a.cn:80", &[]).is_err());
        assert_eq!(check(Kind::Udp, "udp://a.cn:5000"), Ok("udp://a.cn:5000".into()));
    }

    #[test]
    fn filing_numbers() {
        let policy = tongguan_policy::Policy::builtin("default").unwrap().identity;
        let icp = |text| icp("icp", text, &policy);
        assert_eq!(icp(" 京icp备2021012345号－1 ").unwrap(), "京ICP备2021012345号-1");
        assert_eq!(icp("沪ICP备12345678号").unwrap(), "沪ICP备12345678号");
        assert_eq!(icp("粤ICP备2021012345号-3X").unwrap(), "粤ICP备2021012345号-3X");
        assert_eq!(icp("粤B2-20090059-1626X").unwrap(), "粤B2-20090059-1626X");
        for bad in [
            "",
            "ICP备2021012345号",
            "东ICP备2021012345号",
            "京ICP备12号",
            "京ICP备2021012345",
            "京ICP备2021012345号-",
            "京ICP证030173号",
            "粤B2-20090059",
        ] {
            assert_eq!(icp(bad).unwrap_err().code, "icp-form", "{bad}");
        }
    }
}
