//! More than two arms.

fn ranked(query: &str, mut scale: usize) -> usize {
    scale *= 2;
    query.len() * scale
}

fn ranked_list(to: u8) -> Vec<u8> {
    (0..to).collect()
}

fn ranked_iter(number: u8) -> impl Iterator<Item = u8> {
    [number, 0].into_iter()
}

pub fn observe() -> String {
    format!(
        "{} {:?} {:?}",
        ranked("abc", 2),
        ranked_list(3),
        ranked_iter(4).take(3).collect::<Vec<_>>()
    )
}
