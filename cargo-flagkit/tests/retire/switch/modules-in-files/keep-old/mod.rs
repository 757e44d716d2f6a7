//! Old code in another file.

mod legacy;
mod newer;

use legacy::filed_old_total;

fn filed_total(cart: &[u32]) -> u32 {
    filed_old_total(cart)
}

fn filed_name() -> &'static str {
    legacy::filed_old_name()
}

fn filed_count(items: &[u32]) -> usize {
    legacy::Counter::filed_old_count(items)
}

pub fn observe() -> String {
    format!("{} {} {}", filed_total(&[1, 2]), filed_name(), filed_count(&[1]))
}
