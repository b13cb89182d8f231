//! A `tongguan serve` of our own.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Between two looks at something that will be so in a moment.
pub(crate) fn pause() {
    #[expect(clippy::disallowed_methods, reason = "waits for another process")]
    std::thread::sleep(Duration::from_millis(5));
}

/// A field of a process's status, in KiB.
fn status(id: u32, name: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/status"))?;
    text.lines()
        .find_map(|l| l.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
        .with_context(|| format!("no {name} in the process's status"))
}

/// Peak resident memory of a running process so far, in KiB.
pub(crate) fn peak(id: u32) -> Result<u64> {
    status(id, "VmHWM:")
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// From its start until `/readyz` said yes.
    pub started_in: Duration,
}

fn ready(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}

impl Server {
    /// Starts `serve --demo` and waits until it is ready.
    pub(crate) fn start(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self> {
        let port = crate::postgres::free_port()?;
        let mut command = Command::new(binary);
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let start = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.with_context(|| format!("cannot start {}", binary.display()))?;
        let mut this = Self { child, port, started_in: Duration::ZERO };
        while !ready(port) {
            if this.child.try_wait()?.is_some() {
                bail!("serve ended while starting");
            }
            if start.elapsed() > Duration::from_secs(60) {
                bail!("serve was not ready within 60 s");
            }
            pause();
        }
        this.started_in = start.elapsed();
        Ok(this)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Resident and peak resident memory in KiB.
    pub(crate) fn memory(&self) -> Result<(u64, u64)> {
        let id = self.child.id();
        Ok((status(id, "VmRSS:")?, peak(id)?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
