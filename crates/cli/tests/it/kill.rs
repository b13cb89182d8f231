//! kill -9 at ten moments of one tour: after each restart the tour goes on to its end, and nothing is lost or half done.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tongguan_model::{
    actor::{Actor, PlatformRole},
    ids::AccountId,
    review::CaseState,
    stage::{StageKey, StageState},
    version::VersionState,
};
use tongguan_service::{Ctx, evidence, stage};
use tongguan_store::{app, evidence as rows, material, package, release, review, version};
use tongguan_testkit::{Backend, Client};

use crate::support::{Place, text, tongguan, tour};

const KILLS: u32 = 10;

/// Every closed case has exactly one evidence row of its end, every opening one; every material and package has its object;
/// a version is under review exactly while its case is open; release steps are numbered without a gap.
async fn nothing_is_half_done(ctx: &Ctx) -> usize {
    let mut tx = ctx.store().read().await.expect("a read");
    let mut cases = 0;
    for app in app::list_all(&mut tx, 1000).await.expect("apps") {
        let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
        for row in rows::of_app(&mut tx, &app.id, 10_000).await.expect("evidence") {
            *seen.entry((row.kind, row.target)).or_default() += 1;
        }
        let count = |kind: &str, id: &str| seen.get(&(kind.to_owned(), id.to_owned())).copied().unwrap_or(0);
        for case in review::of_app(&mut tx, &app.id).await.expect("cases") {
            cases += 1;
            let id = case.id.as_str();
            let decided = u32::from(case.decision.is_some());
            assert_eq!(count("case.opened", id), 1, "{case:?}");
            assert_eq!(count("case.decided", id), decided, "{case:?}");
        }
        for material in material::of_app(&mut tx, &app.id).await.expect("materials") {
            let object = ctx.objects().get(&format!("material/{}", material.id)).await;
            assert!(object.is_ok(), "a material without its object: {material:?}");
        }
        for found in package::of_app(&mut tx, &app.id).await.expect("packages") {
            let object = ctx.objects().get(&tongguan_model::package::object(&found.sha256)).await;
            assert_eq!(object.expect("a package has its object").len() as i64, found.bytes);
        }
        for found in version::of_app(&mut tx, &app.id).await.expect("versions") {
            let cases = review::of_target(&mut tx, found.id.as_str()).await.expect("cases");
            let open = cases.iter().filter(|c| c.state == CaseState::Open).count();
            assert_eq!(open, usize::from(found.state == VersionState::InReview), "{found:?}");
        }
        let steps = release::steps(&mut tx, &app.id).await.expect("steps");
        for (step, code) in steps.iter().zip(1..) {
            assert_eq!(step.code, code);
            let kind = format!("release.{}", step.kind.as_str());
            assert!(count(&kind, step.release.as_str()) >= 1, "{step:?}");
        }
    }
    cases
}

/// Wherever a tour was cut off, its app says whose move is next; nothing is wedged.
async fn nothing_is_wedged(ctx: &Ctx) {
    let mut tx = ctx.store().read().await.expect("a read");
    let apps = app::list_all(&mut tx, 1000).await.expect("apps");
    drop(tx);
    for app in apps {
        let track = stage::of(ctx, &staff(), &app.id).await.expect("a track");
        assert_eq!(track.stages.len(), StageKey::ALL.len(), "{track:?}");
        let through = track.stages.iter().all(|s| matches!(s.state, StageState::Pass | StageState::Warn));
        assert!(through || !track.turns.is_empty(), "nobody can move: {track:?}");
    }
}

fn staff() -> Actor {
    Actor::Account {
        id: AccountId::from_trusted("01a00000000070008000000000000000"),
        role: PlatformRole::Operator,
    }
}

/// A tour under way, and how many steps it has said.
struct Walk {
    child: Child,
    steps: Arc<AtomicU32>,
    said: JoinHandle<String>,
}

impl Walk {
    fn start(url: &str) -> Self {
        let mut child = tongguan()
            .args(["tour", "--server", url, "--patience", "120"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the tour starts");
        let (steps, out) = (Arc::new(AtomicU32::new(0)), child.stdout.take().expect("its output"));
        let counted = steps.clone();
        let said = std::thread::spawn(move || {
            let mut all = String::new();
            for line in BufReader::new(out).lines() {
                let line = line.expect("text");
                if line.split_whitespace().next().is_some_and(|n| n.parse::<u32>().is_ok()) {
                    counted.fetch_add(1, Relaxed);
                }
                all += &format!("{line}\n");
            }
            all
        });
        Self { child, steps, said }
    }

    /// Waits until so many steps are done; whether there were so many.
    async fn reaches(&mut self, steps: u32) -> bool {
        while self.steps.load(Relaxed) < steps {
            if self.child.try_wait().expect("it can be asked").is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        true
    }

    /// Waits for its end, which must be a good one, and gives what it said.
    fn ends_well(mut self) -> String {
        let status = self.child.wait().expect("it ends");
        let said = self.said.join().expect("it was read");
        let mut wrong = String::new();
        self.child.stderr.take().expect("its errors").read_to_string(&mut wrong).expect("text");
        assert!(status.success(), "{said}\n{wrong}");
        said
    }
}

/// One tour goes on through ten kills of its server, spread over its whole length.
async fn survives(backend: Backend) {
    let place = Place::new(backend).await;
    let mut server = place.serve(&["--demo"]);
    let whole = text(&tour(&server.url).stdout).lines().count() as u32;
    let listen = server.url.trim_start_matches("http://").to_owned();
    let mut walk = Walk::start(&server.url);
    for i in 0..KILLS {
        // The last one well before the end, which would otherwise be there before it is hit.
        assert!(walk.reaches((2 * i + 1) * whole / (2 * KILLS + 2)).await, "the tour ended before kill {i}");
        // Somewhere within the step that follows; where exactly it hits is up to the scheduler.
        tokio::time::sleep(Duration::from_millis(u64::from(i * 7 % 11))).await;
        server.kill();
        let ctx = place.open().await;
        nothing_is_half_done(&ctx).await;
        nothing_is_wedged(&ctx).await;
        ctx.store().close().await;
        server = place.serve_at(&listen, &["--demo"]);
    }
    let said = walk.ends_well();
    assert!(said.matches("trying again").count() as u32 >= KILLS / 2, "{said}");
    let client = Client::new(&server.url);
    let deadline = Instant::now() + Duration::from_secs(60);
    // A killed leader's lease ends by itself; then every row gets its place.
    loop {
        let ctx = place.open().await;
        let mut tx = ctx.store().read().await.expect("a read");
        let waiting = rows::unsequenced(&mut tx, 1).await.expect("evidence").len();
        drop(tx);
        ctx.store().close().await;
        if waiting == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "evidence rows stay without a place");
        assert_eq!(client.get("/readyz").await.status, 200);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(server.terminate().success());
    let ctx = place.open().await;
    let audit = evidence::verify(&ctx).await.expect("the chain is read");
    assert_eq!(audit.broken_at, None, "{audit:?}");
    assert!(audit.rows > 10, "{audit:?}");
    assert!(nothing_is_half_done(&ctx).await >= 4);
    ctx.store().close().await;
}

#[tokio::test]
async fn sqlite_survives_ten_kills() {
    survives(Backend::Sqlite).await;
}

#[tokio::test]
async fn postgresql_survives_ten_kills() {
    survives(Backend::Postgres).await;
}
