//! One request sees one version, on every thread and in every task that inherits, while the file changes under load.
//!
//! Its own binary, because a process watches one file.

use request_scope::{Answer, File, Server, get};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Requests at once, from as many clients.
const CLIENTS: usize = 8;
/// The test goes on until the file has changed this often, and this many requests were overtaken by a change.
const CHANGES: u64 = 300;
const OVERTAKEN: u64 = 100;
/// Far beyond what it takes, for a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

struct Load {
    file: File,
    over: AtomicBool,
    /// Requests that were still at work when a newer version was in force.
    overtaken: AtomicU64,
    requests: AtomicU64,
}

#[test]
fn every_answer_of_a_request_is_of_one_version() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let load = Arc::new(Load {
        file: File::new(),
        over: AtomicBool::new(false),
        overtaken: AtomicU64::new(0),
        requests: AtomicU64::new(0),
    });
    let versions = runtime.block_on(async {
        let server = Server::start().await;
        let user = user_between_the_shares(&load.file, &server).await;
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            let (load, address, user) = (Arc::clone(&load), server.address, user.clone());
            clients.push(tokio::spawn(async move {
                while !load.over.load(Ordering::Relaxed) {
                    request(&load, address, &user).await;
                }
            }));
        }
        let versions = change_the_file(&load).await;
        load.over.store(true, Ordering::Relaxed);
        for client in clients {
            client.await.unwrap();
        }
        versions
    });
    // What was overtaken held its version; what is over holds nothing.
    runtime.shutdown_timeout(Duration::from_secs(5));
    let health = flagkit::health();
    assert_eq!(health.oldest_pin, None, "{health}");
    assert_eq!(request_scope::alive(), 0, "each user goes with the last of its request");
    assert!(versions >= CHANGES);
    assert!(load.requests.load(Ordering::Relaxed) > OVERTAKEN);
}

/// Writes version after version until enough has been seen.
async fn change_the_file(load: &Arc<Load>) -> u64 {
    let end = Instant::now() + DEADLINE;
    let mut version = load.file.in_force();
    while version < CHANGES || load.overtaken.load(Ordering::Relaxed) < OVERTAKEN {
        let overtaken = load.overtaken.load(Ordering::Relaxed);
        assert!(Instant::now() < end, "{version} versions, {overtaken} requests overtaken");
        version += 1;
        let load = Arc::clone(load);
        let written = tokio::task::spawn_blocking(move || load.file.write(version)).await;
        written.expect("a file of this process can be written");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    version
}

async fn request(load: &Load, server: std::net::SocketAddr, user: &str) {
    let oldest = load.file.in_force();
    let lines = get(server, "/answers", user).await;
    let answers: Vec<Answer> =
        lines.iter().map(|line| line.parse().expect("the server speaks in answers")).collect();
    let first = answers.first().expect("the handler asks first");
    // In force before the request was sent, so no request may see less.
    assert!(first.version >= oldest, "version {oldest} was in force: {lines:#?}");
    let parts = ["handler", "task", "task-of-task", "thread"];
    for part in parts {
        assert!(answers.iter().any(|answer| answer.part == part), "no {part}: {lines:#?}");
    }
    let mut overtaken = false;
    for answer in &answers {
        if parts.contains(&answer.part.as_str()) {
            assert!(answer.is_whole(), "two versions in `{answer}`: {lines:#?}");
            let seen = (answer.version, answer.generation);
            assert_eq!(seen, (first.version, first.generation), "{lines:#?}");
        } else {
            // Outside there is no user, and each question sees the newest version.
            assert!(!answer.share, "`{answer}` knows who is asked about: {lines:#?}");
            assert!(answer.version >= first.version, "{lines:#?}");
            overtaken |= answer.version > first.version;
        }
    }
    load.requests.fetch_add(1, Ordering::Relaxed);
    load.overtaken.fetch_add(overtaken.into(), Ordering::Relaxed);
}

/// A user who is in at 70 %, the share of version 1, and out at 30 %, the share of version 2.
async fn user_between_the_shares(file: &File, server: &Server) -> String {
    let mut users: Vec<String> = (0..40).map(|n| format!("user-{n}")).collect();
    for wanted in [true, false] {
        let mut fitting = Vec::new();
        for user in users {
            let lines = get(server.address, "/answers", &user).await;
            let answer: Answer = lines[0].parse().expect("the server speaks in answers");
            if answer.share == wanted {
                fitting.push(user);
            }
        }
        users = fitting;
        file.write(file.in_force() + 1);
    }
    users.pop().expect("two fifths of all users are between the shares")
}
