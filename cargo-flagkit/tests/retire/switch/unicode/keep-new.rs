//! Letters of more than one byte, before, in and behind what changes.

// 가나다 라마바
/* 🦀 */
fn 합계(수량: u32) -> String {
    format!("새 {수량} 🦀")
}

pub fn observe() -> String {
    let 말 = "새 코드 – ü";
    format!("{말} {}", 합계(3))
}
