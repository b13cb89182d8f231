//! Binding a phone (ACC-6): a page shows a QR code, the phone opens it, takes a number and the code sent there.

use fast_qr::{
    ECL, QRBuilder,
    convert::{Builder, Shape, svg::SvgBuilder},
};
use serde_json::{Value, json};
use tongguan_model::{
    account::{Account, mask_email},
    actor::Actor,
    event::Event,
    phone::Code,
    refusal::{Refusal, Verdict, Who},
    text::bi,
    ticket::{Purpose, Ticket},
    time::Millis,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::mobile;
use tongguan_store::{Tx, account};

use crate::{
    Ctx, Error, Result, access, message, purge, record, revision,
    throttle::{self, Limit},
    ticket, transact,
};

/// A QR code for the phone.
#[derive(Debug, Clone)]
pub struct PhoneTicket {
    /// The secret in it.
    pub token: String,
    /// The address it leads to.
    pub url: String,
    /// The code as SVG.
    pub qr_svg: String,
    /// Good until.
    pub expires_at: Millis,
}

/// An address as a QR code in SVG.
pub fn qr_svg(url: &str) -> Result<String> {
    let code = QRBuilder::new(url).ecl(ECL::M).build().map_err(|e| Error::internal(format!("qr: {e:?}")))?;
    Ok(SvgBuilder::default().shape(Shape::Square).to_str(&code))
}

/// Makes a QR code that binds a phone to the caller's account; earlier ones end.
pub async fn open(ctx: &Ctx, actor: &Actor) -> Result<PhoneTicket> {
    access::account(actor)?;
    let issued = transact!(ctx, tx, open_in(ctx, &mut tx, actor))?;
    let url = format!("{}/bind/{}", ctx.config().public_url, issued.token);
    Ok(PhoneTicket { qr_svg: qr_svg(&url)?, url, token: issued.token, expires_at: issued.expires_at })
}

async fn open_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor) -> Result<ticket::Issued> {
    let id = access::account(actor)?;
    let policy = revision::current(ctx, tx).await?;
    tongguan_store::ticket::close_all(tx, id, Purpose::Phone, ctx.now()).await?;
    purge::schedule(ctx, tx).await?;
    let life = *policy.account.ticket_minutes * Millis::MINUTE;
    ticket::issue(ctx, tx, Purpose::Phone, Some(id), &json!({}), life).await
}

/// How far a binding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindState {
    /// Waits for a number.
    Open,
    /// A code is on its way.
    CodeSent,
    /// Done.
    Bound,
    /// Too late, or replaced by a newer QR code.
    Ended,
}

impl BindState {
    /// Wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CodeSent => "code_sent",
            Self::Bound => "bound",
            Self::Ended => "ended",
        }
    }
}

/// What the phone's page and the waiting page show.
#[derive(Debug, Clone)]
pub struct Binding {
    /// How far.
    pub state: BindState,
    /// Whose account, masked.
    pub email_masked: String,
    /// Which number, masked.
    pub phone_masked: Option<String>,
    /// The code is good until.
    pub code_expires_at: Option<Millis>,
    /// The ticket is good until.
    pub expires_at: Millis,
}

fn code_of(found: &Ticket) -> Option<Code> {
    let data: Value = serde_json::from_str(&found.data).ok()?;
    serde_json::from_value(data.get("code")?.clone()).ok()
}

/// How far the binding of a QR code is.
pub async fn look(ctx: &Ctx, token: &str) -> Result<Binding> {
    let mut tx = ctx.store().read().await?;
    let found = ticket::find(&mut tx, Purpose::Phone, token).await?;
    let owner = holder(&mut tx, &found).await?;
    let code = code_of(&found);
    let bound = serde_json::from_str::<Value>(&found.data).is_ok_and(|d| d["bound"] == true);
    let state = if bound {
        BindState::Bound
    } else if found.usable(ctx.now()).is_err() {
        BindState::Ended
    } else if code.is_some() {
        BindState::CodeSent
    } else {
        BindState::Open
    };
    Ok(Binding {
        state,
        email_masked: mask_email(&owner.email),
        phone_masked: code.as_ref().map(|c| c.phone_masked.clone()),
        code_expires_at: code.map(|c| c.expires_at),
        expires_at: found.expires_at,
    })
}

async fn holder(tx: &mut Tx, found: &Ticket) -> Result<Account> {
    let id = found.account.as_ref().ok_or_else(|| Error::internal("phone ticket without an account"))?;
    let owner = account::find(tx, id).await?.ok_or(Error::NotFound("account"))?;
    owner.may_enter()?;
    Ok(owner)
}

fn context(found: &Ticket) -> String {
    format!("ticket.phone:{}", found.id)
}

fn code_mac(ctx: &Ctx, found: &Ticket, code: &str) -> String {
    ctx.keys().index("sms code", &format!("{}:{}", found.id, code.trim()))
}

/// Sends a code to a number. Virtual, satellite and IoT numbers are refused.
pub async fn send_code(ctx: &Ctx, token: &str, number: &str) -> Result<Binding> {
    let policy = revision::now(ctx).await?;
    {
        let mut tx = ctx.store().read().await?;
        let found = ticket::usable(ctx, &mut tx, Purpose::Phone, token).await?;
        holder(&mut tx, &found).await?;
    }
    let digits = mobile::real_name("phone", number, "ACC-6", &policy.identity)?;
    let code = ctx.digits(usize::try_from(*policy.account.sms_code_digits).unwrap_or(6));
    transact!(ctx, tx, send_in(ctx, &mut tx, &policy, token, &digits, &code))?;
    look(ctx, token).await
}

/// Counts a code against its number and its account, in the transaction that sends it.
pub(crate) async fn count_code(
    ctx: &Ctx,
    tx: &mut Tx,
    policy: &Policy,
    owner: &Account,
    digits: &str,
) -> Result<()> {
    let pace = |kind| Limit {
        kind,
        rule: "ACC-6",
        max: 1,
        window: *policy.account.resend_seconds * Millis::SECOND,
        say: |_| bi("刚刚已发送过验证码。", "A code was sent just now."),
    };
    let day = |kind| Limit {
        kind,
        rule: "ACC-6",
        max: *policy.account.sms_per_phone_per_day,
        window: Millis::DAY,
        say: |n| bi(format!("今天已发送 {n} 条验证码。"), format!("{n} codes were sent today.")),
    };
    throttle::reserve_in(ctx, tx, &pace("sms"), digits).await?;
    throttle::reserve_in(ctx, tx, &pace("sms-pace"), owner.id.as_str()).await?;
    throttle::reserve_in(ctx, tx, &day("sms-day"), digits).await?;
    throttle::reserve_in(ctx, tx, &day("sms-account"), owner.id.as_str()).await
}

async fn send_in(
    ctx: &Ctx,
    tx: &mut Tx,
    policy: &Policy,
    token: &str,
    digits: &str,
    code: &str,
) -> Result<()> {
    let found = ticket::usable(ctx, tx, Purpose::Phone, token).await?;
    let owner = holder(tx, &found).await?;
    count_code(ctx, tx, policy, &owner, digits).await?;
    let ttl = *policy.account.sms_ttl_seconds;
    let kept = Code {
        phone_sealed: ctx.keys().seal(ctx, &context(&found), digits)?,
        phone_index: ctx.keys().index("phone", digits),
        phone_masked: mobile::mask(digits),
        code_mac: code_mac(ctx, &found, code),
        tries: 0,
        expires_at: ctx.now().plus(ttl * Millis::SECOND),
    };
    let data = json!({ "code": kept }).to_string();
    tongguan_store::ticket::set_data(tx, &found.id, &found.data, &data).await?;
    let minutes = ttl / 60;
    let operator = &ctx.config().operator_name;
    let body = bi(
        format!("【{operator}】验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。"),
        format!("[{operator}] Your code is {code}, good for {minutes} minutes. Tell it to nobody."),
    );
    let body = body.get(crate::account::lang(&owner.lang)).to_owned();
    let text = message::Text {
        template: "phone_code",
        subject: String::new(),
        body,
        params: json!({ "code": code }),
    };
    message::text_message(ctx, tx, digits, text).await?;
    let actor = Actor::Account { id: owner.id.clone(), role: owner.role };
    record(ctx, tx, &actor, &[Event::new("phone.code_sent", &owner.id, None, json!({}))]).await
}

/// Confirms the code and binds the phone to the account.
pub async fn confirm(ctx: &Ctx, token: &str, code: &str) -> Result<Binding> {
    // A wrong code is counted, so the transaction commits in both cases.
    transact!(ctx, tx, confirm_in(ctx, &mut tx, token, code))??;
    look(ctx, token).await
}

async fn confirm_in(ctx: &Ctx, tx: &mut Tx, token: &str, typed: &str) -> Result<Verdict> {
    let policy = revision::current(ctx, tx).await?;
    let found = ticket::usable(ctx, tx, Purpose::Phone, token).await?;
    let mut owner = holder(tx, &found).await?;
    let Some(code) = code_of(&found) else {
        return Err(Refusal::new(
            "no-code",
            "ACC-6",
            bi("还没有获取验证码。", "No code was asked for yet."),
            bi("请先填写手机号码并获取验证码。", "Enter the number and ask for a code first."),
        )
        .into());
    };
    let (code, verdict) = code.answer(&code_mac(ctx, &found, typed), *policy.account.sms_tries, ctx.now())?;
    if let Err(refusal) = verdict {
        let data = json!({ "code": code }).to_string();
        tongguan_store::ticket::set_data(tx, &found.id, &found.data, &data).await?;
        return Ok(Err(refusal));
    }
    let (have, limit) = (
        account::count_by_phone(tx, &code.phone_index, &owner.id).await?,
        *policy.account.accounts_per_phone,
    );
    if have >= limit {
        return Err(Refusal::new(
            "phone-accounts",
            "ACC-6",
            bi("此手机号绑定的账号已达上限。", "This number is bound to as many accounts as it may."),
            bi("请换用另一个手机号码。", "Use another number."),
        )
        .measured(have, limit)
        .who(Who::Applicant)
        .into());
    }
    let digits = ctx.keys().open(&context(&found), &code.phone_sealed)?;
    owner.phone_sealed = Some(ctx.keys().seal(ctx, &format!("account.phone:{}", owner.id), &digits)?);
    owner.phone_index = Some(code.phone_index.clone());
    account::update(tx, &owner).await?;
    // The sealed number stays only with the account.
    let done = json!({ "bound": true, "code": Code { phone_sealed: String::new(), code_mac: String::new(), ..code } });
    tongguan_store::ticket::set_data(tx, &found.id, &found.data, &done.to_string()).await?;
    tongguan_store::ticket::take(tx, &found.id, ctx.now()).await?;
    let actor = Actor::Account { id: owner.id.clone(), role: owner.role };
    record(ctx, tx, &actor, &[Event::evident("account.phone_bound", &owner.id, None, json!({}))]).await?;
    Ok(Ok(()))
}

/// The bound number of an account, masked.
pub fn masked(ctx: &Ctx, account: &Account) -> Result<Option<String>> {
    let Some(sealed) = &account.phone_sealed else { return Ok(None) };
    let digits = ctx.keys().open(&format!("account.phone:{}", account.id), sealed)?;
    Ok(Some(mobile::mask(&digits)))
}
