//! The attribute without its flag, with a key, with an unknown and a doubled argument.
flagkit::flags!("flags.json");

#[flagkit::test]
fn bare() {}

#[flagkit::test(NEW_CHECKOUT)]
fn no_key() {}

#[flagkit::test(both = "new_checkout")]
fn by_key() {}

#[flagkit::test(bth = NEW_CHECKOUT)]
fn unknown() {}

#[flagkit::test(both = NEW_CHECKOUT, both = NEW_SEARCH)]
fn doubled() {}

fn main() {
    bare();
    no_key();
    by_key();
    unknown();
    doubled();
}
