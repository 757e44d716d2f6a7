//! Letters of more than one byte, before, in and behind what changes.

use flagkit::feature_flag;

// 가나다 라마바
#[feature_flag("retired", fallback = 옛_합계)] /* 🦀 */
fn 합계(수량: u32) -> String {
    format!("새 {수량} 🦀")
}

// 옛날 코드
fn 옛_합계(수량: u32) -> String {
    format!("옛 {수량} 🦀")
}

pub fn observe() -> String {
    let 말 = if crate::flags::RETIRED.is_enabled() { "새 코드 – ü" } else { "옛 코드 – ß" };
    format!("{말} {}", 합계(3))
}
