//! A test is run under the arm that it is given.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_totals)]
#[test]
fn totals() {}

fn old_totals() {}

fn main() {
    old_totals();
}
