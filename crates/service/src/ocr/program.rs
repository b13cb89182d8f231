//! The reading program, apart from this process: its own group, no environment, limits of memory, time and files, the
//! picture through its standard input. What it is given is a plain grey raster that this process has decoded, so that
//! nobody's file reaches its decoders.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
};

/// util-linux's programs that set limits before they become another program; Debian always has them.
const PRLIMIT: &str = "/usr/bin/prlimit";
const SETPRIV: &str = "/usr/bin/setpriv";
/// More text than any page has.
const MAX_OUTPUT: u64 = 8 << 20;

/// Limits of one run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Seconds, of the clock and of the processor.
    pub(super) seconds: u64,
    /// Address space in mebibytes.
    pub(super) memory_mib: u64,
}

/// Why there is no text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    /// Stopped.
    #[error("stopped after {0} s")]
    TooLong(u64),
    /// It ended badly. Its messages may quote the picture's text: they are not kept.
    #[error("{0}")]
    Failed(String),
}

fn failed(error: impl ToString) -> Fault {
    Fault::Failed(error.to_string())
}

/// The program behind its limits.
fn command(program: &Path, limits: Limits) -> Command {
    let mut out = if Path::new(PRLIMIT).is_file() {
        let bytes = limits.memory_mib << 20;
        let mut out = Command::new(PRLIMIT);
        out.arg(format!("--as={bytes}")).arg(format!("--cpu={}", limits.seconds));
        out.args(["--core=0", "--nofile=64", "--fsize=0"]);
        if Path::new(SETPRIV).is_file() {
            out.args([SETPRIV, "--no-new-privs"]);
        }
        out.arg(program);
        out
    } else {
        Command::new(program)
    };
    out.env_clear().env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C.UTF-8").current_dir("/");
    out.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A time-out or a fault of the caller drops the child, and dropping kills it.
    out.process_group(0).kill_on_drop(true);
    out
}

/// Runs it on a picture and returns what it writes.
pub(super) async fn run(
    program: &Path,
    args: &[&str],
    picture: Vec<u8>,
    limits: Limits,
) -> Result<String, Fault> {
    let mut child = command(program, limits).args(args).spawn().map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Err(failed("no pipes")) };
    let mut text = Vec::new();
    let mut stdout = stdout.take(MAX_OUTPUT);
    let both = async {
        let write = async {
            // A program that ends early closes its end; its status tells more than this error.
            let _ = stdin.write_all(&picture).await;
            drop(stdin);
        };
        let ((), read) = tokio::join!(write, stdout.read_to_end(&mut text));
        read?;
        child.wait().await
    };
    let status = match tokio::time::timeout(Duration::from_secs(limits.seconds), both).await {
        Ok(status) => status.map_err(failed)?,
        Err(_) => {
            let _ = child.kill().await;
            return Err(Fault::TooLong(limits.seconds));
        }
    };
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    String::from_utf8(text).map_err(|_| failed("its text is no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { seconds: 5, memory_mib: 256 };

    async fn shell(script: &str, limits: Limits) -> Result<String, Fault> {
        run(Path::new("/bin/sh"), &["-c", script], b"picture".to_vec(), limits).await
    }

    #[tokio::test]
    async fn it_sees_its_input_and_no_environment() {
        assert_eq!(shell("cat", LIMITS).await.unwrap(), "picture");
        let seen = shell("exec /usr/bin/env", LIMITS).await.unwrap();
        let mut names: Vec<_> = seen.lines().filter_map(|l| l.split('=').next()).collect();
        names.retain(|n| !["PWD", "OLDPWD", "SHLVL", "_"].contains(n));
        names.sort_unstable();
        assert_eq!(names, ["LC_ALL", "OMP_THREAD_LIMIT"], "nothing of this process reaches it");
    }

    #[tokio::test]
    async fn it_is_stopped_when_it_takes_too_long() {
        let started = std::time::Instant::now();
        let slow = shell("sleep 60", Limits { seconds: 1, ..LIMITS }).await;
        assert_eq!(slow, Err(Fault::TooLong(1)));
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[tokio::test]
    async fn it_may_write_no_file_and_take_no_more_memory() {
        let file = std::env::temp_dir().join(format!("tongguan-ocr-{}", std::process::id()));
        let _ = shell(&format!("echo x > {}", file.display()), LIMITS).await;
        let size = std::fs::metadata(&file).map_or(0, |m| m.len());
        let _ = std::fs::remove_file(&file);
        assert_eq!(size, 0);
        let told = shell("ulimit -v; ulimit -t; ulimit -c", LIMITS).await.unwrap();
        assert_eq!(told.split_whitespace().collect::<Vec<_>>(), ["262144", "5", "0"]);
    }

    #[tokio::test]
    async fn a_program_that_fails_or_is_not_there_says_so() {
        assert!(matches!(shell("exit 3", LIMITS).await, Err(Fault::Failed(_))));
        let none = run(Path::new("/nowhere/tesseract"), &[], vec![], LIMITS).await;
        assert!(matches!(none, Err(Fault::Failed(_))));
    }
}
