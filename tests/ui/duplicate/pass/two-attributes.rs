//! Two flags over one function are no doubled argument: the outer one decides first.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = "outer")]
#[feature_flag("new_search", otherwise = "inner")]
fn both() -> &'static str {
    "new"
}

fn main() {
    use flagkit::testing::with;
    with(flags::NEW_CHECKOUT.off(), || assert_eq!(both(), "outer"));
    with(flags::NEW_CHECKOUT.on(), || {
        with(flags::NEW_SEARCH.off(), || assert_eq!(both(), "inner"));
        with(flags::NEW_SEARCH.on(), || assert_eq!(both(), "new"));
    });
}
