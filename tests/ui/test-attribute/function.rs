//! A function that cannot be a test.
flagkit::flags!("flags.json");

#[flagkit::test(both = NEW_CHECKOUT)]
fn with_argument(items: u32) {
    let _ = items;
}

#[flagkit::test(both = NEW_CHECKOUT)]
fn generic<T>() {}

#[flagkit::test(both = NEW_CHECKOUT)]
async fn without_runtime() {}

#[flagkit::test(both = NEW_CHECKOUT)]
const fn constant() {}

struct Shop;

impl Shop {
    #[flagkit::test(both = NEW_CHECKOUT)]
    fn method(&self) {}
}

fn main() {
    with_argument(1);
    generic::<u32>();
    drop(without_runtime());
    constant();
    Shop.method();
}
