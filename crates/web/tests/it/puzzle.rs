//! The verification before registration (ACC-4).

use serde_json::{Value, json};
use tongguan_testkit::{Answer, Client, both, solve};

async fn answer(client: &Client, puzzle: &Value, text: &str) -> Answer {
    let path = format!("/api/v1/puzzles/{}/answer", puzzle["id"].as_str().unwrap());
    client.post(&path, &json!({ "answer": text })).await
}

async fn picture(client: &Client) -> Value {
    client.post("/api/v1/puzzles", &json!({})).await.done().json
}

both! {
    /// Three wrong answers end a puzzle; the right one comes too late then.
    async fn a_puzzle_takes_three_answers(app) {
        let client = app.anonymous();
        let puzzle = picture(&client).await;
        assert!(puzzle.get("answer").is_none() && puzzle["question"].is_null());
        let right = solve(&puzzle).to_string();
        assert_eq!(answer(&client, &puzzle, "0").await.problem(), "409 puzzle-wrong");
        assert_eq!(answer(&client, &puzzle, "nonsense").await.problem(), "409 puzzle-wrong");
        assert_eq!(answer(&client, &puzzle, "0").await.problem(), "409 puzzle-spent");
        assert_eq!(answer(&client, &puzzle, &right).await.problem(), "409 puzzle-spent");
    }

    /// A solved puzzle gives one pass, also when two answers come at once.
    async fn a_puzzle_is_solved_once(app) {
        let client = app.anonymous();
        let puzzle = picture(&client).await;
        let right = solve(&puzzle).to_string();
        let tries: Vec<_> = (0..6)
            .map(|_| {
                let (client, puzzle, right) = (client.clone(), puzzle.clone(), right.clone());
                tokio::spawn(async move { answer(&client, &puzzle, &right).await.status })
            })
            .collect();
        let mut passes = 0;
        for one in tries {
            passes += usize::from(one.await.unwrap() == 201);
        }
        assert_eq!(passes, 1);
        assert_eq!(answer(&client, &puzzle, &right).await.problem(), "409 puzzle-used");
    }

    /// Guessing at one puzzle in parallel gets no more than three answers.
    async fn parallel_guesses_share_the_tries(app) {
        let client = app.anonymous();
        let puzzle = picture(&client).await;
        let right = solve(&puzzle);
        let tries: Vec<_> = (0..12)
            .map(|i| {
                let (client, puzzle) = (client.clone(), puzzle.clone());
                let guess = if right > 160 { i * 8 } else { 200 + i * 8 };
                tokio::spawn(async move { answer(&client, &puzzle, &guess.to_string()).await.problem() })
            })
            .collect();
        let mut wrong = 0;
        for one in tries {
            match one.await.unwrap().as_str() {
                "409 puzzle-wrong" => wrong += 1,
                "409 puzzle-spent" | "409 stale" => {}
                other => panic!("{other}"),
            }
        }
        assert!(wrong <= 2, "{wrong}");
        assert_eq!(answer(&client, &puzzle, &right.to_string()).await.problem(), "409 puzzle-spent");
    }

    /// A puzzle holds for three minutes; an unknown one does not exist.
    async fn a_puzzle_expires(app) {
        let client = app.anonymous();
        let puzzle = picture(&client).await;
        app.clock.advance(180_000);
        assert_eq!(answer(&client, &puzzle, "100").await.problem(), "409 puzzle-expired");
        let unknown = json!({ "id": "01a0" });
        assert_eq!(answer(&client, &unknown, "1").await.problem(), "404 not-found");
    }

    /// Who does not see the picture answers a question in words.
    async fn the_question_is_an_equal_way(app) {
        let client = app.anonymous();
        let puzzle = client.post("/api/v1/puzzles", &json!({ "variant": "question" })).await.done().json;
        assert!(puzzle["picture"].is_null());
        let text = puzzle["question"].as_str().unwrap();
        let words: Vec<_> = text.trim_start_matches("What is ").split(['?', ' ']).collect();
        let number = |w: &str| {
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
                .iter()
                .position(|n| *n == w)
                .unwrap()
        };
        let (a, b) = (number(words[0]), number(words[2]));
        let right = match words[1] {
            "plus" => a + b,
            "minus" => a - b,
            "times" => a * b,
            other => panic!("{other} in {text}"),
        };
        assert_eq!(answer(&client, &puzzle, &(right + 1).to_string()).await.problem(), "409 puzzle-wrong");
        answer(&client, &puzzle, &right.to_string()).await.done();
        let odd = client.post("/api/v1/puzzles", &json!({ "variant": "audio" })).await;
        assert_eq!(odd.fields(), ["variant:unknown-variant"]);
    }
}
