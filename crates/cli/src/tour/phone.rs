//! The QR page binds the phone (ACC-6).

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Tour, account,
    client::{Who, text},
};

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let ticket = c.post(&tour.owner, "/api/v1/phone/tickets", json!({})).await?;
    let path = format!("/api/v1/phone/tickets/{}", text(&ticket, "token")?);
    // The page behind the QR code is opened by the phone, which is not signed in.
    let phone = Who::nobody("phone");
    c.get(&phone, &path).await?;
    c.post(&phone, &format!("{path}/code"), json!({ "phone": tour.sample.phone })).await?;
    let sms = account::letter(tour, &tour.sample.phone).await?;
    let code =
        sms.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).context("no code in the SMS")?;
    c.post(&phone, &format!("{path}/confirm"), json!({ "code": code })).await?;
    let me = c.get(&tour.owner, "/api/v1/me").await?;
    (me["phone_bound"] == true).then_some(()).context("the phone is not bound")
}
