//! `/signup`: address, password and the slider verification, which works by mouse, by keyboard and without script.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use tongguan_model::{
    ids::PuzzleId,
    puzzle::Variant,
    text::{Bilingual, bi},
};
use tongguan_service::{Ctx, Error, account, puzzle, revision};

use super::{Answer, Flash, Form, Go, Oops, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, api::account::trust_note, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/signup", Access::Public, show), Page::post("/signup", Access::Public, sign_up)]
}

/// A served puzzle as the page shows it. Where the gap is stays on the server.
struct Slider {
    id: String,
    task: Task,
}

enum Task {
    Picture { picture: String, piece: String, width: u32, height: u32, side: u32, y: u32, max: u32 },
    Question(Bilingual),
}

impl Slider {
    async fn serve(ctx: &Ctx, variant: Variant) -> Result<Self, Error> {
        let served = puzzle::create(ctx, variant).await?;
        let uri = |png: &[u8]| format!("data:image/png;base64,{}", STANDARD.encode(png));
        let task = match served.task {
            puzzle::Task::Picture { picture, piece, width, height, piece_side, y } => Task::Picture {
                picture: uri(&picture),
                piece: uri(&piece),
                side: piece_side,
                max: width.saturating_sub(piece_side),
                width,
                height,
                y,
            },
            puzzle::Task::Question(text) => Task::Question(text),
        };
        Ok(Self { id: served.id.to_string(), task })
    }

    fn is_question(&self) -> bool {
        matches!(self.task, Task::Question(_))
    }
}

/// Marks of the ruler below the picture: every ten, numbers every fifty.
struct Mark {
    x: u32,
    long: bool,
}

#[derive(Template)]
#[template(path = "signup.html")]
struct SignUpPage {
    s: S,
    email: String,
    /// Pass of a verification that was solved before.
    pass: String,
    slider: Option<Slider>,
    min: i64,
    hours: i64,
    trouble: Trouble,
}

impl SignUpPage {
    fn ruler(&self, width: &u32) -> Vec<Mark> {
        (0..=*width).step_by(10).map(|x| Mark { x, long: x % 50 == 0 }).collect()
    }
}

#[derive(Deserialize)]
struct Alternative {
    #[serde(default)]
    alt: String,
}

fn variant(text: &str) -> Variant {
    Variant::parse(text).unwrap_or(Variant::Picture)
}

async fn page(
    ctx: &Ctx,
    s: S,
    email: &str,
    pass: String,
    kind: Variant,
    trouble: Trouble,
) -> Result<SignUpPage, Oops> {
    let policy = revision::now(ctx).await?;
    let slider = if pass.is_empty() { Some(Slider::serve(ctx, kind).await?) } else { None };
    Ok(SignUpPage {
        s,
        email: email.into(),
        pass,
        slider,
        min: *policy.account.password_min_length,
        hours: *policy.account.activation_hours,
        trouble,
    })
}

async fn show(State(state): State<AppState>, visit: Visit, Query(query): Query<Alternative>) -> Answer {
    let view = page(&state.ctx, visit.s, "", String::new(), variant(&query.alt), Trouble::default()).await?;
    Ok(ok(&view))
}

/// The pass of the form: kept from before, or earned by its answer.
async fn pass(ctx: &Ctx, s: &S, form: &Form) -> Result<Result<String, Trouble>, Oops> {
    if !form.get("pass").is_empty() {
        return Ok(Ok(form.get("pass").to_owned()));
    }
    // The number wins; it is empty only where the slider alone was moved.
    let typed = if form.trim("number").is_empty() { form.trim("slide") } else { form.trim("number") };
    let solved = match form.get("puzzle").parse::<PuzzleId>() {
        Ok(id) => puzzle::answer(ctx, &id, typed).await,
        Err(_) => Err(Error::NotFound("puzzle")),
    };
    match solved {
        Ok(pass) => Ok(Ok(pass.token)),
        Err(Error::NotFound(_)) => {
            let fresh = tongguan_model::refusal::Refusal::new(
                "puzzle-unknown",
                "ACC-4",
                bi("此验证已不存在。", "This verification is gone."),
                bi("请完成新的一题。", "Solve the new one."),
            );
            Ok(Err(Trouble::at("puzzle", fresh.into(), s)?))
        }
        // The page brings a new one, whatever tries the old one has left.
        Err(Error::Refused(mut refusal)) => {
            refusal.remedy = bi("请完成新的一题。", "Solve the new one.");
            refusal.measured = None;
            refusal.limit = None;
            Ok(Err(Trouble::at("puzzle", refusal.into(), s)?))
        }
        Err(error) => Ok(Err(Trouble::at("puzzle", error, s)?)),
    }
}

async fn sign_up(State(state): State<AppState>, visit: Visit, form: Form) -> Answer {
    let (ctx, s) = (&state.ctx, &visit.s);
    let kind = variant(form.get("alt"));
    let earned = pass(ctx, s, &form).await?;
    let input = account::Register {
        email: form.trim("email").to_owned(),
        password: form.get("password").to_owned(),
        pass: earned.clone().unwrap_or_default(),
        lang: s.l,
    };
    let (trouble, pass) = match earned {
        Err(trouble) => {
            // The other fields are judged too, so that everything is said at once; without a pass nothing is made.
            let others = match account::register(ctx, &input).await {
                Err(error @ Error::Invalid(_)) => Trouble::of(error, s)?,
                _ => Trouble::default(),
            };
            (others.and(trouble), String::new())
        }
        Ok(pass) => match account::register(ctx, &input).await {
            Ok(done) => {
                let text = bi(
                    format!("激活邮件已发送到 {}，{} 小时内有效，只能用一次。", done.sent_to, done.hours),
                    format!(
                        "The activation mail went to {}; its link works once, within {} hours.",
                        done.sent_to, done.hours
                    ),
                );
                let flash = Flash::pass(text).more(trust_note(done.trust));
                return Ok(Go::to("/activate").with(flash).into_response());
            }
            Err(Error::Refused(refusal)) if refusal.rule.as_deref() == Some("ACC-4") => {
                (Trouble::at("puzzle", Error::Refused(refusal), s)?, String::new())
            }
            Err(error) => (Trouble::of(error, s)?, pass),
        },
    };
    let view = page(ctx, visit.s.clone(), form.trim("email"), pass, kind, trouble).await?;
    Ok(html(view.trouble.status(), &view))
}
