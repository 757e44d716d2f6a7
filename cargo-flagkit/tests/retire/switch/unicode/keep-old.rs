//! Letters of more than one byte, before, in and behind what changes.

// 가나다 라마바
/* 🦀 */
fn 합계(수량: u32) -> String {
    format!("옛 {수량} 🦀")
}

pub fn observe() -> String {
    let 말 = "옛 코드 – ß";
    format!("{말} {}", 합계(3))
}
