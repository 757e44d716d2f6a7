#![allow(unused_mut)]
fn mark_new() -> u8 { 1 }
pub fn observe() -> String { format!("가{}", mark_new()) }
