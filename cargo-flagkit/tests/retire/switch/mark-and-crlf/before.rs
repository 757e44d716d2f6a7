#![allow(unused_mut)]
use flagkit::feature_flag;
#[feature_flag("retired", fallback = mark_old)]
fn mark_new() -> u8 { 1 }
fn mark_old() -> u8 { 2 }
pub fn observe() -> String { if crate::flags::RETIRED.is_enabled() { format!("가{}", mark_new()) } else { format!("나{}", mark_new()) } }
