//! The visitors: each looks at a product, and a few buy it.
//!
//! What one does depends on who it is and on what was recommended, never on chance or time, so each run sells the same.

use crate::client::Client;
use std::io;
use std::net::SocketAddr;
use std::ops::Range;
use tokio::task::JoinSet;

/// How many visit at the same time.
const CLIENTS: u64 = 32;

/// The truth, which the experiments are to find: who buys of those that see each recommendation. Photos change nothing.
const BEST_SELLERS: f64 = 0.10;
const BOUGHT_TOGETHER: f64 = 0.13;

/// Sends some visitors, and waits until they have left.
pub(crate) async fn visit(server: SocketAddr, visitors: Range<u64>) -> io::Result<()> {
    let mut clients = JoinSet::new();
    for first in visitors.start..visitors.start + CLIENTS {
        let share = (first..visitors.end).step_by(CLIENTS as usize);
        clients.spawn(async move {
            let mut client = Client::new(server);
            for visitor in share {
                visit_once(&mut client, visitor).await?;
            }
            Ok(())
        });
    }
    clients.join_all().await.into_iter().collect()
}

async fn visit_once(client: &mut Client, visitor: u64) -> io::Result<()> {
    let user = format!("visitor-{visitor}");
    let product = dice(visitor, 1) % 1_000;
    let page = client.send(&format!("GET /product/{product}"), &user).await?;
    let chance = if page.contains("bought together") { BOUGHT_TOGETHER } else { BEST_SELLERS };
    if (dice(visitor, 3) % 10_000) as f64 >= 10_000.0 * chance {
        return Ok(());
    }
    let cents = 1_500 + dice(visitor, 2) % 4_000;
    client.send(&format!("POST /buy/{product}/{cents}"), &user).await?;
    Ok(())
}

/// The n-th throw of a visitor: splitmix64 of both.
fn dice(visitor: u64, throw: u64) -> u64 {
    let mut z = (visitor << 8 | throw).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
