//! A Redis of our own, in memory, gone afterwards.

use std::{
    net::TcpStream,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{command::command, postgres::free_port, server::pause};

/// A running throw-away server; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    /// Starts one.
    pub(crate) fn start() -> Result<Self> {
        let port = free_port()?;
        let args = [
            "--pdeathsig=TERM",
            "--",
            "redis-server",
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ];
        let child = command("setpriv", &args)
            .current_dir("/")
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start redis-server")?;
        let mut this = Self { child, port };
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if this.child.try_wait()?.is_some() || Instant::now() > deadline {
                bail!("redis-server did not start");
            }
            pause();
        }
        Ok(this)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
