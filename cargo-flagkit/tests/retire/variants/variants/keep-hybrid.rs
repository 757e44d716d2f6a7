//! More than two arms.

fn ranked(query: &str, scale: usize) -> usize {
    query.len() + scale
}

fn ranked_list(to: u8) -> Vec<u8> {
    vec![to]
}

fn ranked_iter(number: u8) -> impl Iterator<Item = u8> {
    std::iter::once(number)
}

pub fn observe() -> String {
    format!(
        "{} {:?} {:?}",
        ranked("abc", 2),
        ranked_list(3),
        ranked_iter(4).take(3).collect::<Vec<_>>()
    )
}
