//! The QR page binds the phone (ACC-6).

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Tour, account,
    client::{Body, Who, text},
    patience::{Look, at},
};

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let c = &tour.client;
    let ticket = c.post(&tour.owner, "/api/v1/phone/tickets", json!({})).await?;
    let path = format!("/api/v1/phone/tickets/{}", text(&ticket, "token")?);
    // The page behind the QR code is opened by the phone, which is not signed in.
    let phone = Who::nobody("phone");
    c.get(&phone, &path).await?;
    let look = Look { who: &phone, path: path.clone(), find: &|seen| at(seen, "state", "code_sent") };
    let number = Body::Json(json!({ "phone": tour.sample.phone }));
    c.once(&phone, &format!("{path}/code"), number, look).await?;
    let sms = account::letter(tour, &tour.sample.phone).await?;
    let code =
        sms.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).context("no code in the SMS")?;
    let look = Look { who: &phone, path: path.clone(), find: &|seen| at(seen, "state", "bound") };
    c.once(&phone, &format!("{path}/confirm"), Body::Json(json!({ "code": code })), look).await?;
    let me = c.get(&tour.owner, "/api/v1/me").await?;
    (me["phone_bound"] == true).then_some(()).context("the phone is not bound")
}
