//! The subject takes its app back where its administrator is out of reach: the code goes to the number that was verified with
//! the subject, and whoever enters it acts for the subject.

use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::MemberRole,
    event::Event,
    handover::{Ground, Handover, HandoverState},
    ids::HandoverId,
    phone::Code,
    refusal::{Refusal, Verdict, Who},
    subject::{Subject, SubjectState},
    text::bi,
    time::Millis,
};
use tongguan_rule_subject::mobile;
use tongguan_store::{Tx, account, app, handover, subject};

use super::{change, lapse, offer::open, shown, until};
use crate::{Ctx, Error, Result, access, message, phone, record, revision, transact};

fn context(id: &HandoverId) -> String {
    format!("handover.code:{id}")
}

fn code_mac(ctx: &Ctx, id: &HandoverId, code: &str) -> String {
    ctx.keys().index("handover code", &format!("{id}:{}", code.trim()))
}

/// Begins to take an app back, by its AppID. Nothing is sent yet.
pub async fn take_back(ctx: &Ctx, actor: &Actor, appid: &str) -> Result<super::Shown> {
    let id = transact!(ctx, tx, take_back_in(ctx, &mut tx, actor, appid))?;
    let mut tx = ctx.store().read().await?;
    let made = handover::find(&mut tx, &id).await?.ok_or(Error::NotFound("handover"))?;
    shown(ctx, &mut tx, made).await
}

async fn take_back_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, appid: &str) -> Result<HandoverId> {
    let me = access::platform(actor, PlatformRole::Applicant)?;
    let found = app::find_by_appid(tx, appid.trim()).await?.ok_or(Error::NotFound("app"))?;
    if app::role_of(tx, &found.id, me).await? == Some(MemberRole::Administrator) {
        return Err(Refusal::new(
            "already-administrator",
            "ACC-6",
            bi("你已是此小程序的管理员。", "You are its administrator already."),
            bi("无需操作。", "There is nothing to do."),
        )
        .who(Who::Nobody)
        .into());
    }
    let s = subject::of_app(tx, &found.id).await?;
    number(ctx, s.as_ref())?;
    lapse(ctx, tx, &found.id).await?;
    let new = Handover {
        id: HandoverId::from_trusted(ctx.id()),
        app: found.id.clone(),
        from: None,
        to: me.clone(),
        ground: Ground::Subject,
        state: HandoverState::Proving,
        asked_at: ctx.now(),
        until: until(ctx, tx).await?,
        ended_at: None,
        version: 1,
    };
    match handover::insert(tx, &new).await {
        Err(error) if error.is_duplicate_of("handover") => return Err(open().into()),
        other => other?,
    }
    let data = json!({ "to": me });
    record(ctx, tx, actor, &[Event::evident("app.handover_claimed", &new.id, Some(&found.id), data)]).await?;
    Ok(new.id)
}

/// The number that stands for a verified subject.
fn number(ctx: &Ctx, s: Option<&Subject>) -> Result<String> {
    let found = match s.filter(|s| s.state == SubjectState::Approved) {
        Some(s) => crate::subject::declared_number(ctx, s)?,
        None => None,
    };
    found.ok_or_else(|| {
        Refusal::new(
            "no-verified-number",
            "SUB-6",
            bi(
                "此小程序没有已核实主体的手机号码，无法以此方式收回。",
                "The mini program has no verified subject with a number; it cannot be taken back this way.",
            ),
            bi(
                "请联系现任管理员移交，或联系运营方。",
                "Ask the administrator to hand it over, or contact the operator.",
            ),
        )
        .who(Who::Operator)
        .into()
    })
}

async fn claimed(tx: &mut Tx, actor: &Actor, id: &HandoverId) -> Result<Handover> {
    let me = access::platform(actor, PlatformRole::Applicant)?;
    let found = handover::find(tx, id).await?.filter(|h| h.to == *me && h.ground == Ground::Subject);
    found.ok_or(Error::NotFound("handover"))
}

/// Sends the code to the subject's number; gives the number, masked.
pub async fn send(ctx: &Ctx, actor: &Actor, id: &HandoverId) -> Result<String> {
    let policy = revision::now(ctx).await?;
    let code = ctx.digits(usize::try_from(*policy.account.sms_code_digits).unwrap_or(6));
    transact!(ctx, tx, send_in(ctx, &mut tx, actor, id, &code))
}

async fn send_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &HandoverId, code: &str) -> Result<String> {
    let found = claimed(tx, actor, id).await?;
    // Refused where it could not be proven any more.
    found.clone().prove(ctx.now())?;
    let policy = revision::current(ctx, tx).await?;
    let digits = number(ctx, subject::of_app(tx, &found.app).await?.as_ref())?;
    let me = account::find(tx, access::account(actor)?).await?.ok_or(Error::NotFound("account"))?;
    phone::count_code(ctx, tx, &policy, &me, &digits).await?;
    let ttl = *policy.account.sms_ttl_seconds;
    let masked = mobile::mask(&digits);
    let kept = Code {
        phone_sealed: ctx.keys().seal(ctx, &context(id), &digits)?,
        phone_index: ctx.keys().index("handover", &digits),
        phone_masked: masked.clone(),
        code_mac: code_mac(ctx, id, code),
        tries: 0,
        expires_at: ctx.now().plus(ttl * Millis::SECOND),
    };
    handover::keep_code(tx, id, &kept).await?;
    let title = app::find(tx, &found.app).await?.map(|a| a.title).unwrap_or_default();
    let (operator, minutes) = (&ctx.config().operator_name, ttl / 60);
    let body = format!(
        "【{operator}】更换小程序「{title}」管理员的验证码 {code}，{minutes} 分钟内有效。填写后原管理员立即失去权限；非本单位操作请勿告知他人。"
    );
    let text = message::Text {
        template: "handover_code",
        subject: String::new(),
        body,
        params: json!({ "code": code }),
    };
    message::text_message(ctx, tx, &digits, text).await?;
    record(ctx, tx, actor, &[Event::new("app.handover_code_sent", id, Some(&found.app), json!({}))]).await?;
    Ok(masked)
}

/// Takes the code that came back: the caller is administrator, those before are nothing in the app. A wrong one counts.
pub async fn prove(ctx: &Ctx, actor: &Actor, id: &HandoverId, typed: &str) -> Result<()> {
    transact!(ctx, tx, prove_in(ctx, &mut tx, actor, id, typed))??;
    Ok(())
}

async fn prove_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &HandoverId, typed: &str) -> Result<Verdict> {
    let found = claimed(tx, actor, id).await?;
    let done = found.prove(ctx.now())?;
    let policy = revision::current(ctx, tx).await?;
    let digits = number(ctx, subject::of_app(tx, &done.app).await?.as_ref())?;
    let index = ctx.keys().index("handover", &digits);
    // A code of a number that stands for the subject no longer proves nothing.
    let Some(code) = handover::code(tx, id).await?.filter(|c| c.phone_index == index) else {
        return Err(Refusal::new(
            "no-code",
            "SUB-6",
            bi("还没有发送验证码。", "No code was sent."),
            bi("请先获取验证码。", "Ask for a code first."),
        )
        .into());
    };
    let (code, verdict) = code.answer(&code_mac(ctx, id, typed), *policy.account.sms_tries, ctx.now())?;
    if let Err(refusal) = verdict {
        handover::keep_code(tx, id, &code).await?;
        return Ok(Err(refusal));
    }
    let old: Vec<_> = app::members(tx, &done.app)
        .await?
        .into_iter()
        .filter(|(_, _, role)| *role == MemberRole::Administrator)
        .map(|(id, ..)| id)
        .collect();
    change(ctx, tx, actor, &done, &old).await?;
    Ok(Ok(()))
}
