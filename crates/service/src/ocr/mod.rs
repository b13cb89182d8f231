//! Reading certificates (SUB-4): a background job has an uploaded picture read by the `tesseract` program and keeps the
//! text sealed. A crash or restart continues where it was; without the program a picture counts as not read, never as
//! agreeing.

mod program;
mod raster;
mod tsv;

use std::{path::Path, time::Instant};

use image::GrayImage;
use tongguan_image::{
    measure,
    picture::{Paper, Picture},
    qr,
};
use tongguan_model::{
    ids::MaterialId,
    material::{Material, MaterialKind},
    reading::{Reading, ReadingState, Text, Unread, Word},
};
use tongguan_rule_subject::{licence, uscc};
use tongguan_store::{Tx, job, job::Row, material, reading};

use self::program::{Fault, Limits};
use crate::{Ctx, Error, Result, revision, transact};

/// Kind of the job.
pub(crate) const JOB: &str = job::SLOW;

/// Letters and digits of a social credit code.
const CODE_ALPHABET: &str = "tessedit_char_whitelist=0123456789ABCDEFGHJKLMNPQRTUWXY";
/// A line with so many of them in a row is read again by them alone.
const CODE_RUN: usize = 12;
/// No certificate has more such lines than these.
const CODE_LINES: usize = 4;
/// Pixels around a line that is read again.
const MARGIN: u32 = 10;

/// Whether the text of such a material is read.
pub(crate) const fn applies(kind: MaterialKind) -> bool {
    matches!(kind, MaterialKind::BusinessLicence | MaterialKind::OrganisationCertificate)
}

fn seal_context(id: &MaterialId) -> String {
    format!("material.reading:{id}")
}

/// Has a new material read, in the transaction that inserts it.
pub(crate) async fn schedule(ctx: &Ctx, tx: &mut Tx, new: &Material) -> Result<()> {
    if !applies(new.kind) {
        return Ok(());
    }
    let on = ctx.config().tesseract.is_some();
    let waiting = Reading {
        state: if on { ReadingState::Waiting } else { ReadingState::NotRead },
        reason: (!on).then_some(Unread::Off),
        sealed: None,
        took_ms: 0,
        created_at: ctx.now(),
        finished_at: (!on).then(|| ctx.now()),
    };
    reading::insert(tx, &new.id, &new.app, &waiting).await?;
    if on {
        let key = format!("{JOB}:{}", new.id);
        job::push(tx, &ctx.id(), JOB, Some(&key), new.id.as_str(), ctx.now(), ctx.now()).await?;
    }
    Ok(())
}

/// What was read on a material.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Where it stands; none where nothing is read on such a material.
    pub state: Option<ReadingState>,
    /// Why it was not read.
    pub reason: Option<Unread>,
    /// The text, once read.
    pub text: Option<Text>,
}

/// Opens the reading of a material.
pub(crate) async fn seen(ctx: &Ctx, tx: &mut Tx, id: &MaterialId) -> Result<Seen> {
    let Some(found) = reading::find(tx, id).await? else { return Ok(Seen::default()) };
    let text = match &found.sealed {
        Some(sealed) => {
            let text = ctx.keys().open(&seal_context(id), sealed)?;
            Some(serde_json::from_str(&text).map_err(Error::internal)?)
        }
        None => None,
    };
    Ok(Seen { state: Some(found.state), reason: found.reason, text })
}

/// The social credit code that was read on a material, if one that keeps its check character was.
pub(crate) async fn code(ctx: &Ctx, tx: &mut Tx, id: &MaterialId) -> Result<Option<String>> {
    let text = seen(ctx, tx, id).await?.text;
    let found = text.and_then(|text| licence::code(&text, ""));
    Ok(found.map(|f| f.text).filter(|code| uscc::check("uscc", code, None).is_ok()))
}

/// The job: reads one picture. It may run twice; the second run finds nothing that waits.
pub(crate) async fn run(ctx: &Ctx, row: &Row) -> Result<()> {
    let id = MaterialId::from_trusted(row.payload.clone());
    let mut tx = ctx.store().read().await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let waits = reading::find(&mut tx, &id).await?.is_some_and(|r| r.state == ReadingState::Waiting);
    let found = material::find(&mut tx, &id).await?;
    drop(tx);
    let Some(found) = found.filter(|_| waits) else { return Ok(()) };
    let limits = &policy.subject.reading;
    let tries = *limits.tries;
    let started = Instant::now();
    let outcome = match &ctx.config().tesseract {
        // A run that ended with this process counts as a try: a picture that takes the server with it is given up.
        _ if row.attempts > tries => Err(Fault::Failed("tried too often".into())),
        Some(program) => {
            let limits = Limits {
                seconds: u64::try_from(*limits.seconds_max).unwrap_or_default(),
                memory_mib: u64::try_from(*limits.memory_mib_max).unwrap_or_default(),
            };
            let pixels = u64::try_from(*policy.subject.material_max_pixels).unwrap_or_default();
            let bytes = crate::material::bytes(ctx, &id).await?;
            read(ctx, program, bytes, pixels, limits).await?
        }
        None => {
            return end(ctx, &found, ReadingState::NotRead, Some(Unread::Off), None, started).await;
        }
    };
    match outcome {
        Ok(text) => {
            let text = serde_json::to_string(&text).map_err(Error::internal)?;
            let sealed = ctx.keys().seal(ctx, &seal_context(&id), &text)?;
            end(ctx, &found, ReadingState::Read, None, Some(sealed), started).await
        }
        Err(fault) if row.attempts < tries => Err(Error::internal(fault)),
        Err(fault) => {
            tracing::warn!(material = %id, %fault, "a picture was not read");
            let reason = match fault {
                Fault::TooLong(_) => Unread::TooLong,
                Fault::Failed(_) => Unread::Failed,
            };
            end(ctx, &found, ReadingState::NotRead, Some(reason), None, started).await
        }
    }
}

async fn end(
    ctx: &Ctx,
    found: &Material,
    state: ReadingState,
    reason: Option<Unread>,
    sealed: Option<String>,
    started: Instant,
) -> Result<()> {
    let done = Reading {
        state,
        reason,
        sealed,
        took_ms: i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX),
        created_at: found.created_at,
        finished_at: Some(ctx.now()),
    };
    transact!(ctx, tx, end_in(ctx, &mut tx, found, &done))
}

async fn end_in(ctx: &Ctx, tx: &mut Tx, found: &Material, done: &Reading) -> Result<()> {
    if reading::finish(tx, &found.id, done).await? {
        crate::subject::reread(ctx, tx, &found.app, found).await?;
    }
    Ok(())
}

/// Decodes within limits, has the page read, and its lines of letters and digits once more.
async fn read(
    ctx: &Ctx,
    program: &Path,
    bytes: Vec<u8>,
    max_pixels: u64,
    limits: Limits,
) -> Result<std::result::Result<Text, Fault>> {
    let decoded = ctx.heavy().pictures.run(move || {
        let limits = measure::Limits { max_bytes: bytes.len() as u64, max_pixels };
        // Upright and with the same pixels as the picture's measures.
        Picture::open(&bytes, &limits, Paper::A4)
            .map(|picture| (raster::grey(&picture.rgb), qr::decode(&picture)))
    });
    Ok(match decoded.await? {
        Ok(((grey, scale), code)) => page(program, &grey, scale, limits).await.map(|text| {
            let code = code.map(|c| Word { text: c.payload, confidence: 100, place: c.place, line: 0 });
            Text { qr: code.into_iter().collect(), ..text }
        }),
        Err(error) => Err(Fault::Failed(error.to_string())),
    })
}

async fn page(
    program: &Path,
    grey: &GrayImage,
    scale: f64,
    limits: Limits,
) -> std::result::Result<Text, Fault> {
    let args = ["stdin", "stdout", "-l", "chi_sim", "--psm", "6", "-c", "debug_file=/dev/null", "tsv"];
    let table = program::run(program, &args, raster::pgm(grey), limits).await?;
    let small = tsv::words(&table, 1.0);
    let mut codes = Vec::new();
    for place in code_lines(&small) {
        let (cut, left, top) = raster::part(grey, place, MARGIN);
        let args = [
            "stdin",
            "stdout",
            "-l",
            "eng",
            "--psm",
            "7",
            "-c",
            CODE_ALPHABET,
            "-c",
            "debug_file=/dev/null",
            "tsv",
        ];
        let table = program::run(program, &args, raster::pgm(&cut), limits).await?;
        codes.extend(tsv::words(&table, 1.0).into_iter().map(|w| {
            let [x, y, width, height] = w.place;
            enlarged(Word { place: [x + left, y + top, width, height], ..w }, scale)
        }));
    }
    Ok(Text { words: small.into_iter().map(|w| enlarged(w, scale)).collect(), codes, qr: vec![] })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn enlarged(word: Word, scale: f64) -> Word {
    let place = word.place.map(|v| (f64::from(v) * scale).round().clamp(0.0, f64::from(u32::MAX)) as u32);
    Word { place, ..word }
}

/// Boxes of runs of letters and digits within lines.
fn code_lines(words: &[Word]) -> Vec<[u32; 4]> {
    let mut out: Vec<[u32; 4]> = Vec::new();
    let mut run: Option<(usize, u32, [u32; 4])> = None;
    let mut close = |run: Option<(usize, u32, [u32; 4])>| {
        if let Some((_, _, place)) = run.filter(|(n, ..)| *n >= CODE_RUN)
            && out.len() < CODE_LINES
        {
            out.push(place);
        }
    };
    for word in words {
        let code = word.text.chars().all(|c| c.is_ascii_alphanumeric());
        run = match run {
            Some((n, line, place)) if code && line == word.line => {
                Some((n + word.text.len(), line, joined(place, word.place)))
            }
            other => {
                close(other);
                code.then_some((word.text.len(), word.line, word.place))
            }
        };
    }
    close(run);
    out
}

fn joined([x, y, w, h]: [u32; 4], [x2, y2, w2, h2]: [u32; 4]) -> [u32; 4] {
    let (left, top) = (x.min(x2), y.min(y2));
    [left, top, (x + w).max(x2 + w2) - left, (y + h).max(y2 + h2) - top]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, line: u32, x: u32) -> Word {
        Word { text: text.into(), confidence: 90, place: [x, line * 50, 40, 30], line }
    }

    #[test]
    fn a_code_is_found_though_it_was_cut_into_words() {
        let words = [
            word("代码", 0, 0),
            word("91320500", 1, 10),
            word("MAQH20262L", 1, 60),
            word("2024", 2, 0),
            word("年", 2, 50),
        ];
        assert_eq!(code_lines(&words), [[10, 50, 90, 30]]);
        assert!(code_lines(&words[3..]).is_empty());
    }
}
