//! Domains in the console.

use tongguan_testkit::both;

use crate::support::{new_app, verified};

both! {
    /// Server domains are added, replaced and removed; what is wrong is told line by line with the input kept.
    async fn server_domains(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/domains");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("Changed this month").says("wx.request");
        let two = "https://api.qinghuai.cn\nhttp://bad.qinghuai.cn";
        let wrong = browser.post(&path, &[("do", "add"), ("kind", "request"), ("domains", two)]).await;
        wrong.is(422).says("1 thing to mend.").says("Line 2: ");
        assert!(wrong.html.contains(&format!("aria-invalid=\"true\">{two}</textarea>")), "{}", wrong.html);
        let good = [("do", "add"), ("kind", "request"), ("domains", "https://api.qinghuai.cn\nhttps://b.qinghuai.cn")];
        let shown = browser.submit(&path, &good).await;
        shown.says("The server domains are added.").says("https://b.qinghuai.cn").says("/ 50 times");
        let remove = shown.value("id").expect("a domain to remove");
        browser.submit(&path, &[("do", "remove"), ("id", &remove)]).await.says("The server domain is removed.");
        let bad = [("do", "replace"), ("request", "https://c.qinghuai.cn"), ("socket", "https://c.qinghuai.cn")];
        let wrong = browser.post(&path, &bad).await;
        wrong.is(422).says("Line 1: ");
        assert!(wrong.html.contains("id=\"f-socket\"") && wrong.html.contains("<details open>"), "{}", wrong.html);
        let all = [("do", "replace"), ("request", "https://c.qinghuai.cn"), ("socket", "wss://c.qinghuai.cn")];
        browser.submit(&path, &all).await.says("wss://c.qinghuai.cn").says_not("https://b.qinghuai.cn");
    }

    /// A business domain has a file to download, a look that says what is wrong, and a filing number.
    async fn business_domains(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/domains");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await;
        let wrong = browser.post(&path, &[("do", "add-business"), ("domain", "https://x"), ("icp", "abc")]).await;
        wrong.is(422).says("2 things to mend.");
        assert_eq!((wrong.value("domain").as_deref(), wrong.value("icp").as_deref()), (Some("https://x"), Some("abc")));
        let add = [("do", "add-business"), ("domain", "www.qinghuai.invalid"), ("icp", "")];
        let shown = browser.submit(&path, &add).await;
        shown.says("Ownership is not proved").says("No ICP filing is stated").says("Put its file at the root");
        let href = tongguan_testkit::html::tags(&shown.html)
            .into_iter()
            .find(|t| t.get("href").ends_with("/file"))
            .map(|t| t.get("href").to_owned())
            .expect("a file");
        let file = browser.get_once(&href).await;
        assert_eq!((file.status, file.html.len()), (200, 32));
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("TG_verify_"));
        let business = shown.value("id").expect("a domain");
        browser.submit(&path, &[("do", "check"), ("id", &business)]).await.says("www.qinghuai.invalid").says("Fix");
        browser.post(&path, &[("do", "icp"), ("id", &business), ("icp", "abc")]).await.is(422).says("1 thing to mend.");
        let icp = [("do", "icp"), ("id", business.as_str()), ("icp", "京ICP备2021012345号-1")];
        browser.submit(&path, &icp).await.says("not checked");

        app.applicant("stranger@other.example").await;
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get_once(&href).await.is(404);
        stranger.get(&path).await.is(404);
        stranger.post(&path, &icp).await.is(404);
        browser.submit(&path, &[("do", "remove-business"), ("id", &business)]).await.says("There is no business domain yet.");
    }

    /// A tester looks; before the AppID there is nothing to set.
    async fn domains_follow_the_right(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let young = new_app(&owner, "medical").await;
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&format!("/apps/{young}/domains")).await.says("There is no AppID yet.");
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/domains");
        app.applicant("tester@qinghuai.example").await;
        let member = serde_json::json!({ "email": "tester@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        let tester = app.browser_of("tester@qinghuai.example").await;
        tester.get(&path).await.says("You can look, not change.").says_not("Add server domains");
        tester.post(&path, &[("do", "add"), ("kind", "request"), ("domains", "https://a.qinghuai.cn")]).await.is(403);
    }
}
