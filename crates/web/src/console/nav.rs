//! The main navigation of each surface. A page that is not mounted is not offered.

use std::sync::LazyLock;

use tongguan_model::actor::PlatformRole;

/// Address, Chinese, English.
type Entry = (&'static str, &'static str, &'static str);

const PUBLIC: &[Entry] = &[
    ("/admission", "准入查询", "Admission"),
    ("/rules", "规则", "Rules"),
    ("/evidence", "存证验证", "Evidence"),
];
const APPLICANT: &[Entry] = &[
    ("/apps", "应用", "Apps"),
    ("/admission", "准入查询", "Admission"),
    ("/check", "预检", "Preflight"),
    ("/evidence", "存证", "Evidence"),
    ("/rules", "规则", "Rules"),
];
const REVIEWER: &[Entry] = &[
    ("/desk", "队列", "Queue"),
    ("/desk/mine", "我的", "Mine"),
    ("/desk/appeals", "申诉", "Appeals"),
    ("/desk/rules", "规则", "Rules"),
    ("/desk/stats", "统计", "Statistics"),
];
const OPERATOR: &[Entry] = &[
    ("/ops", "概览", "Overview"),
    ("/ops/users", "账号", "Accounts"),
    ("/ops/apps", "小程序", "Apps"),
    ("/ops/domains", "域名", "Domains"),
    ("/ops/policy", "规则包", "Policy"),
    ("/ops/outbox", "发件箱", "Outbox"),
    ("/ops/payments", "付款", "Payments"),
    ("/ops/audit", "审计", "Audit"),
    ("/ops/health", "运行", "Health"),
];

static PATHS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| super::pages().iter().filter(|p| p.method == "GET").map(|p| p.path).collect());

/// Whether a page is mounted, by its path in axum's form.
pub(crate) fn has(path: &str) -> bool {
    PATHS.contains(&path)
}

/// The entries of a surface that are mounted.
pub(super) fn entries(role: Option<PlatformRole>) -> impl Iterator<Item = &'static Entry> {
    let all = match role {
        None => PUBLIC,
        Some(PlatformRole::Applicant) => APPLICANT,
        Some(PlatformRole::Reviewer) => REVIEWER,
        Some(PlatformRole::Operator) => OPERATOR,
    };
    all.iter().filter(|(path, ..)| has(path))
}

/// The first page of a role.
pub(crate) fn home(role: PlatformRole) -> &'static str {
    let wanted = match role {
        PlatformRole::Applicant => "/apps",
        PlatformRole::Reviewer => "/desk",
        PlatformRole::Operator => "/ops",
    };
    if has(wanted) { wanted } else { "/me" }
}
