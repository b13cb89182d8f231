//! What happened to an app, in words: the audit log as a timeline.

use std::collections::BTreeMap;

use serde_json::Value;
use tongguan_model::{
    actor::PlatformRole,
    ids::AccountId,
    stage::StageState,
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_service::{audit::Entry, evidence};

use super::shell::S;

/// One line of the timeline.
#[derive(Debug, Clone)]
pub struct Line {
    /// State class.
    pub state: &'static str,
    /// What happened.
    pub text: String,
    /// Its kind in the log, where no sentence says it.
    pub kind: Option<String>,
    /// Who.
    pub by: &'static str,
    /// When.
    pub at: String,
    /// Place in the evidence log.
    pub evidence: Option<i64>,
}

/// What an event means, in a sentence. Decisions say which way they went.
pub(super) fn sentence(kind: &str, data: &Value) -> Option<(StageState, Bilingual)> {
    use StageState::{Fail, Pass, Wait, Warn};
    let passed = data["pass"].as_bool().or_else(|| data["passed"].as_bool());
    let case = |zh: &str, en: &str| match passed {
        Some(true) => (Pass, bi(format!("{zh}通过"), format!("{en} passed"))),
        Some(false) => (Fail, bi(format!("{zh}被驳回"), format!("{en} was refused"))),
        None => (Wait, bi(format!("{zh}有了决定"), format!("{en} was decided"))),
    };
    Some(match kind {
        "account.registered" => (Wait, bi("账号已注册", "An account was registered")),
        "account.activated" => (Pass, bi("账号已激活", "An account was activated")),
        "account.phone_bound" => (Pass, bi("手机已绑定", "A phone was bound")),
        "account.reset_requested" => (Wait, bi("请求重设密码", "A reset of the password was asked for")),
        "account.password_reset" | "account.password_changed" => {
            (Pass, bi("密码已修改", "A password was changed"))
        }
        "account.staff_created" => (Pass, bi("工作人员已添加", "Staff was added")),
        "account.suspended" => (Fail, bi("账号已停用", "An account was suspended")),
        "account.restored" => (Pass, bi("账号已恢复", "An account was let in again")),
        "account.exported" => (Wait, bi("已导出个人数据", "Personal data was exported")),
        "account.erased" => (Warn, bi("账号已由本人注销", "An account was deleted by its holder")),
        "session.opened" => (Wait, bi("登录", "Signed in")),
        "session.closed" => (Wait, bi("退出", "Signed out")),
        "session.others_closed" => (Wait, bi("其他会话已结束", "Other sessions were ended")),
        "phone.code_sent" => (Wait, bi("验证码已发送", "A code was sent to a phone")),
        "puzzle.solved" => (Wait, bi("滑动验证通过", "A slider was solved")),
        "message.viewed" => (Wait, bi("消息正文被查看", "The text of a message was opened")),
        "message.failed" => (Fail, bi("消息未送达", "A message was not delivered")),
        "policy.activated" => (Warn, bi("规则包修订生效", "A revision of the policy came into force")),
        "app.created" => (Pass, bi("应用已创建", "The app was created")),
        "app.data_plan_declared" => (Pass, bi("数据合规方案已声明", "The data plan was declared")),
        "app.member_set" => (Wait, bi("成员或角色已变更", "A member or role was changed")),
        "app.member_removed" => (Wait, bi("成员已移除", "A member was removed")),
        "app.closed" => (Warn, bi("小程序已永久关闭", "The app was closed for good")),
        "material.erased" => (Wait, bi("材料保存期满，已删除", "A material was erased, its time being over")),
        "subject.erased" => (
            Wait,
            bi("主体信息保存期满，已删除", "The facts of a subject were erased, their time being over"),
        ),
        "deposit.made" => (Pass, bi("已存证", "A digest was deposited")),
        "app.handover_offered" => {
            (Wait, bi("已发出管理员移交", "The app was offered to another administrator"))
        }
        "app.handover_claimed" => {
            (Warn, bi("有人代表主体申请收回管理权", "Somebody began to take the app back for its subject"))
        }
        "app.handover_code_sent" => {
            (Wait, bi("收回管理权的验证码已发送", "A code to take the app back was sent"))
        }
        "app.handover_declined" => {
            (Wait, bi("管理员移交被拒绝", "The offer to become administrator was declined"))
        }
        "app.handover_withdrawn" => (Wait, bi("管理员变更已撤回", "A change of administrator was withdrawn")),
        "app.handover_lapsed" => (Wait, bi("管理员变更已过期", "A change of administrator lapsed")),
        "app.administrator_changed" => (Warn, bi("管理员已变更", "The administrator has changed")),
        "material.uploaded" => (Wait, bi("材料已上传", "A material was uploaded")),
        "material.deleted" => (Wait, bi("材料已删除", "A material was deleted")),
        "app.frozen" => (Fail, bi("运营方已冻结", "The app was suspended")),
        "app.unfrozen" => (Pass, bi("已解冻", "The app was let go again")),
        "material.viewed" => (Wait, bi("材料被查看", "A material was looked at")),
        "subject.saved" => (Wait, bi("主体信息已保存", "The subject was saved")),
        "subject.submitted" => (Wait, bi("主体信息已提交审核", "The subject was submitted")),
        "subject.verified" => {
            (Pass, bi("主体信息通过，AppID 已发放", "The subject passed; the AppID was issued"))
        }
        "subject.viewed" => (Wait, bi("主体信息被查看", "The subject was looked at")),
        "subject.decided" => case("主体信息", "The subject"),
        "name.submitted" => (Wait, bi("名称已提交审核", "A name was submitted")),
        "name.decided" => case("名称", "The name"),
        "case.opened" => (Wait, bi("审核案件已建立", "A review case was opened")),
        "case.claimed" => (Wait, bi("审核员已领取案件", "A reviewer took the case")),
        "case.released" => (Wait, bi("审核员已放回案件", "A reviewer put the case back")),
        "case.decided" | "case.passed" | "case.refused" => match kind {
            "case.passed" => (Pass, bi("审核案件通过", "The case passed")),
            "case.refused" => (Fail, bi("审核案件被驳回", "The case was refused")),
            _ => case("审核案件", "The case"),
        },
        "case.taken_back" => (Warn, bi("运营方收回了案件", "The operator took the case back")),
        "case.withdrawn" => (Warn, bi("审核案件已撤回", "The case was withdrawn")),
        "package.uploaded" => (Wait, bi("代码包已上传", "A package was uploaded")),
        "package.downloaded" => (Wait, bi("代码包已被下载", "A package was downloaded")),
        "version.created" => (Wait, bi("版本已创建", "A version was made")),
        "version.submitted" => (Wait, bi("版本已提交审核", "A version was submitted")),
        "version.withdrawn" => (Warn, bi("版本已撤回", "A version was withdrawn")),
        "version.discarded" => (Wait, bi("版本已作废", "A version was discarded")),
        "version.decided" => match data["state"].as_str() {
            Some("passed") => (Pass, bi("版本通过审核", "A version passed review")),
            _ => (Fail, bi("版本被驳回", "A version was refused")),
        },
        "release.gray" => (Wait, bi("版本灰度开放", "A version was opened to some")),
        "release.full" => (Pass, bi("版本全量发布", "A version was opened to all")),
        "release.halt" => (Fail, bi("灰度已暂停", "A release was halted")),
        "release.resume" => (Wait, bi("灰度已恢复", "A release was resumed")),
        "release.abandon" => (Warn, bi("发布已放弃", "A release was abandoned")),
        "release.rollback" => (Warn, bi("版本已回滚", "A version was rolled back")),
        "secret.issued" => (Pass, bi("AppSecret 已生成", "An AppSecret was issued")),
        "secret.rotated" => (Warn, bi("AppSecret 已重置", "The AppSecret was replaced")),
        "domain.changed" => (Pass, bi("服务器域名已变更", "The server domains were changed")),
        "business_domain.added" => (Wait, bi("业务域名已添加", "A business domain was added")),
        "business_domain.checked" => (Wait, bi("业务域名已检查", "A business domain was checked")),
        "business_domain.confirmed" => (Pass, bi("业务域名已确认", "A business domain was confirmed")),
        "business_domain.icp_stated" => (Wait, bi("已填写业务域名备案号", "A filing number was stated")),
        "business_domain.removed" => (Wait, bi("业务域名已移除", "A business domain was removed")),
        "certification.ordered" => (Wait, bi("认证已下单", "A certification was ordered")),
        "certification.documents_submitted" => {
            (Wait, bi("认证证照已提交审核", "The documents of the certification were submitted"))
        }
        "certification.face_opened" => {
            (Wait, bi("已生成人脸核身二维码", "A QR code for the face check was made"))
        }
        "certification.face_submitted" => {
            (Wait, bi("人脸照片已提交审核", "The picture of the face was submitted"))
        }
        "certification.decided" => {
            (Wait, bi("认证的一步有了决定", "A step of the certification was decided"))
        }
        "certification.payee_viewed" => {
            (Wait, bi("运营人员查看了打款账户", "An operator looked at the account to pay to"))
        }
        "certification.transfer_sent" => (Wait, bi("对公打款已发出", "The verification payment was made")),
        "certification.transfer_failed" => {
            (Fail, bi("对公打款被银行退回", "The bank returned the verification payment"))
        }
        "certification.amount_wrong" => (Warn, bi("填写的到账金额不符", "A wrong amount was entered")),
        "certification.amount_overdue" => {
            (Warn, bi("到账金额逾期未填写", "The amount was not entered in time"))
        }
        "certification.amount_confirmed" => (Pass, bi("到账金额相符", "The amount was right")),
        "certification.passed" => (Pass, bi("认证通过", "The certification passed")),
        "certification.lapsed" => (Warn, bi("认证订单超时关闭", "An order was not paid in time and closed")),
        "certification.withdrawn" => (Warn, bi("认证订单已撤回", "An order was withdrawn")),
        "certification.reminded" => (Wait, bi("已发到期提醒", "A reminder of the end was sent")),
        "certification.expired" => (Fail, bi("认证到期", "The certification ended")),
        "payment.confirmed" => (Pass, bi("费用到账已确认", "The fee has arrived")),
        "payment.refund_due" => (Warn, bi("费用待退还", "The fee is owed back")),
        "payment.refunded" => (Pass, bi("费用已退还", "The fee was paid back")),
        "incident.raised" => (Fail, bi("监测到异常", "An incident was raised")),
        "incident.returned" => (Fail, bi("异常再次出现", "An incident came back")),
        "incident.acknowledged" => (Wait, bi("异常有人处理", "Somebody is at an incident")),
        "incident.resolved" => (Pass, bi("异常已解决", "An incident was resolved")),
        "incident.reopened" => (Warn, bi("异常已重新打开", "An incident was opened again")),
        "watch_key.rotated" => (Wait, bi("日志密钥已更换", "The key for logs was replaced")),
        _ => return None,
    })
}

/// What somebody is who does this: the other side never sees more of a person.
fn doer(kind: &str, data: &Value) -> Option<PlatformRole> {
    const REVIEWER: &[&str] =
        &["case.claimed", "case.released", "case.decided", "subject.viewed", "subject.verified"];
    const OPERATOR: &[&str] = &["app.frozen", "app.unfrozen", "case.taken_back", "business_domain.confirmed"];
    let of_case = data["why"].as_str().is_some_and(|why| why.starts_with("case"));
    match kind {
        _ if REVIEWER.contains(&kind) || kind.ends_with(".decided") => Some(PlatformRole::Reviewer),
        "material.viewed" | "package.downloaded" if of_case => Some(PlatformRole::Reviewer),
        _ if OPERATOR.contains(&kind) || kind.starts_with("payment.") => Some(PlatformRole::Operator),
        "certification.payee_viewed" | "certification.transfer_sent" | "certification.transfer_failed" => {
            Some(PlatformRole::Operator)
        }
        _ => None,
    }
}

/// The lines of a timeline, newest first; who is said as a role, never as a person.
pub fn lines(s: &S, me: Option<&AccountId>, entries: &[Entry], rows: &[evidence::Row]) -> Vec<Line> {
    let places: BTreeMap<_, _> =
        rows.iter().filter_map(|r| Some(((r.at, r.kind.as_str(), r.target.as_str()), r.seq?))).collect();
    let line = |e: &Entry| {
        let data = serde_json::from_str(&e.data).unwrap_or_default();
        let said = sentence(&e.kind, &data);
        let state = match said.as_ref().map(|(state, _)| *state) {
            Some(StageState::Wait) | None => "info",
            Some(state) => state.as_str(),
        };
        let by = match e.actor.split_once(':') {
            Some(("account", id)) if me.is_some_and(|m| m.as_str() == id) => s.t("你", "You"),
            Some(("account", _)) => match doer(&e.kind, &data) {
                Some(PlatformRole::Operator) => s.t("运营人员", "Operator"),
                Some(_) => s.t("审核员", "Reviewer"),
                None => s.t("成员", "A member"),
            },
            Some(("app", _)) => s.t("后端接口", "Back end"),
            _ => s.t("平台", "Platform"),
        };
        Line {
            state,
            kind: said.is_none().then(|| e.kind.clone()),
            text: said.map_or_else(String::new, |(_, text)| s.say(&text).to_owned()),
            by,
            at: s.moment(&Millis(e.at)),
            evidence: places.get(&(e.at, e.kind.as_str(), e.target.as_str())).copied(),
        }
    };
    entries.iter().map(line).collect()
}
