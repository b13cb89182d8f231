//! What surrounds every page: language, theme, navigation, form token; and how times and numbers are written.

use std::{fmt::Display, sync::Arc};

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tongguan_model::{
    actor::PlatformRole,
    refusal::Who,
    text::{Bilingual, Lang},
    time::Millis,
};
use tongguan_service::site::Site;

use super::{asset, flash::Flash, nav};

/// The shell as views hold it, in a field named `s`.
pub type S = Arc<Shell>;

/// The chosen theme; none follows the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Form in the cookie and on `<html>`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|t| t.as_str() == text)
    }
}

/// Who has signed in, as the top bar shows it.
#[derive(Debug, Clone)]
pub struct Person {
    /// E-mail.
    pub email: String,
    /// Platform role.
    pub role: PlatformRole,
}

impl Person {
    /// What stands in the avatar.
    pub fn initial(&self) -> String {
        self.email.chars().take(1).flat_map(char::to_uppercase).collect()
    }
}

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Address.
    pub href: &'static str,
    /// Its word.
    pub text: &'static str,
    /// Whether this page lies below it.
    pub current: bool,
}

/// What surrounds every page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Language.
    pub l: Lang,
    /// Theme, if one was chosen.
    pub theme: Option<Theme>,
    /// The moment.
    pub now: Millis,
    /// The operator's name.
    pub operator: String,
    /// Who has signed in.
    pub who: Option<Person>,
    /// Path of this page.
    pub path: String,
    /// Its query without `lang`.
    pub query: String,
    /// Form token, masked.
    pub token: String,
    /// What was done before the redirect to this page.
    pub flash: Option<Flash>,
    /// Facts of the footer, if the database answers.
    pub site: Option<Site>,
}

const DAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Shell {
    /// The text of this page's language.
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.l.t(zh, en)
    }

    /// Whether this page is Chinese.
    pub fn zh(&self) -> bool {
        self.l == Lang::Zh
    }

    /// A pair in this page's language.
    pub fn say<'a>(&self, text: &'a Bilingual) -> &'a str {
        text.get(self.l)
    }

    /// Address of an asset.
    pub fn asset(&self, name: &str) -> String {
        asset::href(name)
    }

    /// The hidden field `_token` of every form.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Version of the product.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Whether a reviewer or operator looks.
    pub fn is_staff(&self) -> bool {
        self.who.as_ref().is_some_and(|w| w.role != PlatformRole::Applicant)
    }

    /// Name of a staff surface; applicants see the operator's name instead.
    pub fn place(&self) -> Option<&'static str> {
        match self.who.as_ref()?.role {
            PlatformRole::Applicant => None,
            PlatformRole::Reviewer => Some(self.t("审核台", "Review desk")),
            PlatformRole::Operator => Some(self.t("运营台", "Operations")),
        }
    }

    /// The operator's name, unless it is only the product's.
    pub fn operator_name(&self) -> Option<&str> {
        (self.operator != "通关").then_some(self.operator.as_str())
    }

    /// The first page of whoever looks.
    pub fn home(&self) -> &'static str {
        self.who.as_ref().map_or("/", |w| nav::home(w.role))
    }

    /// The navigation of whoever looks.
    pub fn nav(&self) -> Vec<Link> {
        let mut links: Vec<_> = nav::entries(self.who.as_ref().map(|w| w.role))
            .map(|&(href, zh, en)| Link { href, text: self.t(zh, en), current: false })
            .collect();
        // The longest address that this page lies below.
        let below = |href: &str| {
            self.path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(link) = links.iter_mut().filter(|l| below(l.href)).max_by_key(|l| l.href.len()) {
            link.current = true;
        }
        links
    }

    /// This page's address, to come back to.
    pub fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// This page in the other language.
    pub fn other_lang_href(&self) -> String {
        let lang = self.t("en", "zh");
        if self.query.is_empty() { format!("?lang={lang}") } else { format!("?{}&lang={lang}", self.query) }
    }

    /// Tag of the other language.
    pub fn other_lang_tag(&self) -> &'static str {
        self.t("en", "zh-CN")
    }

    /// Name of the other language, in itself.
    pub fn other_lang_name(&self) -> &'static str {
        self.t("English", "中文")
    }

    /// Name of the theme.
    pub fn theme_name(&self) -> &'static str {
        match self.theme {
            None => self.t("跟随系统", "system"),
            Some(Theme::Light) => self.t("浅色", "light"),
            Some(Theme::Dark) => self.t("深色", "dark"),
        }
    }

    /// What the footer's button chooses: system, light, dark in turn.
    pub fn next_theme(&self) -> &'static str {
        match self.theme {
            None => "light",
            Some(Theme::Light) => "dark",
            Some(Theme::Dark) => "system",
        }
    }

    /// `11月23日 周一`, `Mon 23 Nov`.
    pub fn today(&self) -> String {
        let (zh, en) = DAYS[usize::from(self.now.local().weekday().number_days_from_monday())];
        match self.l {
            Lang::Zh => format!("{} {zh}", self.day(&self.now)),
            Lang::En => format!("{en} {}", self.day(&self.now)),
        }
    }

    /// `11月23日`, `23 Nov`; with the year unless it is this one.
    pub fn day(&self, at: &Millis) -> String {
        let (d, this) = (at.day(), self.now.day().year());
        let month = MONTHS[usize::from(u8::from(d.month())) - 1];
        match (self.l, d.year() == this) {
            (Lang::Zh, true) => format!("{}月{}日", u8::from(d.month()), d.day()),
            (Lang::Zh, false) => format!("{}年{}月{}日", d.year(), u8::from(d.month()), d.day()),
            (Lang::En, true) => format!("{} {month}", d.day()),
            (Lang::En, false) => format!("{} {month} {}", d.day(), d.year()),
        }
    }

    /// The last day of what ends at this moment, exclusive.
    pub fn last_day(&self, end: &Millis) -> String {
        self.day(&end.plus(-1))
    }

    /// Day and clock of something that happened: `今天 09:12`, `11月20日 15:48`.
    pub fn moment(&self, at: &Millis) -> String {
        let clock = clock(at);
        match (at.day() == self.now.day(), self.l) {
            (true, Lang::Zh) => format!("今天 {clock}"),
            (true, Lang::En) => format!("today {clock}"),
            (false, _) => format!("{} {clock}", self.day(at)),
        }
    }

    /// [`Shell::moment`] of epoch milliseconds.
    pub fn moment_ms(&self, at: &i64) -> String {
        self.moment(&Millis(*at))
    }

    /// A deadline with its weekday: `11月25日（周三）18:00`, `Wed 25 Nov, 18:00`. Midnight is the end of the day before.
    pub fn due(&self, at: &Millis) -> String {
        let midnight = clock(at) == "00:00";
        let day = if midnight { at.plus(-1) } else { *at };
        let clock = if midnight { "24:00".to_owned() } else { clock(at) };
        let (zh, en) = DAYS[usize::from(day.local().weekday().number_days_from_monday())];
        match self.l {
            Lang::Zh => format!("{}（{zh}）{clock}", self.day(&day)),
            Lang::En => format!("{en} {}, {clock}", self.day(&day)),
        }
    }

    /// A count with thousands separated.
    pub fn number(&self, n: &i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        if *n < 0 { format!("-{out}") } else { out }
    }

    /// A count with its word: `3 处错误`, `1 error`, `3 errors`.
    pub fn count<N: Display>(&self, n: N, zh: &str, one: &str, many: &str) -> String {
        let n = n.to_string();
        let word = match (self.l, n.as_str()) {
            (Lang::Zh, _) => zh,
            (Lang::En, "1") => one,
            (Lang::En, _) => many,
        };
        format!("{n} {word}")
    }

    /// Money in cents: `300.00 元`, `CNY 300.00`.
    pub fn money(&self, cents: &i64) -> String {
        let text = format!("{}.{:02}", self.number(&(cents / 100)), cents.rem_euclid(100));
        match self.l {
            Lang::Zh => format!("{text} 元"),
            Lang::En => format!("CNY {text}"),
        }
    }

    /// Whose move it is, in a word.
    pub fn who_name(&self, who: &Who) -> &'static str {
        match who {
            Who::Applicant if self.is_staff() => self.t("申请人", "Applicant"),
            Who::Applicant => self.t("你", "You"),
            Who::Reviewer => self.t("审核组", "Reviewers"),
            Who::Operator => self.t("运营方", "Operator"),
            Who::Time => self.t("时间", "Time"),
            Who::Nobody => self.t("无人", "Nobody"),
        }
    }

    /// Name of a platform role.
    pub fn role_name(&self, role: &PlatformRole) -> &'static str {
        match role {
            PlatformRole::Applicant => self.t("申请人", "Applicant"),
            PlatformRole::Reviewer => self.t("审核员", "Reviewer"),
            PlatformRole::Operator => self.t("运营人员", "Operator"),
        }
    }
}

fn clock(at: &Millis) -> String {
    let t = at.local();
    format!("{:02}:{:02}", t.hour(), t.minute())
}

/// A value for the query of an address.
pub(super) fn encode(text: &str) -> String {
    let one = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
            char::from(b).to_string()
        }
        b => format!("%{b:02X}"),
    };
    text.bytes().map(one).collect()
}

/// A view as an answer.
pub fn html(status: StatusCode, view: &impl Template) -> Response {
    match view.render() {
        Ok(text) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => super::Oops(tongguan_service::Error::internal(error)).into_response(),
    }
}

/// A view as an answer that goes well.
pub fn ok(view: &impl Template) -> Response {
    html(StatusCode::OK, view)
}

#[cfg(test)]
impl Shell {
    /// A shell for samples: Monday 2026-11-23, 15:00.
    pub fn sample(l: Lang, role: Option<PlatformRole>) -> S {
        Arc::new(Self {
            l,
            theme: None,
            now: Millis(1_795_417_200_000),
            operator: "云汀银行".into(),
            who: role.map(|role| Person { email: "lin@qinghuai.example".into(), role }),
            path: "/apps".into(),
            query: String::new(),
            token: "0".repeat(64),
            flash: None,
            site: Some(Site { pack: "default".into(), revision: 12, evidence: Some(18_442) }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_read_naturally_in_both_languages() {
        let (zh, en) = (Shell::sample(Lang::Zh, None), Shell::sample(Lang::En, None));
        assert_eq!((zh.today().as_str(), en.today().as_str()), ("11月23日 周一", "Mon 23 Nov"));
        let due = Millis::at_hour(zh.now.day(), 48);
        assert_eq!(zh.due(&due), "11月24日（周二）24:00");
        assert_eq!(en.due(&due.plus(-6 * Millis::HOUR)), "Tue 24 Nov, 18:00");
        assert_eq!(zh.moment(&zh.now), "今天 15:00");
        assert_eq!(en.moment(&en.now.plus(-400 * Millis::DAY)), "19 Oct 2025 15:00");
        assert_eq!(zh.number(&1_048_576), "1,048,576");
        assert_eq!(zh.count(1, "处错误", "error", "errors"), "1 处错误");
        assert_eq!(
            [en.count(1, "", "error", "errors"), en.count(0, "", "error", "errors")],
            ["1 error", "0 errors"]
        );
        assert_eq!((zh.money(&30_000).as_str(), en.money(&5).as_str()), ("300.00 元", "CNY 0.05"));
    }
}
