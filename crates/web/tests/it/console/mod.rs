//! The console's frame: sessions by cookie, form tokens, language, theme, error pages, assets.

mod crawl;
mod desk;
mod ops;
mod qualifications;
mod rules;

// Pages of one app.
mod data_plan;
mod domains;
mod members;
mod name;
mod settings;
mod subject;

use tongguan_testkit::{PASSWORD, both};

both! {
    /// Signing in sets the cookie; signing out ends the session behind it.
    async fn sign_in_and_out_by_form(app) {
        app.applicant("lin@qinghuai.example").await;
        let browser = app.browser();
        browser.get("/signin?next=%2Fme").await.says("Sign in");
        let wrong = browser.post("/signin", &[("email", "lin@qinghuai.example"), ("password", "x"), ("next", "/me")]).await;
        wrong.is(409).says("The e-mail or the password is wrong, or the account is not activated yet.");
        assert_eq!(wrong.value("email").as_deref(), Some("lin@qinghuai.example"));
        assert_eq!(wrong.value("next").as_deref(), Some("/me"));
        let right = [("email", "lin@qinghuai.example"), ("password", PASSWORD), ("next", "//evil.example")];
        let home = browser.post("/signin", &right).await.location;
        let session = browser.cookie("tg_session").expect("a session");
        browser.get(&home).await;
        browser.get("/").await.leads_to(&home);
        let out = browser.submit("/signout", &[]).await;
        out.says("Signed out.");
        browser.get("/signin").await.says_not("Signed out.");
        assert_eq!(browser.cookie("tg_session"), None);
        assert_eq!(app.anonymous().with_token(&session).get("/api/v1/me").await.status, 401);
    }

    /// A form needs the token of its session or browser; another's token, an old one or none is refused.
    async fn forms_need_their_token(app) {
        app.applicant("lin@qinghuai.example").await;
        let fields = [("email", "lin@qinghuai.example"), ("password", PASSWORD)];
        let (one, two) = (app.browser(), app.browser());
        one.get("/signin").await;
        two.get("/signin").await;
        for token in ["", "zz", &"0".repeat(64), &two.token()] {
            one.post_with("/signin", token, &fields).await.is(403).says("This form is no longer valid");
        }
        let before = one.token();
        one.post("/signin", &fields).await.is(303);
        // The anonymous token ends with the sign-in.
        one.post_with("/signout", &before, &[]).await.is(403);
        one.get("/signin").await.is(303);
    }

    /// The session's cookie does not open the API, and a bearer token does not open the console.
    async fn cookie_and_bearer_do_not_mix(app) {
        let client = app.applicant("lin@qinghuai.example").await;
        let browser = app.browser_of("lin@qinghuai.example").await;
        browser.get_once("/api/v1/me").await.is(401);
        let answer = client.get("/").await;
        assert_eq!(answer.status, 200);
        assert!(String::from_utf8_lossy(&answer.bytes).contains("/signup"));
    }

    /// The language of the query is kept; then the cookie decides, without one the browser's wish.
    async fn the_language_is_kept(app) {
        let browser = app.browser();
        browser.set_cookie("tg_lang", None);
        browser.get_once("/signin").await.says("登录");
        let english = browser.get_once("/signin?next=%2Fapps&lang=en").await;
        english.says("Forgotten password");
        assert!(english.html.contains("href=\"?next=%2Fapps&#38;lang=zh\""), "{}", english.html);
        assert_eq!(browser.cookie("tg_lang").as_deref(), Some("en"));
        browser.get_once("/signin").await.says("Forgotten password");
    }

    /// The theme is kept and written on the page; "system" takes it away.
    async fn the_theme_is_kept(app) {
        let browser = app.browser();
        assert!(!browser.get("/signin").await.html.contains("data-theme"));
        browser.post("/theme", &[("theme", "dark"), ("next", "/signin")]).await.leads_to("/signin");
        assert!(browser.get("/signin").await.html.contains("<html lang=\"en\" data-theme=\"dark\">"));
        browser.post("/theme", &[("theme", "system"), ("next", "https://evil.example/")]).await.leads_to("/");
        assert!(!browser.get("/signin").await.html.contains("data-theme"));
    }

    /// What leads nowhere says so in the console's frame; the API answers with a problem.
    async fn wrong_addresses_have_a_page(app) {
        let browser = app.browser();
        browser.get("/nowhere").await.is(404).says("Nothing here");
        assert_eq!(app.anonymous().get("/api/v1/nowhere").await.problem(), "404 not-found");
        browser.get("/signout").await.is(405);
        let big = "x".repeat(300_000);
        browser.get("/signin").await;
        browser.post("/signin", &[("email", &big)]).await.is(413);
    }

    /// Too many failures are told with the time to wait.
    async fn limits_are_told(app) {
        app.applicant("lin@qinghuai.example").await;
        let browser = app.browser();
        browser.get("/signin").await;
        let mut last = 0;
        for _ in 0..30 {
            last = browser.post("/signin", &[("email", "lin@qinghuai.example"), ("password", "x")]).await.status;
        }
        assert_eq!(last, 429);
    }

    /// Pages come with their security headers; assets may be kept for ever and change their address with their content.
    async fn headers_and_assets(app) {
        let browser = app.browser();
        let page = browser.get("/signin").await;
        let header = |name: &str| page.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
        assert_eq!((header("cache-control").as_str(), header("x-frame-options").as_str()), ("no-store", "DENY"));
        let files: Vec<_> = tongguan_testkit::html::tags(&page.html)
            .into_iter()
            .filter(|t| t.name == "script" || t.name == "link")
            .map(|t| t.get("src").to_owned() + t.get("href"))
            .collect();
        assert_eq!(files.len(), 4, "{files:?}");
        for file in files {
            assert!(file.starts_with("/assets/"), "{file}");
            let asset = browser.get(&file).await;
            asset.is(200);
            assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
            assert!(!asset.html.contains("http://") || !asset.html.contains("@import"));
        }
        browser.get("/assets/tongguan.css").await.is(404);
    }
}
