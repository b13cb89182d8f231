//! Starting and stopping.

use std::fs;

use serde_json::json;
use tongguan_testkit::{Backend, Client, PASSWORD};

use crate::support::{Place, text, tongguan};

/// SQLite has one server; a second one on the same folder says so and changes nothing.
#[tokio::test]
async fn a_second_server_on_one_folder_is_refused() {
    let place = Place::new(Backend::Sqlite).await;
    let server = place.serve(&[]);
    let out = tongguan()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(place.data())
        .output()
        .expect("the binary runs");
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("another server runs on"), "{}", text(&out.stderr));
    server.kill();
    assert!(place.serve(&[]).terminate().success());
}

/// Without `--demo` the first start prints a link; it makes the operator, once, and there is no demo account.
#[tokio::test]
async fn the_printed_link_makes_the_first_operator() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let place = Place::new(backend).await;
        let server = place.serve(&[]);
        let token = server
            .greeting
            .lines()
            .find_map(|l| Some(l.trim().split_once("/setup/")?.1.to_owned()))
            .expect("a link");
        assert!(!server.greeting.contains("demo"), "{}", server.greeting);
        let client = Client::new(&server.url);
        let demo = json!({ "email": "operator@tongguan.example", "password": "Demo-Gate-8!" });
        assert_eq!(client.post("/api/v1/sessions", &demo).await.problem(), "409 wrong-credentials");
        let body = json!({ "token": token, "email": "root@bank.example", "password": PASSWORD });
        client.post("/api/v1/setup", &body).await.done();
        assert!(server.terminate().success());
        let again = place.serve(&[]);
        assert!(!again.greeting.contains("/setup/"), "{}", again.greeting);
        let sign_in = json!({ "email": "root@bank.example", "password": PASSWORD });
        assert_eq!(
            Client::new(&again.url).post("/api/v1/sessions", &sign_in).await.done().json["role"],
            "operator"
        );
    }
}

/// Accounts with known passwords never outlive demo mode, nor get into a platform that is none. A demo that others can
/// reach says so, with an address that works.
#[tokio::test]
async fn a_demo_stays_a_demo() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let place = Place::new(backend).await;
        let demo = place.serve(&["--demo"]);
        assert!(!demo.greeting.contains("WARNING"), "{}", demo.greeting);
        demo.kill();
        let said = place.refuses(&[]);
        assert!(
            said.contains("this database is a demo's") && said.contains("start it with --demo"),
            "{said}"
        );
        let open = place.serve_at("0.0.0.0:0", &["--demo"]);
        assert!(open.greeting.contains("WARNING: this demo listens on 0.0.0.0:"), "{}", open.greeting);
        assert!(open.url.starts_with("http://127.0.0.1:"), "{}", open.url);
        let sign_in = json!({ "email": "operator@tongguan.example", "password": "Demo-Gate-8!" });
        Client::new(&open.url).post("/api/v1/sessions", &sign_in).await.done();
        assert!(open.terminate().success());

        let real = Place::new(backend).await;
        let server = real.serve_at("0.0.0.0:0", &[]);
        assert!(!server.greeting.contains("WARNING"), "{}", server.greeting);
        let token = server.greeting.lines().find_map(|l| Some(l.trim().split_once("/setup/")?.1));
        let body =
            json!({ "token": token.expect("a link"), "email": "root@bank.example", "password": PASSWORD });
        Client::new(&server.url).post("/api/v1/setup", &body).await.done();
        assert!(server.terminate().success());
        let said = real.refuses(&["--demo"]);
        assert!(said.contains("is no demo's") && said.contains("without --demo"), "{said}");
        let again = real.serve(&[]);
        let answer = Client::new(&again.url).post("/api/v1/sessions", &sign_in).await;
        assert_eq!(answer.problem(), "409 wrong-credentials");
    }
}

/// `/healthz`, `/readyz` and `/metrics` answer, and the metrics count what was asked.
#[tokio::test]
async fn operations_can_watch_it() {
    let place = Place::new(Backend::Sqlite).await;
    let server = place.serve(&["--demo"]);
    let client = Client::new(&server.url);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(client.get(path).await.status, 200, "{path}");
    }
    client.get("/api/v1/industries").await.done();
    let metrics = text(&client.get("/metrics").await.done().bytes);
    assert!(metrics.contains("tongguan_http_seconds_count"), "{metrics}");
    assert!(
        metrics.contains("path=\"/api/v1/industries\"") && metrics.contains("tongguan_jobs_waiting"),
        "{metrics}"
    );
    assert!(server.terminate().success());
}

/// A database is opened only with the key it was sealed with.
#[tokio::test]
async fn another_key_is_refused() {
    let place = Place::new(Backend::Sqlite).await;
    assert!(place.serve(&["--demo"]).terminate().success());
    let key = place.data().join("keys/master.key");
    let kept = fs::read(&key).expect("a key");
    fs::write(&key, "00".repeat(32)).expect("another key");
    let out = tongguan()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(place.data())
        .output()
        .expect("the binary runs");
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("another key"), "{}", text(&out.stderr));
    fs::write(&key, kept).expect("the old key");
    assert!(place.serve(&["--demo"]).terminate().success());
}

/// A misspelt key of the configuration is refused with its place, and a secret never appears in the greeting.
#[tokio::test]
async fn the_configuration_is_read_strictly() {
    let place = Place::new(Backend::Sqlite).await;
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("tongguan.toml");
    fs::write(&file, "pack = \"default\"\noverley = \"x.toml\"\n").expect("a file");
    let out = tongguan()
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&file)
        .arg("--data")
        .arg(place.data())
        .output()
        .expect("the binary runs");
    assert_eq!(out.status.code(), Some(2));
    assert!(
        text(&out.stderr).contains("tongguan.toml:2:1: unknown field `overley`"),
        "{}",
        text(&out.stderr)
    );

    fs::write(dir.path().join("ours.toml"), "[account]\npassword_min_length = { value = 20 }\n")
        .expect("an overlay");
    fs::write(&file, "public_url = \"https://mp.bank.example/\"\noverlay = \"ours.toml\"\n").expect("a file");
    let server = place.serve(&["--config", file.to_str().expect("a path")]);
    assert!(server.greeting.contains("https://mp.bank.example/setup/"), "{}", server.greeting);
}

/// A client that never finishes its request cannot keep the platform from stopping; one under way is answered.
#[tokio::test]
async fn it_stops_although_a_client_hangs() {
    use std::io::Write;
    let place = Place::new(Backend::Sqlite).await;
    let server = place.serve(&["--demo"]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut hanging = std::net::TcpStream::connect(address).expect("a connection");
    hanging
        .write_all(b"POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{")
        .expect("a part");
    // So that the server has begun to read.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let start = std::time::Instant::now();
    assert!(server.terminate().success());
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}

/// An address with a password is not repeated in an error.
#[test]
fn the_database_password_is_never_shown() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = tongguan()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(dir.path())
        .env("TONGGUAN_DATABASE_URL", "postgres://tongguan:hunter2@127.0.0.1:1/x")
        .output()
        .expect("the binary runs");
    assert_eq!(out.status.code(), Some(2));
    let said = text(&out.stdout) + &text(&out.stderr);
    assert!(said.contains("cannot open the database") && !said.contains("hunter2"), "{said}");
}
