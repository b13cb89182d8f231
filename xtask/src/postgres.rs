//! A PostgreSQL of our own: fresh, without durability, gone afterwards.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::command::{command, find, is_root, output};

/// A program of PostgreSQL's server; Debian keeps them off `PATH`.
pub(crate) fn bin(name: &str) -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin").join(name))))
        .filter(|(_, path)| path.is_file())
        .collect();
    versions.sort();
    versions
        .pop()
        .map(|(_, path)| path)
        .or_else(|| find(name))
        .with_context(|| format!("no {name}; run `cargo xtask setup`"))
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// PostgreSQL refuses to run as root: then it runs as the user `postgres`, which its package made.
fn as_server_user(program: &Path, args: &[&str], tie_to_us: bool) -> Command {
    let mut words: Vec<&str> = Vec::new();
    if is_root() {
        words.extend(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    if tie_to_us {
        // Ends with us, even if we are killed.
        words.push("--pdeathsig=INT");
    }
    let program = program.to_string_lossy().into_owned();
    if words.is_empty() {
        let mut command = Command::new(program);
        command.args(args).current_dir("/");
        return command;
    }
    words.extend(["--", &program]);
    words.extend(args);
    let mut command = command("setpriv", &words);
    command.current_dir("/");
    command
}

/// Makes an empty cluster in `dir`, which must exist.
pub(crate) fn init(dir: &Path) -> Result<()> {
    if is_root() {
        output(&mut command("chown", &["postgres", &dir.to_string_lossy()]))?;
    }
    let data = dir.to_string_lossy();
    let args = ["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    output(&mut as_server_user(&bin("initdb")?, &args, false)).map(drop)
}

/// The command that runs the server in `dir` on a port.
pub(crate) fn server(dir: &Path, port: u16, tie_to_us: bool) -> Result<Command> {
    let data = dir.to_string_lossy().into_owned();
    let port = port.to_string();
    let socket = format!("unix_socket_directories={data}");
    let settings = [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=500",
        "max_pred_locks_per_transaction=256",
        "log_min_messages=fatal",
        &socket,
    ];
    let mut args = vec!["-D", &data, "-p", &port];
    for setting in &settings {
        args.extend(["-c", setting]);
    }
    Ok(as_server_user(&bin("postgres")?, &args, tie_to_us))
}

/// Waits until it accepts connections.
pub(crate) fn wait_ready(port: u16, mut alive: impl FnMut() -> Result<bool>) -> Result<()> {
    let ready = bin("pg_isready")?;
    let deadline = Instant::now() + Duration::from_secs(30);
    while output(&mut command(&ready, &["-q", "-h", "127.0.0.1", "-p", &port.to_string()])).is_err() {
        if !alive()? {
            bail!("PostgreSQL ended while starting");
        }
        if Instant::now() > deadline {
            bail!("PostgreSQL did not start within 30 s");
        }
        crate::server::pause();
    }
    Ok(())
}

/// A running throw-away server; stopped and removed when dropped.
#[derive(Debug)]
pub(crate) struct Postgres {
    child: Child,
    port: u16,
    _dir: TempDir,
}

impl Postgres {
    /// Starts one.
    pub(crate) fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("tongguan-pg-").tempdir()?;
        init(dir.path())?;
        let port = free_port()?;
        let child = server(dir.path(), port, true)?.spawn().context("cannot start PostgreSQL")?;
        let mut this = Self { child, port, _dir: dir };
        wait_ready(port, || Ok(this.child.try_wait()?.is_none()))?;
        Ok(this)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes a database and gives its address.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        let args = ["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", name];
        output(&mut command(bin("createdb")?, &args))?;
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT: at once; nothing here is worth a shutdown checkpoint.
        let _ = Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}
