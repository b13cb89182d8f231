//! The verification before registration (ACC-4): drawn on the server, answered to the server.

use serde_json::json;
use tongguan_image::puzzle as image;
use tongguan_model::{
    actor::Actor,
    event::Event,
    ids::PuzzleId,
    puzzle::{Limits, Puzzle, Variant},
    refusal::Refusal,
    text::{Bilingual, bi},
    ticket::Purpose,
    time::Millis,
};
use tongguan_store::{Tx, puzzle};

use crate::{
    Ctx, Error, Result, purge, record, revision,
    ticket::{self, Issued},
    transact,
};

/// A puzzle as shown; the answer stays behind.
#[derive(Debug, Clone)]
pub struct Served {
    /// Id.
    pub id: PuzzleId,
    /// Good until.
    pub expires_at: Millis,
    /// How many answers are taken.
    pub tries: i64,
    /// What is to be answered.
    pub task: Task,
}

/// What is to be answered.
#[derive(Debug, Clone)]
pub enum Task {
    /// Where along the picture does the piece's left edge belong, in pixels?
    Picture {
        /// The picture with the hole, PNG.
        picture: Vec<u8>,
        /// The piece, PNG.
        piece: Vec<u8>,
        /// Width of the picture.
        width: u32,
        /// Height of the picture.
        height: u32,
        /// Side of the piece's square picture.
        piece_side: u32,
        /// Upper edge of the piece.
        y: u32,
    },
    /// A question in words; the answer is a number.
    Question(Bilingual),
}

/// Serves a new puzzle.
pub async fn create(ctx: &Ctx, variant: Variant) -> Result<Served> {
    let policy = revision::now(ctx).await?;
    let (answer, task) = match variant {
        Variant::Picture => picture(ctx).await?,
        Variant::Question => question(ctx),
    };
    let now = ctx.now();
    let row = Puzzle {
        id: PuzzleId::from_trusted(ctx.id()),
        variant,
        answer,
        tries: 0,
        created_at: now,
        expires_at: now.plus(*policy.account.puzzle_ttl_seconds * Millis::SECOND),
        solved_at: None,
    };
    transact!(ctx, tx, keep(ctx, &mut tx, &row))?;
    Ok(Served { id: row.id, expires_at: row.expires_at, tries: *policy.account.puzzle_tries, task })
}

async fn keep(ctx: &Ctx, tx: &mut Tx, row: &Puzzle) -> Result<()> {
    puzzle::insert(tx, row).await?;
    purge::schedule(ctx, tx).await
}

async fn picture(ctx: &Ctx) -> Result<(i64, Task)> {
    let seed = ctx.random::<32>();
    let drawn = tokio::task::spawn_blocking(move || image::draw(&seed)).await.map_err(Error::internal)?;
    let task = Task::Picture {
        picture: drawn.picture,
        piece: drawn.piece,
        width: drawn.width,
        height: drawn.height,
        piece_side: image::PIECE,
        y: drawn.y,
    };
    Ok((i64::from(drawn.x), task))
}

const NUMERALS: [(&str, &str); 10] = [
    ("零", "zero"),
    ("一", "one"),
    ("二", "two"),
    ("三", "three"),
    ("四", "four"),
    ("五", "five"),
    ("六", "six"),
    ("七", "seven"),
    ("八", "eight"),
    ("九", "nine"),
];

/// A small sum in words, for those who do not see the picture.
fn question(ctx: &Ctx) -> (i64, Task) {
    let [a, b, kind] = ctx.random::<3>();
    let (a, b) = (2 + a % 8, 2 + b % 8);
    let (small, large) = (a.min(b), a.max(b));
    let word = |n: u8| NUMERALS[usize::from(n)];
    let ask = |x: u8, zh: &str, en: &str, y: u8| {
        bi(
            format!("{}{zh}{}等于多少？请写数字。", word(x).0, word(y).0),
            format!("What is {} {en} {}? Write the number.", word(x).1, word(y).1),
        )
    };
    let (answer, question) = match kind % 3 {
        0 => (a + b, ask(a, "加", "plus", b)),
        1 => (large - small, ask(large, "减", "minus", small)),
        _ => (a * b, ask(a, "乘", "times", b)),
    };
    (i64::from(answer), Task::Question(question))
}

/// Takes an answer; a right one gives a pass for one registration.
pub async fn answer(ctx: &Ctx, id: &PuzzleId, text: &str) -> Result<Issued> {
    // A wrong answer is kept too, so the transaction commits in both cases.
    Ok(transact!(ctx, tx, answer_in(ctx, &mut tx, id, text))??)
}

async fn answer_in(
    ctx: &Ctx,
    tx: &mut Tx,
    id: &PuzzleId,
    text: &str,
) -> Result<std::result::Result<Issued, Box<Refusal>>> {
    let policy = revision::current(ctx, tx).await?;
    let found = puzzle::find(tx, id).await?.ok_or(Error::NotFound("puzzle"))?;
    let before = found.tries;
    let limits =
        Limits { tolerance: *policy.account.puzzle_tolerance_px, tries: *policy.account.puzzle_tries };
    let (answered, verdict) = found.answer(text, limits, ctx.now())?;
    puzzle::update(tx, &answered, before).await?;
    if let Err(refusal) = verdict {
        return Ok(Err(refusal));
    }
    // The pass outlives the puzzle, so that a form can still be filled in after it.
    let life = *policy.account.ticket_minutes * Millis::MINUTE;
    let pass = ticket::issue(ctx, tx, Purpose::Pass, None, &json!({}), life).await?;
    let data = json!({ "variant": answered.variant.as_str(), "tries": answered.tries });
    record(ctx, tx, &Actor::Anonymous, &[Event::new("puzzle.solved", &answered.id, None, data)]).await?;
    Ok(Ok(pass))
}
