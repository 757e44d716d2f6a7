//! A client that goes away in the middle of a request, and a handler that panics, leave nothing behind.
//!
//! Its own binary, because a process watches one file.

use request_scope::{Answer, File, Server, begin, get};
use tokio::io::AsyncReadExt as _;

#[test]
fn what_a_dropped_request_held_is_given_back() {
    // One worker, so that a frame left behind on its thread would be seen by the next request.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let file = File::new();
    runtime.block_on(async {
        let server = Server::start().await;
        let client = begin(server.address, "/cancelled", "user-42").await;
        server.gate.arrived().await;
        file.write(2);
        server.gate.open();
        assert!(flagkit::health().oldest_pin.is_some(), "the request holds version 1");
        assert_eq!(request_scope::alive(), 1);

        drop(client);
        // The last word of the request comes from its destructor, and is still its own.
        server.gate.arrived().await;
        let dropped: Answer = server.gate.heard()[0].parse().unwrap();
        assert_eq!((dropped.part.as_str(), dropped.version), ("dropped", 1));
        assert!(dropped.switch);

        let mut client = begin(server.address, "/panic", "user-42").await;
        server.gate.arrived().await;
        file.write(3);
        server.gate.open();
        let mut answer = Vec::new();
        // The connection breaks, one way or the other.
        let _ = client.read_to_end(&mut answer).await;
        assert_eq!(answer, b"");

        // The thread that served both is as good as new.
        server.gate.open();
        let lines = get(server.address, "/held", "user-42").await;
        let before: Answer = lines[0].parse().unwrap();
        assert_eq!((before.version, before.switch), (3, true));
        assert_eq!(tokio::spawn(async { Answer::now("outside") }).await.unwrap().version, 3);
    });
    drop(runtime);
    let health = flagkit::health();
    assert_eq!((request_scope::alive(), health.oldest_pin), (0, None), "{health}");
}
