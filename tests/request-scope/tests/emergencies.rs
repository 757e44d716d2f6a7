//! A request holds its version across a change; a kill switch and an operator reach it all the same.
//!
//! Its own binary, because a process watches one file.

use request_scope::{Answer, File, Server, get};

fn parse(lines: &[String]) -> Vec<Answer> {
    lines.iter().map(|line| line.parse().expect("the server speaks in answers")).collect()
}

#[test]
fn a_kill_switch_reaches_a_request_that_holds_an_older_version() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let file = File::new();
    runtime.block_on(async {
        let server = Server::start().await;
        let held = tokio::spawn(get_held(server.address));
        server.gate.arrived().await;
        file.write_with_stop(2, true);

        // A request that begins now sees the new version from the start.
        let newer = tokio::spawn(get_held(server.address));
        server.gate.arrived().await;
        server.gate.open();
        server.gate.open();
        let (held, newer) = (parse(&held.await.unwrap()), parse(&newer.await.unwrap()));

        let seen: Vec<_> = held.iter().map(|a| (&*a.part, a.version, a.switch, a.stop)).collect();
        let expected = [
            ("before", 1, true, false),
            ("after", 1, true, true), // the version stands, and the kill switch is in force
            ("refreshed", 2, false, true),
        ];
        assert_eq!(seen, expected);
        let seen: Vec<_> = newer.iter().map(|a| (&*a.part, a.version, a.switch, a.stop)).collect();
        let all = ["before", "after", "refreshed"].map(|part| (part, 2, false, true));
        assert_eq!(seen, all);
    });
    assert_eq!(flagkit::health().oldest_pin, None);
}

async fn get_held(server: std::net::SocketAddr) -> Vec<String> {
    get(server, "/held", "user-42").await
}
