//! The account certification of an enterprise: fee, licence, face, and the amount of a payment, with each step done by
//! the one whose move it is.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Body, Who, text},
    desk,
    patience::{self, Look, at},
    sample,
};

/// The row of a list that belongs to an order.
fn row<'a>(list: &'a Value, order: &str) -> Result<&'a Value> {
    let found = list.as_array().and_then(|rows| rows.iter().find(|r| r["certification"] == order));
    found.context("the operator's page does not show the order")
}

async fn pay(tour: &Tour, order: &str) -> Result<()> {
    let c = &tour.client;
    let list = c.get(&tour.operator, "/api/v1/ops/payments?state=waiting").await?;
    let found = row(&list, order)?;
    let path = format!("/api/v1/ops/payments/{}/confirm", text(found, "id")?);
    let reference = format!("{}-{}", text(found, "number")?, tour.sample.tag);
    let body = json!({ "amount_cents": found["amount_cents"], "reference": reference });
    let paid = "/api/v1/ops/payments?state=paid".to_owned();
    let look = Look { who: &tour.operator, path: paid, find: &|all| row(all, order).ok().cloned() };
    c.once(&tour.operator, &path, Body::Json(body.clone()), look).await?;
    c.refused(&tour.operator, &path, body, 409, "CER-1").await
}

/// The legal representative's phone opens the QR page and sends a selfie.
async fn selfie(tour: &Tour, path: &str) -> Result<()> {
    let c = &tour.client;
    let ticket = c.post(&tour.owner, &format!("{path}/face"), json!({})).await?;
    let page = format!("/api/v1/face/tickets/{}", text(&ticket, "token")?);
    let phone = Who::nobody("phone");
    c.get(&phone, &page).await?;
    let picture = Body::Bytes("image/png", sample::picture(3)?);
    let look =
        Look { who: &tour.owner, path: path.to_owned(), find: &|order| at(order, "state", "face_review") };
    c.once(&phone, &format!("{page}?consent=true"), picture, look).await.map(drop)
}

/// The operator pays the amount; the applicant finds it on the bank statement.
async fn micro_payment(tour: &Tour, order: &str, path: &str) -> Result<Value> {
    let c = &tour.client;
    let list = c.get(&tour.operator, "/api/v1/ops/transfers").await?;
    let statement = row(&list, order)?["amount_cents"].as_i64().context("no amount to pay")?;
    let state = |state: &'static str| move |order: &Value| at(order, "state", state);
    let sent = state("amount");
    let look = Look { who: &tour.owner, path: path.to_owned(), find: &sent };
    let all = format!("/api/v1/ops/transfers/{order}/sent");
    c.once(&tour.operator, &all, Body::Json(json!({})), look).await?;
    let wrong = json!({ "amount_cents": if statement == 1 { 2 } else { 1 } });
    c.refused(&tour.owner, &format!("{path}/amount"), wrong, 409, "CER-2").await?;
    let passed = state("passed");
    let look = Look { who: &tour.owner, path: path.to_owned(), find: &passed };
    let right = Body::Json(json!({ "amount_cents": statement }));
    c.once(&tour.owner, &format!("{path}/amount"), right, look).await
}

/// Whether a capability of the app is open.
async fn open(tour: &Tour, key: &str) -> Result<bool> {
    let rows = tour.client.get(&tour.owner, &format!("/api/v1/apps/{}/capabilities", tour.app)).await?;
    let found = rows.as_array().and_then(|rows| rows.iter().find(|r| r["key"] == key));
    Ok(found.context("no such capability")?["open"] == true)
}

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    (!open(tour, "publish").await?).then_some(()).context("publishing should wait for the certification")?;
    let all = format!("/api/v1/apps/{}/certifications", tour.app);
    let find = |all: &Value| patience::row(all, "product", "account")?["orders"].get(0).cloned();
    let look = Look { who: &tour.owner, path: all.clone(), find: &find };
    let body = Body::Json(json!({ "product": "account" }));
    let made = tour.client.once(&tour.owner, &all, body, look).await?;
    let order = text(&made, "id")?.to_owned();
    let path = format!("{all}/{order}");
    pay(tour, &order).await?;
    let look =
        Look { who: &tour.owner, path: path.clone(), find: &|order| at(order, "state", "documents_review") };
    tour.client.once(&tour.owner, &format!("{path}/documents"), Body::Json(json!({})), look).await?;
    desk::pass(tour, "certification").await?;
    selfie(tour, &path).await?;
    desk::pass(tour, "certification").await?;
    let done = micro_payment(tour, &order, &path).await?;
    (done["state"] == "passed").then_some(()).context("the certification should have passed")?;
    let opened = open(tour, "publish").await? && open(tour, "payment").await?;
    opened.then_some(()).context("the certification should open publishing and payment")
}
