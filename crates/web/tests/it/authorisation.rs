//! Least privilege: every route of the table is called as every role, and what the table says is what happens.

use serde_json::{Value, json};
use tongguan_testkit::{Client, TestApp, both};
use tongguan_web::route::Access;

/// Fills `{…}` with something that exists nowhere; `{app}` with an app that does.
fn concrete(path: &str, app: &str) -> String {
    path.split('/')
        .map(|part| match part {
            "{app}" => app.to_owned(),
            part if part.starts_with('{') => "01a00000-0000-7000-8000-000000000000".to_owned(),
            part => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn admits(access: Access, role: &str) -> bool {
    match access {
        Access::Public | Access::Key => true,
        Access::Account => role != "anonymous",
        Access::Applicant => role == "owner" || role == "stranger",
        Access::Reviewer => role == "reviewer",
        Access::Operator => role == "operator",
        Access::Staff => role == "reviewer" || role == "operator",
    }
}

async fn new_app(owner: &Client) -> String {
    let body = json!({ "title": "青槐挂号", "industry": "medical" });
    let made = owner.post("/api/v1/apps", &body).await.done();
    made.json["id"].as_str().expect("an id").to_owned()
}

/// A page as a role: with its cookie, and without or with a token in the form.
async fn walk_pages(app: &TestApp) {
    let owner = app.applicant("owner@qinghuai.example").await;
    let id = new_app(&owner).await;
    app.applicant("stranger@other.example").await;
    app.reviewer().await;
    app.operator().await;
    let people = [
        ("anonymous", app.browser()),
        ("owner", app.browser_of("owner@qinghuai.example").await),
        ("stranger", app.browser_of("stranger@other.example").await),
        ("reviewer", app.browser_of("reviewer@example.com").await),
        ("operator", app.browser_of("operator@example.com").await),
    ];
    let mut wrong = Vec::new();
    for page in tongguan_web::console::pages() {
        let path = concrete(page.path, &id);
        for (role, browser) in &people {
            let admitted = admits(page.access, role);
            if page.method == "POST" {
                // No form goes through without its token, whoever sends it.
                for token in ["", &"0".repeat(64)] {
                    let shown = browser.post_with(&path, token, &[]).await;
                    if shown.status != 403 {
                        wrong.push(format!("{role}: {page:?} without a token → {}", shown.status));
                    }
                }
                if page.path == "/signout" {
                    continue;
                }
                browser.get("/nowhere").await;
                let shown = browser.post(&path, &[]).await;
                let as_expected = match (*role, admitted) {
                    ("anonymous", false) => {
                        shown.status == 303 && shown.location.starts_with("/signin?next=")
                    }
                    (_, false) => shown.status == 403,
                    ("stranger", true) if page.path.contains("{app}") => shown.status >= 400,
                    (_, true) => shown.status < 500,
                };
                if !as_expected {
                    wrong.push(format!("{role}: {page:?} → {} {}", shown.status, shown.location));
                }
                continue;
            }
            let shown = browser.get(&path).await;
            let as_expected = match (*role, admitted) {
                ("anonymous", false) => shown.status == 303 && shown.location.starts_with("/signin?next="),
                (_, false) => shown.status == 403,
                ("stranger", true) if page.path.contains("{app}") => shown.status >= 400,
                ("owner", true) => shown.status < 500 && shown.status != 403,
                (_, true) => shown.status < 500,
            };
            if !as_expected {
                wrong.push(format!("{role}: {page:?} → {} {}", shown.status, shown.location));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn walk(app: &TestApp) {
    let owner = app.applicant("owner@qinghuai.example").await;
    let id = new_app(&owner).await;
    let people = [
        ("anonymous", app.anonymous()),
        ("owner", owner),
        ("stranger", app.applicant("stranger@other.example").await),
        ("reviewer", app.reviewer().await),
        ("operator", app.operator().await),
    ];
    let mut wrong = Vec::new();
    for route in tongguan_web::api::routes() {
        // Signing oneself out would end the walk.
        if route.path.starts_with("/api/v1/sessions") && route.method == "DELETE" {
            continue;
        }
        let path = concrete(route.path, &id);
        for (role, client) in &people {
            let answer = client.call(route.method.as_str(), &path, &json!({})).await;
            let refused = matches!(answer.status, 401 | 403) && route.access != Access::Key;
            let what = format!("{role}: {route:?} → {} {}", answer.status, answer.json["code"]);
            if answer.status >= 500 {
                wrong.push(format!("fails: {what}"));
            }
            if !admits(route.access, role) {
                let expected = if *role == "anonymous" { 401 } else { 403 };
                if answer.status != expected {
                    wrong.push(format!("lets in: {what}"));
                }
            } else if refused
                && *role != "stranger"
                && !route.path.contains("{app}")
                && !answer.json.is_null()
            {
                // Inside an app the member's right decides; elsewhere the table's word is the last.
                if matches!(route.access, Access::Account | Access::Public)
                    && answer.json["code"] == "forbidden"
                {
                    continue;
                }
                wrong.push(format!("keeps out: {what}"));
            }
            let is_public = matches!(route.access, Access::Public | Access::Key);
            if *role == "stranger" && route.path.contains("{app}") && !is_public && answer.status < 400 {
                wrong.push(format!("a stranger sees another's app: {what}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

both! {
    /// No role gets where the table does not let it; an outsider gets nothing of another's app.
    async fn every_route_as_every_role(app) {
        walk(app).await;
    }

    /// Pages of the console: who may not open one is sent to sign in, or told so; no form goes without its token.
    async fn every_page_as_every_role(app) {
        walk_pages(app).await;
    }

    /// Apps of others look as if they did not exist.
    async fn another_app_is_not_found(app) {
        let id = new_app(&app.applicant("owner@qinghuai.example").await).await;
        let stranger = app.applicant("stranger@other.example").await;
        let answer = stranger.get(&format!("/api/v1/apps/{id}")).await;
        assert_eq!(answer.problem(), "404 not-found");
        let list: Value = stranger.get("/api/v1/apps").await.done().json;
        assert_eq!(list, json!([]));
    }
}
