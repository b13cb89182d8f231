//! `tongguan tour`: drives the whole path, from e-mail to delivery, through the public API only, one line a step.
//!
//! It does what people do: it looks at the puzzle's picture, reads mails and text messages in the operator's
//! outbox, decides at the desk. Every run registers a fresh address, so it can be run again at any time, also
//! after a run that broke off. A server that is away for a while (restarted, killed, busy) does not break it off: a step
//! whose answer was lost is sent again, or looked for first where it must not be done twice.

mod account;
mod certification;
mod client;
mod clinic;
mod delivery;
mod desk;
mod developer;
mod naming;
mod package;
mod patience;
mod phone;
mod release;
mod sample;
mod staff;
mod subject;
mod version;
mod watch;

use std::{process::ExitCode, time::Duration};

use anyhow::{Context, Result};

use client::{Client, Who};
use sample::Sample;

/// Options of `tour`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address of the server.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8700")]
    server: String,
    /// Bearer token of an operator; without it the tour signs in with the demo accounts.
    #[arg(long, value_name = "T", env = "TONGGUAN_OPERATOR_TOKEN", hide_env_values = true)]
    operator_token: Option<String>,
    /// How long a server that does not answer is tried again.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    patience: u64,
}

/// What the steps know.
#[derive(Debug)]
struct Tour {
    client: Client,
    sample: Sample,
    owner: Who,
    operator: Who,
    reviewer: Who,
    /// Internal id of the app.
    app: String,
    /// Public AppID.
    appid: String,
}

pub(crate) fn main(args: Args) -> Result<ExitCode> {
    // Fails only if a provider is in place already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(run(args))?;
    Ok(ExitCode::SUCCESS)
}

async fn run(args: Args) -> Result<()> {
    let client = Client::new(&args.server, Duration::from_secs(args.patience))?;
    let sample = Sample::fresh()?;
    println!("tour of {}, run {}", args.server, sample.tag);
    let (operator, reviewer) = staff::sign_in(&client, &sample, args.operator_token).await?;
    let mut tour = Tour {
        client,
        sample,
        owner: Who::nobody("applicant"),
        operator,
        reviewer,
        app: String::new(),
        appid: String::new(),
    };
    let outcome = walk(&mut tour).await;
    let (steps, seconds) = tour.client.totals();
    outcome.with_context(|| format!("the tour broke off after {steps} steps"))?;
    println!("tour: {steps} steps in {seconds:.2} s");
    Ok(())
}

async fn walk(tour: &mut Tour) -> Result<()> {
    account::walk(tour).await?;
    phone::walk(tour).await?;
    subject::walk(tour).await?;
    naming::walk(tour).await?;
    certification::walk(tour).await?;
    developer::walk(tour).await?;
    package::walk(tour).await?;
    let first = version::walk(tour).await?;
    release::walk(tour, &first).await?;
    delivery::walk(tour).await?;
    watch::walk(tour).await
}
