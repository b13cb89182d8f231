//! Apps: create, list, look at; members; the data plan (SYS-4).

use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::{App, AppState, DataPlan, MemberRole, Right},
    event::Event,
    ids::{AccountId, AppId},
    refusal::{FieldError, Refusal},
    text::bi,
};
use tongguan_policy::ReviewPolicy;
pub use tongguan_store::app::Sought;
use tongguan_store::{Tx, account, app};

use crate::{Ctx, Error, Result, access, record, revision, transact};

/// What a new app needs.
#[derive(Debug, Clone)]
pub struct Create {
    /// Working title; the name is reviewed later.
    pub title: String,
    /// Industry key of the catalogue.
    pub industry: String,
}

/// Creates an app; its creator becomes its administrator.
pub async fn create(ctx: &Ctx, actor: &Actor, input: &Create) -> Result<App> {
    let owner = access::platform(actor, PlatformRole::Applicant)?.clone();
    transact!(ctx, tx, create_in(ctx, &mut tx, actor, &owner, input))
}

async fn create_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, owner: &AccountId, input: &Create) -> Result<App> {
    let policy = revision::current(ctx, tx).await?;
    let title = input.title.trim();
    let mut errors = Vec::new();
    if title.is_empty() || title.chars().count() > 30 {
        errors.push(
            FieldError::new(
                "title",
                "title-length",
                "",
                bi("暂用名须为 1–30 个字符。", "The working title needs 1 to 30 characters."),
                bi("请修改暂用名。", "Change the working title."),
            )
            .measured(title.chars().count(), 30),
        );
    }
    if !policy.has_industry(&input.industry) {
        errors.push(FieldError::new(
            "industry",
            "unknown-industry",
            "PRE-5",
            bi("行业不在目录中。", "The industry is not in the catalogue."),
            bi("请从准入查询的列表中选择。", "Choose one from the admission look-up."),
        ));
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let limit = *policy.account.apps_per_account;
    let have = app::count_owned(tx, owner).await?;
    if have >= limit {
        return Err(Refusal::new(
            "too-many-apps",
            "",
            bi("此账号的小程序数量已达上限。", "This account has as many apps as it may."),
            bi(
                "请使用另一账号，或联系运营方调整上限。",
                "Use another account, or ask the operator for a higher limit.",
            ),
        )
        .measured(have, limit)
        .into());
    }
    let app = App {
        id: AppId::from_trusted(ctx.id()),
        appid: None,
        owner: owner.clone(),
        subject: None,
        title: title.to_owned(),
        name: None,
        industry: input.industry.clone(),
        state: AppState::Active,
        data_plan: None,
        created_at: ctx.now(),
        version: 1,
    };
    app::insert(tx, &app).await?;
    app::set_member(tx, &app.id, owner, MemberRole::Administrator, ctx.now()).await?;
    let event = Event::new("app.created", &app.id, Some(&app.id), json!({ "industry": app.industry }));
    record(ctx, tx, actor, &[event]).await?;
    Ok(app)
}

/// The caller's apps; for the operator, all.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<App>> {
    let id = access::account(actor)?;
    let mut tx = ctx.store().read().await?;
    match actor.role() {
        Some(PlatformRole::Operator) => Ok(app::list_all(&mut tx, 1000).await?),
        _ => Ok(app::list_of(&mut tx, id).await?),
    }
}

/// One page of all apps and how many there are; for the operator.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    sought: &Sought<'_>,
    part: (i64, i64),
) -> Result<(Vec<App>, i64)> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    Ok((app::page(&mut tx, sought, part).await?, app::count(&mut tx, sought).await?))
}

/// One app, for its members and staff.
pub async fn get(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<App> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await
}

/// One app with what the caller is in it; staff are nothing in it.
pub async fn get_as(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<(App, Option<MemberRole>)> {
    let mut tx = ctx.store().read().await?;
    let found = access::viewer(&mut tx, actor, id).await?;
    let role = app::role_of(&mut tx, id, access::account(actor)?).await?;
    Ok((found, role))
}

/// Declares or changes the data plan (SYS-4). REV-4 checks packages against it.
pub async fn set_data_plan(ctx: &Ctx, actor: &Actor, id: &AppId, plan: &DataPlan) -> Result<App> {
    let errors = wrong_in_plan(plan, &revision::now(ctx).await?.review);
    if !errors.is_empty() {
        return Err(errors.into());
    }
    transact!(ctx, tx, set_data_plan_in(ctx, &mut tx, actor, id, plan))
}

fn wrong_in_plan(plan: &DataPlan, policy: &ReviewPolicy) -> Vec<FieldError> {
    let over = |field: &str, measured: i64, limit: i64| {
        let message = bi("超过上限。", "It is over the limit.");
        FieldError::new(
            field,
            "too-much",
            "SYS-4",
            message,
            bi("请缩短或减少。", "Make it shorter or fewer."),
        )
        .measured(measured, limit)
    };
    let length = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut errors = Vec::new();
    if length(plan.uses.len()) > *policy.data_plan_uses {
        errors.push(over("uses", length(plan.uses.len()), *policy.data_plan_uses));
        return errors;
    }
    for (i, data) in plan.uses.iter().enumerate() {
        for (name, text) in [("kind", &data.kind), ("purpose", &data.purpose), ("place", &data.place)] {
            let (field, chars) = (format!("uses[{i}].{name}"), length(text.chars().count()));
            if text.trim().is_empty() {
                errors.push(FieldError::required(&field, "SYS-4"));
            } else if chars > *policy.data_plan_text {
                errors.push(over(&field, chars, *policy.data_plan_text));
            }
        }
        let (field, days) = (format!("uses[{i}].keep_days"), i64::from(data.keep_days));
        if days == 0 {
            errors.push(FieldError::required(&field, "SYS-4"));
        } else if days > *policy.data_plan_days {
            errors.push(over(&field, days, *policy.data_plan_days));
        }
    }
    if plan.platforms.is_empty() {
        errors.push(FieldError::required("platforms", "SYS-4"));
    } else if length(plan.platforms.len()) > *policy.data_plan_uses
        || plan.platforms.iter().any(|p| length(p.chars().count()) > *policy.data_plan_text)
    {
        errors.push(over("platforms", length(plan.platforms.len()), *policy.data_plan_uses));
    }
    errors
}

async fn set_data_plan_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, plan: &DataPlan) -> Result<App> {
    let (mut app, role) = access::member(tx, actor, id, Right::See).await?;
    if !matches!(role, MemberRole::Administrator | MemberRole::Operator) {
        return Err(Error::forbidden());
    }
    app.data_plan = Some(plan.clone());
    app::update(tx, &app).await?;
    app.version += 1;
    let kinds: Vec<_> = plan.uses.iter().map(|u| u.kind.as_str()).collect();
    record(
        ctx,
        tx,
        actor,
        &[Event::evident("app.data_plan_declared", id, Some(id), json!({ "kinds": kinds }))],
    )
    .await?;
    Ok(app)
}

/// Members with their e-mail.
pub async fn members(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Vec<(AccountId, String, MemberRole)>> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    Ok(app::members(&mut tx, id).await?)
}

/// Adds a member by e-mail or changes the role. The last administrator stays.
pub async fn set_member(ctx: &Ctx, actor: &Actor, id: &AppId, email: &str, role: MemberRole) -> Result<()> {
    transact!(ctx, tx, set_member_in(ctx, &mut tx, actor, id, email, role))
}

async fn set_member_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    email: &str,
    role: MemberRole,
) -> Result<()> {
    access::member(tx, actor, id, Right::Administer).await?;
    let key = tongguan_rule_subject::email::key(email);
    let found = account::find_by_email(tx, &key).await?.filter(|a| a.role == PlatformRole::Applicant);
    let Some(member) = found else {
        return Err(FieldError::new(
            "email",
            "no-such-account",
            "",
            bi("没有使用此邮箱的账号。", "No account uses this e-mail."),
            bi("请对方先注册。", "Ask them to register first."),
        )
        .into());
    };
    keep_an_administrator(tx, id, &member.id, Some(role)).await?;
    app::set_member(tx, id, &member.id, role, ctx.now()).await?;
    let data = json!({ "account": member.id, "role": role });
    record(ctx, tx, actor, &[Event::new("app.member_set", id, Some(id), data)]).await
}

/// Removes a member. The last administrator stays.
pub async fn remove_member(ctx: &Ctx, actor: &Actor, id: &AppId, member: &AccountId) -> Result<()> {
    transact!(ctx, tx, remove_member_in(ctx, &mut tx, actor, id, member))
}

async fn remove_member_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    member: &AccountId,
) -> Result<()> {
    access::member(tx, actor, id, Right::Administer).await?;
    keep_an_administrator(tx, id, member, None).await?;
    if !app::remove_member(tx, id, member).await? {
        return Err(Error::NotFound("member"));
    }
    let data = json!({ "account": member });
    record(ctx, tx, actor, &[Event::new("app.member_removed", id, Some(id), data)]).await
}

async fn keep_an_administrator(
    tx: &mut Tx,
    id: &AppId,
    changed: &AccountId,
    to: Option<MemberRole>,
) -> Result<()> {
    let others = app::members(tx, id)
        .await?
        .into_iter()
        .any(|(account, _, role)| account != *changed && role == MemberRole::Administrator);
    if others || to == Some(MemberRole::Administrator) {
        return Ok(());
    }
    Err(Refusal::new(
        "last-administrator",
        "ACC-6",
        bi("至少要有一位管理员。", "An app needs at least one administrator."),
        bi("请先把另一位成员设为管理员。", "Make another member administrator first."),
    )
    .into())
}
