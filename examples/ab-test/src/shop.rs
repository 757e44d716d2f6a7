//! The shop: what it recommends, in which photos, and what is bought.
//!
//! Two functions are experiments. The rest does not know.

use axum::Router;
use axum::extract::Path;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use flagkit::{EvaluationContext, feature_flag};
use flagkit_tower::FlagLayer;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

#[feature_flag("bought_together", fallback = best_sellers)]
async fn recommend(product: u64) -> Result<&'static str, StatusCode> {
    ask_the_warehouse(product, Duration::from_millis(2)).await?;
    Ok("bought together")
}

async fn best_sellers(product: u64) -> Result<&'static str, StatusCode> {
    ask_the_warehouse(product, Duration::from_millis(4)).await?;
    Ok("best sellers")
}

#[feature_flag("large_photos", fallback = small_photos)]
fn photos() -> &'static str {
    "large photos"
}

fn small_photos() -> &'static str {
    "small photos"
}

/// It fails now and then, whoever asks.
async fn ask_the_warehouse(product: u64, takes: Duration) -> Result<(), StatusCode> {
    tokio::time::sleep(takes).await;
    if product % 200 == 7 { Err(StatusCode::SERVICE_UNAVAILABLE) } else { Ok(()) }
}

async fn page(product: u64) -> Result<String, StatusCode> {
    let photos = photos();
    let recommended = recommend(product).await?;
    Ok(format!("product {product} in {photos}, {recommended}\n"))
}

async fn visit(Path(product): Path<u64>) -> Result<String, StatusCode> {
    page(product).await
}

async fn buy(Path((product, cents)): Path<(u64, u32)>) -> Result<String, StatusCode> {
    // A purchase counts for the arms that its own request has drawn. The confirmation draws: it is such a page.
    let confirmation = page(product).await;
    flagkit::track("purchase", f64::from(cents) / 100.0);
    confirmation
}

async fn metrics() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], flagkit::export::prometheus())
}

/// Who is asking, for the scope around each request.
fn visitor(request: &Parts) -> Option<EvaluationContext> {
    Some(EvaluationContext::new(request.headers.get("x-user")?.to_str().ok()?))
}

/// Opens on a port of its own, for as long as the runtime lives.
pub(crate) async fn open() -> io::Result<SocketAddr> {
    let service = Router::new()
        .route("/product/{product}", get(visit))
        .route("/buy/{product}/{cents}", post(buy))
        .layer(FlagLayer::new(visitor))
        .route("/metrics", get(metrics));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}
