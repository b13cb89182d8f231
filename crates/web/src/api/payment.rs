//! The operator's money: fees to confirm, refunds, random amounts to pay, the books.

use axum::extract::State;
use serde::Deserialize;
use tongguan_api::{
    certification::OrderOut,
    payment::{BookOut, ConfirmIn, FailedIn, OpsPaymentOut, RefundIn, TransferOut},
};
use tongguan_model::{
    ids::{CertificationId, PaymentId},
    payment::PaymentState,
};
use tongguan_service::{certification, certification::Transfer, payment, payment::PaymentView};

use super::{Answer, certification::after};
use crate::{
    AppState,
    auth::Caller,
    body::Json,
    extract::{Path, Query, choice},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/ops/payments", Access::Operator, list)
            .about("Payments of fees, the oldest first")
            .param("state", "waiting, paid, closed, refund_due or refunded; all if absent")
            .gives_list::<OpsPaymentOut>(),
        Route::post("/api/v1/ops/payments/{payment}/confirm", Access::Operator, confirm)
            .about("A bank transfer has arrived; too late, it becomes a refund that is due")
            .takes::<ConfirmIn>()
            .gives::<OpsPaymentOut>()
            .status(200),
        Route::post("/api/v1/ops/payments/{payment}/refund", Access::Operator, refund)
            .about("A refund that is due has been transferred")
            .takes::<RefundIn>()
            .gives::<OpsPaymentOut>()
            .status(200),
        Route::get("/api/v1/ops/transfers", Access::Operator, transfers)
            .about("Random amounts to pay to corporate accounts, in clear; every look is recorded")
            .gives_list::<TransferOut>(),
        Route::post("/api/v1/ops/transfers/{certification}/sent", Access::Operator, sent)
            .about("The amount has been paid; the applicant enters it")
            .gives::<OrderOut>()
            .status(200),
        Route::post("/api/v1/ops/transfers/{certification}/failed", Access::Operator, failed)
            .about("The bank does not take the payment; the order ends and its fee is owed back")
            .takes::<FailedIn>()
            .gives::<OrderOut>()
            .status(200),
        Route::get("/api/v1/ops/books", Access::Operator, books)
            .about("Balances of the books, debits less credits; their sum is zero")
            .gives_list::<BookOut>(),
    ]
}

fn out(v: PaymentView) -> OpsPaymentOut {
    let PaymentView { payment: p, order, app } = v;
    OpsPaymentOut {
        id: p.id.to_string(),
        number: p.number,
        amount_cents: p.amount_cents,
        state: p.state.as_str().into(),
        provider: p.provider.as_str().into(),
        app: app.id.to_string(),
        title: app.title,
        certification: order.id.to_string(),
        product: order.product.as_str().into(),
        order_state: order.state.as_str().into(),
        due_at: order.due_at.filter(|_| p.state == PaymentState::Waiting).map(|m| m.0),
        reference: p.reference,
        refund_cents: p.refund_cents,
        refund_reference: p.refund_reference,
        created_at: p.created_at.0,
        paid_at: p.paid_at.map(|m| m.0),
        refunded_at: p.refunded_at.map(|m| m.0),
    }
}

#[derive(Debug, Deserialize)]
struct Filter {
    #[serde(default)]
    state: String,
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Answer<Vec<OpsPaymentOut>> {
    let only = choice("state", &filter.state, &PaymentState::ALL, PaymentState::as_str);
    let only = only.or_problem(caller.lang)?;
    let all = payment::list(&state.ctx, &caller.actor, only).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(out).collect()))
}

async fn confirm(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PaymentId>,
    Json(input): Json<ConfirmIn>,
) -> Answer<OpsPaymentOut> {
    let done = payment::confirm(&state.ctx, &caller.actor, &id, input.amount_cents, &input.reference)
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(out(done)))
}

async fn refund(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PaymentId>,
    Json(input): Json<RefundIn>,
) -> Answer<OpsPaymentOut> {
    let done =
        payment::refund(&state.ctx, &caller.actor, &id, &input.reference).await.or_problem(caller.lang)?;
    Ok(axum::Json(out(done)))
}

fn transfer(t: Transfer) -> TransferOut {
    TransferOut {
        certification: t.order.id.to_string(),
        number: t.order.number,
        app: t.app.id.to_string(),
        title: t.app.title,
        amount_cents: t.amount_cents,
        round: t.order.micro_rounds,
        payee: t.payee.name,
        bank_branch: t.payee.bank_branch,
        bank_number: t.payee.bank_number,
        bank_account: t.payee.bank_account,
        since: t.order.state_at.0,
        due_at: t.order.due_at.map(|m| m.0),
    }
}

async fn transfers(State(state): State<AppState>, caller: Caller) -> Answer<Vec<TransferOut>> {
    let all = certification::transfers(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(transfer).collect()))
}

async fn sent(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CertificationId>,
) -> Answer<OrderOut> {
    let done = certification::transfer_sent(&state.ctx, &caller.actor, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(after(&state, &caller, &done).await?))
}

async fn failed(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CertificationId>,
    Json(input): Json<FailedIn>,
) -> Answer<OrderOut> {
    let done = certification::transfer_failed(&state.ctx, &caller.actor, &id, &input.reason)
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(after(&state, &caller, &done).await?))
}

async fn books(State(state): State<AppState>, caller: Caller) -> Answer<Vec<BookOut>> {
    let all = payment::balances(&state.ctx, &caller.actor).await.or_problem(caller.lang)?;
    let out =
        all.into_iter().map(|(book, balance_cents)| BookOut { book: book.as_str().into(), balance_cents });
    Ok(axum::Json(out.collect()))
}
