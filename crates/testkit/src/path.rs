//! Steps that many tests take before their own: a solved verification, a text from the outbox.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{Client, TestApp, html};

impl TestApp {
    /// The pass of a picture puzzle, solved by looking at the picture.
    pub async fn pass(&self) -> String {
        let client = self.anonymous();
        let puzzle = client.post("/api/v1/puzzles", &json!({})).await.done().json;
        let answer = json!({ "answer": solve(&puzzle).to_string() });
        let path = format!("/api/v1/puzzles/{}/answer", puzzle["id"].as_str().expect("an id"));
        let passed = client.post(&path, &answer).await.done().json;
        passed["pass"].as_str().expect("a pass").to_owned()
    }

    /// The newest text to an address or number, read in the outbox by the operator. The clock moves on by a
    /// millisecond, so that the next letter is newer.
    pub async fn letter(&self, to: &str) -> Option<String> {
        self.clock.advance(1);
        let operator = self.operator().await;
        let to = to.replace('@', "%40").replace('+', "%2B");
        let list = operator.get(&format!("/api/v1/ops/outbox?to={to}")).await.done().json;
        let id = list[0]["id"].as_str()?.to_owned();
        let opened = operator.get(&format!("/api/v1/ops/outbox/{id}")).await.done().json;
        opened["body"].as_str().map(ToOwned::to_owned)
    }

    /// Registers an address with testkit's password and returns the token of the activation link.
    pub async fn register(&self, email: &str) -> String {
        let body = json!({ "email": email, "password": crate::PASSWORD, "pass": self.pass().await });
        self.anonymous().post("/api/v1/accounts", &body).await.done();
        token(&self.letter(email).await.expect("an activation mail"), "activate")
    }

    /// An applicant who went the whole way: verification, registration, activation, sign-in.
    pub async fn registered(&self, email: &str) -> Client {
        let token = self.register(email).await;
        self.anonymous().post("/api/v1/accounts/activate", &json!({ "token": token })).await.done();
        let body = json!({ "email": email, "password": crate::PASSWORD });
        let signed = self.anonymous().post("/api/v1/sessions", &body).await.done().json;
        self.anonymous().with_token(signed["token"].as_str().expect("a token"))
    }
}

/// The place where the piece of a served puzzle belongs.
pub fn solve(puzzle: &Value) -> u32 {
    let picture = &puzzle["picture"];
    let png = |name: &str| STANDARD.decode(picture[name].as_str().expect("a picture")).expect("base64");
    let y = u32::try_from(picture["y"].as_u64().expect("a height")).expect("small");
    tongguan_image::puzzle::solve(&png("picture"), &png("piece"), y).expect("a solvable puzzle")
}

/// The place where the piece of a sign-up page belongs, found by looking at its pictures.
pub fn solve_page(page: &str) -> String {
    let images: Vec<_> = html::tags(page).into_iter().filter(|t| t.name == "image").collect();
    let [picture, piece] = images.as_slice() else { panic!("{} images", images.len()) };
    let png = |tag: &html::Tag| {
        let href = tag.get("href").strip_prefix("data:image/png;base64,").expect("a PNG");
        STANDARD.decode(href).expect("base64")
    };
    let y = piece.get("y").parse().expect("a height");
    tongguan_image::puzzle::solve(&png(picture), &png(piece), y).expect("a solvable puzzle").to_string()
}

/// The token of the link `…/page/<token>` in a text.
pub fn token(text: &str, page: &str) -> String {
    let (_, rest) =
        text.split_once(&format!("/{page}/")).unwrap_or_else(|| panic!("no {page} link in: {text}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}
