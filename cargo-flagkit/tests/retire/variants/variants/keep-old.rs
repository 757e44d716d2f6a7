//! More than two arms.

fn ranked(words: &str, _scale: usize) -> usize {
    words.len()
}

fn ranked_list(to: u8) -> Vec<u8> {
    vec![0]
}

fn ranked_iter(number: u8) -> impl Iterator<Item = u8> {
    std::iter::repeat(number)
}

pub fn observe() -> String {
    format!(
        "{} {:?} {:?}",
        ranked("abc", 2),
        ranked_list(3),
        ranked_iter(4).take(3).collect::<Vec<_>>()
    )
}
