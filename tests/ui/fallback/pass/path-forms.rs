//! A fallback as a free function, in a module, associated, of a trait, and generic.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

mod old {
    pub fn text(item: u32) -> String {
        format!("module {item}")
    }
}

trait Label {
    fn label(item: u32) -> String;
}

struct Shop;

impl Label for Shop {
    fn label(item: u32) -> String {
        format!("trait {item}")
    }
}

fn generic<T: std::fmt::Display>(item: T) -> String {
    format!("generic {item}")
}

#[feature_flag("new_checkout", fallback = old::text)]
fn in_a_module(item: u32) -> String {
    item.to_string()
}

#[feature_flag("new_checkout", fallback = <Shop as Label>::label)]
fn of_a_trait(item: u32) -> String {
    item.to_string()
}

#[feature_flag("new_checkout", fallback = generic::<u32>)]
fn with_turbofish(item: u32) -> String {
    item.to_string()
}

#[feature_flag("new_checkout", fallback = u32::to_string)]
fn in_std(item: &u32) -> String {
    format!("new {item}")
}

fn main() {
    flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
        assert_eq!(in_a_module(1), "module 1");
        assert_eq!(of_a_trait(1), "trait 1");
        assert_eq!(with_turbofish(1), "generic 1");
        assert_eq!(in_std(&1), "1");
    });
}
