//! An app is closed for good by its last administrator: nothing is delivered, its name is free again, and what it held of
//! persons is erased.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::{App, AppState, MemberRole, Right},
    event::Event,
    ids::{AccountId, AppId},
    naming::NameState,
    payment::PaymentState,
    refusal::{FieldError, Refusal, Who},
    release::ReleaseState,
    review::{CaseKind, CaseState},
    text::{Bilingual, bi},
};
use tongguan_store::{Tx, app, certification, developer, naming, payment, release, review};

use super::erase;
use crate::{Ctx, Result, access, record, transact};

/// What stands against closing an app or deleting an account, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Which app.
    pub app: AppId,
    /// Its title.
    pub title: String,
    /// What is so.
    pub what: Bilingual,
    /// What to do.
    pub remedy: Bilingual,
    /// Whose move it is.
    pub who: Who,
    /// Page of the app where that is done, `/subject`; empty if it is done elsewhere.
    pub page: &'static str,
}

/// Where the cases of a kind are withdrawn.
const fn page(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Subject => "/subject",
        CaseKind::Name => "/name",
        CaseKind::Certification => "/certification",
        CaseKind::Version => "/versions",
    }
}

/// What must end before an app can be closed by `me`.
pub(super) async fn blockers(tx: &mut Tx, app: &App, me: &AccountId) -> Result<Vec<Blocker>> {
    let block = |what, remedy, who, page| Blocker {
        app: app.id.clone(),
        title: app.title.clone(),
        what,
        remedy,
        who,
        page,
    };
    let mut out = Vec::new();
    if app.state == AppState::Frozen {
        out.push(block(
            bi("已被运营方冻结，事由未了结。", "The operator has suspended it; the matter is not settled."),
            bi("请联系运营方了结。", "Settle it with the operator."),
            Who::Operator,
            "",
        ));
    }
    for case in review::of_app(tx, &app.id).await?.into_iter().filter(|c| c.state == CaseState::Open) {
        out.push(block(
            bi(
                format!("案件 #{} 正在审核。", case.number),
                format!("Case #{} is under review.", case.number),
            ),
            bi("请撤回，或等待审核结果。", "Withdraw it, or wait for the decision."),
            Who::Applicant,
            page(case.kind),
        ));
    }
    for order in certification::of_app(tx, &app.id).await? {
        if order.state.is_running() {
            out.push(block(
                bi(
                    format!("认证订单 #{} 还没有结束。", order.number),
                    format!("Certification order #{} has not ended.", order.number),
                ),
                bi("请撤回，或办完它。", "Withdraw it, or finish it."),
                Who::Applicant,
                "/certification",
            ));
        }
        let paid = payment::of_target(tx, order.id.as_str()).await?;
        if paid.is_some_and(|p| p.state == PaymentState::RefundDue) {
            out.push(block(
                bi(
                    format!("认证订单 #{} 有款项待退。", order.number),
                    format!("Money of certification order #{} is owed back.", order.number),
                ),
                bi("请等运营方退款。", "Wait for the operator's refund."),
                Who::Operator,
                "/certification",
            ));
        }
    }
    let others = app::members(tx, &app.id).await?.into_iter().filter(|(id, ..)| id != me).count();
    if others > 0 {
        out.push(block(
            bi(format!("还有其他成员 {others} 人。",), format!("It has {others} other members.")),
            bi("请移除他们，或把其中一人设为管理员。", "Remove them, or make one of them administrator."),
            Who::Applicant,
            "/members",
        ));
    }
    Ok(out)
}

/// That users still get it, for who deletes the account without closing it first.
pub(super) async fn delivered(tx: &mut Tx, app: &App) -> Result<Option<Blocker>> {
    let live = [ReleaseState::Rolling, ReleaseState::Halted, ReleaseState::Live];
    let on = release::of_app(tx, &app.id).await?.iter().any(|r| live.contains(&r.state));
    Ok((on && app.state == AppState::Active).then(|| Blocker {
        app: app.id.clone(),
        title: app.title.clone(),
        what: bi("已发布，用户正在使用。", "It is released and in use."),
        remedy: bi(
            "请移交给另一位管理员，或先关闭它。",
            "Hand it over to another administrator, or close it first.",
        ),
        who: Who::Applicant,
        page: "/close",
    }))
}

/// What stands against closing an app; for its administrators.
pub async fn closing(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Vec<Blocker>> {
    let mut tx = ctx.store().read().await?;
    let (found, _) = access::member(&mut tx, actor, id, Right::Administer).await?;
    blockers(&mut tx, &found, access::account(actor)?).await
}

/// Closes an app for good. Its title is typed to say that this one is meant.
pub async fn close(ctx: &Ctx, actor: &Actor, id: &AppId, title: &str) -> Result<()> {
    transact!(ctx, tx, close_in(ctx, &mut tx, actor, id, title))
}

async fn close_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, title: &str) -> Result<()> {
    let (found, _) = access::member(tx, actor, id, Right::Administer).await?;
    if title.trim() != found.title {
        return Err(FieldError::new(
            "title",
            "title-differs",
            "",
            bi("填写的名称与此小程序不同。", "This is not the title of the mini program."),
            bi("请照原样填写，以免关错。", "Type it as it stands, so that no other is closed."),
        )
        .into());
    }
    let against = blockers(tx, &found, access::account(actor)?).await?;
    if !against.is_empty() {
        return Err(refusal("app-in-use", &against).into());
    }
    shut(ctx, tx, actor, &found).await
}

/// All that stands against it in one refusal.
pub(super) fn refusal(code: &'static str, against: &[Blocker]) -> Box<Refusal> {
    let zh: String = against.iter().map(|b| format!("「{}」{}", b.title, b.what.zh)).collect();
    let en: Vec<_> = against.iter().map(|b| format!("\"{}\": {}", b.title, b.what.en)).collect();
    let message = bi(zh, en.join(" "));
    let mut ways: Vec<&Bilingual> = Vec::new();
    for b in against {
        if !ways.contains(&&b.remedy) {
            ways.push(&b.remedy);
        }
    }
    let zh: String = ways.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<_> = ways.iter().map(|w| w.en.as_str()).collect();
    let who = if against.iter().all(|b| b.who == Who::Operator) { Who::Operator } else { Who::Applicant };
    Refusal::new(code, "", message, bi(zh, en.join(" "))).measured(against.len(), 0).who(who)
}

/// Nothing is delivered any more, the name is free, what is personal is gone, nobody is a member.
pub(super) async fn shut(ctx: &Ctx, tx: &mut Tx, actor: &Actor, found: &App) -> Result<()> {
    for name in naming::of_app(tx, &found.id).await? {
        if name.state == NameState::Approved {
            naming::update(tx, &name.release(ctx.now())?).await?;
        }
    }
    let materials = erase::app(ctx, tx, &found.id).await?;
    developer::delete_secret(tx, &found.id).await?;
    let closed = App { state: AppState::Frozen, name: None, ..found.clone() };
    app::update(tx, &closed).await?;
    app::close(tx, &found.id, ctx.now()).await?;
    let data = json!({ "materials": materials });
    record(ctx, tx, actor, &[Event::evident("app.closed", &found.id, Some(&found.id), data)]).await
}

/// Whether an account is the only administrator of an app.
pub(super) async fn alone(tx: &mut Tx, app: &AppId, me: &AccountId) -> Result<bool> {
    let all = app::members(tx, app).await?;
    let mine = all.iter().any(|(id, _, role)| id == me && *role == MemberRole::Administrator);
    Ok(mine && !all.iter().any(|(id, _, role)| id != me && *role == MemberRole::Administrator))
}
