//! Values of a query.

use tongguan_testkit::both;

both! {
    /// A misspelt value is not taken for none: the answer would be one to another question.
    async fn a_value_that_does_not_exist_is_refused_by_name(app) {
        let operator = app.operator().await;
        for (path, field) in [
            ("desk/cases?kind=nmae", "kind:unknown-value"),
            ("desk/cases?state=zz", "state:unknown-value"),
            ("ops/payments?state=zz", "state:unknown-value"),
            ("ops/outbox?channel=pigeon", "channel:unknown-value"),
            ("ops/outbox?limit=-1", "limit:out-of-range"),
            ("ops/outbox?limit=501", "limit:out-of-range"),
            ("ops/audit?limit=0", "limit:out-of-range"),
        ] {
            let answer = operator.get(&format!("/api/v1/{path}")).await;
            assert_eq!((answer.status, answer.fields()), (422, vec![field.to_owned()]), "{path}");
            assert!(answer.json["errors"][0]["limit"].is_string(), "{path}: what would do");
        }
        for path in [
            "desk/cases?kind=name&state=open",
            "desk/cases?kind=&state=closed",
            "ops/payments?state=refund_due",
            "ops/outbox?channel=mail&limit=500",
            "ops/audit?limit=1",
        ] {
            operator.get(&format!("/api/v1/{path}")).await.done();
        }
    }
}
