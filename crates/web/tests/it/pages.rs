//! The pages before an app, and the app's own page.

use tongguan_service::staff;
use tongguan_testkit::{Browser, PASSWORD, TestApp, both, html, solve_page as solve, token};

use crate::support::{new_app, submit_enterprise, verified};

async fn sign_up(browser: &Browser, email: &str, password: &str) -> tongguan_testkit::Shown {
    let page = browser.get_once("/signup").await;
    let (puzzle, answer) = (page.value("puzzle").expect("a puzzle"), solve(&page.html));
    let fields =
        [("email", email), ("password", password), ("puzzle", &puzzle), ("slide", "0"), ("number", &answer)];
    browser.post("/signup", &fields).await
}

async fn link(app: &TestApp, to: &str, page: &str) -> String {
    format!("/{page}/{}", token(&app.letter(to).await.expect("a mail"), page))
}

both! {
    /// From the puzzle to the first app, by forms alone.
    async fn registration_by_forms(app) {
        let (browser, email) = (app.browser(), "lin@qinghuai.example");
        browser.get("/").await.says("Sign up");
        sign_up(&browser, email, PASSWORD).await.leads_to("/activate");
        browser.get("/activate").await.says("The activation mail went to l***@qinghuai.example").says("This platform has no mail server.");
        let path = link(app, email, "activate").await;
        // A mail scanner opens the link too; nothing happens.
        browser.get(&path).await.is(200).says("Activate the account");
        browser.get(&path).await.is(200);
        browser.submit(&path, &[]).await.says("The account is activated.");
        browser.get(&path).await;
        browser.post(&path, &[]).await.is(409).says("it works once");
        browser.get("/signin").await;
        browser.post("/signin", &[("email", email), ("password", PASSWORD)]).await.leads_to("/apps");
        browser.get("/apps").await.says("No app yet.");
        browser.get("/apps/new").await;
        let wrong = browser.post("/apps/new", &[("title", " "), ("industry", "moon")]).await;
        wrong.is(422).says("2 things to mend.").says("The industry is not in the catalogue.");
        let home = browser.submit("/apps/new", &[("title", "青槐挂号"), ("industry", "medical")]).await;
        home.says("The app is created.").says("Bind the administrator's phone by its QR code").says("What happens next");
        browser.get("/apps").await.says("青槐挂号").says("gates");
    }

    /// The page shows picture and piece, and nothing tells where the gap is.
    async fn the_gap_is_not_told(app) {
        let page = app.browser().get_once("/signup").await;
        let answer = solve(&page.html);
        let places = html::tags(&page.html)
            .into_iter()
            .filter(|t| t.get("href").is_empty())
            .flat_map(|t| t.attrs.into_iter().filter(|(k, _)| k != "d"))
            .filter(|(name, value)| *value == answer && name != "x")
            .collect::<Vec<_>>();
        assert!(places.is_empty(), "{answer}: {places:?}");
    }

    /// A wrong answer brings a new puzzle and keeps the address; everything wrong is said at once. A solved one is kept
    /// while the password is mended.
    async fn the_form_keeps_what_was_right(app) {
        let browser = app.browser();
        let page = browser.get_once("/signup").await;
        let puzzle = page.value("puzzle").unwrap();
        let fields = [("email", "lin@qinghuai.example"), ("password", "weak"), ("puzzle", &puzzle), ("number", "1")];
        let again = browser.post("/signup", &fields).await;
        again.is(422).says("2 things to mend.").says("The place or the answer is wrong.");
        assert_eq!(again.value("email").as_deref(), Some("lin@qinghuai.example"));
        assert_ne!(again.value("puzzle").unwrap(), puzzle);
        let solved = sign_up(&browser, "lin@qinghuai.example", "weak").await;
        solved.is(422).says("Verified");
        let pass = solved.value("pass").expect("a pass");
        let fields = [("email", "lin@qinghuai.example"), ("password", PASSWORD), ("pass", pass.as_str())];
        browser.post("/signup", &fields).await.leads_to("/activate");
        // It was for one registration.
        let fields = [("email", "other@qinghuai.example"), ("password", PASSWORD), ("pass", pass.as_str())];
        browser.post("/signup", &fields).await.is(409).says("it works once");
    }

    /// Who does not see the picture answers a question.
    async fn a_question_instead_of_the_picture(app) {
        let browser = app.browser();
        let page = browser.get_once("/signup?alt=question").await;
        page.says("Write the number.");
        let puzzle = page.value("puzzle").unwrap();
        let fields = [("email", "x"), ("password", "x"), ("puzzle", &puzzle), ("number", "9999"), ("alt", "question")];
        browser.post("/signup", &fields).await.is(422).says("Write the number.").says("3 things to mend.");
    }

    /// A forgotten password by mail; a weak one is told and the link stays good.
    async fn reset_by_mail(app) {
        app.applicant("lin@qinghuai.example").await;
        let browser = app.browser();
        browser.get("/reset").await;
        browser.submit("/reset", &[("email", "lin@qinghuai.example")]).await.says("If this address has an account");
        browser.post("/reset", &[("email", "lin@qinghuai.example")]).await.is(429).says("A mail was sent to this address just now.");
        let path = link(app, "lin@qinghuai.example", "reset").await;
        browser.get(&path).await.says("Set a new password");
        browser.post(&path, &[("password", "weak")]).await.is(422);
        browser.submit(&path, &[("password", "Other-gate-9!")]).await.says("The password is set");
        browser.post("/signin", &[("email", "lin@qinghuai.example"), ("password", "Other-gate-9!")]).await.is(303);
    }

    /// The first operator's link opens a form once.
    async fn the_first_operator_by_form(app) {
        let token = staff::first_operator_token(&app.ctx).await.unwrap().unwrap();
        let (browser, path) = (app.browser(), format!("/setup/{token}"));
        browser.get("/setup/made-up").await.is(404);
        browser.get(&path).await.says("Create the first operator");
        browser.post(&path, &[("email", "root"), ("password", "weak")]).await.is(422).says("2 things to mend.");
        browser.submit(&path, &[("email", "root@bank.example"), ("password", PASSWORD)]).await.says("The operator's account is made.");
        browser.get(&path).await.is(404);
    }

    /// The computer shows the QR code and waits; the phone enters number and code.
    async fn the_phone_by_two_pages(app) {
        app.applicant("lin@qinghuai.example").await;
        let (computer, phone) = (app.browser_of("lin@qinghuai.example").await, app.browser());
        let id = new_app(&app.sign_in("lin@qinghuai.example").await, "medical").await;
        computer.get(&format!("/apps/{id}/phone")).await.leads_to("/bind");
        computer.get("/bind").await.says("Make the QR code");
        let waiting = computer.submit("/bind", &[]).await;
        waiting.says("Waiting for the phone");
        assert!(waiting.html.contains("data:image/svg+xml;base64,"));
        let wait = waiting.html.split("/bind/wait/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/bind/{wait}");
        phone.get(&path).await.says("Send me a code");
        phone.post(&path, &[("step", "number"), ("phone", "17012345678")]).await.is(422).says("virtual");
        phone.submit(&path, &[("step", "number"), ("phone", "13800138000")]).await.says("The code was sent.").says("138****8000");
        computer.get(&format!("/bind/wait/{wait}")).await.says("enter it on the phone");
        phone.post(&path, &[("step", "code"), ("code", "1")]).await.is(409);
        let text = app.letter("13800138000").await.expect("an SMS");
        let code = text.split(|c: char| !c.is_ascii_digit()).find(|s| s.len() == 6).unwrap();
        phone.submit(&path, &[("step", "code"), ("code", code)]).await.says("The phone is bound.");
        computer.get(&format!("/bind/wait/{wait}")).await.says("The phone is bound");
        computer.get("/me").await.says("138****8000");
        computer.get("/bind").await.says("Bind another phone");
    }

    /// Sessions are seen and ended, the password is changed.
    async fn my_account(app) {
        app.applicant("lin@qinghuai.example").await;
        let here = app.browser_of("lin@qinghuai.example").await;
        let there = app.browser_of("lin@qinghuai.example").await;
        let me = here.get("/me").await;
        me.says("lin@qinghuai.example").says("here").says("End all other sessions");
        let other = me.value("session").expect("another session");
        here.submit("/me", &[("do", "close"), ("session", &other)]).await.says("That session has ended.");
        here.submit("/me", &[("do", "others")]).await.says("other sessions have ended.");
        there.get("/me").await.is(303);
        here.get("/me").await;
        here.post("/me", &[("do", "password"), ("old", "x"), ("new", "weak")]).await.is(422).says("2 things to mend.");
        here.submit("/me", &[("do", "password"), ("old", PASSWORD), ("new", "Other-gate-9!")]).await.says("The password is changed");
        here.post("/me", &[("do", "nothing")]).await.is(404);
    }

    /// What registration takes, without an account.
    async fn the_look_up(app) {
        let browser = app.browser();
        browser.get("/admission").await.says("Choose a subject type and an industry");
        let found = browser.get("/admission?subject=enterprise&industry=medical").await;
        found.says("Registration is open.").says("Business licence").says("CNY 300.00").says("医疗机构执业许可证").says("3–5");
        browser.get("/admission?subject=individual&industry=medical").await.says("cannot enter").says("No certification is required.");
        let found = browser.get("/admission?subject=other_organisation&industry=tools").await;
        found.says("Enterprise · Other organisation").says("--subtype other_organisation").says_not("Business licence");
        browser.get("/admission?subject=robot&industry=medical").await.is(422).says("There is no such subject type.");
    }

    /// The app's page: eight gates, whose move it is, until when; what is closed and what happened.
    async fn the_home_of_an_app(app) {
        let owner = app.applicant("lin@qinghuai.example").await;
        let browser = app.browser_of("lin@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let path = format!("/apps/{id}");
        let page = browser.get(&path).await;
        page.says("Declare the data-compliance plan").says("Capabilities").says("The app was created");
        let gates = html::tags(&page.html).into_iter().filter(|t| t.get("class") == "tk-gate").count();
        assert_eq!(gates, 8);
        submit_enterprise(&owner, &id).await;
        let page = browser.get(&path).await;
        page.says("The subject is under review").says("Reviewers").says("no. 1 in line");
        assert!(page.html.contains("<ol class=\"wd is-wait\""), "{}", page.html);
        browser.get(&format!("{path}/log")).await.says("A material was uploaded");
        browser.get(&format!("{path}/log?before=1-x")).await.says("Nothing on this page.");
        // Staff look on, without the applicant's buttons; a stranger sees nothing.
        app.reviewer().await;
        let desk = app.browser_of("reviewer@example.com").await;
        desk.get(&path).await.is(200).says("Applicant").says_not("Do it");
        app.applicant("stranger@other.example").await;
        app.browser_of("stranger@other.example").await.get(&path).await.is(404);
    }

    /// After the subject has passed: AppID, evidence numbers, the next gates.
    async fn the_home_of_a_verified_app(app) {
        let owner = app.applicant("lin@qinghuai.example").await;
        let id = verified(app, &owner).await;
        app.settle().await;
        let page = app.browser_of("lin@qinghuai.example").await.get(&format!("/apps/{id}")).await;
        page.says("evidence").says("the AppID was issued");
        assert!(page.html.contains("class=\"mono\">wx"), "{}", page.html);
    }
}
