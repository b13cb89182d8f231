//! `tongguan serve`: puts the platform together from its configuration and runs it until a signal.

mod config;
mod keys;
mod log;
mod platform;

use std::{fmt::Write, io, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::{net::TcpListener, sync::watch};
use tongguan_service::{Ctx, demo, evidence, job, staff};
use tongguan_web::AppState;

use config::Settings;

/// How long requests under way may take after the signal.
const GRACE: Duration = Duration::from_secs(8);

/// Options of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make the demo accounts and show them; for trying things out only.
    #[arg(long)]
    demo: bool,
    /// Where to listen.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// Folder of the keys, the SQLite database and the objects.
    #[arg(long, value_name = "DIR", default_value = "tongguan-data")]
    data: PathBuf,
    /// `postgres://…` for several servers; SQLite in the data folder if absent.
    #[arg(long, value_name = "URL", env = "TONGGUAN_DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    /// TOML file: public address, mail, SMS, policy pack.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What is logged, to standard error as JSON.
    #[arg(long, value_name = "FILTER", env = "TONGGUAN_LOG", default_value = "info,sqlx=warn")]
    log: String,
}

pub(crate) fn main(args: Args) -> Result<ExitCode> {
    log::start(&args.log)?;
    let settings = Settings::merge(args)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(serve(settings))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(settings: Settings) -> Result<()> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}", settings.listen))?;
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .set_buckets(&[0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])?
        .install_recorder()?;
    let settings = settings.on(listener.local_addr()?);
    let _lock = platform::lock(&settings)?;
    let ctx = platform::open(&settings).await?;
    match demo::fit(&ctx).await? {
        demo::Fit::Fits => {}
        demo::Fit::IsDemo => bail!(
            "this database is a demo's, and everybody knows the passwords of its accounts; start it with --demo, or use \
             another data folder or database"
        ),
        demo::Fit::IsReal => bail!(
            "this database has an operator of its own and is no demo's; start it without --demo, or use another data \
             folder or database for a demo"
        ),
    }
    let accounts = demo::ensure(&ctx).await?;
    let first = staff::first_operator_token(&ctx).await?;

    let (stop, stopped) = watch::channel(false);
    let ended = |mut stopped: watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    // The index of names is built while the first requests come in.
    let warming = ctx.clone();
    tokio::spawn(async move {
        if let Err(error) = tongguan_service::naming::warm(&warming).await {
            tracing::warn!(%error, "the index of names is not built yet; the first search builds it");
        }
    });
    let worker = tokio::spawn(work(ctx.clone(), ended(stopped.clone())));
    let sequencer = tokio::spawn(sequence(ctx.clone(), ended(stopped.clone())));
    let upkeep = metrics.clone();
    let state = AppState { ctx: ctx.clone(), metrics: Some(metrics) };
    let running = tongguan_web::start(&state, listener, ended(stopped.clone()))?;
    let upkeep = tokio::spawn(keep_metrics(upkeep, ended(stopped)));

    let asked = signal()?;
    announce(&settings, accounts, first.as_deref());
    asked.await?;
    tracing::info!("stopping");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, running.join()).await {
        Ok(ended) => ended?,
        // Somebody keeps a request open without finishing it.
        Err(_) => tracing::warn!("connections were cut"),
    }
    worker.await?;
    sequencer.await?;
    upkeep.await?;
    ctx.store().close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn work(ctx: Ctx, stop: impl Future<Output = ()>) {
    job::run(&ctx, stop).await;
}

/// A job asks for sequencing with every decision; this catches the rows that a leader left when it was killed.
async fn sequence(ctx: Ctx, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut tick = tokio::time::interval(Duration::from_secs(10));
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = evidence::sequence(&ctx).await {
            tracing::error!(%error, "evidence");
        }
    }
}

async fn keep_metrics(handle: metrics_exporter_prometheus::PrometheusHandle, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = tick.tick() => handle.run_upkeep(),
        }
    }
}

/// Completes at SIGTERM or SIGINT, from the call on: who waits for it later misses none.
fn signal() -> Result<impl Future<Output = Result<()>>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate())?;
        let mut int = signal(SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
            Ok(())
        })
    }
    #[cfg(not(unix))]
    Ok(async { Ok(tokio::signal::ctrl_c().await?) })
}

/// What a person needs to go on, on standard output. Nobody has to read it.
fn announce(settings: &Settings, accounts: &[demo::DemoAccount], first: Option<&str>) {
    let text = greeting(settings, accounts, first).unwrap_or_default();
    let _ = io::Write::write_all(&mut io::stdout().lock(), text.as_bytes());
    tracing::info!(listen = %settings.listen, "ready");
}

fn greeting(
    settings: &Settings,
    accounts: &[demo::DemoAccount],
    first: Option<&str>,
) -> Result<String, std::fmt::Error> {
    let url = &settings.service.public_url;
    let mut text = String::new();
    writeln!(text, "Tongguan 通关 {}", env!("CARGO_PKG_VERSION"))?;
    writeln!(text, "  console   {url}/")?;
    writeln!(text, "  API       {url}/api/v1/   {url}/api/openapi.json")?;
    writeln!(text, "  health    {url}/healthz   {url}/readyz   {url}/metrics")?;
    writeln!(text, "  data      {} ({})", settings.data.display(), settings.database_kind())?;
    if !accounts.is_empty() {
        writeln!(text, "\n  demo accounts, known to everybody:")?;
        for account in accounts {
            writeln!(text, "    {:<10} {:<30} {}", account.role.as_str(), account.email, account.password)?;
        }
    }
    if !accounts.is_empty() && !settings.listen.ip().is_loopback() {
        writeln!(
            text,
            "\n  WARNING: this demo listens on {}; whoever reaches that address can sign in as its operator.",
            settings.listen
        )?;
    }
    if let Some(token) = first {
        writeln!(
            text,
            "\n  create the first operator (works once, until the next start):\n    {url}/setup/{token}"
        )?;
    }
    writeln!(text, "\nready")?;
    Ok(text)
}
