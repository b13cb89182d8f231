//! The declared facts beside what was read on the paper (SUB-4): for the applicant at once, for the reviewer beside the
//! picture. A difference holds for a person; it refuses nothing by itself.

use tongguan_model::{
    ids::AppId,
    material::{Material, Note},
    reading::{Agreement, Compared, ReadingState, Text, Unread},
    refusal::FieldError,
    review::{Case, CaseState},
    subject::{Subject, SubjectState, SubjectType},
    text::bi,
};
use tongguan_rule_subject::paper::{self, Sure, What};
use tongguan_store::{Tx, material, review, subject};

use super::{Facts, check, fields, open_facts, subtype};
use crate::{Ctx, Error, Result, ocr, revision, revision::Pinned};

/// What the note of a paper that nobody has read is about.
const READING: &str = "reading";

/// What is compared of a type: the field, and what it is on the paper.
fn compared(kind: SubjectType) -> &'static [(&'static str, What)] {
    match kind {
        SubjectType::Enterprise => {
            &[("name", What::Name), ("uscc", What::Code), ("legal_rep_name", What::Person)]
        }
        SubjectType::Government => &[("name", What::Name), ("uscc", What::Code)],
        // An ID card, and papers of elsewhere: nothing reads these.
        SubjectType::Individual | SubjectType::HkMoTw | SubjectType::Overseas => &[],
    }
}

/// Every declared fact that the paper says something of, beside it.
pub(super) async fn beside(
    ctx: &Ctx,
    tx: &mut Tx,
    kind: SubjectType,
    facts: &Facts,
    papers: &[Material],
    policy: &Pinned,
) -> Result<Vec<Compared>> {
    let Some(found) = papers.iter().find(|m| ocr::applies(m.kind)) else { return Ok(vec![]) };
    let seen = ocr::seen(ctx, tx, &found.id).await?;
    let sure = u8::try_from(*policy.subject.reading.confidence_min).unwrap_or(u8::MAX);
    let all = fields(subtype(kind, facts));
    let mut out = Vec::new();
    for (key, what) in compared(kind) {
        let Some(field) = all.iter().find(|f| f.key == *key) else { continue };
        let declared = facts.get(*key).map_or("", |v| v.trim());
        if declared.is_empty() {
            continue;
        }
        let one = match (&seen.text, seen.state) {
            (Some(text), _) => {
                paper::compare(*what, key, &field.label, field.rule, declared, text, Sure(sure))
            }
            (None, Some(ReadingState::Waiting)) => {
                paper::unread(key, &field.label, field.rule, declared, None)
            }
            (None, _) => {
                let why = seen.reason.unwrap_or(Unread::Off).label();
                paper::unread(key, &field.label, field.rule, declared, Some(why))
            }
        };
        out.push(one);
        if *what == What::Code
            && let Some(text) = &seen.text
        {
            out.extend(qr(declared, text));
        }
    }
    for one in &mut out {
        one.material = found.id.to_string();
    }
    Ok(out)
}

fn qr(declared: &str, text: &Text) -> Option<Compared> {
    paper::qr(&bi("二维码", "QR code"), declared, text)
}

/// What a person has to look at. A paper that nobody reads is one line, not one a field.
pub(super) fn notes(beside: &[Compared]) -> Vec<Note> {
    let note = |about: &str, rule: &str, message, c: &Compared| Note {
        rule: rule.into(),
        severity: if c.agreement == Agreement::Differs { "warning" } else { "needs_person" }.into(),
        about: about.into(),
        message,
        measured: None,
        limit: None,
    };
    let told = |c: &Compared| {
        bi(
            format!("{}：{}{}", c.label.zh, c.message.zh, c.remedy.zh),
            format!("{}: {} {}", c.label.en, c.message.en, c.remedy.en).trim_end().to_owned(),
        )
    };
    let is_unread = |c: &&Compared| matches!(c.agreement, Agreement::NotRead | Agreement::Waiting);
    let mut out: Vec<_> = beside
        .iter()
        .filter(|c| c.agreement.needs_person() && !is_unread(c))
        .map(|c| note(&c.key, &c.rule, told(c), c))
        .collect();
    if let Some(first) = beside.iter().find(is_unread) {
        let message = bi(format!("证照：{}", first.message.zh), format!("Paper: {}", first.message.en));
        out.push(note(READING, "SUB-4", message, first));
    }
    out
}

/// What is wrong with facts and papers, what a person should look at, and the facts in canonical form.
pub(super) struct Judged {
    pub(super) errors: Vec<FieldError>,
    pub(super) notes: Vec<Note>,
    pub(super) facts: Facts,
    pub(super) beside: Vec<Compared>,
}

/// Judges facts and the papers that a submission rests or would rest on.
pub(super) async fn judge(
    ctx: &Ctx,
    tx: &mut Tx,
    kind: SubjectType,
    facts: &Facts,
    papers: &[Material],
    policy: &Pinned,
) -> Result<Judged> {
    let (mut errors, mut notes, clean) = check::check(kind, facts, ctx.now().day(), policy);
    notes.extend(papers.iter().flat_map(|m| m.notes.clone()));
    errors.extend(papers.iter().filter_map(|m| crate::material::refused(m, &policy.subject)));
    let beside = beside(ctx, tx, kind, facts, papers, policy).await?;
    notes.extend(self::notes(&beside));
    Ok(Judged { errors, notes, facts: clean, beside })
}

/// The papers that a submission rests on.
pub(super) async fn pinned(tx: &mut Tx, s: &Subject) -> Result<Vec<Material>> {
    let all = material::of_app(tx, &s.app).await?;
    Ok(all.into_iter().filter(|m| s.materials.contains(&m.id)).collect())
}

/// In how many places a case's facts and paper surely differ.
pub(crate) async fn differing(ctx: &Ctx, tx: &mut Tx, case: &Case) -> Result<usize> {
    let s = subject::of_app(tx, &case.app).await?.ok_or(Error::NotFound("subject"))?;
    let policy = revision::load(ctx, tx, case.policy_revision).await?;
    let papers = pinned(tx, &s).await?;
    let all = beside(ctx, tx, s.kind, &open_facts(ctx, &s)?, &papers, &policy).await?;
    Ok(all.iter().filter(|c| c.agreement == Agreement::Differs).count())
}

/// A paper has been read: an open case that rests on it shows what it says, in the same transaction.
pub(crate) async fn reread(ctx: &Ctx, tx: &mut Tx, app: &AppId, read: &Material) -> Result<()> {
    let Some(s) = subject::of_app(tx, app).await? else { return Ok(()) };
    if s.state != SubjectState::InReview || !s.materials.contains(&read.id) {
        return Ok(());
    }
    let open = review::of_target(tx, s.id.as_str()).await?.into_iter().find(|c| c.state == CaseState::Open);
    let Some(mut case) = open else { return Ok(()) };
    let policy = revision::load(ctx, tx, case.policy_revision).await?;
    let papers = pinned(tx, &s).await?;
    let facts = open_facts(ctx, &s)?;
    let beside = beside(ctx, tx, s.kind, &facts, &papers, &policy).await?;
    // What it says takes the place of the note that it was being read.
    let said = serde_json::to_value(notes(&beside)).map_err(Error::internal)?;
    if let (Some(all), serde_json::Value::Array(said)) = (case.findings.as_array_mut(), said) {
        all.retain(|n| n.get("about").and_then(serde_json::Value::as_str) != Some(READING));
        all.extend(said);
    }
    Ok(review::update(tx, &case).await?)
}
