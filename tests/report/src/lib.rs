//! A shop whose code is measured.
//!
//! Law: what the functions here do is decided by the visitor's number alone, so that a test can count it beside.

use flagkit::{Context as _, EvaluationContext, feature_flag};

flagkit::flags!(pub "flags.json");

/// Why a purchase fails.
#[derive(Debug, PartialEq, Eq)]
pub struct SoldOut;

/// The new price; every fiftieth visitor finds nothing left.
///
/// # Errors
///
/// When nothing is left.
#[feature_flag("new_price", fallback = old_price)]
pub fn price(visitor: u32) -> Result<u32, SoldOut> {
    if visitor % 50 == 7 { Err(SoldOut) } else { Ok(19) }
}

/// The old price; likewise every fiftieth.
///
/// # Errors
///
/// When nothing is left.
pub fn old_price(visitor: u32) -> Result<u32, SoldOut> {
    if visitor % 50 == 8 { Err(SoldOut) } else { Ok(24) }
}

/// The order of search results.
#[feature_flag("ranker", variants(clever, bold = ranked_boldly), fallback = ranked_plainly)]
pub fn ranked() -> &'static str {
    "clever"
}

fn ranked_boldly() -> &'static str {
    "bold"
}

fn ranked_plainly() -> &'static str {
    "plain"
}

/// A flag of which nobody tracks anything.
#[feature_flag("quiet", fallback = loud)]
pub fn quiet() -> bool {
    true
}

fn loud() -> bool {
    false
}

/// Runs aside, for nobody.
#[feature_flag("looked_at", fallback = plain_answer, shadow = pure)]
pub fn answer() -> u32 {
    42
}

fn plain_answer() -> u32 {
    41
}

/// As [`quiet`], for whoever is named.
#[feature_flag("quiet", fallback = loud_for, context = visitor)]
pub fn quiet_for(visitor: &EvaluationContext) -> bool {
    visitor.targeting_key().is_some()
}

fn loud_for(_: &EvaluationContext) -> bool {
    false
}

/// A visitor of the shop.
#[must_use]
pub fn visitor(number: u32) -> EvaluationContext {
    EvaluationContext::new(format!("user-{number}"))
}

/// One who works there.
#[must_use]
pub fn staff(number: u32) -> EvaluationContext {
    EvaluationContext::new(format!("staff-{number}")).with("role", "staff")
}
