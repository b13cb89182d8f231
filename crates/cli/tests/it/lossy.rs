//! The tour through a line on which the answer to every request is lost once: whatever the server did then is neither
//! done again nor taken for undone.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tongguan_testkit::Backend;

use crate::support::{Place, text, tour};

/// One request off a connection, told to be the last on it.
async fn request(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        if let Some(end) = all.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = text(&all[..end]);
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if all.len() >= end + 4 + length.unwrap_or(0) {
                let body = all.split_off(end);
                return Some([head.as_bytes(), b"\r\nconnection: close", &body].concat());
            }
        }
        if from.read_buf(&mut all).await.ok()? == 0 {
            return None;
        }
    }
}

/// Passes a request on, waits until it is answered, and hands the answer back unless this is the request's first time.
async fn pass(mut from: TcpStream, to: String, seen: Arc<Mutex<HashSet<Vec<u8>>>>, lost: Arc<AtomicU32>) {
    let Some(sent) = request(&mut from).await else { return };
    let mut server = TcpStream::connect(to).await.expect("the server is there");
    server.write_all(&sent).await.expect("it is sent");
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.expect("it is answered");
    // Of a puzzle nothing is known but by the answer, so a fresh one is tried; the second time that is answered.
    let solved = text(&sent).lines().next().is_some_and(|line| line.contains("/answer "));
    let key = if solved { b"a solved puzzle".to_vec() } else { sent };
    if seen.lock().expect("no panic").insert(key) {
        lost.fetch_add(1, Relaxed);
    } else {
        let _ = from.write_all(&answer).await;
    }
}

async fn every_answer_is_lost_once(backend: Backend) {
    let place = Place::new(backend).await;
    let server = place.serve(&["--demo"]);
    let to = server.url.trim_start_matches("http://").to_owned();
    let line = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", line.local_addr().expect("an address"));
    let (seen, lost) = (Arc::default(), Arc::new(AtomicU32::new(0)));
    let counted = lost.clone();
    tokio::spawn(async move {
        while let Ok((from, _)) = line.accept().await {
            tokio::spawn(pass(from, to.clone(), Arc::clone(&seen), lost.clone()));
        }
    });
    let said = tokio::task::spawn_blocking(move || text(&tour(&url).stdout)).await.expect("the tour passes");
    let (lost, again) = (counted.load(Relaxed), said.matches("was done before its answer was lost").count());
    // Each command that must not be done twice was looked for, and found.
    assert!(lost > 60 && again >= 25, "{lost} answers lost, {again} commands found done\n{said}");
    assert!(server.terminate().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answers_do_not_break_the_tour_on_sqlite() {
    every_answer_is_lost_once(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answers_do_not_break_the_tour_on_postgresql() {
    every_answer_is_lost_once(Backend::Postgres).await;
}
