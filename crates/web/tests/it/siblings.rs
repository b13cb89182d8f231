//! The apps of one subject.

use serde_json::json;
use tongguan_testkit::both;

use crate::support::{decide, new_app, submit_enterprise};

both! {
    /// An owner sees those they are in and how many there are; a reviewer sees all against the limit; what is not submitted counts for nobody.
    async fn the_apps_of_a_subject_are_counted_and_listed(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let one = new_app(&owner, "medical").await;
        let path = format!("/api/v1/apps/{one}/siblings");
        let none = owner.get(&path).await.done().json;
        assert_eq!((&none["count"], &none["apps"]), (&json!(0), &json!([])));
        let case = submit_enterprise(&owner, &one).await;
        decide(&app.reviewer().await, case["target"].as_str().unwrap(), true).await;
        app.clock.advance(1);
        let two = new_app(&owner, "medical").await;
        submit_enterprise(&owner, &two).await;
        new_app(&owner, "tools").await;
        let other = app.applicant("other@qinghuai.example").await;
        let three = new_app(&other, "medical").await;
        let case = submit_enterprise(&other, &three).await;

        let seen = owner.get(&path).await.done().json;
        assert_eq!(seen["count"], 3);
        assert!(seen["limit"].as_i64().unwrap() > 3);
        let ids: Vec<_> = seen["apps"].as_array().unwrap().iter().map(|a| a["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, [one.clone(), two]);
        assert_eq!((&seen["apps"][0]["subject"], &seen["apps"][1]["subject"]), (&json!("approved"), &json!("in_review")));
        assert_eq!(app.applicant("x@other.example").await.get(&path).await.problem(), "404 not-found");
        let reviewer = app.reviewer().await;
        assert_eq!(reviewer.get(&path).await.done().json["apps"].as_array().unwrap().len(), 3);

        app.browser_of("owner@qinghuai.example").await.get(&format!("/apps/{one}/siblings")).await
            .says("3 / ").says("1 more is run by others");
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get(&format!("/desk/{}", case["id"].as_str().unwrap())).await.says("Apps of the subject").says("3 / ");
    }
}
