//! Certification of an app, and the face check's phone page.

use axum::{extract::State, http::StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use tongguan_api::{
    certification::{
        AmountIn, CertificationOut, DocumentsIn, FaceOut, FaceTicketOut, OrderIn, OrderOut, StepOut,
    },
    payment::{PayToOut, PaymentOut},
    subject::{MaterialOut, NeedOut},
};
use tongguan_model::{
    certification::{Certification, CertificationState, Product},
    ids::{AppId, CertificationId, MaterialId},
    payment::Payment,
    refusal::FieldError,
    text::{Lang, bi},
};
use tongguan_service::{
    Ctx, Error, certification,
    certification::{FaceView, OrderView, View},
};

use super::{Answer, material::MAX};
use crate::{
    AppState, Problem,
    auth::Caller,
    body::Json,
    extract::{Path, Query},
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/certifications", Access::Account, list)
            .about("Both certifications of an app with their orders; not_required is not uncertified")
            .gives_list::<CertificationOut>(),
        Route::post("/api/v1/apps/{app}/certifications", Access::Applicant, order)
            .about("Order a certification, or its renewal")
            .takes::<OrderIn>()
            .gives::<OrderOut>(),
        Route::get("/api/v1/apps/{app}/certifications/{certification}", Access::Account, get)
            .about("One order")
            .gives::<OrderOut>(),
        Route::post(
            "/api/v1/apps/{app}/certifications/{certification}/documents",
            Access::Applicant,
            documents,
        )
        .about("Hand the documents to the desk")
        .takes::<DocumentsIn>()
        .gives::<OrderOut>()
        .status(200),
        Route::post("/api/v1/apps/{app}/certifications/{certification}/face", Access::Applicant, open_face)
            .about(
                "A QR code for the legal representative's phone, with the number that the picture must show",
            )
            .gives::<FaceTicketOut>(),
        Route::post("/api/v1/apps/{app}/certifications/{certification}/amount", Access::Applicant, amount)
            .about("Enter the amount that the corporate account received; wrong ones are counted")
            .takes::<AmountIn>()
            .gives::<OrderOut>()
            .status(200),
        Route::post(
            "/api/v1/apps/{app}/certifications/{certification}/withdraw",
            Access::Applicant,
            withdraw,
        )
        .about("Take a running order back; what was paid is owed back")
        .gives::<OrderOut>()
        .status(200),
        Route::get("/api/v1/face/tickets/{token}", Access::Public, look)
            .about("How far a face check is; for the waiting page and the phone")
            .gives::<FaceOut>(),
        Route::post("/api/v1/face/tickets/{token}", Access::Public, picture)
            .about("The selfie from the phone, once; photos of faces need a consent of their own")
            .param("consent", "true")
            .takes_bytes("application/octet-stream", MAX)
            .gives::<FaceOut>(),
    ]
}

fn steps(order: &Certification, l: Lang) -> Vec<StepOut> {
    let over = matches!(order.state, CertificationState::Passed | CertificationState::Expired);
    let begun = order.state.is_running() && order.state != CertificationState::Ordered;
    order
        .steps
        .iter()
        .enumerate()
        .map(|(i, step)| StepOut {
            key: step.as_str().into(),
            label: step.label().get(l).into(),
            state: if over || i < order.step {
                "done"
            } else if begun && i == order.step {
                "now"
            } else {
                "later"
            }
            .into(),
        })
        .collect()
}

fn payment(ctx: &Ctx, p: &Payment) -> PaymentOut {
    let pay_to = ctx.config().bank.as_ref().map(|b| PayToOut {
        holder: b.holder.clone(),
        bank: b.bank.clone(),
        account: b.account.clone(),
    });
    PaymentOut {
        number: p.number.clone(),
        amount_cents: p.amount_cents,
        state: p.state.as_str().into(),
        provider: p.provider.as_str().into(),
        pay_to,
        refund_cents: p.refund_cents,
        paid_at: p.paid_at.map(|m| m.0),
        refunded_at: p.refunded_at.map(|m| m.0),
    }
}

fn order_out(ctx: &Ctx, found: OrderView, l: Lang) -> OrderOut {
    let OrderView { order, payment: paid, tries_left, needs, case } = found;
    let needs = needs.into_iter().map(|(kind, have)| NeedOut {
        kind: kind.as_str().into(),
        label: kind.label().get(l).into(),
        have: have.map(|m| MaterialOut::of(m, l)),
    });
    OrderOut {
        id: order.id.to_string(),
        number: order.number,
        product: order.product.as_str().into(),
        state: order.state.as_str().into(),
        say: order.state.label().get(l).into(),
        steps: steps(&order, l),
        fee_cents: order.fee_cents,
        payment: paid.as_ref().map(|p| payment(ctx, p)),
        needs: needs.collect(),
        materials: order.materials.iter().map(MaterialId::to_string).collect(),
        refills: order.refills,
        reason: order.reason,
        rules: order.rules,
        tries_left,
        due_at: order.due_at.map(|m| m.0),
        due_provisional: order.due_provisional,
        case: case.map(Into::into),
        policy_revision: order.policy_revision,
        opened_at: order.opened_at.0,
        state_at: order.state_at.0,
        valid_from: order.valid_from.map(|m| m.0),
        valid_until: order.valid_until.map(|m| m.0),
    }
}

fn product_out(ctx: &Ctx, v: View, l: Lang) -> CertificationOut {
    CertificationOut {
        product: v.product.as_str().into(),
        label: v.product.label().get(l).into(),
        status: v.status.as_str().into(),
        required: v.required,
        orderable: v.orderable,
        renewable_from: v.renewable_from.map(|m| m.0),
        fee_cents: v.fee_cents,
        steps: v.steps.iter().map(|s| s.as_str().into()).collect(),
        valid_until: v.valid_until.map(|m| m.0),
        orders: v.orders.into_iter().map(|o| order_out(ctx, o, l)).collect(),
    }
}

/// The order as it is after a command.
pub(super) async fn after(
    state: &AppState,
    caller: &Caller,
    order: &Certification,
) -> Result<OrderOut, Problem> {
    let found = certification::get(&state.ctx, &caller.actor, &order.app, &order.id).await;
    Ok(order_out(&state.ctx, found.or_problem(caller.lang)?, caller.lang))
}

async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
) -> Answer<Vec<CertificationOut>> {
    let all = certification::view(&state.ctx, &caller.actor, &app).await.or_problem(caller.lang)?;
    Ok(axum::Json(all.into_iter().map(|v| product_out(&state.ctx, v, caller.lang)).collect()))
}

async fn order(
    State(state): State<AppState>,
    caller: Caller,
    Path(app): Path<AppId>,
    Json(input): Json<OrderIn>,
) -> Result<(StatusCode, axum::Json<OrderOut>), Problem> {
    let product = Product::parse(&input.product).ok_or_else(|| {
        Error::from(FieldError::new(
            "product",
            "unknown-product",
            "CER-5",
            bi("没有这种认证。", "There is no such certification."),
            bi("可选：account、mini_program。", "Choose account or mini_program."),
        ))
    });
    let product = product.or_problem(caller.lang)?;
    let made =
        certification::order(&state.ctx, &caller.actor, &app, product).await.or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(after(&state, &caller, &made).await?)))
}

async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, CertificationId)>,
) -> Answer<OrderOut> {
    let found = certification::get(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(order_out(&state.ctx, found, caller.lang)))
}

async fn documents(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, CertificationId)>,
    Json(input): Json<DocumentsIn>,
) -> Answer<OrderOut> {
    let materials: Vec<_> = input.materials.into_iter().map(MaterialId::from_trusted).collect();
    let done = certification::submit_documents(&state.ctx, &caller.actor, &app, &id, &materials)
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(after(&state, &caller, &done).await?))
}

async fn open_face(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, CertificationId)>,
) -> Result<(StatusCode, axum::Json<FaceTicketOut>), Problem> {
    let made =
        certification::open_face(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    let out = FaceTicketOut {
        token: made.token,
        url: made.url,
        qr_svg: made.qr_svg,
        number: made.number,
        expires_at: made.expires_at.0,
    };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

async fn amount(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, CertificationId)>,
    Json(input): Json<AmountIn>,
) -> Answer<OrderOut> {
    let done = certification::enter_amount(&state.ctx, &caller.actor, &app, &id, input.amount_cents)
        .await
        .or_problem(caller.lang)?;
    Ok(axum::Json(after(&state, &caller, &done).await?))
}

async fn withdraw(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, CertificationId)>,
) -> Answer<OrderOut> {
    let done = certification::withdraw(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(after(&state, &caller, &done).await?))
}

fn face_out(v: FaceView) -> FaceOut {
    FaceOut { state: v.state.as_str().into(), title: v.title, number: v.number, expires_at: v.expires_at.0 }
}

async fn look(State(state): State<AppState>, caller: Caller, Path(token): Path<String>) -> Answer<FaceOut> {
    let found = certification::look_face(&state.ctx, &token).await.or_problem(caller.lang)?;
    Ok(axum::Json(face_out(found)))
}

#[derive(Debug, Deserialize)]
struct Consent {
    #[serde(default)]
    consent: bool,
}

async fn picture(
    State(state): State<AppState>,
    caller: Caller,
    Path(token): Path<String>,
    Query(query): Query<Consent>,
    bytes: Bytes,
) -> Result<(StatusCode, axum::Json<FaceOut>), Problem> {
    let done = certification::upload_face(&state.ctx, &token, query.consent, bytes.to_vec())
        .await
        .or_problem(caller.lang)?;
    Ok((StatusCode::CREATED, axum::Json(face_out(done))))
}
