//! `cargo xtask pg`: a PostgreSQL that stays, for `eval "$(cargo xtask pg)"`.

use std::{fs, path::PathBuf, process::Stdio};

use anyhow::{Context, Result};

use crate::{
    command::{command, output},
    postgres,
};

/// Options of `pg`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stop it and remove its data.
    #[arg(long)]
    stop: bool,
}

fn place() -> Result<PathBuf> {
    let user = output(&mut command("id", &["-u"]))?;
    Ok(std::env::temp_dir().join(format!("tongguan-pg-{}", user.trim())))
}

/// Starts it, or finds the one that runs.
pub(crate) fn run(args: &Args) -> Result<()> {
    let dir = place()?;
    let pid = dir.join("postmaster.pid");
    if args.stop {
        if let Ok(text) = fs::read_to_string(&pid) {
            let first = text.lines().next().unwrap_or_default().to_owned();
            output(&mut command("kill", &["-QUIT", &first]))?;
        }
        return match fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    let running =
        fs::read_to_string(&pid).ok().and_then(|text| text.lines().nth(3)?.trim().parse::<u16>().ok());
    let port = match running.filter(|port| postgres::wait_ready(*port, || Ok(false)).is_ok()) {
        Some(port) => port,
        None => {
            let _ = fs::remove_dir_all(&dir);
            fs::create_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
            postgres::init(&dir)?;
            let port = postgres::free_port()?;
            let mut server = postgres::server(&dir, port, false)?;
            let mut child =
                server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
            postgres::wait_ready(port, || Ok(child.try_wait()?.is_none()))?;
            port
        }
    };
    println!("export TEST_PG_URL=postgres://postgres@127.0.0.1:{port}/postgres REQUIRE_PG=1");
    Ok(())
}
