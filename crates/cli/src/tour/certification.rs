//! The account certification of an enterprise: fee, licence, face, and the amount of a payment, with each step done by
//! the one whose move it is.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    Tour,
    client::{Who, text},
    desk, sample,
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
    c.post(&tour.operator, &path, body.clone()).await?;
    c.refused(&tour.operator, &path, body, 409, "CER-1").await
}

/// The legal representative's phone opens the QR page and sends a selfie.
async fn selfie(tour: &Tour, path: &str) -> Result<()> {
    let c = &tour.client;
    let ticket = c.post(&tour.owner, &format!("{path}/face"), json!({})).await?;
    let page = format!("/api/v1/face/tickets/{}", text(&ticket, "token")?);
    let phone = Who::nobody("phone");
    c.get(&phone, &page).await?;
    c.upload(&phone, &format!("{page}?consent=true"), "image/png", sample::picture(3)?).await.map(drop)
}

/// The operator pays the amount; the applicant finds it on the bank statement.
async fn micro_payment(tour: &Tour, order: &str, path: &str) -> Result<Value> {
    let c = &tour.client;
    let list = c.get(&tour.operator, "/api/v1/ops/transfers").await?;
    let statement = row(&list, order)?["amount_cents"].as_i64().context("no amount to pay")?;
    c.post(&tour.operator, &format!("/api/v1/ops/transfers/{order}/sent"), json!({})).await?;
    let wrong = json!({ "amount_cents": if statement == 1 { 2 } else { 1 } });
    c.refused(&tour.owner, &format!("{path}/amount"), wrong, 409, "CER-2").await?;
    c.post(&tour.owner, &format!("{path}/amount"), json!({ "amount_cents": statement })).await
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
    let made = tour.client.post(&tour.owner, &all, json!({ "product": "account" })).await?;
    let order = text(&made, "id")?.to_owned();
    let path = format!("{all}/{order}");
    pay(tour, &order).await?;
    tour.client.post(&tour.owner, &format!("{path}/documents"), json!({})).await?;
    desk::pass(tour, "certification").await?;
    selfie(tour, &path).await?;
    desk::pass(tour, "certification").await?;
    let done = micro_payment(tour, &order, &path).await?;
    (done["state"] == "passed").then_some(()).context("the certification should have passed")?;
    let opened = open(tour, "publish").await? && open(tour, "payment").await?;
    opened.then_some(()).context("the certification should open publishing and payment")
}
