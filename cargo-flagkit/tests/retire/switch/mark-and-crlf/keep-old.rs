#![allow(unused_mut)]
fn mark_new() -> u8 { 2 }
pub fn observe() -> String { format!("나{}", mark_new()) }
