//! Step 3, the applicant's part: the amount that the bank statement shows.

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    certification::{Certification, CertificationState, Guesses, amount_given_up},
    event::Event,
    ids::{AppId, CertificationId},
    refusal::{FieldError, Refusal, Verdict, Who},
    text::bi,
};
use tongguan_store::Tx;

use super::{keep, of_app, outlook, policy_of};
use crate::{Ctx, Error, Result, access, record, transact};

/// Enters the amount. A wrong one is counted before it is answered.
pub async fn enter(
    ctx: &Ctx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
    cents: i64,
) -> Result<Certification> {
    let (order, verdict) = transact!(ctx, tx, enter_in(ctx, &mut tx, actor, app, id, cents))?;
    verdict?;
    Ok(order)
}

async fn enter_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    app: &AppId,
    id: &CertificationId,
    cents: i64,
) -> Result<(Certification, Verdict)> {
    access::member(tx, actor, app, Right::Administer).await?;
    let order = of_app(tx, app, id).await?;
    let policy = policy_of(ctx, tx, &order).await?;
    let (from, now) = (order.state, ctx.now());
    let guesses = Guesses {
        tries: *policy.certification.micro_payment_tries,
        rounds: *policy.certification.micro_payment_rounds,
    };
    if from == CertificationState::Amount && order.is_due(now) {
        let order = keep::keep(ctx, tx, actor, from, order.overdue(now, guesses.rounds)?).await?;
        let why = if order.state == CertificationState::Refused {
            amount_given_up(guesses.rounds)
        } else {
            overdue(*policy.certification.micro_payment_days)
        };
        return Ok((order, Err(why)));
    }
    let [least, most] = *policy.certification.micro_payment_cents;
    if from == CertificationState::Amount && !(least..=most).contains(&cents) {
        return Err(out_of_range(cents, least, most));
    }
    let right = keep::amount(ctx, &order)? == Some(cents);
    let outlook = outlook(tx, app, order.product, &policy).await?;
    let outcome = order.enter_amount(now, right, guesses, outlook)?;
    let event = match &outcome.verdict {
        Ok(()) => Event::evident("certification.amount_confirmed", id, Some(app), json!({})),
        Err(_) => {
            let data = json!({ "tries": outcome.next.micro_tries, "limit": guesses.tries,
                "round": outcome.next.micro_rounds, "rounds": guesses.rounds });
            Event::new("certification.amount_wrong", id, Some(app), data)
        }
    };
    record(ctx, tx, actor, &[event]).await?;
    let order = keep::keep(ctx, tx, actor, from, outcome.next).await?;
    Ok((order, outcome.verdict))
}

fn overdue(days: i64) -> Box<Refusal> {
    Refusal::new(
        "amount-overdue",
        "CER-2",
        bi(
            format!("打款已超过 {days} 天，金额失效。"),
            format!("The payment is older than {days} days; its amount no longer counts."),
        ),
        bi(
            "运营方会重新打款，到账后填写新的金额。",
            "The operator pays a new amount; enter that one when it has arrived.",
        ),
    )
    .who(Who::Operator)
}

fn out_of_range(cents: i64, least: i64, most: i64) -> Error {
    let yuan = crate::payment::yuan;
    FieldError::new(
        "amount_cents",
        "amount-range",
        "CER-2",
        bi(
            format!("打款金额在 {} 至 {} 元之间，此次不计次数。", yuan(least), yuan(most)),
            format!(
                "The payment is between {} and {} yuan; this did not count as a try.",
                yuan(least),
                yuan(most)
            ),
        ),
        bi("请按对公账户的银行流水填写。", "Enter what the account's bank statement shows."),
    )
    .measured(cents, format!("{least}–{most}"))
    .into()
}
