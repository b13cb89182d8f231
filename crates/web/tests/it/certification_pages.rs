//! The pages of certification: the applicant's, the phone's, the operator's.

use serde_json::json;
use tongguan_testkit::{Sent, both, sample};

use crate::support::{decide, new_app, order, pay, selfie, verified};

fn picture(field: &'static str) -> Vec<Sent> {
    vec![Sent { field, name: "p.png", media: "image/png", bytes: sample::picture(600, 800, 5) }]
}

both! {
    /// The whole way by forms: order, fee, documents, face on the phone, amount, certified.
    async fn the_whole_way_by_forms(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let me = app.browser_of("owner@qinghuai.example").await;
        let operator = { app.operator().await; app.browser_of("operator@example.com").await };
        let path = format!("/apps/{id}/certification");
        me.get(&path).await.says("Not certified").says("CNY 300.00").says("Steps:");
        me.submit(&path, &[("do", "order"), ("product", "account")]).await.says("TG00000001").says("Pay by").says("has not published its account");
        me.post(&path, &[("do", "order"), ("product", "account")]).await.is(409).says("on its way already");

        operator.get("/ops/payments").await.says("Fees to confirm 1").says("TG00000001");
        let all = app.operator().await.get("/api/v1/ops/payments").await.done().json;
        let payment = all[0]["id"].as_str().unwrap();
        let confirm = [("tab", "fees"), ("do", "confirm"), ("id", payment), ("amount_cents", "30000"), ("reference", "")];
        operator.post("/ops/payments", &confirm).await.is(422).says("This field is empty.");
        let confirm = [("tab", "fees"), ("do", "confirm"), ("id", payment), ("amount_cents", "30000"), ("reference", "R-1")];
        operator.submit("/ops/payments", &confirm).await.says("the certification goes on").says("Fees to confirm 0");
        operator.post("/ops/payments", &confirm).await.is(409).says("confirmed already");

        let made = owner.get(&format!("/api/v1/apps/{id}/certifications")).await.done().json[0]["orders"][0].clone();
        let order_id = made["id"].as_str().unwrap().to_owned();
        me.get(&path).await.says("Documents to submit").says("Business licence");
        me.post(&path, &[("do", "upload"), ("kind", "business_licence")]).await.is(422).says("No file was chosen.");
        let sent = me.send(&path, &[("do", "upload"), ("kind", "business_licence")], picture("file")).await;
        sent.leads_to(&path);
        me.submit(&path, &[("do", "documents"), ("certification", &order_id)]).await.says("Documents under review");
        decide(&app.reviewer().await, &order_id, false).await;
        me.get(&path).await.says("Returned:").says("SUB-5");
        me.submit(&path, &[("do", "documents"), ("certification", &order_id)]).await;
        decide(&app.reviewer().await, &order_id, true).await;

        me.get(&path).await.says("Face check to do");
        let qr = me.post(&path, &[("do", "face"), ("certification", &order_id)]).await.is(303).location.clone();
        me.get(&qr).await.says("Waiting for the phone");
        let token = qr.rsplit('/').next().unwrap();
        let phone = app.browser();
        let page = format!("/face/{token}");
        phone.get(&page).await.says("青槐挂号").says("Send the picture");
        phone.send(&page, &[], picture("file")).await.is(422).says("a consent of their own");
        phone.send(&page, &[("consent", "1")], vec![]).await.is(422);
        phone.send(&page, &[("consent", "1")], picture("file")).await.leads_to(&page);
        phone.get(&page).await.says("The picture has arrived");
        me.get(&qr).await.says("The picture has arrived");
        decide(&app.reviewer().await, &order_id, true).await;

        me.get(&path).await.says("Payment on its way");
        let list = operator.get("/ops/payments?tab=transfers").await;
        list.says("6222021234567890123");
        let amount = app.operator().await.get("/api/v1/ops/transfers").await.done().json[0]["amount_cents"].as_i64().unwrap();
        list.says(&format!("CNY 0.{amount:02}"));
        operator.submit("/ops/payments", &[("tab", "transfers"), ("do", "sent"), ("id", &order_id)]).await.says("Amounts to pay 0");
        let wrong = if amount == 5 { "06" } else { "05" };
        me.get(&path).await.says("Payment no. 1").says("0 tries used, 3 left");
        me.post(&path, &[("do", "amount"), ("certification", &order_id), ("amount_cents", "5")]).await.is(422).says("two digits");
        me.post(&path, &[("do", "amount"), ("certification", &order_id), ("amount_cents", wrong)]).await.is(409).says("2 tries left");
        me.get(&path).await.says("1 try used, 2 left").says_not(&format!("0.{amount:02}")).says_not("6222021234567890123");
        let right = format!("{amount:02}");
        me.submit(&path, &[("do", "amount"), ("certification", &order_id), ("amount_cents", &right)]).await
            .says("the certification has passed").says("Certified").says("until");
        operator.get("/ops/payments?tab=done").await.says("R-1").says("Fees earned");
    }

    /// Late money and withdrawals become refunds at the operator's; a bank that returns a payment ends the order.
    async fn refunds_are_made_at_the_operators(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let me = app.browser_of("owner@qinghuai.example").await;
        let operator = { app.operator().await; app.browser_of("operator@example.com").await };
        let path = format!("/apps/{id}/certification");
        let made = order(&owner, &id, "account").await;
        let order_id = made["id"].as_str().unwrap();
        me.get(&path).await;
        me.submit(&path, &[("do", "withdraw"), ("certification", order_id)]).await.says("Withdrawn");
        let late = app.operator().await.get("/api/v1/ops/payments").await.done().json[0]["id"].as_str().unwrap().to_owned();
        operator.get("/ops/payments?tab=done").await.says("Closed");
        let confirm = [("tab", "done"), ("do", "confirm"), ("id", late.as_str()), ("amount_cents", "30000"), ("reference", "R-9")];
        operator.submit("/ops/payments", &confirm).await.says("closed before the money came").says("Refunds due 1");
        operator.get("/ops/payments?tab=refunds").await;
        let refund = [("tab", "refunds"), ("do", "refund"), ("id", late.as_str()), ("reference", "B-9")];
        operator.submit("/ops/payments", &refund).await.says("The refund is recorded.").says("Nothing here.");
        me.get(&path).await.says("Refunded").says("Order again");

        let made = order(&owner, &id, "account").await;
        let order_id = made["id"].as_str().unwrap();
        pay(app, &made).await.done();
        let api = format!("/api/v1/apps/{id}/certifications/{order_id}");
        owner.post(&format!("{api}/documents"), &json!({})).await.done();
        decide(&app.reviewer().await, order_id, true).await;
        selfie(app, &owner, &api).await;
        decide(&app.reviewer().await, order_id, true).await;
        operator.get("/ops/payments?tab=transfers").await;
        let failed = |reason: &'static str| [("tab", "transfers"), ("do", "failed"), ("id", order_id), ("reason", reason)];
        operator.post("/ops/payments", &failed("")).await.is(422).says("This field is empty.");
        operator.submit("/ops/payments", &failed("账户已销户。")).await.says("its fee is owed back");
        me.get(&path).await.says("账户已销户。").says("Refund due");
    }

    /// An individual reads that none is needed; a stranger and an unverified app get nothing.
    async fn what_is_not_there_is_said(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let me = app.browser_of("owner@qinghuai.example").await;
        let path = format!("/apps/{id}/certification");
        me.get(&path).await.says("Waits for the subject").says_not("Steps:");
        me.post(&path, &[("do", "order"), ("product", "account")]).await.is(409).says("No subject is approved yet.");
        me.post(&path, &[("do", "order"), ("product", "gold")]).await.is(404);
        me.post(&path, &[("do", "")]).await.is(404);
        app.applicant("stranger@other.example").await;
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get(&path).await.is(404);
        stranger.get("/ops/payments").await.is(403);
        crate::support::upload(&owner, &id, "handheld_front").await;
        crate::support::upload(&owner, &id, "handheld_back").await;
        owner.put(&format!("/api/v1/apps/{id}/subject"), &sample::individual()).await.done();
        let case = owner.post(&format!("/api/v1/apps/{id}/subject/submit"), &json!({})).await.done().json;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        me.get(&path).await.says("Not required").says_not("Steps:");
        app.reviewer().await;
        app.browser_of("reviewer@example.com").await.get(&path).await.says("Not required");
        app.browser().get("/face/nothing").await.is(409).says("does not exist");
    }
}
