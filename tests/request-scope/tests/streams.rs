//! A body that is streamed after the response is outside, unless it takes the scope along; then it keeps its version.
//!
//! Its own binary, because a process watches one file.

use request_scope::{Answer, File, Server, get};

#[test]
fn a_stream_takes_the_scope_along() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let file = File::new();
    let answers: Vec<Answer> = runtime.block_on(async {
        let server = Server::start().await;
        let address = server.address;
        let body = tokio::spawn(async move { get(address, "/stream", "user-42").await });
        server.gate.arrived().await;
        file.write(2);
        assert!(flagkit::health().oldest_pin.is_some(), "the stream holds version 1");
        server.gate.open();
        body.await.unwrap().iter().map(|line| line.parse().unwrap()).collect()
    });
    let seen: Vec<_> = answers.iter().map(|a| (&*a.part, a.version, a.switch)).collect();
    let expected = [
        ("handler", 1, true),
        ("first-outside", 1, true),
        ("first", 1, true),
        ("last-outside", 2, false),
        ("last", 1, true),
    ];
    assert_eq!(seen, expected);
    drop(runtime);
    assert_eq!((request_scope::alive(), flagkit::health().oldest_pin), (0, None));
}
