//! What is proven of a subject (SUB-6): a code that came back from the number, what a provider said, what a reviewer confirmed. Every answer says who and when.

use serde_json::{Value, json};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    event::Event,
    ids::{AppId, CaseId},
    material::Note,
    phone::Code,
    refusal::{FieldError, Refusal, Verdict, Who},
    review::{CaseKind, CaseState},
    subject::{Subject, SubjectState},
    text::{Bilingual, bi},
    time::Millis,
    verification::{By, Fact, Outcome, Verification},
};
use tongguan_rule_subject::{
    enterprise_name::{self, Comparison},
    mobile,
};
use tongguan_store::{Tx, account, job, review, subject, verification};

use super::{Check, Facts, fields, not_begun, open_facts, subtype};
use crate::{Ctx, Error, Result, access, message, phone, provider, record, revision, transact};

/// Kind of the job that asks the providers.
pub(crate) const JOB: &str = "subject.verify";
/// Tries after which a provider that does not answer counts as "not verified".
const TRIES: i64 = 8;

/// One verification as pages show it.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The row.
    pub row: Verification,
    /// Whether it is of what is declared now.
    pub current: bool,
}

/// What is proven, and the code on its way.
#[derive(Debug, Clone)]
pub struct Proofs {
    /// Newest first.
    pub all: Vec<Proof>,
    /// The number that a code proves, masked; `None` if none is declared.
    pub mobile: Option<String>,
    /// Whether it is proven.
    pub mobile_proven: bool,
    /// Until when the code that was sent is good.
    pub code_until: Option<Millis>,
}

/// The declared number of a subject: its field and the number.
fn number(s: &Subject, facts: &Facts) -> Option<(&'static str, String)> {
    let field = fields(subtype(s.kind, facts)).into_iter().find(|f| f.check == Check::Mobile)?;
    let value = facts.get(field.key).filter(|v| !v.is_empty())?;
    Some((field.key, mobile::digits(value)))
}

/// The number that stands for a subject, in digits.
pub(crate) fn declared_number(ctx: &Ctx, s: &Subject) -> Result<Option<String>> {
    Ok(number(s, &open_facts(ctx, s)?).map(|(_, digits)| digits))
}

/// What a fact was verified of, as one value; `None` if it is not declared.
fn value(fact: Fact, s: &Subject, facts: &Facts) -> Option<String> {
    let get = |key: &str| facts.get(key).filter(|v| !v.is_empty()).cloned();
    match fact {
        Fact::MobileCode => number(s, facts).map(|(_, n)| n),
        Fact::MobileHolder => {
            let (field, number) = number(s, facts)?;
            let who = field.strip_suffix("mobile").unwrap_or_default();
            let (name, id) = match who {
                "" => (get("real_name")?, get("id_number")?),
                who => (get(&format!("{who}name"))?, get(&format!("{who}id_number"))?),
            };
            Some(format!("{number}\n{name}\n{id}"))
        }
        Fact::Registration => Some(format!("{}\n{}\n{}", get("uscc")?, get("name")?, get("legal_rep_name")?)),
    }
}

fn index(ctx: &Ctx, fact: Fact, value: &str) -> String {
    ctx.keys().index("verification", &format!("{}:{value}", fact.as_str()))
}

fn context(s: &Subject) -> String {
    format!("subject.code:{}", s.id)
}

fn code_mac(ctx: &Ctx, s: &Subject, code: &str) -> String {
    ctx.keys().index("subject code", &format!("{}:{}", s.id, code.trim()))
}

/// Everything that was verified of a subject.
pub(crate) async fn of_subject(ctx: &Ctx, tx: &mut Tx, s: &Subject, facts: &Facts) -> Result<Proofs> {
    let rows = verification::of_subject(tx, &s.id).await?;
    let now = |fact| value(fact, s, facts).map(|v| index(ctx, fact, &v));
    let all: Vec<Proof> = rows
        .into_iter()
        .map(|row| Proof { current: now(row.fact).as_deref() == Some(row.value_index.as_str()), row })
        .collect();
    let mobile_proven = all
        .iter()
        .any(|p| p.current && p.row.fact == Fact::MobileCode && p.row.outcome == Outcome::Confirmed);
    let code = verification::code(tx, &s.id).await?;
    Ok(Proofs {
        mobile_proven,
        mobile: number(s, facts).map(|(_, n)| mobile::mask(&n)),
        code_until: code.map(|c| c.expires_at).filter(|at| *at > ctx.now() && !mobile_proven),
        all,
    })
}

/// What a submission is told about its number: the error where the operator requires the code, a note for the desk where not.
pub(super) async fn missing(
    ctx: &Ctx,
    tx: &mut Tx,
    s: &Subject,
    facts: &Facts,
    required: bool,
) -> Result<(Option<FieldError>, Option<Note>)> {
    let Some((field, _)) = number(s, facts) else { return Ok((None, None)) };
    if of_subject(ctx, tx, s, facts).await?.mobile_proven {
        return Ok((None, None));
    }
    let message = bi(
        "号码未经短信验证码证实：停机的号码收不到验证码。",
        "The number is not proven by a code: a number out of service receives none.",
    );
    let remedy = bi("请获取验证码并填写。", "Ask for a code and enter it.");
    if required {
        return Ok((Some(FieldError::new(field, "mobile-not-proven", "SUB-6", message, remedy)), None));
    }
    let note = Note {
        rule: "SUB-6".into(),
        severity: "warning".into(),
        about: field.into(),
        message,
        measured: None,
        limit: None,
    };
    Ok((None, Some(note)))
}

/// What is proven of an app's subject, for members and staff.
pub async fn proofs(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Proofs> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, app).await?;
    let s = subject::of_app(&mut tx, app).await?.ok_or_else(not_begun)?;
    let facts = open_facts(ctx, &s)?;
    of_subject(ctx, &mut tx, &s, &facts).await
}

/// Sends a code to the declared number (SUB-6). Segments of virtual operators are refused before anything is sent.
pub async fn send_code(ctx: &Ctx, actor: &Actor, app: &AppId) -> Result<Proofs> {
    let policy = revision::now(ctx).await?;
    let code = ctx.digits(usize::try_from(*policy.account.sms_code_digits).unwrap_or(6));
    transact!(ctx, tx, send_in(ctx, &mut tx, actor, app, &code))?;
    proofs(ctx, actor, app).await
}

async fn send_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, code: &str) -> Result<()> {
    access::member(tx, actor, app, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let s = subject::of_app(tx, app).await?.ok_or_else(not_begun)?;
    let facts = open_facts(ctx, &s)?;
    let Some((field, declared)) = number(&s, &facts) else {
        return Err(FieldError::required("mobile", "SUB-6").into());
    };
    let digits = mobile::real_name(field, &declared, "SUB-6", &policy.identity)?;
    let me = account::find(tx, access::account(actor)?).await?.ok_or(Error::NotFound("account"))?;
    phone::count_code(ctx, tx, &policy, &me, &digits).await?;
    let ttl = *policy.account.sms_ttl_seconds;
    let kept = Code {
        phone_sealed: ctx.keys().seal(ctx, &context(&s), &digits)?,
        phone_index: index(ctx, Fact::MobileCode, &digits),
        phone_masked: mobile::mask(&digits),
        code_mac: code_mac(ctx, &s, code),
        tries: 0,
        expires_at: ctx.now().plus(ttl * Millis::SECOND),
    };
    verification::keep_code(tx, &s.id, &kept).await?;
    let (operator, minutes) = (&ctx.config().operator_name, ttl / 60);
    let body = format!(
        "【{operator}】主体核验验证码 {code}，{minutes} 分钟内有效。有人以此号码登记为主体的联系或法定代表人手机；非本人操作请勿告知他人。"
    );
    let params = json!({ "code": code });
    let text = message::Text { template: "subject_code", subject: String::new(), body, params };
    message::text_message(ctx, tx, &digits, text).await?;
    record(ctx, tx, actor, &[Event::new("subject.code_sent", &s.id, Some(app), json!({ "field": field }))])
        .await
}

/// Takes the code that came back; a wrong one counts.
pub async fn confirm_code(ctx: &Ctx, actor: &Actor, app: &AppId, typed: &str) -> Result<Proofs> {
    transact!(ctx, tx, confirm_in(ctx, &mut tx, actor, app, typed))??;
    proofs(ctx, actor, app).await
}

async fn confirm_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, app: &AppId, typed: &str) -> Result<Verdict> {
    access::member(tx, actor, app, Right::Administer).await?;
    let policy = revision::current(ctx, tx).await?;
    let s = subject::of_app(tx, app).await?.ok_or_else(not_begun)?;
    let facts = open_facts(ctx, &s)?;
    let declared = value(Fact::MobileCode, &s, &facts).map(|v| index(ctx, Fact::MobileCode, &v));
    // A code of a number that is declared no longer proves nothing.
    let code = verification::code(tx, &s.id).await?.filter(|c| declared.as_ref() == Some(&c.phone_index));
    let Some(code) = code else {
        return Err(Refusal::new(
            "no-code",
            "SUB-6",
            bi("还没有向现在填写的号码发送验证码。", "No code was sent to the number declared now."),
            bi("请先获取验证码。", "Ask for a code first."),
        )
        .into());
    };
    let (code, verdict) = code.answer(&code_mac(ctx, &s, typed), *policy.account.sms_tries, ctx.now())?;
    if let Err(refusal) = verdict {
        verification::keep_code(tx, &s.id, &code).await?;
        return Ok(Err(refusal));
    }
    verification::drop_code(tx, &s.id).await?;
    let detail = bi("向号码发送的验证码已填回。", "The code that was sent to the number came back.");
    let by = (By::Code, access::account(actor)?.to_string());
    add(ctx, tx, actor, &s, (Fact::MobileCode, Outcome::Confirmed), code.phone_index, by, detail).await?;
    Ok(Ok(()))
}

#[expect(clippy::too_many_arguments, reason = "one row, written from four places")]
async fn add(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    s: &Subject,
    (fact, outcome): (Fact, Outcome),
    value_index: String,
    (by, by_name): (By, String),
    detail: Bilingual,
) -> Result<()> {
    let row = Verification {
        id: ctx.id(),
        app: s.app.clone(),
        subject: s.id.clone(),
        fact,
        outcome,
        value_index,
        by,
        by_name,
        detail,
        at: ctx.now(),
    };
    verification::insert(tx, &row).await?;
    let data = json!({ "fact": fact, "outcome": outcome, "by": by, "by_name": row.by_name });
    record(ctx, tx, actor, &[Event::evident("subject.verification", &s.id, Some(&s.app), data)]).await
}

/// A reviewer who holds the subject's case says what they compared by hand: the offline form of a provider. A code cannot be confirmed by hand.
pub async fn confirm_by_hand(
    ctx: &Ctx,
    actor: &Actor,
    case: &CaseId,
    fact: Fact,
    outcome: Outcome,
    words: &str,
) -> Result<()> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > 200 {
        let error = FieldError::new(
            "note",
            "note-needed",
            "SUB-6",
            bi("请写明依据，1–200 字。", "Say what it rests on, in 1 to 200 characters."),
            bi(
                "例如：已在公示系统查询，名称与法定代表人一致。",
                "Such as: compared with the public register.",
            ),
        );
        return Err(error.measured(words.chars().count(), 200).into());
    }
    if fact == Fact::MobileCode {
        return Err(FieldError::new(
            "fact",
            "code-only",
            "SUB-6",
            bi("号码在用只能由验证码证实。", "Only a code proves that a number is in service."),
            bi("请让申请人获取验证码。", "Let the applicant ask for a code."),
        )
        .into());
    }
    transact!(ctx, tx, by_hand_in(ctx, &mut tx, actor, case, (fact, outcome), words))
}

async fn by_hand_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &CaseId,
    (fact, outcome): (Fact, Outcome),
    words: &str,
) -> Result<()> {
    let me = access::platform(actor, PlatformRole::Reviewer)?;
    let case = review::find(tx, id).await?.ok_or(Error::NotFound("case"))?;
    if case.kind != CaseKind::Subject || case.state != CaseState::Open || case.assignee.as_ref() != Some(me) {
        return Err(Refusal::new(
            "case-not-held",
            "",
            bi(
                "只有领取了主体案件的审核员能确认。",
                "Only the reviewer who holds the subject's case confirms.",
            ),
            bi("请先领取案件。", "Claim the case first."),
        )
        .who(Who::Reviewer)
        .into());
    }
    let s = subject::of_app(tx, &case.app).await?.ok_or(Error::NotFound("subject"))?;
    let facts = open_facts(ctx, &s)?;
    let value = value(fact, &s, &facts).ok_or_else(|| FieldError::required("fact", "SUB-6"))?;
    let by = (By::Reviewer, me.to_string());
    add(ctx, tx, actor, &s, (fact, outcome), index(ctx, fact, &value), by, bi(words, words)).await
}

/// Asks the providers that are configured, after the submission's commit.
pub(super) async fn schedule(ctx: &Ctx, tx: &mut Tx, app: &AppId) -> Result<()> {
    if ctx.config().registry.is_none() && ctx.config().carrier.is_none() {
        return Ok(());
    }
    let payload = json!({ "app": app }).to_string();
    job::push(tx, &ctx.id(), JOB, None, &payload, ctx.now(), ctx.now()).await?;
    ctx.wake();
    Ok(())
}

/// The job: each provider is asked once for what is declared now. It may run twice; what was answered is not asked again.
pub(crate) async fn run(ctx: &Ctx, row: &job::Row) -> Result<()> {
    let payload: Value = serde_json::from_str(&row.payload).map_err(Error::internal)?;
    let app = AppId::from_trusted(payload["app"].as_str().unwrap_or_default().to_owned());
    let (s, facts, known) = {
        let mut tx = ctx.store().read().await?;
        let Some(s) = subject::of_app(&mut tx, &app).await? else { return Ok(()) };
        let facts = open_facts(ctx, &s)?;
        let known = verification::of_subject(&mut tx, &s.id).await?;
        (s, facts, known)
    };
    if s.state != SubjectState::InReview {
        return Ok(());
    }
    for fact in [Fact::Registration, Fact::MobileHolder] {
        let Some(value) = value(fact, &s, &facts) else { continue };
        let index = index(ctx, fact, &value);
        if known.iter().any(|v| v.fact == fact && v.value_index == index && v.by == By::Provider) {
            continue;
        }
        let parts: Vec<&str> = value.split('\n').collect();
        let [a, b, c] = parts.as_slice() else { continue };
        let (a, b, c) = ((*a).to_owned(), (*b).to_owned(), (*c).to_owned());
        let key = format!("{}-{}", row.id, fact.as_str());
        let (said, name) = if fact == Fact::Registration {
            let (registry, name) = provider::registry(ctx);
            let asked = provider::Registration { uscc: a, name: b, legal_rep_name: c };
            (registry.look_up(ctx, &key, &asked).await, name)
        } else {
            let (carrier, name) = provider::carrier(ctx);
            let asked = provider::Holder { mobile: a, name: b, id_number: c };
            (carrier.holder(ctx, &key, &asked).await, name)
        };
        let (outcome, detail) = match said {
            Ok(None) => continue,
            Ok(Some(said)) => (said.outcome, said.detail),
            Err(failure) if failure.passes() && row.attempts < TRIES => {
                return Err(Error::Provider { name: fact.as_str(), reason: failure.to_string() });
            }
            Err(failure) => {
                tracing::warn!(provider = name, %failure, "a provider gave no answer");
                (Outcome::Unknown, bi(format!("未能核验：{failure}"), format!("Not verified: {failure}.")))
            }
        };
        transact!(ctx, tx, said_in(ctx, &mut tx, &s, (fact, outcome), &index, &name, &detail))?;
    }
    Ok(())
}

async fn said_in(
    ctx: &Ctx,
    tx: &mut Tx,
    s: &Subject,
    result: (Fact, Outcome),
    index: &str,
    name: &str,
    detail: &Bilingual,
) -> Result<()> {
    let by = (By::Provider, name.to_owned());
    add(ctx, tx, &Actor::System, s, result, index.to_owned(), by, detail.clone()).await
}

/// The declared name beside the one that a reviewer reads on the licence (SUB-4). The name of an organisation is public.
pub async fn compare_name(
    ctx: &Ctx,
    actor: &Actor,
    case: &CaseId,
    read: &str,
) -> Result<(String, Comparison)> {
    let mut tx = ctx.store().read().await?;
    access::platform(actor, PlatformRole::Reviewer)?;
    let case = review::find(&mut tx, case).await?.ok_or(Error::NotFound("case"))?;
    let s = subject::of_app(&mut tx, &case.app).await?.filter(|s| !s.shown_name.is_empty());
    let declared = s.ok_or(Error::NotFound("name"))?.shown_name;
    if read.trim().is_empty() {
        return Err(FieldError::required("read", "SUB-4").into());
    }
    let found = enterprise_name::compare(&declared, read);
    Ok((declared, found))
}
