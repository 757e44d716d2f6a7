//! Old code in another file.

mod legacy;
mod newer;


fn filed_total(cart: &[u32]) -> u32 {
    newer::filed_sum(cart)
}

fn filed_name() -> &'static str {
    "new"
}

fn filed_count(items: &[u32]) -> usize {
    items.len() + 1
}

pub fn observe() -> String {
    format!("{} {} {}", filed_total(&[1, 2]), filed_name(), filed_count(&[1]))
}
