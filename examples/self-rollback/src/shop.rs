//! The service: a checkout in its old and its new form, and the bug that came with the new one.
//!
//! It knows nothing of stages, guards and rollbacks; that is the point.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use flagkit::{EvaluationContext, feature_flag};
use flagkit_tower::FlagLayer;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// What the new checkout does to a customer with an apartment number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bug {
    Fails,
    Panics,
}

#[derive(Debug)]
pub(crate) struct Shop {
    bug: Bug,
    is_fixed: AtomicBool,
}

struct Order<'a> {
    user: &'a str,
    number: u64,
}

impl Shop {
    #[feature_flag("new_checkout", fallback = Self::old_checkout)]
    async fn checkout(&self, order: &Order<'_>) -> Result<&'static str, &'static str> {
        tokio::time::sleep(Duration::from_millis(2)).await;
        if order.has_apartment_number() && !self.is_fixed.load(Ordering::Relaxed) {
            match self.bug {
                Bug::Fails => return Err("one page: no such street"),
                Bug::Panics => panic!("a street has no `/`"),
            }
        }
        order.pay().then_some("one page: thank you").ok_or("one page: the bank does not answer")
    }

    async fn old_checkout(&self, order: &Order<'_>) -> Result<&'static str, &'static str> {
        tokio::time::sleep(Duration::from_millis(4)).await;
        order
            .pay()
            .then_some("three steps: thank you")
            .ok_or("three steps: the bank does not answer")
    }

    /// Opens on a port of its own, for as long as the runtime lives.
    pub(crate) async fn open(bug: Bug) -> io::Result<(Arc<Self>, SocketAddr)> {
        let shop = Arc::new(Self { bug, is_fixed: AtomicBool::new(false) });
        let service = Router::new()
            .route("/checkout/{number}", post(answer))
            .layer(FlagLayer::new(customer))
            .with_state(Arc::clone(&shop));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok((shop, address))
    }

    /// What a deployment would do.
    pub(crate) fn fix(&self) {
        self.is_fixed.store(true, Ordering::Relaxed);
    }
}

/// Who is asking, for the scope around each request.
fn customer(request: &Parts) -> Option<EvaluationContext> {
    Some(EvaluationContext::new(user(&request.headers)?))
}

fn user(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-user")?.to_str().ok()
}

async fn answer(
    State(shop): State<Arc<Shop>>,
    Path(number): Path<u64>,
    headers: HeaderMap,
) -> Result<&'static str, (StatusCode, &'static str)> {
    let user = user(&headers).ok_or((StatusCode::BAD_REQUEST, "who are you?"))?;
    let receipt = shop.checkout(&Order { user, number }).await;
    receipt.map_err(|why| (StatusCode::INTERNAL_SERVER_ERROR, why))
}

impl Order<'_> {
    /// Three customers of ten have one, and none of the developers.
    fn has_apartment_number(&self) -> bool {
        self.user.ends_with(['1', '4', '7'])
    }

    /// One payment of a hundred fails, whichever code asks for it.
    fn pay(&self) -> bool {
        self.number % 100 != 42
    }
}
