//! Members in the console.

use tongguan_testkit::both;

use crate::support::new_app;

both! {
    /// Added by e-mail, given another role, removed; the last administrator stays.
    async fn members_come_and_go(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        app.applicant("second@qinghuai.example").await;
        let path = format!("/apps/{id}/members");
        let browser = app.browser_of("owner@qinghuai.example").await;
        browser.get(&path).await.says("an app needs one administrator").says_not("Remove\n");
        let add = |email| [("do", "add"), ("email", email), ("role", "developer")];
        let wrong = browser.post(&path, &add("nobody@qinghuai.example")).await;
        wrong.is(422).says("No account uses this e-mail.");
        assert!(wrong.html.contains("value=\"nobody@qinghuai.example\" aria-invalid=\"true\""), "{}", wrong.html);
        browser.post(&path, &[("do", "add"), ("email", "second@qinghuai.example")]).await.is(422).says("No role was chosen.");
        browser.submit(&path, &add("second@qinghuai.example")).await.says("The member is added.").says("Developer");
        let promote = [("do", "set"), ("email", "second@qinghuai.example"), ("role", "administrator")];
        browser.submit(&path, &promote).await.says("The role is changed").says_not("an app needs one administrator");
        let demote = [("do", "set"), ("email", "owner@qinghuai.example"), ("role", "tester")];
        let tester = browser.submit(&path, &demote).await;
        tester.says("You can look, not change.");
        browser.post(&path, &promote).await.is(403);
        browser.post(&path, &[("do", "set")]).await.is(403);

        let second = app.browser_of("second@qinghuai.example").await;
        let list = second.get(&path).await;
        let account = list.value("account").expect("the other can be removed");
        let last = [("do", "set"), ("email", "second@qinghuai.example"), ("role", "tester")];
        second.post(&path, &last).await.is(409).says("An app needs at least one administrator.");
        second.submit(&path, &[("do", "remove"), ("account", &account)]).await.says("The member is removed");
        browser.get(&path).await.is(404);
        browser.post(&path, &promote).await.is(404);
    }
}
