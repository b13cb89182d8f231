//! AppID and AppSecret in the console.

use tongguan_testkit::{both, html};

use crate::support::{new_app, verified};

both! {
    /// The secret is on the page that answers the POST, which may not be kept, and nowhere afterwards.
    async fn the_secret_is_shown_once(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = verified(app, &owner).await;
        let path = format!("/apps/{id}/settings");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("not issued yet").says("wx");
        let shown = browser.post(&path, &[]).await;
        shown.is(200).says("Shown this once");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let words = shown.text();
        let secret = words.lines().find(|l| l.len() == 32 && l.bytes().all(|b| b.is_ascii_hexdigit())).expect("a secret");
        let after = browser.get(&path).await;
        after.says_not(secret).says(&format!("••••••••{}", &secret[28..]));

        // Another one ends it, so it must be confirmed.
        browser.post(&path, &[]).await.is(422).says("ends the present one at once").says_not("Shown this once");
        let next = browser.post(&path, &[("confirm", "1")]).await;
        next.is(200).says("The former secret has ended").says_not(secret);
        let kinds = owner.get(&format!("/api/v1/apps/{id}/audit")).await.done().json.to_string();
        assert!(kinds.contains("secret.rotated") && !kinds.contains(secret));
    }

    /// Before the AppID the page says what opens it; a tester sees no button; a stranger sees nothing.
    async fn settings_follow_the_right(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let young = new_app(&owner, "medical").await;
        let browser = app.browser_of("owner@qinghuai.example").await;
        let path = format!("/apps/{young}/settings");
        browser.get(&path).await.says("There is no AppID yet");
        browser.post(&path, &[]).await.is(409).says("There is no AppID yet, so developer settings are closed.");
        let id = verified(app, &owner).await;
        app.applicant("tester@qinghuai.example").await;
        app.applicant("stranger@other.example").await;
        let member = serde_json::json!({ "email": "tester@qinghuai.example", "role": "tester" });
        owner.put(&format!("/api/v1/apps/{id}/members"), &member).await.done();
        let path = format!("/apps/{id}/settings");
        let tester = app.browser_of("tester@qinghuai.example").await;
        let shown = tester.get(&path).await;
        shown.says("You can look, not change.");
        let forms = |tag: &html::Tag| tag.name == "form" && tag.get("action") == path;
        assert!(!html::tags(&shown.html).iter().any(forms));
        tester.post(&path, &[]).await.is(403);
        let stranger = app.browser_of("stranger@other.example").await;
        stranger.get(&path).await.is(404);
        stranger.post(&path, &[]).await.is(404);
    }
}
