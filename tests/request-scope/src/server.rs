//! The server: handlers that ask the same flags again and again, with pauses, tasks and threads between.

use crate::answer::Answer;
use crate::gate::Gate;
use crate::user::User;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::routing::get;
use flagkit::{InFlagScope as _, current_scope};
use flagkit_tower::FlagLayer;
use futures_util::stream;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::{spawn, spawn_blocking};

/// How often the handler and each of its tasks ask.
const ROUNDS: usize = 5;

/// A server that serves until its runtime ends.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the requests of `/held`, `/cancelled` and `/stream` wait.
    pub gate: Arc<Gate>,
}

impl Server {
    /// Listens on a port of its own.
    pub async fn start() -> Self {
        let gate = Arc::new(Gate::new());
        let app = Router::new()
            .route("/answers", get(answers))
            .route("/held", get(held))
            .route("/cancelled", get(cancelled))
            .route("/panic", get(panic))
            .route("/stream", get(streamed))
            .layer(FlagLayer::new(User::of))
            .with_state(Arc::clone(&gate));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        spawn(async move { axum::serve(listener, app).await });
        Self { address, gate }
    }
}

fn lines(answers: impl IntoIterator<Item = Answer>) -> String {
    answers.into_iter().map(|answer| format!("{answer}\n")).collect()
}

/// Asks several times. A pause may end on another thread, and lets the file change.
async fn ask(part: &'static str) -> Vec<Answer> {
    let mut seen = Vec::new();
    for round in 0..ROUNDS {
        seen.push(Answer::now(part));
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    seen
}

/// Every way in which a request's work is done.
async fn answers() -> String {
    let task = spawn(ask("task").in_current_flag_scope());
    let task_of_task = spawn(
        async { spawn(ask("task-of-task").in_current_flag_scope()).await }.in_current_flag_scope(),
    );
    let scope = current_scope();
    let mut seen = ask("handler").await;
    seen.extend(joined(task.await));
    seen.extend(joined(joined(task_of_task.await)));
    seen.push(joined(spawn_blocking(move || scope.enter(|| Answer::now("thread"))).await));
    seen.push(joined(spawn(async { Answer::now("outside-task") }).await));
    seen.push(joined(spawn_blocking(|| Answer::now("outside-thread")).await));
    // The response is awaited as a part of the request, too.
    seen.push(Answer::now("handler"));
    lines(seen)
}

fn joined<T>(result: Result<T, tokio::task::JoinError>) -> T {
    result.expect("no task of a request panics")
}

/// Asks, waits for the test, and asks again.
async fn held(State(gate): State<Arc<Gate>>) -> String {
    let before = Answer::now("before");
    gate.pass().await;
    let after = Answer::now("after");
    let refreshed = flagkit::refresh_scope().then(|| Answer::now("refreshed"));
    lines([before, after].into_iter().chain(refreshed))
}

/// Waits for ever, and says what it sees when it is dropped.
async fn cancelled(State(gate): State<Arc<Gate>>) -> String {
    struct Says(Arc<Gate>);
    impl Drop for Says {
        fn drop(&mut self) {
            self.0.say(Answer::now("dropped").to_string());
        }
    }
    let _says = Says(Arc::clone(&gate));
    gate.pass().await;
    std::future::pending().await
}

async fn panic(State(gate): State<Arc<Gate>>) -> String {
    gate.pass().await;
    std::panic::resume_unwind(Box::new("on purpose"))
}

/// A body that goes on after the response's future is over: one half takes the scope along, the other does not.
async fn streamed(State(gate): State<Arc<Gate>>) -> Body {
    let first = lines([Answer::now("handler")]);
    let scope = current_scope();
    let parts = stream::unfold((0, gate, scope), async move |(part, gate, scope)| {
        if part == 2 {
            return None;
        }
        if part == 0 {
            let first = lines([Answer::now("first-outside"), scope.enter(|| Answer::now("first"))]);
            return Some((Ok::<_, Infallible>(Bytes::from(first)), (1, gate, scope)));
        }
        gate.pass().await;
        let last = lines([Answer::now("last-outside"), scope.enter(|| Answer::now("last"))]);
        Some((Ok(Bytes::from(last)), (2, gate, scope)))
    });
    let head = stream::once(async move { Ok(Bytes::from(first)) });
    Body::from_stream(futures_util::StreamExt::chain(head, parts))
}
