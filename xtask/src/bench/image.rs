//! `cargo xtask bench image`: milliseconds a megapixel of every measure, beside OpenCV's reading and its variance of a Laplacian on the
//! same files, in turn (`docs/images.md` has the measures).

use std::fs;

use anyhow::Result;

use crate::command::{self, command, output, root};

/// The peer, from PyPI.
const PYPI: &str = "opencv-python-headless==5.0.0.93";
/// What the peer does: read, grey, Laplacian, variance.
const PEER: &str = r#"
import sys, time
import cv2
cv2.setNumThreads(1)
least = {}
for _ in range(3):
    for path in sys.argv[1:]:
        a = time.perf_counter(); picture = cv2.imread(path)
        b = time.perf_counter(); cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var()
        c = time.perf_counter(); size = picture.shape[0] * picture.shape[1] / 1e6
        for name, took in (("OpenCV imread", b - a), ("OpenCV Laplacian", c - b)):
            least[name] = min(least.get(name, 1e9), took * 1000 / size)
for name, ms in least.items():
    print(f"{name:<18} {ms:8.2f} ms/MP")
"#;

/// Draws files, then measures them with ours and with the peer, twice each in turn.
pub(crate) fn run() -> Result<()> {
    let folder = root().join("target/image-peers");
    fs::create_dir_all(&folder)?;
    let venv = folder.join("v");
    let python = venv.join("bin/python").to_string_lossy().into_owned();
    let drawn = folder.join("drawn").to_string_lossy().into_owned();
    let ours = |args: &[&str]| command::example("tongguan-image", "calibration", args);
    command::run(&mut ours(&["save", &drawn, "first", "3"]))?;
    let mut peer = true;
    for mut install in [
        command("python3", &["-m", "venv", &venv.to_string_lossy()]),
        command(&python, &["-m", "pip", "install", "--quiet", PYPI]),
    ] {
        if let Err(error) = command::run(&mut install) {
            println!("NOT MEASURED: {error:#}");
            peer = false;
        }
    }
    let files: Vec<String> = (0..3).map(|n| format!("{drawn}/clean/{n}.jpg")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for round in 1..=2 {
        println!("round {round}");
        command::run(ours(&["time"]).args(&files))?;
        if peer {
            print!("{}", output(command(&python, &["-c", PEER]).args(&files))?);
            println!();
        }
    }
    Ok(())
}
