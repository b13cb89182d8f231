//! The whole path, by the binary, on both databases.

use tongguan_testkit::Backend;

use crate::support::{Place, text, tongguan, tour};

async fn passes_twice(backend: Backend) {
    let place = Place::new(backend).await;
    let server = place.serve(&["--demo"]);
    let said = text(&tour(&server.url).stdout);
    let last = said.lines().next_back().unwrap_or_default();
    assert!(last.starts_with("tour: ") && last.contains(" steps in "), "{said}");
    for secret in ["Demo-Gate-8!", "Tour-"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    tour(&server.url);
    assert!(server.terminate().success());
}

#[tokio::test]
async fn the_tour_passes_on_sqlite_and_passes_again() {
    passes_twice(Backend::Sqlite).await;
}

#[tokio::test]
async fn the_tour_passes_on_postgresql_and_passes_again() {
    passes_twice(Backend::Postgres).await;
}

#[tokio::test]
async fn a_platform_without_demo_accounts_asks_for_a_token() {
    let place = Place::new(Backend::Sqlite).await;
    let server = place.serve(&[]);
    let out = tongguan().args(["tour", "--server", &server.url]).output().expect("the tour runs");
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("--operator-token"), "{}", text(&out.stderr));
}

#[tokio::test]
async fn an_operators_token_is_enough() {
    use serde_json::json;
    use tongguan_testkit::{Client, PASSWORD};
    let place = Place::new(Backend::Sqlite).await;
    let server = place.serve(&[]);
    let link = server.greeting.lines().find_map(|l| Some(l.trim().split_once("/setup/")?.1)).expect("a link");
    let client = Client::new(&server.url);
    let body = json!({ "token": link, "email": "root@bank.example", "password": PASSWORD });
    client.post("/api/v1/setup", &body).await.done();
    let sign_in = json!({ "email": "root@bank.example", "password": PASSWORD });
    let signed = client.post("/api/v1/sessions", &sign_in).await.done().json;
    let token = signed["token"].as_str().expect("a token");
    let out = tongguan()
        .args(["tour", "--server", &server.url])
        .env("TONGGUAN_OPERATOR_TOKEN", token)
        .output()
        .expect("the tour runs");
    assert!(out.status.success(), "{}\n{}", text(&out.stdout), text(&out.stderr));
    assert!(!text(&out.stdout).contains(token));
}
